import { useRef, useState } from 'react';
import { RefLink } from '../../components/EntityName';
import { Section } from '../../components/Section';
import { ErrorBand } from '../../components/states';
import { StatusMark } from '../../components/StatusMark';
import { Ago } from '../../components/Time';
import { count, percent, plural, total } from '../../lib/format';
import { useViewer } from '../../lib/use-viewer';
import { syncStatus } from '../../lib/words';
import { DecisionForm } from './DecisionForm';
import { useChanges, useWaiting, type Decision, type Sync, type SyncChange } from './plans';

const KIND = { CREATE: 'New', UPDATE: 'Changed', DELETE: 'Gone' };

function Fields({ change }: { change: SyncChange }) {
  if (change.kind !== 'UPDATE') return null;
  return (
    <dl className="diff">
      {change.fields.map((field) => (
        <div key={field.path}>
          <dt>{field.path}</dt>
          <dd>
            {field.before === null ? (
              <span className="mute">nothing</span>
            ) : (
              <del>{field.before}</del>
            )}{' '}
            <span className="mute">to</span>{' '}
            {field.after === null ? (
              <span className="mute">nothing</span>
            ) : (
              <ins>{field.after}</ins>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Changes({ sync }: { sync: string }) {
  const query = useChanges(sync);
  const first = query.data?.pages[0]?.syncChanges;
  const changes = query.data?.pages.flatMap((page) => page.syncChanges.nodes);
  if (query.error) {
    return (
      <ErrorBand
        what="The changes did not load"
        error={query.error}
        retry={() => void query.refetch()}
      />
    );
  }
  return (
    <div className="wide" aria-busy={!changes}>
      {first && (
        <p className="mute">
          {total(first.totalCount, first.totalCountState)} in all, removals first
        </p>
      )}
      <ul className="items">
        {changes?.map((change) => (
          <li key={change.ref}>
            <span>
              {change.entity ? <RefLink link={change.entity} /> : <code>{change.ref}</code>}
              <small>
                {change.url ? (
                  <a href={change.url} rel="noreferrer noopener" target="_blank">
                    <code>{change.locator}</code>
                  </a>
                ) : (
                  <code>{change.locator}</code>
                )}
              </small>
              <Fields change={change} />
            </span>
            <span className={change.kind === 'DELETE' ? 'fail' : 'mute'}>{KIND[change.kind]}</span>
          </li>
        ))}
      </ul>
      {query.hasNextPage && (
        <p className="more">
          <button type="button" className="linklike" onClick={() => void query.fetchNextPage()}>
            Next 20
          </button>
        </p>
      )}
    </div>
  );
}

/** What is asked of whoever decides, in one sentence. */
function question({ state, plan }: Sync): string {
  if (!plan) return '';
  const { createCount, updateCount, deleteCount, deleteShare, waitingCount } = plan;
  if (state === 'HELD') {
    return `${plural(waitingCount, 'entity', 'entities')} would go: ${percent(deleteShare)} of what the source says. Everything else is done.`;
  }
  return `Nothing is changed yet: ${count(createCount)} new, ${count(updateCount)} changed, ${count(deleteCount)} gone.`;
}

function Plan({ sync }: { sync: Sync }) {
  const [open, setOpen] = useState(false);
  const [asked, setAsked] = useState<Decision | null>(null);
  const buttons = useRef<HTMLSpanElement>(null);
  const approvals = sync.plan?.approvals ?? [];
  const needed = sync.plan?.approvalsNeeded ?? 1;
  return (
    <li>
      <span>
        <StatusMark status={syncStatus(sync.state)} /> <b>{sync.source}</b>{' '}
        <Ago at={sync.startedAt} className="mute" />
        <small>{question(sync)}</small>
        {needed > 1 && (
          <small>
            It takes {needed} people.{' '}
            {approvals.map((one) => `${one.by} approved: ${one.reason}`).join(' ')}
          </small>
        )}
      </span>
      <span className="acts" ref={buttons}>
        <button type="button" className="btn s" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Hide changes' : 'Show changes'}
          <span className="vh"> of {sync.source}</span>
        </button>
        {asked === null &&
          (['approve', 'decline'] as const).map((decision) => (
            <button
              key={decision}
              type="button"
              className="btn s"
              onClick={() => setAsked(decision)}
            >
              {decision === 'approve' ? 'Approve' : 'Decline'}
              <span className="vh"> {sync.source}</span>
            </button>
          ))}
      </span>
      {asked && (
        <DecisionForm
          decision={asked}
          sync={sync.id}
          onDone={() => {
            setAsked(null);
            requestAnimationFrame(() => buttons.current?.querySelector('button')?.focus());
          }}
        />
      )}
      {open && <Changes sync={sync.id} />}
    </li>
  );
}

/** Syncs that changed nothing yet, or hold their removals: for who may decide. Absent while nothing waits. */
export function Plans({ source }: { source: string | null }) {
  const mayDecide = useViewer().data?.role === 'ADMIN';
  const waiting = useWaiting(source);
  if (!mayDecide) return null;
  if (waiting.error) {
    return (
      <ErrorBand
        what="What waits for approval did not load"
        error={waiting.error}
        retry={() => void waiting.refetch()}
      />
    );
  }
  if (!waiting.data?.length) return null;
  return (
    <Section title="Waits for approval" count={count(waiting.data.length)}>
      <ul className="items">
        {waiting.data.map((sync) => (
          <Plan key={sync.id} sync={sync} />
        ))}
      </ul>
    </Section>
  );
}
