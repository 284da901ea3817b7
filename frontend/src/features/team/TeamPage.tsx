import { Link } from 'react-router';
import { isNoAddress } from '../../api/errors';
import { RefLink } from '../../components/EntityName';
import { EntityList } from '../../components/EntityList';
import { NotFound } from '../../components/ErrorBoundary';
import { Section } from '../../components/Section';
import { StatusMark } from '../../components/StatusMark';
import { Empty, ErrorBand } from '../../components/states';
import { None } from '../../components/Time';
import { count } from '../../lib/format';
import { refTail } from '../../lib/ref';
import { useTitle } from '../../lib/use-title';
import { conditionTone } from '../../lib/words';
import { Fact, OwnHead, OwnHeadSkeleton } from './OwnHead';
import { useOwned, useTeam, type Team } from './queries';
import { TierTable } from './TierTable';

function Facts({ team }: { team: Team }) {
  const { owned, late, stale, medianCondition } = team.report;
  const leads = team.members.filter((member) => member.role === 'lead');
  return (
    <>
      <Fact title="Owns">
        <b className="m">{count(owned)}</b>
      </Fact>
      <Fact title="Late now">
        <StatusMark
          status={{ tone: late > 0 ? 'fail' : 'ok', word: late > 0 ? `${late} late` : 'none' }}
        />
      </Fact>
      <Fact title="Ownership">
        <StatusMark
          status={{
            tone: stale > 0 ? 'warn' : 'ok',
            word: stale > 0 ? `${stale} to settle` : 'settled',
          }}
        />
      </Fact>
      <Fact title="Median Condition">
        {medianCondition === null ? (
          <None>not enough evidence</None>
        ) : (
          <b className={`m ${conditionTone(medianCondition)}`}>{Math.round(medianCondition)}</b>
        )}
      </Fact>
      <Fact title="Lead">
        {leads.length === 0 && <None>nobody named</None>}
        {leads.map(({ person }) => (
          <RefLink key={person.ref} link={person} className="" />
        ))}
      </Fact>
      <Fact title="Part of">
        {team.parent ? <RefLink link={team.parent} className="" /> : <None>no team above</None>}
      </Fact>
    </>
  );
}

function People({ team }: { team: Team }) {
  return (
    <Section title="People" count={count(team.members.length)}>
      {team.members.length === 0 ? (
        <Empty title="Nobody is in this team.">
          A team without members cannot answer for data.
        </Empty>
      ) : (
        <ul className="rows">
          {team.members.map(({ person, role }) => (
            <li key={person.ref}>
              <RefLink link={person} />
              <span className={role === 'lead' ? 'chip' : 'mute'}>{role}</span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function Below({ team }: { team: Team }) {
  if (team.children.length === 0) return null;
  return (
    <Section title="Teams below" count={count(team.children.length)} end="counted with it">
      <ul className="rows">
        {team.children.map((child) => (
          <li key={child.ref}>
            <RefLink link={child} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Loaded({ team }: { team: Team }) {
  const owned = useOwned(team.ref);
  const unsure = useOwned(team.ref, { ownerStates: ['STALE', 'CONTESTED'] });
  const empty = (
    <Empty title={`${team.title} owns nothing.`}>
      It shows here when a source or a person names it.
    </Empty>
  );
  const settle = unsure.data?.pages[0]?.entitySearch.nodes.length !== 0;
  return (
    <>
      <OwnHead kind="Team" entity={team}>
        <Facts team={team} />
      </OwnHead>
      <div className="cols side low">
        <div className="stack">
          {settle && team.report.stale > 0 && (
            <EntityList
              title="Needs attention"
              query={unsure}
              empty={empty}
              end="stale or contested owners"
            />
          )}
          <EntityList
            title="Owned, worst Condition first"
            query={owned}
            empty={empty}
            end={
              <Link to={`/search?owner=${encodeURIComponent(team.ref)}&below=yes&sort=condition`}>
                All, as search
              </Link>
            }
          />
        </div>
        <div className="stack">
          <TierTable report={team.report} />
          <Below team={team} />
          <People team={team} />
        </div>
      </div>
    </>
  );
}

export function TeamPage({ id }: { id: string }) {
  const team = useTeam(id);
  useTitle(team.data?.title ?? refTail(id));
  if (team.data === null || isNoAddress(team.error))
    return <NotFound what={`No team known as ${id}`} />;
  return (
    <main id="main" tabIndex={-1}>
      {team.error && (
        <ErrorBand
          what="The team did not load"
          error={team.error}
          retry={() => void team.refetch()}
        />
      )}
      {team.data && <Loaded team={team.data} />}
      {team.isPending && <OwnHeadSkeleton title={refTail(id)} />}
    </main>
  );
}
