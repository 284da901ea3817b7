import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { EditButton, EditForm, Saved } from '../../components/EditForm';
import { EditField } from '../../components/EditField';
import { Section } from '../../components/Section';
import { None } from '../../components/Time';
import { problemAt } from '../../lib/refusal';
import { kindWord } from '../../lib/words';
import { Mark } from './Mark';
import { useUpdate, type Change, type Detail, type Head, type Update } from './queries';
import { editsBelow, isEdit, PATHS, readTags, saidAt, TAG } from './said';

interface FormProps {
  entity: Head;
  detail: Detail;
  editing: Update;
  mayTier: boolean;
}

/** What is different from what is shown; null when nothing is. */
function useTyped({ entity, mayTier }: FormProps) {
  const [title, setTitle] = useState(entity.title);
  const [lifecycle, setLifecycle] = useState(entity.lifecycle ?? '');
  const [tier, setTier] = useState(entity.tier ? String(entity.tier) : '');
  const [tags, setTags] = useState(entity.tags.join(' '));
  const wanted = readTags(tags);
  const addTags = wanted.filter((tag) => !entity.tags.includes(tag));
  const removeTags = entity.tags.filter((tag) => !wanted.includes(tag));
  const change: Change = {
    ...(title !== entity.title && { title }),
    ...(lifecycle !== (entity.lifecycle ?? '') && { lifecycle }),
    ...(mayTier && tier && Number(tier) !== entity.tier && { tier: Number(tier) }),
    ...(addTags.length > 0 && { addTags }),
    ...(removeTags.length > 0 && { removeTags }),
  };
  return {
    ...{ title, setTitle, lifecycle, setLifecycle, tier, setTier, tags, setTags },
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

function Rows({ entity, detail }: { entity: Head; detail: Detail }) {
  const said = (path: string) => <Mark detail={detail} path={path} />;
  const removed = editsBelow(detail, TAG).filter(
    (row) => row.losers.length > 0 && !entity.tags.includes(row.field.slice(TAG.length)),
  );
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
      {entity.tags.length === 0 && removed.length === 0 && (
        <Row title="Tags" mark={null}>
          <None />
        </Row>
      )}
      {entity.tags.map((tag) => (
        <Row key={tag} title="Tag" mark={said(TAG + tag)}>
          <Link className="chip" to={`/search?tag=${encodeURIComponent(tag)}`}>
            {tag}
          </Link>
        </Row>
      ))}
      {removed.map((row) => (
        <Row key={row.field} title="Tag removed" mark={said(row.field)}>
          <s>{row.field.slice(TAG.length)}</s>
        </Row>
      ))}
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
  if (!may && !own && editsBelow(detail, TAG).length === 0) return null;
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
