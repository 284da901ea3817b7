import { useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { SignInLink } from '../../components/SignInLink';
import { Section } from '../../components/Section';
import { Empty, ErrorBand, SkeletonBlock } from '../../components/states';
import { namesOf } from '../../lib/ref';
import { useViewer, type Viewer } from '../../lib/use-viewer';
import { EditForm } from './EditForm';
import { Edits } from './Edits';
import { Answer, Decisions, Periods, Suggestions } from './Facts';
import { allowedActs, readAct, type Act } from './form';
import { Ledger } from './Ledger';
import { useOwnership, type Report } from './queries';

interface Entity {
  ref: string;
  version: number;
}

/** Which edit is open is part of the address, so that a link can lead into the form. */
function useChosen() {
  const [params, setParams] = useSearchParams();
  // Titles of teams that were looked up; the report knows only those it speaks of.
  const [picked, setPicked] = useState<Record<string, string>>({});
  const choose = (act: Act, team: string | null, title?: string) => {
    if (team && title) setPicked({ ...picked, [team]: title });
    setParams(team ? { do: act, team } : { do: act }, { replace: true });
  };
  return { act: params.get('do'), team: params.get('team'), picked, choose };
}

/** Others see who may, instead of a form that would refuse them. */
function WhoMay({ report, viewer }: { report: Report; viewer: Viewer }) {
  return (
    <Section title="Change it">
      <Empty title="You may not change this owner.">
        {!viewer.signedIn && (
          <>
            <SignInLink /> first.{' '}
          </>
        )}
        Admins may set it.{' '}
        {report.accountable && `Members of ${report.accountable.title} may confirm or decline it.`}
      </Empty>
    </Section>
  );
}

interface LoadedProps {
  entity: Entity;
  report: Report;
  viewer: Viewer;
  periods: Parameters<typeof Periods>[0]['periods'];
}

function Loaded({ entity, report, viewer, periods }: LoadedProps) {
  const chosen = useChosen();
  const reason = useRef<HTMLTextAreaElement>(null);
  const accountable = report.accountable?.ref ?? null;
  const allowed = allowedActs(viewer, accountable);
  const act = readAct(chosen.act, allowed);
  const owners = periods.map((period) => period.owner);
  const names = { ...chosen.picked, ...namesOf([...owners, report.entity, ...report.mentions]) };
  const setOwner = (team: string) => {
    chosen.choose('set', team);
    requestAnimationFrame(() => reason.current?.focus());
  };
  return (
    <div className="cols side">
      <div className="stack">
        <Answer report={report} names={names} />
        <Ledger report={report} names={names} />
        <Periods periods={periods} names={names} />
      </div>
      <div className="stack">
        {act ? (
          <EditForm
            entity={entity}
            accountable={accountable}
            allowed={allowed}
            act={act}
            team={chosen.team}
            names={names}
            reasonRef={reason}
            onChoose={chosen.choose}
          />
        ) : (
          <WhoMay report={report} viewer={viewer} />
        )}
        <Suggestions
          report={report}
          names={names}
          onSet={allowed.includes('set') ? setOwner : null}
        />
        <Decisions report={report} />
        <Edits id={entity.ref} names={names} mayUndo={allowed.length > 0} />
      </div>
    </div>
  );
}

export function OwnershipTab({ entity, owned }: { entity: Entity; owned: boolean }) {
  const query = useOwnership(entity.ref);
  const viewer = useViewer();
  const failed = query.error ?? viewer.error;
  if (!owned) {
    return <Empty title="Nobody owns this kind.">Teams own things; people are in teams.</Empty>;
  }
  if (failed) {
    return (
      <ErrorBand
        what="Ownership did not load"
        error={failed}
        retry={() => void Promise.all([query.refetch(), viewer.refetch()])}
      />
    );
  }
  if (!query.data || !viewer.data) return <SkeletonBlock height={420} />;
  const { ownership, ownershipPeriods } = query.data;
  return (
    <Loaded entity={entity} report={ownership} periods={ownershipPeriods} viewer={viewer.data} />
  );
}
