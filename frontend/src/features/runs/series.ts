import type { RunState } from '../../api/generated/graphql';

interface RunLike {
  state: RunState;
  nominalEndAt: string | null;
  startedAt: string | null;
  endedAt: string | null;
  durationSeconds: number | null;
}

const DAY = 86_400_000;
const HOUR = 3_600_000;

export const dayOf = (iso: string): number => Math.floor(Date.parse(iso) / DAY);

export interface DayCell {
  day: number;
  runs: number;
  failed: number;
  /** Worst thing of the day; `open` while something still runs and nothing failed. */
  state: 'none' | 'ok' | 'failed' | 'open' | 'other';
}

function verdict(states: RunState[]): DayCell['state'] {
  if (states.length === 0) return 'none';
  if (states.includes('FAILED')) return 'failed';
  if (states.some((state) => state === 'RUNNING' || state === 'QUEUED')) return 'open';
  return states.includes('SUCCESS') ? 'ok' : 'other';
}

/** One cell for each of the last `days` days, oldest first. */
export function dayCells(runs: RunLike[], today: number, days: number): DayCell[] {
  const byDay = new Map<number, RunState[]>();
  for (const run of runs) {
    if (!run.startedAt) continue;
    const day = dayOf(run.startedAt);
    byDay.set(day, [...(byDay.get(day) ?? []), run.state]);
  }
  return Array.from({ length: days }, (_, i) => {
    const day = today - days + 1 + i;
    const states = byDay.get(day) ?? [];
    const failed = states.filter((state) => state === 'FAILED').length;
    return { day, runs: states.length, failed, state: verdict(states) };
  });
}

export interface Landing {
  at: number;
  hours: number;
}

export interface Landings {
  /** After the end of the data interval, or the clock time where no interval is known. */
  mode: 'delay' | 'clock';
  points: Landing[];
}

/** When good runs landed, oldest first. */
export function landings(runs: RunLike[]): Landings {
  const good = runs.filter((run) => run.state === 'SUCCESS' && run.endedAt);
  // Some schedulers name the interval that begins with the run: then its end says nothing of lateness.
  const closed = good.every(
    (run) => run.nominalEndAt && (run.endedAt as string) >= run.nominalEndAt,
  );
  const mode = good.length > 0 && closed ? 'delay' : 'clock';
  const points = good.map((run) => {
    const at = Date.parse(run.endedAt as string);
    const from =
      mode === 'delay' ? Date.parse(run.nominalEndAt as string) : Math.floor(at / DAY) * DAY;
    return { at, hours: (at - from) / HOUR };
  });
  return { mode, points: points.sort((a, b) => a.at - b.at) };
}

/** Value below which `share` of the sorted values lie, between neighbours in proportion. */
export function quantile(sorted: number[], share: number): number {
  if (sorted.length === 0) return NaN;
  const place = (sorted.length - 1) * share;
  const low = Math.floor(place);
  const a = sorted[low] as number;
  const b = sorted[Math.ceil(place)] as number;
  return a + (b - a) * (place - low);
}

export interface Band {
  low: number;
  median: number;
  high: number;
}

/** The usual: the middle 80 percent. Fewer than five values say nothing about the usual. */
export function band(values: number[]): Band | null {
  if (values.length < 5) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return { low: quantile(sorted, 0.1), median: quantile(sorted, 0.5), high: quantile(sorted, 0.9) };
}

const ROUND = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 900, 1200, 1800].concat(
  [1, 2, 3, 6, 12, 24].map((hours) => hours * 3600),
);

/** Seconds that read as round times, for an axis: at most `most` steps, of whole days where hours do not do. */
export function ticks(low: number, high: number, most: number): number[] {
  const span = Math.max(high - low, 1);
  const days = Math.ceil(span / most / 86_400) * 86_400;
  const step = ROUND.find((seconds) => span / seconds <= most) ?? days;
  const first = Math.ceil(low / step);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step);
}
