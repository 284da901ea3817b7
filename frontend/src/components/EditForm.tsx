import type { ReactNode } from 'react';
import { EDITED, type Editing } from '../lib/use-editing';
import { ErrorBand } from './states';
import { StatusMark } from './StatusMark';
import { Undoable } from './Undoable';

interface Props<Input> {
  /** What the form is for, to those who do not see where it stands. */
  label: string;
  editing: Editing<Input>;
  /** What is typed, as the server takes it; null when nothing is different. */
  input: () => Input | null;
  /** Takes the edit back, where there is one, and its words. */
  clear?: { input: Input; words: string } | null;
  children: ReactNode;
}

/** Fields with their way out: Escape leaves, Ctrl and Enter saves. */
export function EditForm<Input>({ label, editing, input, clear, children }: Props<Input>) {
  const { refusal, pending, error, cancel, save, reload } = editing;
  const submit = () => {
    const typed = input();
    if (typed === null) cancel();
    else save(typed);
  };
  return (
    <form
      className="frm"
      aria-label={label}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') cancel();
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
      }}
    >
      {children}
      {refusal.whole.length > 0 && (
        <div className="band warn" role="alert">
          <StatusMark status={{ tone: 'warn', word: '' }} />
          <p>{refusal.whole.join(' ')}</p>
          {refusal.conflict && (
            <button type="button" className="btn s" onClick={reload}>
              Reload, keep what I typed
            </button>
          )}
        </div>
      )}
      {Object.keys(refusal.fields).length > 0 && (
        <p className="vh" role="alert">
          Nothing was saved: {Object.values(refusal.fields).join('; ')}
        </p>
      )}
      {error ? <ErrorBand what="Nothing was saved" error={error} /> : null}
      <div className="acts">
        <button type="submit" className="btn p" aria-disabled={pending}>
          {pending ? 'Saving' : 'Save'}
        </button>
        <button type="button" className="btn bare" onClick={cancel}>
          Cancel
        </button>
        {clear && (
          <button type="button" className="btn bare" onClick={() => save(clear.input)}>
            {clear.words}
          </button>
        )}
      </div>
    </form>
  );
}

interface ButtonProps<Input> {
  editing: Editing<Input>;
  /** What is edited, for those who do not see where the button stands. */
  what: string;
  /** One of many. */
  quiet?: boolean;
}

/** The way into a form. */
export function EditButton<Input>({ editing, what, quiet = false }: ButtonProps<Input>) {
  if (editing.open) return null;
  return (
    <button
      type="button"
      className={quiet ? 'linklike mute' : 'btn s'}
      autoFocus={editing.left}
      onClick={editing.begin}
    >
      Edit<span className="vh"> {what}</span>
    </button>
  );
}

/** What was just saved, with the way back. */
export function Saved<Input>({ editing }: { editing: Editing<Input> }) {
  if (editing.made === null) return null;
  return (
    <Undoable
      id={editing.made}
      reason="Edited by mistake."
      stale={EDITED}
      onUndone={editing.undone}
    >
      <b>Saved.</b> It stays so, whatever sources say.
    </Undoable>
  );
}
