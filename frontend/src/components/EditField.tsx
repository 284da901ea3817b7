import { useId, type ReactNode } from 'react';

interface ControlProps {
  id: string;
  className: string;
  'aria-invalid': true | undefined;
  'aria-describedby': string | undefined;
}

interface Props {
  label: string;
  problem: string | undefined;
  children: (control: ControlProps) => ReactNode;
}

/** A labelled control with what is wrong beside it. */
export function EditField({ label, problem, children }: Props) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        className: problem ? 'in bad' : 'in',
        'aria-invalid': problem ? true : undefined,
        'aria-describedby': problem ? `${id}-problem` : undefined,
      })}
      {problem && (
        <span id={`${id}-problem`} className="wrong fail">
          {problem}
        </span>
      )}
    </div>
  );
}
