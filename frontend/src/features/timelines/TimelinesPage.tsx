import { useSearchParams } from 'react-router';
import { RefLink } from '../../components/EntityName';
import { NotFound } from '../../components/ErrorBoundary';
import { Section } from '../../components/Section';
import { Segmented } from '../../components/Segmented';
import { Empty, ErrorBand, SkeletonBlock, WarnBand } from '../../components/states';
import { plural } from '../../lib/format';
import { refTail } from '../../lib/ref';
import { useNow } from '../../lib/use-now';
import { useTitle } from '../../lib/use-title';
import { Gantt } from './Gantt';
import { rowsOf, type Row } from './gantt';
import { ForecastSection, PathSection, RunRows } from './Parts';
import { EVERY_PIPELINE, useForecast, usePath, useScope, useTimelines } from './queries';
import { readTimelines, shift, SPANS, stretch, writeTimelines, type TimelinesState } from './url';
import { clock } from './words';
import './timelines.css';

interface RangeProps {
  state: TimelinesState;
  now: number;
  change: (next: TimelinesState) => void;
}

function Range({ state, now, change }: RangeProps) {
  return (
    <span className="range">
      <button type="button" className="btn s" onClick={() => change(shift(state, now, -1))}>
        Earlier
      </button>
      <button
        type="button"
        className="btn s"
        aria-disabled={state.until === null}
        onClick={() => state.until !== null && change(shift(state, now, 1))}
      >
        Later
      </button>
      <Segmented
        label="How long a stretch"
        value={state.span}
        options={[...SPANS]}
        onChange={(span) => change({ ...state, span })}
      />
    </span>
  );
}

const LEGEND: [className: string, words: string][] = [
  ['f-ok', 'ended well'],
  ['f-fail', 'failed'],
  ['f-open', 'open'],
  ['wait', 'waited for its turn'],
  ['again', 'tried again'],
  ['crit', 'critical path'],
  ['slack', 'slack'],
  ['due', 'due'],
  ['land', 'expected'],
];

function Legend() {
  return (
    <ul className="legend" aria-label="What the shapes mean">
      {LEGEND.map(([look, words]) => (
        <li key={look}>
          <svg className="ch" width="22" height="16" aria-hidden="true">
            {look === 'wait' || look === 'slack' ? (
              <path className={look} d="M1 8H21" />
            ) : look === 'again' ? (
              <path className={look} d="M9 1V15M12 1V15" />
            ) : look === 'due' ? (
              <g className={look}>
                <path d="M11 1V15" />
              </g>
            ) : look === 'land' ? (
              <g className={look}>
                <path d="M1 8H15" />
                <circle cx="15" cy="8" r="4" />
              </g>
            ) : (
              <rect className={look} x="2" y="3" width="18" height="10" />
            )}
          </svg>
          {words}
        </li>
      ))}
    </ul>
  );
}

interface PictureProps {
  query: ReturnType<typeof useTimelines>;
  rows: Row[] | undefined;
  stretch: { since: number; until: number };
  now: number;
}

function Picture({ query, rows, stretch: { since, until }, now }: PictureProps) {
  const bars = rows?.reduce((sum, row) => sum + row.bars.length, 0);
  return (
    <Section
      title="Runs"
      count={rows && `${plural(bars ?? 0, 'run')} in ${plural(rows.length, 'row')}`}
      end={`${clock(since)} to ${clock(until)}`}
    >
      {query.error && (
        <ErrorBand
          what="The runs did not load"
          error={query.error}
          retry={() => void query.refetch()}
        />
      )}
      {!rows && !query.error && <SkeletonBlock height={320} />}
      {rows?.length === 0 && (
        <Empty title="No job or pipeline is known here.">
          Rows come with the events of schedulers, and with descriptors of pipelines.
        </Empty>
      )}
      {rows && rows.length > 0 && bars === 0 && (
        <Empty title="Nothing ran in this stretch.">Try an earlier or a longer one.</Empty>
      )}
      {rows && rows.length > 0 && (
        <>
          <Gantt rows={rows} since={since} until={until} now={now} />
          <Legend />
        </>
      )}
      {query.hasNextPage && (
        <p className="more">
          <button type="button" className="linklike" onClick={() => void query.fetchNextPage()}>
            Next 50 rows
          </button>
        </p>
      )}
    </Section>
  );
}

/** All that is asked: what is around, its runs, and of that one what determined its end and what comes when. */
function useTimeline(state: TimelinesState, now: number) {
  const around = useScope(state.ref);
  const entity = around.data?.entity ?? null;
  const { since, until } = stretch(state, now);
  const query = useTimelines(state.ref ? around.data?.scope : EVERY_PIPELINE, since, until);
  const path = usePath(entity?.kind === 'PIPELINE' ? entity.ref : null).data;
  const forecast = useForecast(entity && state.until === null ? entity.ref : null).data;
  const found = query.data?.pages.flatMap((page) => page.timelines.nodes);
  const rows = found && rowsOf(found, { path, forecast, now });
  return { around, entity, stretch: { since, until }, query, path, forecast, rows };
}

function Beside({ path, forecast }: Pick<ReturnType<typeof useTimeline>, 'path' | 'forecast'>) {
  if (!path && !forecast) return null;
  return (
    <div className="cols half">
      {path && <PathSection path={path} />}
      {forecast && <ForecastSection forecast={forecast} />}
    </div>
  );
}

export function TimelinesPage() {
  const [params, setParams] = useSearchParams();
  const state = readTimelines(params);
  const now = useNow();
  const change = (next: TimelinesState) =>
    setParams(writeTimelines(next), { preventScrollReset: true });
  const { around, entity, query, rows, ...shown } = useTimeline(state, now);
  useTitle(state.ref ? `Timeline of ${refTail(state.ref)}` : 'Timelines');
  if (around.data && !entity) return <NotFound what={`Nothing known as ${state.ref}`} />;
  return (
    <main id="main" tabIndex={-1} className="timelines">
      <div className="hd">
        <h1>
          Timeline of{' '}
          <b>{entity ? <RefLink link={{ ...entity, exists: true }} /> : 'every pipeline'}</b>
        </h1>
        <Range state={state} now={now} change={change} />
      </div>
      <div className="stack">
        {around.data?.cut && (
          <WarnBand>
            <b>Not everything around it is shown.</b> Only the nearest 150 things were looked at.
          </WarnBand>
        )}
        {around.error ? (
          <ErrorBand
            what="What is around did not load"
            error={around.error}
            retry={() => void around.refetch()}
          />
        ) : (
          <Picture query={query} rows={rows} stretch={shown.stretch} now={now} />
        )}
        <Beside {...shown} />
        {rows?.some((row) => row.bars.length > 0) && <RunRows rows={rows} />}
      </div>
    </main>
  );
}
