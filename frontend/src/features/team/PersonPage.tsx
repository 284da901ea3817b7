import { isNoAddress } from '../../api/errors';
import { EntityList } from '../../components/EntityList';
import { RefLink } from '../../components/EntityName';
import { NotFound } from '../../components/ErrorBoundary';
import { Section } from '../../components/Section';
import { Empty, ErrorBand } from '../../components/states';
import { Day, None } from '../../components/Time';
import { count } from '../../lib/format';
import { refTail } from '../../lib/ref';
import { useTitle } from '../../lib/use-title';
import { Fact, OwnHead, OwnHeadSkeleton } from './OwnHead';
import { useOwned, usePerson, type Person } from './queries';

function Teams({ person }: { person: Person }) {
  return (
    <Section title="Teams" count={count(person.teams.length)}>
      {person.teams.length === 0 ? (
        <Empty title="In no team.">People answer for data through their teams.</Empty>
      ) : (
        <ul className="rows">
          {person.teams.map(({ team, role, since, until }) => (
            <li key={`${team.ref} ${since}`}>
              <RefLink link={team} />
              <span className="mute">
                {role}
                {since && (
                  <>
                    , since <Day at={since} />
                  </>
                )}
                {until && (
                  <>
                    , until <Day at={until} />
                  </>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function Loaded({ person }: { person: Person }) {
  const owned = useOwned(person.ref);
  return (
    <>
      <OwnHead kind="Person" entity={person}>
        <Fact title="Mail">
          {person.email ? (
            <a href={`mailto:${person.email}`}>{person.email}</a>
          ) : (
            <None>not known</None>
          )}
        </Fact>
        <Fact title="Teams now">
          <span className="m">{count(person.teams.filter((one) => !one.until).length)}</span>
        </Fact>
      </OwnHead>
      <div className="cols side low">
        <EntityList
          title="Owned by the teams, worst Condition first"
          query={owned}
          empty={<Empty title="Nothing is owned by these teams." />}
        />
        <Teams person={person} />
      </div>
    </>
  );
}

export function PersonPage({ id }: { id: string }) {
  const person = usePerson(id);
  useTitle(person.data?.title ?? refTail(id));
  if (person.data === null || isNoAddress(person.error))
    return <NotFound what={`Nobody known as ${id}`} />;
  return (
    <main id="main" tabIndex={-1}>
      {person.error && (
        <ErrorBand
          what="The person did not load"
          error={person.error}
          retry={() => void person.refetch()}
        />
      )}
      {person.data && <Loaded person={person.data} />}
      {person.isPending && <OwnHeadSkeleton title={refTail(id)} />}
    </main>
  );
}
