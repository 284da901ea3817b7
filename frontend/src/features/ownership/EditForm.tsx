import { useRef, useState, type Ref } from 'react';
import { Section } from '../../components/Section';
import { Segmented } from '../../components/Segmented';
import { ErrorBand } from '../../components/states';
import { TeamPicker } from '../../components/TeamPicker';
import { Done } from './Done';
import { ReasonField, ReviewField } from './fields';
import {
  ACT_HELP,
  ACT_WORDS,
  missing,
  toCommand,
  toRefusal,
  type Act,
  type Draft,
  type Refusal,
} from './form';
import { Preview } from './Preview';
import { useApply, usePlan, useReload, type Edit } from './queries';
import { Refused } from './Refused';

interface Props {
  entity: { ref: string; version: number };
  accountable: string | null;
  allowed: Act[];
  act: Act;
  team: string | null;
  names: Record<string, string>;
  reasonRef: Ref<HTMLTextAreaElement>;
  onChoose: (act: Act, team: string | null, title?: string) => void;
}

const NOTHING: Refusal = { fields: {}, whole: [], conflict: false };

/** What was typed, what the server said of it, and what is planned. */
function useEdit({ entity, accountable, act, team }: Props) {
  const [reason, setReason] = useState('');
  const [review, setReview] = useState('');
  const [refusal, setRefusal] = useState(NOTHING);
  const [planned, setPlanned] = useState<Edit | null>(null);
  const [result, setResult] = useState<{ edit: Edit; chosen: string } | null>(null);
  const plan = usePlan();
  const apply = useApply();
  const draft: Draft = { act, team, reason, review };
  // Choosing something else, in the form or from a suggestion, begins anew.
  const chosen = `${act} ${team}`;
  const done = result?.chosen === chosen ? result.edit : null;
  const reset = () => {
    setRefusal(NOTHING);
    setPlanned(null);
    plan.reset();
    apply.reset();
  };
  const preview = async () => {
    reset();
    const problems = missing(draft);
    if (Object.keys(problems).length > 0) return setRefusal({ ...NOTHING, fields: problems });
    const answer = await plan.mutateAsync(toCommand(draft, { ...entity, accountable }));
    setRefusal(toRefusal(answer.userErrors));
    setPlanned(answer.changeSet);
  };
  const save = async () => {
    if (!planned || apply.isPending) return;
    const answer = await apply.mutateAsync(planned.id);
    const next = toRefusal(answer.userErrors);
    setRefusal(next);
    if (!answer.changeSet) return setPlanned(next.conflict ? null : planned);
    setPlanned(null);
    setReason('');
    setReview('');
    setResult({ edit: answer.changeSet, chosen });
  };
  const failed = plan.error ?? apply.error;
  return {
    ...{ reason, setReason, review, setReview, refusal, planned, done },
    again: () => setResult(null),
    ...{ reset, preview, save, failed, busy: plan.isPending, saving: apply.isPending },
  };
}

interface FieldsProps extends Omit<Props, 'entity' | 'accountable' | 'allowed'> {
  edit: ReturnType<typeof useEdit>;
}

/** What the chosen act asks for; any change drops the plan that was made before it. */
function Fields({ act, team, names, reasonRef, onChoose, edit }: FieldsProps) {
  const { fields } = edit.refusal;
  return (
    <>
      {(act === 'set' || act === 'decline') && (
        <TeamPicker
          label={act === 'set' ? 'New accountable team' : 'Team to try instead (may be empty)'}
          value={team}
          names={names}
          problem={fields.team}
          onChange={(next, title) => {
            edit.reset();
            if (next !== team) onChoose(act, next, title);
          }}
        />
      )}
      <ReasonField
        ref={reasonRef}
        optional={act === 'confirm'}
        value={edit.reason}
        problem={fields.reason}
        onChange={(next) => {
          edit.reset();
          edit.setReason(next);
        }}
      />
      {(act === 'set' || act === 'waive') && (
        <ReviewField
          value={edit.review}
          problem={fields.review}
          onChange={(next) => {
            edit.reset();
            edit.setReview(next);
          }}
        />
      )}
    </>
  );
}

export function EditForm(props: Props) {
  const { entity, allowed, act, team, names, onChoose } = props;
  const edit = useEdit(props);
  const reload = useReload(entity.ref);
  const button = useRef<HTMLButtonElement>(null);
  if (edit.done) {
    return (
      <Section title="Change it">
        <Done edit={edit.done} names={names} onAgain={edit.again} />
      </Section>
    );
  }
  return (
    <Section title="Change it" end={`version ${entity.version}`}>
      <form
        className="frm"
        aria-label="Change the owner"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          edit.preview().catch(() => undefined);
        }}
      >
        <Segmented
          label="What to do"
          value={act}
          options={allowed.map((value) => ({ value, label: ACT_WORDS[value] }))}
          onChange={(next) => {
            edit.reset();
            onChoose(next, team);
          }}
        />
        <p className="help">{ACT_HELP[act]}</p>
        <Fields {...props} edit={edit} />
        <Refused
          refusal={edit.refusal}
          names={names}
          onReload={() => void reload().then(edit.reset)}
        />
        {edit.failed && <ErrorBand what="Nothing was changed" error={edit.failed} />}
        {edit.planned ? (
          <Preview
            plan={edit.planned}
            names={names}
            saving={edit.saving}
            onApply={() => void edit.save().catch(() => undefined)}
            onCancel={() => {
              edit.reset();
              // Only once the button is back can it have the focus.
              requestAnimationFrame(() => button.current?.focus());
            }}
          />
        ) : (
          <div className="acts">
            <button ref={button} type="submit" className="btn p" aria-disabled={edit.busy}>
              {edit.busy ? 'Looking' : 'Preview'}
            </button>
            <span className="mute">nothing is saved yet</span>
          </div>
        )}
      </form>
    </Section>
  );
}
