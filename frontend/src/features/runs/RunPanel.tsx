import { RefLink } from '../../components/EntityName';
import { FacetBodies } from '../../components/FacetBodies';
import { Section } from '../../components/Section';
import { Empty, ErrorBand, SkeletonBlock } from '../../components/states';
import { StatusMark } from '../../components/StatusMark';
import { At } from '../../components/Time';
import { bytes, count, runTime } from '../../lib/format';
import { changeWord, runStatus } from '../../lib/words';
import { useRun, type FullRun } from './queries';
import { RunEvents } from './RunEvents';

type Data = FullRun['detail']['inputs'];

function Datasets({ title, rows }: { title: string; rows: Data }) {
  if (rows.length === 0) return null;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{title}</th>
          <th scope="col" className="n">
            Rows
          </th>
          <th scope="col" className="n">
            Size
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.dataset.ref}>
            <th scope="row">
              <RefLink link={row.dataset} />
              {row.change && <small> {changeWord(row.change).toLowerCase()}</small>}
            </th>
            <td className="n">{row.rowCount === null ? '–' : count(row.rowCount)}</td>
            <td className="n">{row.byteCount === null ? '–' : bytes(row.byteCount)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const NO_TEXT = {
  AVAILABLE: null,
  ABSENT: null,
  REDACTED: 'You may not read the error text.',
  EXPIRED: 'The error text was deleted by retention.',
};

function ErrorText({ text, state }: FullRun['detail']['errorText']) {
  if (state === 'AVAILABLE' && text) {
    return (
      <pre className="code fail" tabIndex={0} role="region" aria-label="Error text">
        {text}
      </pre>
    );
  }
  const why = NO_TEXT[state];
  return why ? <p className="mute">{why}</p> : null;
}

interface Props {
  id: string;
  onSelect: (id: string | null) => void;
}

function Facts({ run, onSelect }: { run: FullRun; onSelect: Props['onSelect'] }) {
  return (
    <table className="kv">
      <tbody>
        <tr>
          <th scope="row">State</th>
          <td>
            <StatusMark status={runStatus(run.state)} />
          </td>
        </tr>
        <tr>
          <th scope="row">Job</th>
          <td>
            <RefLink link={run.job} />
          </td>
        </tr>
        {run.nominalStartAt && (
          <tr>
            <th scope="row">Data interval</th>
            <td>
              <At at={run.nominalStartAt} />
              {run.nominalEndAt && (
                <>
                  {' to '}
                  <At at={run.nominalEndAt} />
                </>
              )}
            </td>
          </tr>
        )}
        <tr>
          <th scope="row">Ran</th>
          <td>
            {run.startedAt && <At at={run.startedAt} />}
            {run.endedAt && (
              <>
                {' to '}
                <At at={run.endedAt} />
              </>
            )}
            {run.durationSeconds !== null && (
              <span className="mute"> {runTime(run.durationSeconds)}</span>
            )}
          </td>
        </tr>
        <tr>
          <th scope="row">Run id</th>
          <td className="wrap">
            <code>{run.runId}</code> <span className="mute">from {run.source}</span>
          </td>
        </tr>
        {run.parentId && (
          <tr>
            <th scope="row">Started by</th>
            <td>
              <button type="button" className="linklike" onClick={() => onSelect(run.parentId)}>
                parent run
              </button>
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

export function RunPanel({ id, onSelect }: Props) {
  const run = useRun(id);
  return (
    <Section
      title="Run"
      end={
        <button type="button" className="linklike" onClick={() => onSelect(null)}>
          Close
        </button>
      }
    >
      {run.error && (
        <ErrorBand what="The run did not load" error={run.error} retry={() => void run.refetch()} />
      )}
      {run.isPending && <SkeletonBlock height={200} />}
      {run.data === null && <Empty title="This run is not known." />}
      {run.data && (
        <>
          <Facts run={run.data} onSelect={onSelect} />
          <ErrorText {...run.data.detail.errorText} />
          <Datasets title="Read" rows={run.data.detail.inputs} />
          <Datasets title="Wrote" rows={run.data.detail.outputs} />
          {run.data.detail.parameters.length > 0 && (
            <table className="kv">
              <tbody>
                {run.data.detail.parameters.map((parameter) => (
                  <tr key={parameter.key}>
                    <th scope="row">{parameter.key}</th>
                    <td className="wrap">
                      <code>{parameter.value}</code>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          <FacetBodies facets={run.data.detail.facets} />
          <RunEvents runId={run.data.runId} job={run.data.job.ref} />
          {run.data.detail.children.length > 0 && (
            <p className="mute">Started {count(run.data.detail.children.length)} more runs.</p>
          )}
        </>
      )}
    </Section>
  );
}
