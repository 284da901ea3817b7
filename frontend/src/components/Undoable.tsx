import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useUndo } from '../lib/use-undo';
import { ErrorBand } from './states';
import { StatusMark } from './StatusMark';

interface Props {
  /** Change set that was made. */
  id: string;
  /** Why it is taken back, for whoever reads the history. */
  reason: string;
  /** First words of the queries that it changes. */
  stale: string[];
  onUndone: () => void;
  /** What was done. */
  children: ReactNode;
}

/** What was just done, with the way back under the fingers that did it. */
export function Undoable({ id, reason, stale, onUndone, children }: Props) {
  const undo = useUndo(stale);
  const [refusal, setRefusal] = useState<string | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  const send = async () => {
    const told = await undo.mutateAsync({ id, reason });
    setRefusal(told);
    if (told === null) onUndone();
  };
  return (
    <span className="undoable wide" role="status">
      <StatusMark status={{ tone: 'ok', word: '' }} />
      <span>{children}</span>
      <button
        ref={button}
        type="button"
        className="btn s"
        aria-disabled={undo.isPending}
        onClick={() => {
          if (!undo.isPending) send().catch(() => undefined);
        }}
      >
        {undo.isPending ? 'Undoing' : 'Undo'}
      </button>
      {refusal && (
        <span className="fail" role="alert">
          {refusal}
        </span>
      )}
      {undo.error ? <ErrorBand what="It was not undone" error={undo.error} /> : null}
    </span>
  );
}
