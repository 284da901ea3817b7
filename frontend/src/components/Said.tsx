import { Link } from 'react-router';
import { entityPath } from '../lib/ref';
import { At } from './Time';

/** References and instants, as the server writes them. */
const SPECIAL =
  /([a-z][a-z0-9]*:[a-z0-9-]+\/[a-z0-9](?:[a-z0-9_.-]*[a-z0-9])?|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00))/;

interface Props {
  text: string;
  /** Titles by ref; what is not here stays as it was written. */
  names: Record<string, string>;
  /** For sentences that are a link as a whole. */
  plain?: boolean;
}

/** A sentence of the server: what it names is shown by title and linked, instants as everywhere else. */
export function Said({ text, names, plain = false }: Props) {
  return text.split(SPECIAL).map((piece, i) => {
    if (i % 2 === 0) return piece;
    if (/^\d/.test(piece)) return <At key={i} at={piece} className="" />;
    const title = names[piece];
    if (!title || plain) return title ?? piece;
    return (
      <Link key={i} to={entityPath(piece)} title={piece}>
        {title}
      </Link>
    );
  });
}
