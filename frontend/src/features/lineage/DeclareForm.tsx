import { useEffect, useRef, useState } from 'react';
import { Combobox } from '../../components/Combobox';
import { EditField } from '../../components/EditField';
import { ErrorBand } from '../../components/states';
import { NO_REFUSAL, problemAt, type Refusal } from '../../lib/refusal';
import { useEdgeCommand } from './edge-queries';
import { useFound } from './WayPicker';

interface Named {
  ref: string;
  title: string;
}

const missing = (source: Named | null, reason: string): Refusal['fields'] => ({
  ...(source === null && { source: 'names nothing; choose what it is made from' }),
  ...(reason.trim() === '' && { reason: 'must say why, for whoever reads the history' }),
});

function useDeclare(target: Named, onDone: (source: Named) => void) {
  const [source, setSource] = useState<Named | null>(null);
  const [reason, setReason] = useState('');
  const [refusal, setRefusal] = useState(NO_REFUSAL);
  const declare = useEdgeCommand('declare');
  const submit = async () => {
    if (declare.isPending) return;
    const fields = missing(source, reason);
    setRefusal({ ...NO_REFUSAL, fields });
    if (Object.keys(fields).length > 0 || source === null) return;
    const input = { source: source.ref, target: target.ref, reason: reason.trim() };
    const told = await declare.mutateAsync(input);
    setRefusal(told);
    if (told.whole.length === 0 && Object.keys(told.fields).length === 0) onDone(source);
  };
  return { source, setSource, reason, setReason, refusal, declare, submit };
}

interface FormProps {
  target: Named;
  onDone: (source: Named) => void;
  onCancel: () => void;
}

function Form({ target, onDone, onCancel }: FormProps) {
  const { source, setSource, reason, setReason, refusal, declare, submit } = useDeclare(
    target,
    onDone,
  );
  return (
    <form
      className="frm"
      aria-label={`Declare what ${target.title} is made from`}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit().catch(() => undefined);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel();
      }}
    >
      <Combobox
        label="It is made from"
        placeholder="Type a name"
        chosen={source?.title ?? null}
        problem={problemAt(refusal, 'source', 'target')}
        useFound={useFound}
        onChoose={setSource}
      />
      <EditField label="Why, kept in the audit" problem={problemAt(refusal, 'reason')}>
        {(control) => (
          <input
            {...control}
            autoComplete="off"
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </EditField>
      {refusal.whole.length > 0 && (
        <p className="wrong fail" role="alert">
          {refusal.whole.join(' ')}
        </p>
      )}
      {declare.error ? <ErrorBand what="Nothing was declared" error={declare.error} /> : null}
      <div className="acts">
        <button type="submit" className="btn p" aria-disabled={declare.isPending}>
          {declare.isPending ? 'Declaring' : 'Declare'}
        </button>
        <button type="button" className="btn bare" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}

/** For what no producer tells: says what an entity is made from, and why. No sync and no run ends it. */
export function DeclareForm({ target }: { target: Named }) {
  const [step, setStep] = useState<'closed' | 'open' | 'left'>('closed');
  const [made, setMade] = useState<Named | null>(null);
  const told = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (made) told.current?.focus();
  }, [made]);
  if (step === 'open') {
    return (
      <Form
        target={target}
        onDone={(source) => {
          setMade(source);
          setStep('closed');
        }}
        onCancel={() => setStep('left')}
      />
    );
  }
  return (
    <>
      {made && (
        <p ref={told} role="status" tabIndex={-1}>
          <b>Declared.</b> It is made from {made.title}, until somebody retracts it.
        </p>
      )}
      <p>
        <button
          type="button"
          className="btn s"
          autoFocus={step === 'left'}
          onClick={() => {
            setMade(null);
            setStep('open');
          }}
        >
          Declare an edge
        </button>
      </p>
    </>
  );
}
