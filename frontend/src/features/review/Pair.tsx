import { useRef, useState } from 'react';
import { Link } from 'react-router';
import { ErrorBand } from '../../components/states';
import { Ago } from '../../components/Time';
import { Undoable } from '../../components/Undoable';
import { plural } from '../../lib/format';
import { entityPath } from '../../lib/ref';
import { differences, STALE, useDecide, type Act, type Side, type Variant } from './queries';

function Name({ side, stays }: { side: Side; stays: boolean }) {
  return (
    <span className="side">
      <Link className="q" to={entityPath(side.entity.ref)}>
        <code>{side.name}</code>
      </Link>
      {stays && <span className="chip">stays</span>}
      <small>
        <code>{side.namespace}</code>, {plural(side.runCount, 'run')},{' '}
        {plural(side.edgeCount, 'edge')}
        {side.described && ', described'}
        {side.lastSeenAt ? (
          <>
            , seen <Ago at={side.lastSeenAt} />
          </>
        ) : (
          ', only referred to'
        )}
        {side.sources.length > 0 && <>, told by {side.sources.join(', ')}</>}
      </small>
    </span>
  );
}

interface Decided {
  act: Act;
  id: string;
}

/** Two names side by side; one click decides, another takes it back. */
export function Pair({ variant, mayAct }: { variant: Variant; mayAct: boolean }) {
  const decide = useDecide();
  const [decided, setDecided] = useState<Decided | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const first = useRef<HTMLButtonElement>(null);
  const send = async (act: Act) => {
    if (decide.isPending) return;
    const { changeSet, userErrors } = await decide.mutateAsync({ act, variant });
    setRefusal(userErrors[0]?.message ?? null);
    if (changeSet) setDecided({ act, id: changeSet.id });
  };
  const { goes, stays } = variant;
  return (
    <li className="pair">
      <span>
        <Name side={goes} stays={false} />
        <Name side={stays} stays />
      </span>
      <span className="acts">
        <span className="mute">differ in {differences(variant.kinds)}</span>
        {mayAct &&
          !decided &&
          (['merge', 'apart'] as const).map((act) => (
            <button
              key={act}
              ref={act === 'merge' ? first : undefined}
              type="button"
              className="btn s"
              aria-disabled={decide.isPending}
              onClick={() => {
                send(act).catch(() => undefined);
              }}
            >
              {act === 'merge' ? 'Merge' : 'Keep apart'}
              <span className="vh"> {goes.name}</span>
            </button>
          ))}
      </span>
      {refusal && (
        <span className="wide fail" role="alert">
          {refusal}
        </span>
      )}
      {decide.error ? <ErrorBand what="Nothing was decided" error={decide.error} /> : null}
      {decided && (
        <Undoable
          id={decided.id}
          reason="Decided by mistake."
          stale={STALE}
          onUndone={() => {
            setDecided(null);
            requestAnimationFrame(() => first.current?.focus());
          }}
        >
          {decided.act === 'merge' ? (
            <>
              <b>Merged.</b> Both names lead to {stays.entity.title} within seconds.
            </>
          ) : (
            <>
              <b>Kept apart.</b> This pair will not come back, whatever producers say.
            </>
          )}
        </Undoable>
      )}
    </li>
  );
}
