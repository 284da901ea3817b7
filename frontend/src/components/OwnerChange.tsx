import { Link } from 'react-router';
import { entityPath, refTail } from '../lib/ref';
import { readSide, stateWord } from '../lib/side';

const hasOwner = (value: unknown) =>
  typeof value === 'object' && value !== null && 'owner' in value;

/** The owner linked, with the state in words; a value of another shape as JSON. */
function Side({ value }: { value: unknown }) {
  const { owner, state } = readSide(value);
  if (value === null) return 'nothing';
  if (!state) return <code className="wrap">{JSON.stringify(value)}</code>;
  if (!hasOwner(value)) return stateWord(state);
  return (
    <>
      {owner ? (
        <Link className="q" to={entityPath(owner)} title={owner}>
          {refTail(owner)}
        </Link>
      ) : (
        'nobody'
      )}{' '}
      ({stateWord(state)})
    </>
  );
}

const SHOWN = 60;

function short(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  const text = typeof value === 'string' ? `“${value}”` : JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

type Fields = Record<string, unknown>;
const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};

/** Any other fields, each with its value before and after. */
function FieldChanges({ before, after }: { before: Fields; after: Fields }) {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].map((key) => (
    <span key={key} className="fieldchange wrap">
      <code>{key}</code> {short(before[key])} <span className="mute">to</span> {short(after[key])}
    </span>
  ));
}

interface Props {
  before: unknown;
  after: unknown;
}

/** Who owned it before a change, and after; what has no owner shows its state alone, other fields their values. */
export function OwnerChange({ before, after }: Props) {
  const [old, next] = [readSide(before), readSide(after)];
  if (!old.state && !next.state) {
    return <FieldChanges before={fieldsOf(before)} after={fieldsOf(after)} />;
  }
  if (next.state && old.state === next.state && old.owner === next.owner) {
    return (
      <>
        <span className="mute">stays</span> <Side value={after} />
      </>
    );
  }
  return (
    <>
      <Side value={before} /> <span className="mute">to</span> <Side value={after} />
    </>
  );
}
