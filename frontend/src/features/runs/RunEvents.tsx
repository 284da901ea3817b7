import { useState } from 'react';
import { toApiError } from '../../api/errors';
import { CopyButton } from '../../components/CopyButton';
import { Empty, ErrorBand, SkeletonBlock } from '../../components/states';
import { StatusMark } from '../../components/StatusMark';
import { At } from '../../components/Time';
import { bytes } from '../../lib/format';
import { eventStatus, warningStatus } from '../../lib/words';
import { usePayload, useRunEvents, type RunEvent } from './queries';

/** Longer texts are shown in part: browsers take seconds to lay out a megabyte. */
const SHOWN = 200_000;

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function Payload({ id }: { id: string }) {
  const payload = usePayload(id);
  if (payload.isPending) return <SkeletonBlock height={120} />;
  if (payload.error) {
    return (
      <ErrorBand
        what="The event did not load"
        error={payload.error}
        retry={() => void payload.refetch()}
      />
    );
  }
  if (!payload.data) return <Empty title="This event is no longer kept." />;
  if (payload.data.text === null) return <Empty title="Its content can no longer be read." />;
  const text = pretty(payload.data.text);
  return (
    <>
      <p className="acts">
        <CopyButton text={text}>Copy JSON</CopyButton>
        {text.length > SHOWN && (
          <span className="mute">The first {bytes(SHOWN)} are shown; copying takes all.</span>
        )}
      </p>
      <pre className="code" tabIndex={0} role="region" aria-label="Event as JSON">
        {text.slice(0, SHOWN)}
      </pre>
    </>
  );
}

/** A clock that is ahead is a fact of the whole event; of the rest it matters where it was. */
function Warning({ warning }: { warning: RunEvent['warnings'][number] }) {
  return (
    <li>
      <StatusMark status={warningStatus(warning.kind)} />{' '}
      {warning.kind === 'AHEAD' ? (
        'It counts for the moment it arrived.'
      ) : (
        <>
          <code>{warning.path}</code> <span className="mute">by rule {warning.rule}</span>
        </>
      )}
    </li>
  );
}

function Item({ event }: { event: RunEvent }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(toggled) => setOpen(toggled.currentTarget.open)}>
      <summary>
        <b>{event.eventType ?? event.type}</b> <At at={event.eventAt ?? event.receivedAt} />{' '}
        {event.state !== 'APPLIED' && <StatusMark status={eventStatus(event.state)} />}
        {[...new Set(event.warnings.map(({ kind }) => kind))].map((kind) => (
          <StatusMark key={kind} status={warningStatus(kind)} />
        ))}
      </summary>
      {event.reason && <p className="fail">{event.reason}</p>}
      <p className="mute">
        <code>{event.id}</code>, {bytes(event.byteCount)}, received <At at={event.receivedAt} />
        {event.producer && <> from {event.producer}</>}
      </p>
      {event.warnings.length > 0 && (
        <ul className="warnings">
          {event.warnings.map((warning) => (
            <Warning key={`${warning.kind} ${warning.path} ${warning.rule}`} warning={warning} />
          ))}
        </ul>
      )}
      {open && <Payload id={event.id} />}
    </details>
  );
}

/** The events a run was made of, as they came: each opens, without its secrets. */
export function RunEvents({ runId, job }: { runId: string; job: string }) {
  const events = useRunEvents(runId, job);
  const nodes = events.data?.pages.flatMap((page) => page.events.nodes);
  const refused = events.error && toApiError(events.error).failure;
  return (
    <div className="events">
      <h3>Events</h3>
      {events.isPending && <SkeletonBlock height={60} />}
      {refused === 'unauthenticated' && <Empty title="Sign in to read events." />}
      {refused === 'forbidden' && <Empty title="You may not read events." />}
      {refused && refused !== 'unauthenticated' && refused !== 'forbidden' && (
        <ErrorBand
          what="Events did not load"
          error={events.error}
          retry={() => void events.refetch()}
        />
      )}
      {nodes?.length === 0 && (
        <Empty title="The events of this run are no longer kept.">
          What was made of them stays. How long events are kept is for the operator to say.
        </Empty>
      )}
      {nodes?.map((event) => (
        <Item key={event.id} event={event} />
      ))}
      {events.hasNextPage && (
        <p className="more">
          <button type="button" className="linklike" onClick={() => void events.fetchNextPage()}>
            Next 20
          </button>
        </p>
      )}
    </div>
  );
}
