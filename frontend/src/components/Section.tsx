import { useId, type ReactNode } from 'react';

interface Props {
  title: string;
  count?: ReactNode;
  end?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** A section is a rule with a title, not a box. */
export function Section({ title, count, end, className, children }: Props) {
  const id = useId();
  return (
    <section className={className ? `sec ${className}` : 'sec'} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {count !== undefined && count !== null && <span className="count">{count}</span>}
        {end && <span className="end">{end}</span>}
      </header>
      {children}
    </section>
  );
}
