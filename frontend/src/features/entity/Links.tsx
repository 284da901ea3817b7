import { useState } from 'react';
import { EditButton, EditForm, Saved } from '../../components/EditForm';
import { EditField } from '../../components/EditField';
import { Section } from '../../components/Section';
import { Empty } from '../../components/states';
import { count } from '../../lib/format';
import { problemAt } from '../../lib/refusal';
import { Mark } from './Mark';
import { useUpdate, type Detail, type Head, type Update } from './queries';
import { isEdit, PATHS, saidAt } from './said';

type Link = Detail['links'][number];
type Typed = Link & { key: number };

const EMPTY: Link = { url: '', title: null, type: null, icon: null };
const plain = ({ url, title, type, icon }: Link): Link => ({ url, title, type, icon });

interface RowProps {
  link: Typed;
  at: number;
  editing: Update;
  focused: boolean;
  onChange: (link: Typed) => void;
  onRemove: () => void;
}

function Row({ link, at, editing, focused, onChange, onRemove }: RowProps) {
  const problem = (part: string) => problemAt(editing.refusal, `links[${at}].${part}`);
  return (
    <li className="linkrow">
      <EditField label="Address" problem={problem('url')}>
        {(control) => (
          <input
            {...control}
            type="url"
            autoComplete="off"
            autoFocus={focused}
            value={link.url}
            onChange={(event) => onChange({ ...link, url: event.target.value })}
          />
        )}
      </EditField>
      <EditField label="Text (may be empty)" problem={problem('title')}>
        {(control) => (
          <input
            {...control}
            autoComplete="off"
            value={link.title ?? ''}
            onChange={(event) => onChange({ ...link, title: event.target.value || null })}
          />
        )}
      </EditField>
      <button type="button" className="btn s" onClick={onRemove}>
        Remove<span className="vh"> {link.title ?? link.url}</span>
      </button>
    </li>
  );
}

function Form({ detail, editing }: { detail: Detail; editing: Update }) {
  const [links, setLinks] = useState<Typed[]>(() =>
    (detail.links.length > 0 ? detail.links : [EMPTY]).map((link, key) => ({ ...link, key })),
  );
  const next = Math.max(-1, ...links.map((link) => link.key)) + 1;
  const typed = links.filter((link) => link.url.trim() || link.title).map(plain);
  const same = JSON.stringify(typed) === JSON.stringify(detail.links.map(plain));
  const edited = isEdit(saidAt(detail, PATHS.links));
  return (
    <EditForm
      label="Edit the links"
      editing={editing}
      input={() => (same ? null : { links: typed })}
      clear={edited ? { input: { clear: ['LINKS'] }, words: 'Show what sources say' } : null}
    >
      <ul className="rows">
        {links.map((link, at) => (
          <Row
            key={link.key}
            link={link}
            at={at}
            editing={editing}
            focused={at === links.length - 1}
            onChange={(one) => setLinks(links.map((old) => (old.key === one.key ? one : old)))}
            onRemove={() => setLinks(links.filter((old) => old.key !== link.key))}
          />
        ))}
      </ul>
      <p>
        <button
          type="button"
          className="btn s"
          onClick={() => setLinks([...links, { ...EMPTY, key: next }])}
        >
          Add a link
        </button>
      </p>
    </EditForm>
  );
}

interface Props {
  entity: Head;
  detail: Detail;
  may: boolean;
}

export function Links({ entity, detail, may }: Props) {
  const editing = useUpdate(entity);
  const said = saidAt(detail, PATHS.links);
  if (detail.links.length === 0 && !may && !said) return null;
  return (
    <Section
      title="Links"
      count={detail.links.length > 0 && count(detail.links.length)}
      end={may && <EditButton editing={editing} what="the links" />}
    >
      {editing.open ? (
        <Form detail={detail} editing={editing} />
      ) : (
        <>
          {detail.links.length === 0 && <Empty title="No links yet." />}
          <ul className="rows">
            {detail.links.map((link) => (
              <li key={link.url}>
                <a href={link.url} rel="noreferrer noopener" target="_blank">
                  {link.title ?? link.url}
                </a>
                <span className="mute">
                  {link.type}{' '}
                  {!said && <Mark detail={detail} path={`${PATHS.links}.${link.url}`} />}
                </span>
              </li>
            ))}
          </ul>
          <Mark detail={detail} path={PATHS.links} />
        </>
      )}
      <Saved editing={editing} />
    </Section>
  );
}
