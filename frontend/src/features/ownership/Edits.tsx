import { useRef, useState } from 'react';
import { Section } from '../../components/Section';
import { Empty, ErrorBand, SkeletonBlock } from '../../components/states';
import { Ago } from '../../components/Time';
import { readSide, sideWord } from '../../lib/side';
import { stemWord } from '../../lib/words';
import { useEdits, type Edit } from './queries';
import { UndoForm } from './UndoForm';

interface Props {
  id: string;
  names: Record<string, string>;
  mayUndo: boolean;
}

function Line({ edit, id, names, mayUndo }: Props & { edit: Edit }) {
  const [asking, setAsking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const change = edit.changes.find((one) => one.entity.ref === id) ?? edit.changes[0];
  const others = edit.entityCount - 1;
  return (
    <li>
      <span>
        {change && !change.field.startsWith('owner.') ? (
          change.text
        ) : change ? (
          <>
            {sideWord(readSide(change.before), names)} <span className="mute">to</span>{' '}
            <b>{sideWord(readSide(change.after), names)}</b>
          </>
        ) : (
          stemWord(edit.command)
        )}
        <small>
          {stemWord(edit.command)} by {edit.by}
          {edit.reason && `: ${edit.reason}`}
          {others > 0 && `. With ${others} more ${others === 1 ? 'entity' : 'entities'}`}
        </small>
      </span>
      <span className="acts">
        <Ago at={edit.createdAt} className="m mute" />
        {edit.state === 'UNDONE' && <span className="chip dash">Undone</span>}
        {edit.undoable && mayUndo && !asking && (
          <button ref={button} type="button" className="btn s" onClick={() => setAsking(true)}>
            Undo<span className="vh"> {change?.text ?? stemWord(edit.command)}</span>
          </button>
        )}
      </span>
      {asking && (
        <UndoForm
          id={edit.id}
          names={names}
          onDone={() => setAsking(false)}
          onCancel={() => {
            setAsking(false);
            requestAnimationFrame(() => button.current?.focus());
          }}
        />
      )}
    </li>
  );
}

/** What people changed here, newest first; each can be taken back while nothing stands on it. */
export function Edits(props: Props) {
  const edits = useEdits(props.id);
  const nodes = edits.data?.pages.flatMap((page) => page.changeSets.nodes);
  return (
    <Section title="Edits">
      {edits.error && (
        <ErrorBand
          what="Edits did not load"
          error={edits.error}
          retry={() => void edits.refetch()}
        />
      )}
      {edits.isPending && <SkeletonBlock height={56} />}
      {nodes?.length === 0 && (
        <Empty title="Nobody edited it.">Edits show here with who, why and a way back.</Empty>
      )}
      <ul className="items">
        {nodes?.map((edit) => (
          <Line key={edit.id} {...props} edit={edit} />
        ))}
      </ul>
      {edits.hasNextPage && (
        <p className="more">
          <button type="button" className="linklike" onClick={() => void edits.fetchNextPage()}>
            Next 20
          </button>
        </p>
      )}
    </Section>
  );
}
