import { Link } from 'react-router';
import { EntityName, RefLink } from '../../components/EntityName';
import { Section } from '../../components/Section';
import { Segmented } from '../../components/Segmented';
import { Empty, ErrorBand, SkeletonBlock } from '../../components/states';
import { StatusMark } from '../../components/StatusMark';
import { Ago, At, None } from '../../components/Time';
import { count, duration, plural, total } from '../../lib/format';
import { lineagePath } from '../../lib/ref';
import { kindWord } from '../../lib/words';
import { Listing } from './Listing';
import {
  useCycles,
  useDeadlines,
  useHubs,
  useOrphans,
  type Cycle,
  type Deadline,
  type Orphan,
} from './queries';
import { LACKS, type ShapeState } from './url';

interface Props {
  state: ShapeState;
  change: (next: Partial<ShapeState>) => void;
}

type Entity = Orphan['entity'];

function Named({ entity }: { entity: Entity }) {
  return (
    <th scope="row">
      <EntityName entity={entity} />
    </th>
  );
}

function Owner({ entity }: { entity: Entity }) {
  return <td>{entity.owner ? <RefLink link={entity.owner} /> : <None>nobody</None>}</td>;
}

const Tier = ({ entity }: { entity: Entity }) => (
  <td className="tier">{entity.tier ?? <None>–</None>}</td>
);

/** Promises of some days are told apart by minutes: `24 h 02`. */
function span(seconds: number): string {
  if (seconds < 3600 || seconds >= 3 * 86_400) return duration(seconds);
  const minutes = Math.round(seconds / 60);
  const rest = minutes % 60;
  const hours = `${count(Math.floor(minutes / 60))} h`;
  return rest === 0 ? hours : `${hours} ${String(rest).padStart(2, '0')}`;
}

function slackWords(deadline: Deadline): string {
  const { slackSeconds } = deadline;
  if (slackSeconds === null) return 'too little known';
  return slackSeconds < 0
    ? `${duration(-slackSeconds)} too short`
    : `${duration(slackSeconds)} to spare`;
}

export function Deadlines({ state, change }: Props) {
  const query = useDeadlines(state);
  const first = query.data?.pages[0]?.deadlines;
  return (
    <Listing
      title={state.all ? 'All deadlines' : 'Deadlines that cannot be kept'}
      count={first && total(first.totalCount, first.totalCountState)}
      end={
        <label>
          <input
            type="checkbox"
            checked={state.all}
            onChange={(event) => change({ all: event.target.checked })}
          />{' '}
          also those that can be kept
        </label>
      }
      heads={[
        'Name',
        'Tier',
        'Accountable',
        '#Promised',
        '#19 of 20 within',
        'Slack',
        'Bottleneck',
        '#Due',
      ]}
      rows={query.data?.pages.flatMap((page) => page.deadlines.nodes)}
      query={query}
      empty={
        state.all
          ? [
              'Nothing has a deadline.',
              'A descriptor promises one with the annotation headwater.dev/freshness-within.',
            ]
          : [
              'No deadline is known to be too short.',
              'Deadlines are what descriptors promise: headwater.dev/freshness-within.',
            ]
      }
      row={(deadline) => (
        <tr key={deadline.entity.ref}>
          <Named entity={deadline.entity} />
          <Tier entity={deadline.entity} />
          <Owner entity={deadline.entity} />
          <td className="n">{span(deadline.withinSeconds)}</td>
          <td className="n">
            {deadline.p95Seconds === null ? <None>–</None> : span(deadline.p95Seconds)}
          </td>
          <td>
            <StatusMark
              status={{
                tone: deadline.keepable === null ? 'none' : deadline.keepable ? 'ok' : 'fail',
                word: slackWords(deadline),
              }}
            />
          </td>
          <td>{deadline.bottleneck ? <RefLink link={deadline.bottleneck} /> : <None>–</None>}</td>
          <td className="n">
            {deadline.deadline ? <At at={deadline.deadline} /> : <None>–</None>}
          </td>
        </tr>
      )}
    />
  );
}

const ORPHAN_TITLES = {
  UNREAD: 'Datasets that nothing reads',
  UNWRITTEN: 'Datasets that nothing writes',
  ISOLATED: 'Datasets that nothing reads or writes',
};

export function Orphans({ state, change }: Props) {
  const query = useOrphans(state);
  const first = query.data?.pages[0]?.orphans;
  return (
    <Listing
      title={ORPHAN_TITLES[state.lacks]}
      count={first && total(first.totalCount, first.totalCountState)}
      end={
        <Segmented
          label="What they lack"
          value={state.lacks}
          options={LACKS}
          onChange={(lacks) => change({ lacks })}
        />
      }
      heads={['Name', 'Tier', 'Accountable', '#Last arrival', 'Lineage']}
      rows={query.data?.pages.flatMap((page) => page.orphans.nodes)}
      query={query}
      empty={['No such dataset.', 'Everything that is known here has its place in the graph.']}
      row={({ entity }) => (
        <tr key={entity.ref}>
          <Named entity={entity} />
          <Tier entity={entity} />
          <Owner entity={entity} />
          <td className="n">
            {entity.lastArrivalAt ? <Ago at={entity.lastArrivalAt} /> : <None>never seen</None>}
          </td>
          <td>
            <Link to={lineagePath(entity.ref)}>
              Draw<span className="vh"> {entity.title}</span>
            </Link>
          </td>
        </tr>
      )}
    />
  );
}

export function Hubs({ state, change }: Props) {
  const query = useHubs(state);
  return (
    <Listing
      title="Most direct neighbours"
      count={query.data && count(query.data.length)}
      end={
        <Segmented
          label="Which neighbours"
          value={state.direction}
          options={[
            { value: 'DOWNSTREAM', label: 'Feeds most' },
            { value: 'UPSTREAM', label: 'Made from most' },
          ]}
          onChange={(direction) => change({ direction })}
        />
      }
      heads={['Name', 'Kind', 'Tier', 'Accountable', '#Up', '#Down', 'Lineage']}
      rows={query.data}
      query={query}
      empty={['Nothing has a neighbour.', 'Edges come with the first events.']}
      row={({ entity, upstreamCount, downstreamCount }) => (
        <tr key={entity.ref}>
          <Named entity={entity} />
          <td>{kindWord(entity.kind)}</td>
          <Tier entity={entity} />
          <Owner entity={entity} />
          <td className="n">{count(upstreamCount)}</td>
          <td className="n">{count(downstreamCount)}</td>
          <td>
            <Link to={lineagePath(entity.ref)}>
              Draw<span className="vh"> {entity.title}</span>
            </Link>
          </td>
        </tr>
      )}
    />
  );
}

function Ring({ cycle }: { cycle: Cycle }) {
  const unnamed = cycle.size - cycle.hiddenCount - cycle.members.length;
  return (
    <li>
      <span>
        <b>{plural(cycle.size, 'thing')}</b>{' '}
        {cycle.members.map((link, i) => (
          <span key={link.ref}>
            {i > 0 && ', '}
            <RefLink link={link} />
          </span>
        ))}
        {unnamed > 0 && ` and ${count(unnamed)} more`}
        {cycle.hiddenCount > 0 && (
          <span className="mute"> and {count(cycle.hiddenCount)} that you may not see</span>
        )}
      </span>
      {cycle.members[0] && (
        <Link className="btn s" to={lineagePath(cycle.members[0].ref)}>
          Draw<span className="vh"> the cycle around {cycle.members[0].title}</span>
        </Link>
      )}
    </li>
  );
}

/** Asked for only where somebody opens it: all of the graph is walked. */
export function Cycles() {
  const query = useCycles();
  const found = query.data?.cycles;
  return (
    <Section
      title="Made from itself"
      count={query.data && count(query.data.totalCount)}
      end={
        query.data && (
          <>
            found <Ago at={query.data.asOf} />
          </>
        )
      }
    >
      {query.error && (
        <ErrorBand
          what="Cycles were not found"
          error={query.error}
          retry={() => void query.refetch()}
        />
      )}
      {query.isPending && (
        <>
          <p role="status">Walking the whole graph. At a million things that takes some seconds.</p>
          <SkeletonBlock height={200} />
        </>
      )}
      {found?.length === 0 && (
        <Empty title="Nothing is made from itself.">
          A job that reads what it writes is not counted.
        </Empty>
      )}
      <ul className="rows">
        {found?.map((cycle, i) => (
          <Ring key={cycle.members[0]?.ref ?? i} cycle={cycle} />
        ))}
      </ul>
      {query.data && found && query.data.totalCount > found.length && (
        <p className="mute">The largest {count(found.length)} are shown.</p>
      )}
    </Section>
  );
}
