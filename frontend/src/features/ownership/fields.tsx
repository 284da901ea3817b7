import { useId, type KeyboardEvent, type Ref } from 'react';

interface FieldProps {
  value: string;
  problem: string | undefined;
  onChange: (value: string) => void;
}

function Problem({ id, text }: { id: string; text: string | undefined }) {
  if (!text) return null;
  return (
    <span id={id} className="wrong fail">
      {text}
    </span>
  );
}

/** Enter asks for the preview; Shift and Enter make a new line. */
function submitOnEnter(event: KeyboardEvent<HTMLTextAreaElement>) {
  if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}

interface ReasonProps extends FieldProps {
  ref: Ref<HTMLTextAreaElement>;
  optional: boolean;
}

export function ReasonField({ ref, optional, value, problem, onChange }: ReasonProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>
        {optional ? 'Reason (may be empty), kept in the audit' : 'Reason, kept in the audit'}
      </label>
      <textarea
        id={id}
        ref={ref}
        className={problem ? 'in bad' : 'in'}
        rows={2}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem ? `${id}-problem` : undefined}
        value={value}
        onKeyDown={submitOnEnter}
        onChange={(event) => onChange(event.target.value)}
      />
      <Problem id={`${id}-problem`} text={problem} />
    </div>
  );
}

export function ReviewField({ value, problem, onChange }: FieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>Look at it again on (180 days when empty)</label>
      <input
        id={id}
        type="date"
        className={problem ? 'in m bad' : 'in m'}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem ? `${id}-problem` : undefined}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <Problem id={`${id}-problem`} text={problem} />
    </div>
  );
}
