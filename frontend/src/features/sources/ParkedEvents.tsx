import { useRef, useState } from 'react';
import { Section } from '../../components/Section';
import { Empty, ErrorBand } from '../../components/states';
import { Ago } from '../../components/Time';
import { plural, total } from '../../lib/format';
import { SettleForm } from './DecisionForm';
import { useParked, type Act, type Parked } from './queries';

function Item({ event, mayAct }: { event: Parked; mayAct: boolean }) {
  const [asked, setAsked] = useState<Act | null>(null);
  const buttons = useRef<HTMLSpanElement>(null);
  const name = event.jobName ?? event.id;
  return (
    <li>
      <span>
        {event.jobName ? (
          <b>{event.jobName}</b>
        ) : (
          <span className="mute">a job without a name</span>
        )}
        {event.jobNamespace && <span className="mute"> in {event.jobNamespace}</span>}
        <small className="fail">{event.reason}</small>
        <small>
          {event.source}, {plural(event.attempts ?? 0, 'attempt')}, <code>{event.id}</code>
          {event.producer && <> by {event.producer}</>}
        </small>
      </span>
      <span className="acts" ref={buttons}>
        <Ago at={event.receivedAt} className="m mute" />
        {mayAct &&
          asked === null &&
          (['replay', 'drop'] as const).map((act) => (
            <button key={act} type="button" className="btn s" onClick={() => setAsked(act)}>
              {act === 'replay' ? 'Retry' : 'Drop'}
              <span className="vh"> {name}</span>
            </button>
          ))}
      </span>
      {asked && (
        <SettleForm
          act={asked}
          event={event.id}
          onDone={() => {
            setAsked(null);
            requestAnimationFrame(() => buttons.current?.querySelector('button')?.focus());
          }}
        />
      )}
    </li>
  );
}

/** What could not be applied, and why; retrying and dropping ask for a reason and go into the audit. */
export function ParkedEvents({ source, mayAct }: { source: string | null; mayAct: boolean }) {
  const parked = useParked(source);
  const nodes = parked.data?.pages.flatMap((page) => page.events.nodes);
  const first = parked.data?.pages[0]?.events;
  return (
    <Section
      title={source ? `Parked events of ${source}` : 'Parked events'}
      count={first && total(first.totalCount, first.totalCountState)}
      end="stored, and holding up no other"
    >
      {parked.error && (
        <ErrorBand
          what="Parked events did not load"
          error={parked.error}
          retry={() => void parked.refetch()}
        />
      )}
      {nodes?.length === 0 && <Empty title="Every event could be applied." />}
      <ul className="items">
        {nodes?.map((event) => (
          <Item key={event.id} event={event} mayAct={mayAct} />
        ))}
      </ul>
      {parked.hasNextPage && (
        <p className="more">
          <button type="button" className="linklike" onClick={() => void parked.fetchNextPage()}>
            Next 20
          </button>
        </p>
      )}
    </Section>
  );
}
