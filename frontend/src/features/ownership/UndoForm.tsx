import { useId, useState } from 'react';
import { Said } from '../../components/Said';
import { ErrorBand } from '../../components/states';
import { toRefusal } from './form';
import { useUndo } from './queries';

interface Props {
  id: string;
  names: Record<string, string>;
  onDone: () => void;
  onCancel: () => void;
}

/** Taking back is an edit too: it asks why. */
export function UndoForm({ id, names, onDone, onCancel }: Props) {
  const field = useId();
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const undo = useUndo();
  const send = async () => {
    if (undo.isPending) return;
    if (!reason.trim()) {
      setProblem('Say why, for whoever reads the history.');
      return;
    }
    const { userErrors } = await undo.mutateAsync({ id, reason: reason.trim() });
    const refusal = toRefusal(userErrors);
    setProblem(refusal.fields.reason ?? refusal.whole[0] ?? null);
    if (userErrors.length === 0) onDone();
  };
  return (
    <form
      className="undo wide"
      onSubmit={(event) => {
        event.preventDefault();
        send().catch(() => undefined);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel();
      }}
    >
      <div className="field">
        <label htmlFor={field}>Why undo it</label>
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
        {undo.isPending ? 'Undoing' : 'Undo it'}
      </button>
      <button type="button" className="btn bare" onClick={onCancel}>
        Cancel
      </button>
      {undo.error && <ErrorBand what="It was not undone" error={undo.error} />}
    </form>
  );
}
