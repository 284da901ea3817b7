import type { RunState } from '../../api/generated/graphql';
import type { Forecast, Path, TimelineRow } from './queries';

/** What waits longer than this for its turn was not meant to start then. */
const QUEUE_MAX = 6 * 3_600_000;
/** A run that starts so soon after one that failed does its work again. */
const RETRY_WITHIN = 3_600_000;

export interface Bar {
  id: string;
  state: RunState;
  /** Since when it could have run: the end of its slot, or of the attempt before; null when it did not wait. */
  waitFrom: number | null;
  from: number;
  to: number;
  open: boolean;
  attempt: number;
  critical: boolean;
  /** Seconds it could have ended later without the run of the pipeline ending later; null when not known. */
  slack: number | null;
  error: string | null;
}

export interface Landing {
  at: number;
  /** Nine of ten come before; null when only the usual length is known. */
  p90: number | null;
}

export interface Row {
  ref: string;
  title: string;
  namespace: string;
  bars: Bar[];
  deadline: number | null;
  late: boolean;
  landing: Landing | null;
  truncated: boolean;
}

type Run = TimelineRow['runs'][number];
const time = (iso: string) => Date.parse(iso);
const BROKEN: RunState[] = ['FAILED', 'ABORTED'];

function isRetry(run: Run, before: Run | undefined): before is Run & { endedAt: string } {
  if (!before?.endedAt || !run.startedAt || !BROKEN.includes(before.state)) return false;
  if (run.nominalStartAt || before.nominalStartAt)
    return run.nominalStartAt === before.nominalStartAt;
  const gap = time(run.startedAt) - time(before.endedAt);
  return gap >= 0 && gap <= RETRY_WITHIN;
}

/** Runs as bars, oldest first; what neither began nor has a slot has no place in time. */
export function barsOf(runs: readonly Run[], now: number): Bar[] {
  const bars: Bar[] = [];
  let before: Run | undefined;
  for (const run of runs) {
    const slot = run.nominalEndAt ? time(run.nominalEndAt) : null;
    const from = run.startedAt ? time(run.startedAt) : (slot && Math.max(slot, now)) || null;
    if (from === null) continue;
    const retry = isRetry(run, before);
    const since = retry ? time(before?.endedAt as string) : slot;
    const waited = since !== null && since < from && from - since <= QUEUE_MAX;
    bars.push({
      id: run.id,
      state: run.state,
      waitFrom: waited ? since : null,
      from,
      to: run.endedAt ? time(run.endedAt) : Math.max(from, now),
      open: !run.endedAt,
      attempt: retry ? (bars[bars.length - 1]?.attempt ?? 1) + 1 : 1,
      critical: false,
      slack: null,
      error: run.error,
    });
    before = run;
  }
  return bars;
}

/** When the one that runs, or is late, is to be expected: by its usual length, as delays are forecast too. */
function landingOf(row: TimelineRow, bars: Bar[], late: boolean, now: number): Landing | null {
  const usual = row.usualSeconds === null ? null : row.usualSeconds * 1000;
  const last = bars[bars.length - 1];
  if (usual === null) return null;
  if (last?.open) return { at: Math.max(now, last.from + usual), p90: null };
  return late ? { at: now + usual, p90: null } : null;
}

function marked(bars: Bar[], ref: string, path: Path | undefined): Bar[] {
  if (!path) return bars;
  const task = (tasks: Path['steps']) => tasks.find((one) => one.job?.ref === ref);
  const step = task(path.steps);
  const known = step ?? task(path.others);
  if (!known) return bars;
  const [start, end] = [time(known.startedAt), time(known.endedAt)];
  const last = bars.findLastIndex((bar) => bar.from >= start && bar.to <= end);
  return bars.map((bar, i) => {
    const within = bar.from >= start && bar.to <= end;
    return within
      ? { ...bar, critical: step !== undefined, slack: i === last ? known.slackSeconds : null }
      : bar;
  });
}

interface Known {
  path: Path | undefined;
  forecast: Forecast | undefined;
  now: number;
}

/** Rows in the order in which they first ran; what did not run stands last. */
export function rowsOf(found: readonly TimelineRow[], { path, forecast, now }: Known): Row[] {
  const delays = new Map(forecast?.delays.map((delay) => [delay.entity.ref, delay]));
  const rows = found.map((row): Row => {
    const { ref, title, namespace, freshness, expectedBy } = row.entity;
    const delay = delays.get(ref);
    const bars = marked(barsOf(row.runs, now), ref, path);
    const late = freshness === 'LATE' || freshness === 'MISSED';
    const deadline = (delay?.promised ? delay.deadline : null) ?? expectedBy ?? delay?.deadline;
    const told = delay && { at: time(delay.predictedAt), p90: time(delay.predictedP90At) };
    return {
      ...{ ref, title, namespace, bars, late, truncated: row.truncated },
      deadline: deadline ? time(deadline) : null,
      landing: landingOf(row, bars, late, now) ?? told ?? null,
    };
  });
  const start = (row: Row) => row.bars[0]?.from ?? Infinity;
  return rows.sort((a, b) => start(a) - start(b) || (a.ref < b.ref ? -1 : 1));
}

export interface Place {
  row: number;
  bar: number;
}

/** Where an arrow key leads from a bar: along its row, or to the bar of the next row that is nearest in time. */
export function step(rows: readonly Row[], at: Place, key: string): Place | null {
  const bars = rows[at.row]?.bars ?? [];
  const along = { ArrowRight: at.bar + 1, ArrowLeft: at.bar - 1, Home: 0, End: bars.length - 1 }[
    key
  ];
  if (along !== undefined) return bars[along] ? { row: at.row, bar: along } : null;
  const down = { ArrowDown: 1, ArrowUp: -1 }[key];
  const own = bars[at.bar];
  if (down === undefined || !own) return null;
  for (let row = at.row + down; rows[row]; row += down) {
    const others = rows[row]?.bars ?? [];
    const far = others.map((bar) => Math.abs(bar.from + bar.to - own.from - own.to));
    if (far.length > 0) return { row, bar: far.indexOf(Math.min(...far)) };
  }
  return null;
}

const HOUR = 3_600_000;
const STEPS = [0.25, 0.5, 1, 2, 3, 6, 12, 24, 48].map((hours) => hours * HOUR);

/** Instants at whole steps of the clock, at most `most` of them. */
export function hourTicks(since: number, until: number, most: number): number[] {
  const every = STEPS.find((one) => (until - since) / one <= most) ?? (STEPS[8] as number);
  const first = Math.ceil(since / every) * every;
  return Array.from(
    { length: Math.floor((until - first) / every) + 1 },
    (_, i) => first + i * every,
  );
}
