import { lazy, Suspense, useState } from 'react';
import { EditButton, EditForm, Saved } from '../../components/EditForm';
import { EditField } from '../../components/EditField';
import { Section } from '../../components/Section';
import { Segmented } from '../../components/Segmented';
import { Empty, SkeletonBlock } from '../../components/states';
import { problemAt } from '../../lib/refusal';
import { Mark } from './Mark';
import { useUpdate, type Detail, type Head, type Update } from './queries';
import { isEdit, PATHS, saidAt } from './said';

// The Markdown parser is a fifth of the entity chunk; the head must not wait for it.
const Markdown = lazy(() => import('../../components/Markdown'));

function Rendered({ text }: { text: string }) {
  return (
    <Suspense fallback={<SkeletonBlock height={80} />}>
      <Markdown text={text} />
    </Suspense>
  );
}

interface FormProps {
  detail: Detail;
  editing: Update;
}

function Form({ detail, editing }: FormProps) {
  const before = detail.description ?? '';
  const [text, setText] = useState(before);
  const [look, setLook] = useState<'write' | 'read'>('write');
  const edited = isEdit(saidAt(detail, PATHS.description));
  return (
    <EditForm
      label="Edit the description"
      editing={editing}
      input={() => (text === before ? null : { description: text })}
      clear={edited ? { input: { clear: ['DESCRIPTION'] }, words: 'Show what sources say' } : null}
    >
      <Segmented
        label="Look"
        value={look}
        options={[
          { value: 'write', label: 'Write' },
          { value: 'read', label: 'Preview' },
        ]}
        onChange={setLook}
      />
      {look === 'read' ? (
        <div className="read">
          {text.trim() ? <Rendered text={text} /> : <p className="mute">Nothing is written yet.</p>}
        </div>
      ) : (
        <EditField
          label="Description, in Markdown"
          problem={problemAt(editing.refusal, 'description')}
        >
          {(control) => (
            <textarea
              {...control}
              rows={8}
              autoFocus
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </EditField>
      )}
    </EditForm>
  );
}

interface Props {
  entity: Head;
  detail: Detail;
  may: boolean;
}

/** What it is, in the words of a source or of a person; whoever may can say it better in place. */
export function Description({ entity, detail, may }: Props) {
  const editing = useUpdate(entity);
  if (!detail.description && !may) return null;
  return (
    <Section
      title="Description"
      end={may && <EditButton editing={editing} what="the description" />}
    >
      {editing.open ? (
        <Form detail={detail} editing={editing} />
      ) : detail.description ? (
        <>
          <Rendered text={detail.description} />
          <Mark detail={detail} path={PATHS.description} />
        </>
      ) : (
        <Empty title="No description yet.">Say what it holds, and who it is for.</Empty>
      )}
      <Saved editing={editing} />
    </Section>
  );
}
