import { RefLink } from '../../components/EntityName';
import { Section } from '../../components/Section';
import { ErrorBand } from '../../components/states';
import { Day } from '../../components/Time';
import { useControlFlow, type Dependency } from './queries';

/** `FINISH_TO_START` reads `finish to start`. */
const plain = (word: string) => word.replace(/_/g, ' ').toLowerCase();

function Jobs({ title, rows }: { title: string; rows: Dependency[] }) {
  if (rows.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul className="rows">
        {rows.map(({ job, type, sequenceRule, statusRule, lastSeenAt }) => (
          <li key={job.ref}>
            <span className="wrap">
              <RefLink link={job} className="" />{' '}
              <small>
                {[type, sequenceRule, statusRule]
                  .filter((word) => word !== null)
                  .map(plain)
                  .join(', ')}
              </small>
            </span>
            <span className="mute" title="last said">
              <Day at={lastSeenAt} />
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** In which order a job runs among others: control flow, so it stands beside lineage and never in it. */
export function ControlFlow({ id }: { id: string }) {
  const flow = useControlFlow(id);
  if (flow.error) {
    return (
      <ErrorBand
        what="The order of jobs did not load"
        error={flow.error}
        retry={() => void flow.refetch()}
      />
    );
  }
  if (!flow.data || flow.data.runsAfter.length + flow.data.runsBefore.length === 0) return null;
  return (
    <Section
      title="Order of jobs"
      count="control flow, no lineage"
      end={flow.data.triggerRule && `runs on ${plain(flow.data.triggerRule)}`}
    >
      <Jobs title="Runs after" rows={flow.data.runsAfter} />
      <Jobs title="Runs before" rows={flow.data.runsBefore} />
    </Section>
  );
}
