import { Section } from '../../components/Section';
import { Empty, ErrorBand } from '../../components/states';
import { count } from '../../lib/format';
import { useViewer } from '../../lib/use-viewer';
import { IntakeTable } from './IntakeTable';
import { ParkedEvents } from './ParkedEvents';
import { useIntake } from './queries';
import { Warnings } from './Warnings';

/** Events on their way in; those that were parked are for who may read events, warnings for who may act on them. */
export function IntakeSection({ source }: { source: string | null }) {
  const intakes = useIntake();
  const scopes = useViewer().data?.scopes ?? [];
  const mayAct = scopes.includes('events:write');
  return (
    <>
      <Section title="Events" count={intakes.data && count(intakes.data.length)}>
        {intakes.error && (
          <ErrorBand
            what="How events come in did not load"
            error={intakes.error}
            retry={() => void intakes.refetch()}
          />
        )}
        {intakes.data?.length === 0 ? (
          <Empty title="No producer has sent an event yet." />
        ) : (
          !intakes.error && (
            <div className="scroll">
              <IntakeTable intakes={intakes.data} />
            </div>
          )
        )}
      </Section>
      {scopes.includes('events:read') && (
        <div className="cols half">
          <ParkedEvents source={source} mayAct={mayAct} />
          {mayAct && <Warnings source={source} />}
        </div>
      )}
    </>
  );
}
