import { Link, useSearchParams } from 'react-router';
import { EntityName } from '../../components/EntityName';
import { LevelMark, Meter } from '../../components/Meter';
import { Section } from '../../components/Section';
import { Segmented } from '../../components/Segmented';
import { Empty, ErrorBand, SkeletonBlock, SkeletonRows } from '../../components/states';
import { None } from '../../components/Time';
import { count, total } from '../../lib/format';
import { entityPath } from '../../lib/ref';
import { useTitle } from '../../lib/use-title';
import { useViewer } from '../../lib/use-viewer';
import { LATE, LEVELS, UNSURE } from '../../lib/words';
import { Needs } from './Needs';
import { useAttention, useMovers, useWorstTeams, type TeamRow } from './queries';
import { readScope, scopes, searchPath, type Scope } from './scope';

function Pulse({ query, scope }: { query: ReturnType<typeof useAttention>; scope: Scope }) {
  if (!query.data) return null;
  const { late, failing, unsure } = query.data;
  const number = (page: typeof late) => total(page.totalCount, page.totalCountState) ?? '–';
  return (
    <dl className="pulse">
      <div>
        <dt>Late</dt>
        <dd>
          <Link className="q" to={searchPath(scope, ['freshness', LATE])}>
            {number(late)}
          </Link>
        </dd>
      </div>
      <div>
        <dt>Failing</dt>
        <dd>
          <Link
            className="q"
            title="Worst Condition first"
            to={searchPath(scope, ['sort', ['condition']])}
          >
            {number(failing)}
          </Link>
        </dd>
      </div>
      <div>
        <dt>Owner unsure</dt>
        <dd>
          <Link className="q" to={searchPath(scope, ['state', UNSURE])}>
            {number(unsure)}
          </Link>
        </dd>
      </div>
    </dl>
  );
}

function Movers({ scope }: { scope: Scope }) {
  const movers = useMovers(scope);
  return (
    <Section
      title="Lost most in 7 days"
      count={movers.data && total(movers.data.totalCount, movers.data.totalCountState)}
      end={<Link to={`${searchPath(scope, ['sort', ['lost']])}`}>All, as search</Link>}
    >
      {movers.error && (
        <ErrorBand
          what="Movers did not load"
          error={movers.error}
          retry={() => void movers.refetch()}
        />
      )}
      {movers.isPending && <SkeletonBlock height={120} />}
      {movers.data?.nodes.length === 0 && (
        <Empty title="Nothing lost five points or more.">
          Changes of the rules do not count as losses.
        </Empty>
      )}
      <ul className="rows">
        {movers.data?.nodes.map((entity) => (
          <li key={entity.ref}>
            <EntityName entity={entity} />
            <Meter value={entity.condition} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** The level of the entity in the middle: half of the team has come further. */
function middleLevel({ levels, count: all }: TeamRow) {
  let seen = 0;
  for (const level of LEVELS) {
    seen += levels.find((one) => one.level === level)?.count ?? 0;
    if (seen * 2 >= all) return level;
  }
  return 'NONE' as const;
}

function Change({ row }: { row: TeamRow }) {
  if (row.medianCondition === null || row.medianConditionBefore === null) return <None>–</None>;
  const change = Math.round(row.medianCondition - row.medianConditionBefore);
  return change > 0 ? `+${count(change)}` : count(change);
}

function WorstTeams() {
  const teams = useWorstTeams();
  return (
    <Section title="Teams by Condition" end="worst median first, change over 28 days">
      {teams.error && (
        <ErrorBand
          what="Teams did not load"
          error={teams.error}
          retry={() => void teams.refetch()}
        />
      )}
      {teams.data?.length === 0 && <Empty title="No team owns anything yet." />}
      {teams.data?.length !== 0 && !teams.error && (
        <table aria-busy={!teams.data}>
          <thead>
            <tr>
              <th scope="col">Team</th>
              <th scope="col" className="n">
                Owns
              </th>
              <th scope="col">Median level</th>
              <th scope="col">Condition</th>
              <th scope="col" className="n">
                Change
              </th>
            </tr>
          </thead>
          <tbody>
            {teams.data ? (
              teams.data.map((row) => (
                <tr key={row.value}>
                  <th scope="row">
                    <Link className="q" to={entityPath(row.value)}>
                      {row.title}
                    </Link>
                  </th>
                  <td className="n">{count(row.count)}</td>
                  <td>
                    <LevelMark level={middleLevel(row)} />
                  </td>
                  <td>
                    <Meter
                      value={row.medianCondition === null ? null : Math.round(row.medianCondition)}
                    />
                  </td>
                  <td className="n">
                    <Change row={row} />
                  </td>
                </tr>
              ))
            ) : (
              <SkeletonRows rows={8} columns={5} />
            )}
          </tbody>
        </table>
      )}
    </Section>
  );
}

interface LoadedProps {
  all: Scope[];
  scope: Scope;
  onScope: (key: string) => void;
}

function Loaded({ all, scope, onScope }: LoadedProps) {
  const attention = useAttention(scope);
  const whole = scope.owners.length === 0;
  return (
    <>
      <div className="hd">
        <h1>
          {scope.title} <b>now</b>
        </h1>
        {all.length > 1 && (
          <Segmented
            label="Team"
            value={scope.key}
            options={all.map(({ key, title }) => ({ value: key, label: title }))}
            onChange={onScope}
          />
        )}
        <Pulse query={attention} scope={scope} />
      </div>
      <div className="cols over">
        <Needs query={attention} quiet={whole ? 'the estate' : scope.title} />
        <div className="stack">
          <Movers scope={scope} />
          <WorstTeams />
        </div>
      </div>
    </>
  );
}

export function NowPage() {
  useTitle('Now');
  const [params, setParams] = useSearchParams();
  const viewer = useViewer();
  const all = scopes(viewer.data?.teams ?? []);
  const scope = readScope(all, params.get('team'));
  return (
    <main id="main" tabIndex={-1}>
      {!viewer.data && (
        <h1>
          Headwater <b>now</b>
        </h1>
      )}
      {viewer.error && (
        <ErrorBand
          what="Your teams did not load"
          error={viewer.error}
          retry={() => void viewer.refetch()}
        />
      )}
      {viewer.isPending && <SkeletonBlock height={420} />}
      {viewer.data && (
        <Loaded all={all} scope={scope} onScope={(key) => setParams({ team: key })} />
      )}
    </main>
  );
}
