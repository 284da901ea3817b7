import { plural, runTime, shortTime } from '../../lib/format';
import { runStatus } from '../../lib/words';
import type { Bar, Row } from './gantt';

const iso = (at: number) => new Date(at).toISOString();
export const clock = (at: number) => shortTime(iso(at));

/** Parts of a run in words, as the picture shows them. */
export function barWords(row: Row, bar: Bar): string {
  const end = bar.open ? 'still open' : `ended ${clock(bar.to)}`;
  return [
    `${row.title}: ${runStatus(bar.state).word}`,
    bar.attempt > 1 && `attempt ${bar.attempt}`,
    bar.waitFrom !== null && `waited ${runTime((bar.from - bar.waitFrom) / 1000)}`,
    `started ${clock(bar.from)}`,
    `${bar.open ? 'runs for' : 'ran'} ${runTime((bar.to - bar.from) / 1000)}`,
    end,
    bar.critical && 'on the critical path',
    !bar.critical && bar.slack !== null && `slack ${runTime(bar.slack)}`,
    bar.error,
  ]
    .filter(Boolean)
    .join(', ');
}

/** The whole picture in a sentence or three. */
export function summary(rows: readonly Row[]): string {
  const bars = rows.flatMap((row) => row.bars);
  const failed = bars.filter((bar) => bar.state === 'FAILED').length;
  const open = bars.filter((bar) => bar.open).length;
  const late = rows.filter((row) => row.late).length;
  return `${plural(bars.length, 'run')} of ${plural(rows.length, 'row')}: ${failed} failed, ${open} still open; ${late} late now. Arrow keys go from run to run.`;
}
