import { SkeletonRows } from '../../components/states';
import { StatusMark } from '../../components/StatusMark';
import { At, None } from '../../components/Time';
import { runTime } from '../../lib/format';
import { runStatus } from '../../lib/words';
import type { Run } from './queries';

interface Props {
  runs: Run[] | undefined;
  /** The job is worth a column only where several write the same dataset. */
  withJob: boolean;
  selected: string | null;
  onSelect: (id: string | null) => void;
}

function Row({ run, withJob, selected, onSelect }: { run: Run } & Omit<Props, 'runs'>) {
  const open = run.id === selected;
  return (
    <tr aria-selected={open}>
      <td>
        <StatusMark status={runStatus(run.state)} />
      </td>
      <th scope="row">
        <button
          type="button"
          className="linklike m"
          aria-expanded={open}
          onClick={() => onSelect(open ? null : run.id)}
        >
          {run.startedAt ? <At at={run.startedAt} className="" /> : 'not started'}
        </button>
      </th>
      <td>{run.nominalStartAt ? <At at={run.nominalStartAt} /> : <None>–</None>}</td>
      {withJob && <td className="cut">{run.job.title}</td>}
      <td className="n">
        {run.durationSeconds === null ? <None>–</None> : runTime(run.durationSeconds)}
      </td>
      <td className="cut err" title={run.error ?? undefined}>
        {run.error && <code>{run.error}</code>}
      </td>
      <td className="rt">
        {run.url && (
          <a href={run.url} rel="noreferrer noopener" target="_blank">
            Log<span className="vh"> of this run</span>
          </a>
        )}
      </td>
    </tr>
  );
}

export function RunTable({ runs, ...rest }: Props) {
  return (
    <table className="runs" aria-busy={!runs}>
      <thead>
        <tr>
          <th scope="col">State</th>
          <th scope="col">Started</th>
          <th scope="col">Data interval from</th>
          {rest.withJob && <th scope="col">Job</th>}
          <th scope="col" className="n">
            Duration
          </th>
          <th scope="col">Error</th>
          <th scope="col">
            <span className="vh">Log</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {runs ? (
          runs.map((run) => <Row key={run.id} run={run} {...rest} />)
        ) : (
          <SkeletonRows rows={10} columns={rest.withJob ? 7 : 6} />
        )}
      </tbody>
    </table>
  );
}
