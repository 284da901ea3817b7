import type { ReactNode } from 'react';

const OPEN = '\u2068';
const CLOSE = '\u2069';
const MARKED = new RegExp(`${OPEN}([^${CLOSE}]+)${CLOSE}`, 'g');

/** What the name itself shows needs no line of its own. */
const SHOWN = ['title', 'name'];

const FIELDS: Record<string, string> = {
  ref: 'Reference',
  tag: 'Tag',
  owner: 'Accountable',
  system: 'System',
  domain: 'Domain',
  parent: 'Part of',
  platform: 'Platform',
  type: 'Type',
  kind: 'Kind',
  alias: 'Also called',
  description: 'Description',
  column: 'Column',
};

/** The words that the server marked in a snippet, by isolate characters around each. */
export function markedWords(snippet: string | null): string[] {
  return [...(snippet ?? '').matchAll(MARKED)].map((match) => match[1] as string);
}

/** A snippet as text, what the server marked underlined. */
export function Snippet({ text }: { text: string }) {
  const pieces = text.split(MARKED);
  return pieces.map((piece, i) => (i % 2 === 1 ? <mark key={i}>{piece}</mark> : piece));
}

interface Props {
  hit: { matchedField: string | null; snippet: string | null };
  /** What stands there when the name says it all. */
  children?: ReactNode;
}

/** Why an entity was found, where its name does not show it. */
export function Why({ hit: { matchedField, snippet }, children }: Props) {
  if (!matchedField || !snippet || SHOWN.includes(matchedField)) return children;
  return (
    <>
      {FIELDS[matchedField] ?? matchedField}: <Snippet text={snippet} />
    </>
  );
}
