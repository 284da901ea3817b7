import { useSearchParams } from 'react-router';
import { Section } from '../../components/Section';
import { Empty, ErrorBand, SkeletonBlock } from '../../components/states';
import { StatusMark } from '../../components/StatusMark';
import { Day } from '../../components/Time';
import { count, plural, total } from '../../lib/format';
import { useNow } from '../../lib/use-now';
import { RUN_STATES, runStatus } from '../../lib/words';
import { DurationChart, usualDuration } from './DurationChart';
import { LandingStrip } from './LandingStrip';
import { useRecentRuns, useRuns, type Run } from './queries';
import { RunPanel } from './RunPanel';
import { RunTable } from './RunTable';
import { dayCells, landings } from './series';
import { readRuns, writeRuns, type RunsState } from './url';

type Recent = ReturnType<typeof useRecentRuns>;

/** What the height of the line means, or how far back the runs reach when there are too many. */
function Measure({ runs, cut }: { runs: Run[]; cut: boolean }) {
  const oldest = runs[runs.length - 1]?.startedAt;
  if (cut && oldest) {
    return (
      <>
        newest {count(runs.length)} runs, since <Day at={oldest} />
      </>
    );
  }
  return landings(runs).mode === 'delay'
    ? 'after the end of the data interval'
    : 'time of day, UTC';
}

function Strip({ recent }: { recent: Recent }) {
  const now = useNow();
  const runs = recent.data?.nodes;
  const cells = runs && dayCells(runs, Math.floor(now / 86_400_000), 90);
  const failed = cells?.filter((cell) => cell.state === 'failed').length ?? 0;
  const ran = cells?.filter((cell) => cell.state !== 'none').length ?? 0;
  return (
    <Section
      title="Landing time, 90 days"
      count={cells && `${ran - failed} of ${plural(ran, 'day')} without a failed run`}
      end={runs && <Measure runs={runs} cut={recent.data?.pageInfo.hasNextPage ?? false} />}
    >
      {recent.error && (
        <ErrorBand
          what="The history did not load"
          error={recent.error}
          retry={() => void recent.refetch()}
        />
      )}
      {recent.isPending && <SkeletonBlock height={176} />}
      {runs?.length === 0 && <Empty title="No run in the last 90 days." />}
      {runs && runs.length > 0 && <LandingStrip runs={runs} now={now} />}
    </Section>
  );
}

function StateFilter({
  states,
  onChange,
}: {
  states: RunsState['states'];
  onChange: (states: RunsState['states']) => void;
}) {
  return (
    <span className="toggles" role="group" aria-label="Filter by state">
      {RUN_STATES.filter((state) => state !== 'UNKNOWN').map((state) => (
        <button
          key={state}
          type="button"
          className="chip"
          aria-pressed={states.includes(state)}
          onClick={() =>
            onChange(
              states.includes(state) ? states.filter((s) => s !== state) : [...states, state],
            )
          }
        >
          <StatusMark status={runStatus(state)} />
        </button>
      ))}
    </span>
  );
}

interface ListProps {
  id: string;
  state: RunsState;
  change: (next: Partial<RunsState>) => void;
}

function RunList({ id, state, change }: ListProps) {
  const runs = useRuns(id, state.states);
  const first = runs.data?.pages[0]?.runs;
  const rows = runs.data?.pages.flatMap((page) => page.runs.nodes);
  const known = first && total(first.totalCount, first.totalCountState);
  const withJob = new Set(rows?.map((run) => run.job.ref)).size > 1;
  return (
    <Section
      title="Runs"
      count={rows && (known ? `${count(rows.length)} of ${known}` : count(rows.length))}
      end={<StateFilter states={state.states} onChange={(states) => change({ states })} />}
    >
      {runs.error && (
        <ErrorBand what="Runs did not load" error={runs.error} retry={() => void runs.refetch()} />
      )}
      {rows?.length === 0 && (
        <Empty title={state.states.length > 0 ? 'No run in these states.' : 'No run seen yet.'} />
      )}
      {(runs.isPending || (rows && rows.length > 0)) && (
        <div className="scroll">
          <RunTable
            runs={rows}
            withJob={withJob}
            selected={state.run}
            onSelect={(run) => change({ run })}
          />
        </div>
      )}
      {runs.hasNextPage && (
        <p className="more">
          <button
            type="button"
            className="linklike"
            disabled={runs.isFetchingNextPage}
            onClick={() => void runs.fetchNextPage()}
          >
            Next 50
          </button>
        </p>
      )}
    </Section>
  );
}

export function RunsTab({ id }: { id: string }) {
  const [params, setParams] = useSearchParams();
  const state = readRuns(params);
  const change = (next: Partial<RunsState>) =>
    setParams(writeRuns({ ...state, ...next }), { preventScrollReset: true });
  const recent = useRecentRuns(id);
  return (
    <div className="stack">
      <Strip recent={recent} />
      <div className="cols side">
        <RunList id={id} state={state} change={change} />
        <div className="stack">
          {state.run && <RunPanel id={state.run} onSelect={(run) => change({ run })} />}
          {recent.data && recent.data.nodes.length > 0 && (
            <Section title="Duration" count={usualDuration(recent.data.nodes)}>
              <DurationChart runs={recent.data.nodes} />
            </Section>
          )}
        </div>
      </div>
    </div>
  );
}
