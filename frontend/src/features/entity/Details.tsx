import { Fragment, useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { EditButton, EditForm, Saved } from '../../components/EditForm';
import { EditField } from '../../components/EditField';
import { Section } from '../../components/Section';
import { Term } from '../../components/Term';
import { None } from '../../components/Time';
import { problemAt } from '../../lib/refusal';
import { shortTerm, termRef } from '../../lib/terms';
import { kindWord } from '../../lib/words';
import { Mark } from './Mark';
import { useUpdate, type Change, type Detail, type Head, type Update } from './queries';
import { editsBelow, isEdit, PATHS, readWords, saidAt, TAG, TERM } from './said';

interface FormProps {
  entity: Head;
  detail: Detail;
  editing: Update;
  mayTier: boolean;
}

/** What is to be added to a set, and what removed from it. */
const changed = (known: string[], wanted: string[]) =>
  [
    wanted.filter((one) => !known.includes(one)),
    known.filter((one) => !wanted.includes(one)),
  ] as const;

/** What is different from what is shown; null when nothing is. */
function useTyped({ entity, mayTier }: FormProps) {
  const [title, setTitle] = useState(entity.title);
  const [lifecycle, setLifecycle] = useState(entity.lifecycle ?? '');
  const [tier, setTier] = useState(entity.tier ? String(entity.tier) : '');
  const [tags, setTags] = useState(entity.tags.join(' '));
  const known = entity.glossaryTerms.map((term) => term.ref);
  const [terms, setTerms] = useState(known.map(shortTerm).join(' '));
  const [addTags, removeTags] = changed(entity.tags, readWords(tags));
  const [addGlossaryTerms, removeGlossaryTerms] = changed(known, readWords(terms).map(termRef));
  const change: Change = {
    ...(title !== entity.title && { title }),
    ...(lifecycle !== (entity.lifecycle ?? '') && { lifecycle }),
    ...(mayTier && tier && Number(tier) !== entity.tier && { tier: Number(tier) }),
    ...(addTags.length > 0 && { addTags }),
    ...(removeTags.length > 0 && { removeTags }),
    ...(addGlossaryTerms.length > 0 && { addGlossaryTerms }),
    ...(removeGlossaryTerms.length > 0 && { removeGlossaryTerms }),
  };
  return {
    ...{ title, setTitle, lifecycle, setLifecycle, tier, setTier, tags, setTags },
    ...{ terms, setTerms },
    input: () => (Object.keys(change).length > 0 ? change : null),
  };
}

/** The fields here that people edited, as they can be taken back. */
function edited(detail: Detail, mayTier: boolean): NonNullable<Change['clear']> {
  const at = (path: string) => isEdit(saidAt(detail, path));
  return [
    ...(at(PATHS.title) ? (['TITLE'] as const) : []),
    ...(at(PATHS.lifecycle) ? (['LIFECYCLE'] as const) : []),
    ...(mayTier && at(PATHS.tier) ? (['TIER'] as const) : []),
    ...(editsBelow(detail, TAG).length > 0 ? (['TAGS'] as const) : []),
    ...(editsBelow(detail, TERM).length > 0 ? (['GLOSSARY_TERMS'] as const) : []),
  ];
}

function Form(props: FormProps) {
  const { detail, editing, mayTier } = props;
  const typed = useTyped(props);
  const clear = edited(detail, mayTier);
  const problem = (...fields: string[]) => problemAt(editing.refusal, ...fields);
  return (
    <EditForm
      label="Edit the details"
      editing={editing}
      input={typed.input}
      clear={clear.length > 0 ? { input: { clear }, words: 'Show what sources say' } : null}
    >
      <EditField label="Title" problem={problem('title')}>
        {(control) => (
          <input
            {...control}
            autoFocus
            autoComplete="off"
            value={typed.title}
            onChange={(event) => typed.setTitle(event.target.value)}
          />
        )}
      </EditField>
      <EditField label="Lifecycle" problem={problem('lifecycle')}>
        {(control) => (
          <input
            {...control}
            autoComplete="off"
            placeholder="experimental, production, deprecated"
            value={typed.lifecycle}
            onChange={(event) => typed.setLifecycle(event.target.value)}
          />
        )}
      </EditField>
      {mayTier && (
        <EditField label="Tier, 1 most important" problem={problem('tier')}>
          {(control) => (
            <select
              {...control}
              value={typed.tier}
              onChange={(event) => typed.setTier(event.target.value)}
            >
              <option value="">not said</option>
              {['1', '2', '3', '4', '5'].map((tier) => (
                <option key={tier}>{tier}</option>
              ))}
            </select>
          )}
        </EditField>
      )}
      <EditField
        label="Tags, with a space between"
        problem={problem('addTags', 'add_tags', 'removeTags', 'remove_tags')}
      >
        {(control) => (
          <input
            {...control}
            autoComplete="off"
            value={typed.tags}
            onChange={(event) => typed.setTags(event.target.value)}
          />
        )}
      </EditField>
      <EditField
        label="Glossary terms, with a space between"
        problem={problem(
          ...['addGlossaryTerms', 'add_glossary_terms'],
          ...['removeGlossaryTerms', 'remove_glossary_terms'],
        )}
      >
        {(control) => (
          <input
            {...control}
            autoComplete="off"
            placeholder="monthly-active-users sales/churn"
            value={typed.terms}
            onChange={(event) => typed.setTerms(event.target.value)}
          />
        )}
      </EditField>
    </EditForm>
  );
}

function Row({ title, mark, children }: { title: string; mark: ReactNode; children: ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        {children} {mark}
      </dd>
    </div>
  );
}

interface MembersProps {
  detail: Detail;
  prefix: string;
  noun: string;
  members: string[];
  show: (member: string) => ReactNode;
  name: (member: string) => string;
}

/** The members of a set, with those that people removed. */
function Members({ detail, prefix, noun, members, show, name }: MembersProps) {
  const removed = editsBelow(detail, prefix)
    .filter((row) => row.losers.length > 0)
    .map((row) => row.field.slice(prefix.length))
    .filter((member) => !members.includes(member));
  const mark = (member: string) => <Mark detail={detail} path={prefix + member} />;
  if (members.length === 0 && removed.length === 0)
    return (
      <Row title={`${noun}s`} mark={null}>
        <None />
      </Row>
    );
  const sources = new Set(members.map((member) => saidAt(detail, prefix + member)?.source));
  const [first] = members;
  // What one source says is one row; what people edited has a row each, with who and why.
  const together =
    first !== undefined && sources.size === 1 && editsBelow(detail, prefix).length === 0;
  return (
    <>
      {together ? (
        <Row title={members.length > 1 ? `${noun}s` : noun} mark={mark(first)}>
          {members.map((member) => (
            <Fragment key={member}>{show(member)} </Fragment>
          ))}
        </Row>
      ) : (
        members.map((member) => (
          <Row key={member} title={noun} mark={mark(member)}>
            {show(member)}
          </Row>
        ))
      )}
      {removed.map((member) => (
        <Row key={member} title={`${noun} removed`} mark={mark(member)}>
          <s>{name(member)}</s>
        </Row>
      ))}
    </>
  );
}

function Rows({ entity, detail }: { entity: Head; detail: Detail }) {
  const said = (path: string) => <Mark detail={detail} path={path} />;
  const terms = new Map(entity.glossaryTerms.map((term) => [term.ref, term]));
  return (
    <dl className="details">
      <Row title="Title" mark={said(PATHS.title)}>
        {entity.title}
      </Row>
      <Row title="Lifecycle" mark={said(PATHS.lifecycle)}>
        {entity.lifecycle ? kindWord(entity.lifecycle) : <None>not said</None>}
      </Row>
      <Row title="Tier" mark={said(PATHS.tier)}>
        {entity.tier ?? <None>not said</None>}
      </Row>
      <Members
        {...{ detail, prefix: TAG, noun: 'Tag', members: entity.tags }}
        name={(tag) => tag}
        show={(tag) => (
          <Link className="chip" to={`/search?tag=${encodeURIComponent(tag)}`}>
            {tag}
          </Link>
        )}
      />
      <Members
        {...{ detail, prefix: TERM, noun: 'Glossary term', members: [...terms.keys()] }}
        name={shortTerm}
        show={(ref) => {
          const term = terms.get(ref);
          return term && <Term term={term} />;
        }}
      />
    </dl>
  );
}

interface Props {
  entity: Head;
  detail: Detail;
  may: boolean;
  mayTier: boolean;
}

/** What the head shows in short, with who said it; only for who may edit, or where people did. */
export function Details({ entity, detail, may, mayTier }: Props) {
  const editing = useUpdate(entity);
  const own = [PATHS.title, PATHS.lifecycle, PATHS.tier].some((path) =>
    isEdit(saidAt(detail, path)),
  );
  if (!may && !own && [TAG, TERM].every((prefix) => editsBelow(detail, prefix).length === 0))
    return null;
  return (
    <Section title="Details" end={may && <EditButton editing={editing} what="the details" />}>
      {editing.open ? (
        <Form entity={entity} detail={detail} editing={editing} mayTier={mayTier} />
      ) : (
        <Rows entity={entity} detail={detail} />
      )}
      <Saved editing={editing} />
    </Section>
  );
}
