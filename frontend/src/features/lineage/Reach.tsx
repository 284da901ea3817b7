import { count, plural } from '../../lib/format';
import { useReach, type Reach } from './impact-queries';
import { instant, type LineageState } from './url';

/** "4 tier 1", "3 teams", "2 hidden": what there is of each, and nothing of what there is none. */
function parts({ facets, hiddenCount }: Reach) {
  const of = (field: string) => facets.find((facet) => facet.field === field);
  const first = of('TIER')?.values.find(({ value }) => value === '1')?.count ?? 0;
  const owners = of('OWNER');
  const named = owners?.values.filter(({ value }) => value !== null).length ?? 0;
  return {
    first,
    teams: named + (owners?.moreCount ?? 0),
    hidden: hiddenCount,
  };
}

interface WayProps {
  reach: Reach | undefined;
  word: string;
  onList: () => void;
  /** Only what is downstream is told to anybody. */
  onTeams?: () => void;
}

function Way({ reach, word, onList, onTeams }: WayProps) {
  if (!reach) return <span className="mute">Counting what is {word}</span>;
  if (reach.totalCount === 0) return <span className="mute">Nothing {word}</span>;
  const { first, teams, hidden } = parts(reach);
  return (
    <span>
      <button type="button" className="linklike" onClick={onList}>
        <b className="m">{count(reach.totalCount)}</b> {word}
      </button>
      {first > 0 && <> · {count(first)} tier 1</>}
      {teams > 0 && ' · '}
      {teams > 0 &&
        (onTeams ? (
          <button type="button" className="linklike" onClick={onTeams}>
            {plural(teams, 'team')}
          </button>
        ) : (
          plural(teams, 'team')
        ))}
      {hidden > 0 && <> · {count(hidden)} hidden</>}
    </span>
  );
}

interface Props {
  focus: string;
  state: LineageState;
  onChange: (next: Partial<LineageState>) => void;
}

/** Everything up and down of the focus, counted to the last one, whatever is drawn of it. */
export function ReachStrip({ focus, state, onChange }: Props) {
  const query = useReach(focus, instant(state.asof));
  return (
    <div className="reach" aria-label="How much is in reach" role="group">
      {query.error ? (
        <span>
          <span className="fail">What is in reach was not counted.</span>{' '}
          <button type="button" className="linklike" onClick={() => void query.refetch()}>
            Count again
          </button>
        </span>
      ) : (
        <>
          <Way
            reach={query.data?.up}
            word="upstream"
            onList={() => onChange({ show: 'impact', dir: 'up' })}
          />
          <Way
            reach={query.data?.down}
            word="downstream"
            onList={() => onChange({ show: 'impact', dir: 'down' })}
            onTeams={() => onChange({ show: 'contacts' })}
          />
        </>
      )}
    </div>
  );
}
