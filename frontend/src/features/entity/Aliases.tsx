import { useRef, useState } from 'react';
import { Breakable } from '../../components/Breakable';
import { ReasonForm } from '../../components/ReasonForm';
import { Section } from '../../components/Section';
import { Day } from '../../components/Time';
import { Undoable } from '../../components/Undoable';
import { count } from '../../lib/format';
import { useViewer } from '../../lib/use-viewer';
import { STALE, useDetach, type Alias, type Detail } from './queries';

interface SplitProps {
  id: string;
  alias: Alias;
  onDone: (changeSet: string | null) => void;
}

/** A name leaves the group for good, so it asks why. */
function Split({ id, alias, onDone }: SplitProps) {
  const detach = useDetach();
  const made = useRef<string | null>(null);
  const send = async (reason: string) => {
    const { scheme, key } = alias;
    const { changeSet, userErrors } = await detach.mutateAsync({ ref: id, scheme, key, reason });
    made.current = changeSet?.id ?? null;
    return userErrors[0]?.message ?? null;
  };
  return (
    <ReasonForm
      label="Why split it off"
      words={{ act: 'Split it off', acting: 'Splitting' }}
      failed="It was not split off"
      pending={detach.isPending}
      error={detach.error}
      send={send}
      onDone={() => onDone(made.current)}
      onCancel={() => onDone(null)}
    />
  );
}

function Merged({ alias }: { alias: Alias }) {
  if (alias.mergedFrom === null) return null;
  if (alias.mergedBy === null || alias.mergedAt === null) {
    return <small>merged by a symlink of its producer</small>;
  }
  return (
    <small>
      merged by {alias.mergedBy}, <Day at={alias.mergedAt} />
      {alias.mergedReason && `: ${alias.mergedReason}`}
    </small>
  );
}

interface RowProps {
  id: string;
  alias: Alias;
  mayAct: boolean;
  onSplit: (changeSet: string) => void;
}

function Row({ id, alias, mayAct, onSplit }: RowProps) {
  const [asking, setAsking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <li title={`said by ${alias.source}`}>
      <span className="wrap">
        {alias.namespace !== null && (
          <code className="mute">
            <Breakable text={alias.namespace} />{' '}
          </code>
        )}
        <code>
          <Breakable text={alias.name ?? alias.key} />
        </code>
        <Merged alias={alias} />
      </span>
      <span className="acts">
        <span className="mute">{alias.scheme}</span>
        {mayAct && alias.mergedFrom !== null && !asking && (
          <button ref={button} type="button" className="btn s" onClick={() => setAsking(true)}>
            Split<span className="vh"> off {alias.name ?? alias.key}</span>
          </button>
        )}
      </span>
      {asking && (
        <Split
          id={id}
          alias={alias}
          onDone={(changeSet) => {
            setAsking(false);
            if (changeSet !== null) onSplit(changeSet);
            else requestAnimationFrame(() => button.current?.focus());
          }}
        />
      )}
    </li>
  );
}

interface SplitOff {
  key: string;
  name: string;
  changeSet: string;
}

/** All names, and of those that were merged who said so; admins can take one away. */
export function Aliases({ id, detail }: { id: string; detail: Detail }) {
  const mayAct = useViewer().data?.role === 'ADMIN';
  // Outlives the row: the name leaves the list as soon as the server has followed.
  const [split, setSplit] = useState<SplitOff | null>(null);
  if (detail.aliases.length === 0) return null;
  return (
    <Section title="Also known as" count={count(detail.aliases.length)}>
      <ul className="rows names">
        {detail.aliases.map((alias) => (
          <Row
            key={`${alias.scheme} ${alias.key}`}
            id={id}
            alias={alias}
            mayAct={mayAct && split?.key !== alias.key}
            onSplit={(changeSet) =>
              setSplit({ key: alias.key, name: alias.name ?? alias.key, changeSet })
            }
          />
        ))}
      </ul>
      {split && (
        <Undoable
          id={split.changeSet}
          reason="Split off by mistake."
          stale={STALE}
          onUndone={() => setSplit(null)}
        >
          <b>Split off.</b> <code>{split.name}</code> has a page of its own within seconds.
        </Undoable>
      )}
    </Section>
  );
}
