import { useEffect, useRef, useState } from 'react';
import { StatusMark } from '../../components/StatusMark';
import { readSide, sideWord } from '../../lib/side';
import type { Edit } from './queries';
import { UndoForm } from './UndoForm';

interface Props {
  edit: Edit;
  names: Record<string, string>;
  onAgain: () => void;
}

/** What was done, and the way back while it is fresh. */
export function Done({ edit, names, onAgain }: Props) {
  const [step, setStep] = useState<'done' | 'asking' | 'undone'>('done');
  const band = useRef<HTMLDivElement>(null);
  const undo = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (step !== 'asking') band.current?.focus();
  }, [step]);
  const [change] = edit.changes;
  const before = sideWord(readSide(change?.before), names);
  const after = sideWord(readSide(change?.after), names);
  return (
    <div className="frm">
      <div ref={band} className="band ok done" role="status" tabIndex={-1}>
        <StatusMark status={{ tone: 'ok', word: '' }} />
        <p>
          {step === 'undone' ? (
            <>
              <b>Undone.</b> The owner is {before} again.
            </>
          ) : (
            <>
              <b>Done.</b> The owner is now {after}, before {before}.
            </>
          )}
        </p>
      </div>
      {step === 'asking' && (
        <UndoForm
          id={edit.id}
          names={names}
          onDone={() => setStep('undone')}
          onCancel={() => {
            setStep('done');
            requestAnimationFrame(() => undo.current?.focus());
          }}
        />
      )}
      <div className="acts">
        {step === 'done' && (
          <button ref={undo} type="button" className="btn" onClick={() => setStep('asking')}>
            Undo
          </button>
        )}
        <button type="button" className="btn bare" onClick={onAgain}>
          Change again
        </button>
      </div>
    </div>
  );
}
