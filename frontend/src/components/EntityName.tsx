import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { ExistenceState } from '../api/generated/graphql';
import { shortTime } from '../lib/format';
import { entityPath, nameOf } from '../lib/ref';
import { goneWord } from '../lib/words';
import { Spine } from './Spine';

interface Named {
  ref: string;
  title: string;
  namespace?: string;
  existenceState?: ExistenceState;
  goneAt?: string | null;
}

/** Underlines the words of a search inside a name. */
export function Marked({ text, words }: { text: string; words: string[] }) {
  if (words.length === 0) return text;
  const pattern = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const pieces = text.split(new RegExp(`(${pattern})`, 'i'));
  return pieces.map((piece, i) => (i % 2 === 1 ? <mark key={i}>{piece}</mark> : piece));
}

export function NameText({ entity, words = [] }: { entity: Named; words?: string[] }) {
  const { quiet, loud } = nameOf(entity);
  return (
    <>
      <Marked text={quiet} words={words} />
      <b>
        <Marked text={loud} words={words} />
      </b>
    </>
  );
}

/** Quiet, since nothing has to be done: the name is still found, but the data is not there. */
export function GoneChip({ existenceState, goneAt }: Pick<Named, 'existenceState' | 'goneAt'>) {
  const word = existenceState && goneWord(existenceState);
  if (!word) return null;
  return (
    <span className="chip dash" title={goneAt ? `${word} ${shortTime(goneAt)}` : word}>
      {word}
    </span>
  );
}

interface Props {
  entity: Named;
  words?: string[];
  /** Second line under the name. */
  children?: ReactNode;
}

export function EntityName({ entity, words, children }: Props) {
  return (
    <span className="ent">
      <Spine id={entity.ref} height={children ? 32 : 20} />
      <span>
        <Link className="name" to={entityPath(entity.ref)}>
          <NameText entity={entity} {...(words ? { words } : {})} />
        </Link>
        <GoneChip {...entity} />
        {children && <small>{children}</small>}
      </span>
    </span>
  );
}

interface Linked {
  ref: string;
  title: string;
  exists: boolean;
}

/** Link to another entity; a reference to nothing stays readable text. */
export function RefLink({ link, className }: { link: Linked; className?: string }) {
  if (!link.exists) {
    return (
      <span className="mute" title={`${link.ref}: not in the catalog`}>
        {link.title}
      </span>
    );
  }
  return (
    <Link className={className ?? 'q'} to={entityPath(link.ref)}>
      {link.title}
    </Link>
  );
}
