import { useId, useState, type SyntheticEvent } from 'react';
import { Link } from 'react-router';
import { entityPath } from '../lib/ref';

interface Props {
  term: { ref: string; title: string; definition: string | null; exists: boolean };
}

/** A term of the glossary: leads to its page, and tells its definition to who points at it or comes to it by keyboard. */
export function Term({ term }: Props) {
  const id = useId();
  const [atEnd, setAtEnd] = useState(false);
  const place = (event: SyntheticEvent<HTMLElement>) =>
    setAtEnd(event.currentTarget.getBoundingClientRect().left > window.innerWidth / 2);
  const told = term.definition ?? (term.exists ? 'No definition yet.' : 'Nobody defined it yet.');
  return (
    <span className={atEnd ? 'term end' : 'term'} onMouseEnter={place} onFocus={place}>
      <Link
        className="chip"
        aria-describedby={id}
        to={term.exists ? entityPath(term.ref) : `/search?term=${encodeURIComponent(term.ref)}`}
      >
        {term.title}
      </Link>
      <span role="tooltip" id={id}>
        {told}
      </span>
    </span>
  );
}
