import type { Point, Report, Verdict } from './queries';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
export const DAYS = 90;

interface Axis {
  x: (at: number) => number;
  y: (value: number) => number;
}

/** Young histories are drawn from their beginning, or they would be one dot at the edge. */
export function start(points: readonly Point[], now: number): number {
  const first = points[0] ? Date.parse(points[0].since) : now;
  return Math.max(now - DAYS * DAY, Math.min(first, now - HOUR));
}

export function timeAxis(from: number, now: number, left: number, right: number) {
  return (at: number) => left + ((Math.max(at, from) - from) / (now - from)) * (right - left);
}

/** A step line that is broken where nothing was known. */
export function stepPath(
  points: readonly Point[],
  of: 'condition' | 'care',
  now: number,
  { x, y }: Axis,
): string {
  let path = '';
  let open = false;
  for (const point of points) {
    const value = point[of];
    if (value === null) {
      open = false;
      continue;
    }
    const start = x(Date.parse(point.since)).toFixed(1);
    const end = x(point.until ? Date.parse(point.until) : now).toFixed(1);
    path += open ? `V${y(value).toFixed(1)}H${end}` : `M${start} ${y(value).toFixed(1)}H${end}`;
    open = true;
  }
  return path;
}

/** Where the rules changed: a drop there is not the owner's doing. */
export function ruleMarks(points: readonly Point[]) {
  return points.flatMap((point, i) => {
    const before = points[i - 1];
    return before && before.rulesVersion !== point.rulesVersion
      ? [{ at: Date.parse(point.since), from: before.rulesVersion, to: point.rulesVersion }]
      : [];
  });
}

export function peak(points: readonly Point[]): number | null {
  const known = points.flatMap((point) => (point.condition === null ? [] : [point.condition]));
  return known.length > 0 ? Math.max(...known) : null;
}

export interface Group {
  condition: boolean;
  /** Some check speaks of it. */
  judged: boolean;
  /** What is missing to 100, as the ledger adds it up. */
  lost: number;
  rows: Verdict[];
  /** Checks at full score, and those that are not asked: named in one line. */
  full: string[];
  unasked: string[];
}

/** The ledger in two halves; each dimension belongs to Condition or to Care. */
export function groups(report: Report): Group[] {
  const ofCondition = new Set(
    report.dimensions.filter((one) => one.condition).map((one) => one.key),
  );
  return [true, false].map((condition) => {
    const mine = report.verdicts.filter((one) => ofCondition.has(one.dimension) === condition);
    const quiet = (one: Verdict) => one.state === 'PASS' && one.lostPoints < 0.05;
    const rows = mine
      .filter((one) => one.state !== 'NOT_APPLICABLE' && !quiet(one))
      .sort((a, b) => b.lostPoints - a.lostPoints);
    return {
      condition,
      judged: mine.length > 0,
      lost: mine.reduce((sum, one) => sum + one.lostPoints, 0),
      rows,
      full: mine.filter(quiet).map((one) => one.title),
      unasked: mine.filter((one) => one.state === 'NOT_APPLICABLE').map((one) => one.title),
    };
  });
}

/** A sentence of the server that names a check by its id names it by its title here. */
export function withTitles(text: string, { verdicts }: Pick<Report, 'verdicts'>): string {
  const named = verdicts.find(({ check }) => text.split(' ').includes(check));
  return named ? text.replace(named.check, `“${named.title}”`) : text;
}

/** Points with the true minus; nothing lost is a plain zero. */
export function lostWord(points: number): string {
  return points < 0.05 ? '0' : `\u2212${points.toFixed(1)}`;
}

/** `last_arrival_at` reads `last arrival at`; lists and objects stay JSON. */
export function evidenceRows(evidence: unknown): [string, string][] {
  if (typeof evidence !== 'object' || evidence === null) return [];
  return Object.entries(evidence).map(([key, value]) => [
    key.replaceAll('_', ' '),
    evidenceWord(value),
  ]);
}

function evidenceWord(value: unknown): string {
  if (value === null) return 'none';
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) {
    return value.length === 0 ? 'none' : value.join(', ');
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
