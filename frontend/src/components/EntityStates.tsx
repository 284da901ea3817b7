import type { FreshnessState, OwnerState } from '../api/generated/graphql';
import { freshnessStatus, LATE, ownerStatus } from '../lib/words';
import { StatusMark } from './StatusMark';
import { Ago, At, None } from './Time';

/** Who decided the owner: quiet words when settled, a mark when somebody has to act. */
export function OwnerWord({ state }: { state: OwnerState | null }) {
  if (state === null) return <None>–</None>;
  const status = ownerStatus(state);
  if (status.tone === 'ok') return <span className="chip">{status.word}</span>;
  return <StatusMark status={status} />;
}

interface FreshProps {
  freshness: FreshnessState;
  lastArrivalAt: string | null;
  expectedBy: string | null;
}

/** One mark with the word, and when the next arrival is or was expected. */
export function Freshness({ freshness, lastArrivalAt, expectedBy }: FreshProps) {
  const late = LATE.includes(freshness);
  return (
    <>
      <StatusMark status={freshnessStatus(freshness)} />
      {expectedBy && (
        <span>
          {late ? 'was expected by ' : 'expected by '}
          <At at={expectedBy} />
        </span>
      )}
      {lastArrivalAt ? (
        <span className="mute">
          landed <Ago at={lastArrivalAt} />
        </span>
      ) : (
        <None>no arrival seen</None>
      )}
    </>
  );
}
