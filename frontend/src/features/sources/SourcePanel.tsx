import { useState } from 'react';
import { RefLink } from '../../components/EntityName';
import { Section } from '../../components/Section';
import { Empty, ErrorBand, SkeletonRows } from '../../components/states';
import { Shape, StatusMark } from '../../components/StatusMark';
import { Ago, At, Day } from '../../components/Time';
import { count, duration, total } from '../../lib/format';
import { useViewer } from '../../lib/use-viewer';
import { syncStatus } from '../../lib/words';
import { DecisionForm } from './DecisionForm';
import { useActivity, type Source } from './queries';

type Activity = NonNullable<ReturnType<typeof useActivity>['data']>;
type Sync = Activity['syncs']['nodes'][number];
type Issue = Activity['issues']['nodes'][number];

function SyncRow({ sync, named, mayUndo }: { sync: Sync; named: boolean; mayUndo: boolean }) {
  const { plan } = sync;
  const [asked, setAsked] = useState(false);
  return (
    <>
      <tr>
        <td>
          <StatusMark status={syncStatus(sync.state)} />
        </td>
        <th scope="row">
          <At at={sync.startedAt} />
        </th>
        {named && <td>{sync.source}</td>}
        <td className="n">
          {sync.endedAt
            ? duration((Date.parse(sync.endedAt) - Date.parse(sync.startedAt)) / 1000)
            : '–'}
        </td>
        <td className="n">{count(sync.readCount)}</td>
        <td className="n">
          {plan
            ? `+${count(plan.createCount)} ~${count(plan.updateCount)} \u2212${count(plan.deleteCount)}`
            : '–'}
          {mayUndo && sync.state === 'SUCCEEDED' && plan !== null && plan.deleteCount > 0 && (
            <>
              {' '}
              <button type="button" className="linklike" onClick={() => setAsked(true)}>
                Bring back<span className="vh"> what {sync.source} removed</span>
              </button>
            </>
          )}
        </td>
      </tr>
      {asked && (
        <tr className="note">
          <td colSpan={named ? 6 : 5}>
            <DecisionForm decision="undo" sync={sync.id} onDone={() => setAsked(false)} />
          </td>
        </tr>
      )}
      {sync.error && (
        <tr className="note">
          <td colSpan={named ? 6 : 5} className="fail">
            {sync.error}
          </td>
        </tr>
      )}
    </>
  );
}

function IssueItem({ issue, named }: { issue: Issue; named: boolean }) {
  return (
    <li>
      <span className="st warn">
        <Shape tone="warn" />
        <span className="vh">Warning</span>
      </span>
      <span>
        {issue.message}
        <small>
          {named && `${issue.source}, `}
          {issue.url ? (
            <a href={issue.url} rel="noreferrer noopener" target="_blank">
              <code>{issue.item}</code>
            </a>
          ) : (
            <code>{issue.item}</code>
          )}{' '}
          <code>{issue.code}</code>
          {issue.entity && (
            <>
              {' on '}
              <RefLink link={issue.entity} />
            </>
          )}
        </small>
      </span>
      <span className="when">
        <Ago at={issue.lastSeenAt} className="m" />
        <small>
          {count(issue.count)}× since <Day at={issue.firstSeenAt} />
        </small>
      </span>
    </li>
  );
}

interface SyncsProps {
  syncs: Sync[] | undefined;
  named: boolean;
  mayUndo: boolean;
}

function Syncs({ syncs, named, mayUndo }: SyncsProps) {
  if (syncs?.length === 0) return <Empty title="No sync yet." />;
  return (
    <table aria-busy={!syncs}>
      <thead>
        <tr>
          <th scope="col">State</th>
          <th scope="col">Started</th>
          {named && <th scope="col">Source</th>}
          <th scope="col" className="n">
            Took
          </th>
          <th scope="col" className="n">
            Read
          </th>
          <th scope="col" className="n">
            Changes
          </th>
        </tr>
      </thead>
      <tbody>
        {syncs ? (
          syncs.map((sync) => <SyncRow key={sync.id} sync={sync} named={named} mayUndo={mayUndo} />)
        ) : (
          <SkeletonRows rows={4} columns={named ? 6 : 5} />
        )}
      </tbody>
    </table>
  );
}

/** What happened lately in one source, or in all while none is chosen. */
export function SourcePanel({ source }: { source: Source | null }) {
  const mayUndo = useViewer().data?.role === 'ADMIN';
  const activity = useActivity(source?.key ?? null);
  const issues = activity.data?.issues;
  const named = source === null;
  return (
    <div className="cols half" id="source-panel">
      {activity.error ? (
        <ErrorBand
          what="Recent activity did not load"
          error={activity.error}
          retry={() => void activity.refetch()}
        />
      ) : (
        <>
          <Section
            title={source ? `Issues of ${source.key}` : 'Issues'}
            count={issues && total(issues.totalCount, issues.totalCountState)}
          >
            {issues?.nodes.length === 0 && (
              <Empty title="No open issue.">Every item could be read.</Empty>
            )}
            <ul className="iss">
              {issues?.nodes.map((issue) => (
                <IssueItem key={issue.id} issue={issue} named={named} />
              ))}
            </ul>
          </Section>
          <Section
            title={source ? `Recent syncs of ${source.key}` : 'Recent syncs'}
            end={
              source &&
              `precedence ${source.precedence}${source.trustedForOwners ? ', may name owners' : ''}`
            }
          >
            <div className="scroll">
              <Syncs syncs={activity.data?.syncs.nodes} named={named} mayUndo={mayUndo} />
            </div>
          </Section>
        </>
      )}
    </div>
  );
}
