import { useState } from 'react';
import { EditButton, EditForm, Saved } from '../../components/EditForm';
import { EditField } from '../../components/EditField';
import { EditedMark } from '../../components/EditedMark';
import { problemAt } from '../../lib/refusal';
import { useUpdate, type Column, type Dataset, type Update } from './queries';

function Said({ column }: { column: Column }) {
  if (!column.edit) return null;
  const { declared, ...edit } = column.edit;
  const hidden = declared === null ? null : { source: 'the producer', says: `says “${declared}”` };
  return <EditedMark {...edit} hidden={hidden} />;
}

function Form({ column, editing }: { column: Column; editing: Update }) {
  const before = column.description ?? '';
  const [text, setText] = useState(before);
  return (
    <EditForm
      label={`Edit the description of ${column.path}`}
      editing={editing}
      input={() => (text === before ? null : { description: text })}
      clear={column.edit ? { input: { clear: true }, words: 'Show what the producer says' } : null}
    >
      <EditField label="Description" problem={problemAt(editing.refusal, 'description', 'path')}>
        {(control) => (
          <textarea
            {...control}
            rows={2}
            autoFocus
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </EditField>
    </EditForm>
  );
}

/** What a column is, with who said it where that was a person. */
export function ColumnDescription({ column }: { column: Column }) {
  return (
    <>
      {column.description ?? <span className="mute">–</span>}
      <Said column={column} />
    </>
  );
}

/** The same for who may say it better. */
export function EditableDescription({ column, dataset }: { column: Column; dataset: Dataset }) {
  const editing = useUpdate(dataset, column.path);
  if (editing.open) return <Form column={column} editing={editing} />;
  return (
    <>
      <ColumnDescription column={column} />{' '}
      <EditButton quiet editing={editing} what={`the description of ${column.path}`} />
      <Saved editing={editing} />
    </>
  );
}
