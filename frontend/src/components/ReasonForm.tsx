import { useId, useState } from 'react';
import { Said } from './Said';
import { ErrorBand } from './states';

interface Props {
  /** The question above the field: `Why undo it`. */
  label: string;
  /** On the button, before and while it is done. */
  words: { act: string; acting: string };
  /** What to say when it failed, as the start of a sentence. */
  failed: string;
  pending: boolean;
  error: unknown;
  /** Titles of the refs that a refusal may name. */
  names?: Record<string, string>;
  /** Does it; answers what the server has against it, or null when it was done. */
  send: (reason: string) => Promise<string | null>;
  onDone: () => void;
  onCancel: () => void;
}

/** An edit that only asks why; Escape leaves it. */
export function ReasonForm(props: Props) {
  const { label, words, failed, pending, error, names = {}, send, onDone, onCancel } = props;
  const field = useId();
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async () => {
    if (pending) return;
    if (!reason.trim()) {
      setProblem('Say why, for whoever reads the history.');
      return;
    }
    const refusal = await send(reason.trim());
    setProblem(refusal);
    if (refusal === null) onDone();
  };
  return (
    <form
      className="undo wide"
      onSubmit={(event) => {
        event.preventDefault();
        submit().catch(() => undefined);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel();
      }}
    >
      <div className="field">
        <label htmlFor={field}>{label}</label>
        <input
          id={field}
          className={problem ? 'in bad' : 'in'}
          autoFocus
          autoComplete="off"
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem ? `${field}-problem` : undefined}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        {problem && (
          <span id={`${field}-problem`} className="wrong fail" role="alert">
            <Said text={problem} names={names} />
          </span>
        )}
      </div>
      <button type="submit" className="btn p">
        {pending ? words.acting : words.act}
      </button>
      <button type="button" className="btn bare" onClick={onCancel}>
        Cancel
      </button>
      {error ? <ErrorBand what={failed} error={error} /> : null}
    </form>
  );
}
