import { Section } from '../../components/Section';
import { Empty, ErrorBand } from '../../components/states';
import { StatusMark } from '../../components/StatusMark';
import { Ago } from '../../components/Time';
import { count } from '../../lib/format';
import { warningStatus } from '../../lib/words';
import { useWarnings } from './queries';

/** What is wrong again and again in what a producer sends, with one place to look. */
export function Warnings({ source }: { source: string | null }) {
  const warnings = useWarnings(source);
  return (
    <Section title={source ? `Warnings about ${source}` : 'Warnings about events'}>
      {warnings.error && (
        <ErrorBand
          what="Warnings did not load"
          error={warnings.error}
          retry={() => void warnings.refetch()}
        />
      )}
      {warnings.data?.length === 0 && <Empty title="Nothing was wrong with any event." />}
      <ul className="items">
        {warnings.data?.map((one) => (
          <li key={`${one.source} ${one.producer} ${one.kind} ${one.rule}`}>
            <span>
              <StatusMark status={warningStatus(one.kind)} /> {one.rule}
              <small>
                {one.source}, <code>{one.example}</code>
                {one.producer && <> by {one.producer}</>}
              </small>
            </span>
            <span className="acts m">
              {count(one.count)}× <Ago at={one.lastSeenAt} className="m mute" />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
