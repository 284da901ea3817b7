import { describe, expect, it } from 'vitest';
import { band, dayCells, dayOf, landings, quantile, ticks } from './series';
import { readRuns, writeRuns } from './url';

const run = (day: string, state: string, nominal = true) => ({
  state: state as never,
  nominalEndAt: nominal ? `${day}T00:00:00Z` : null,
  startedAt: `${day}T05:30:00Z`,
  endedAt: `${day}T06:00:00Z`,
  durationSeconds: 1800,
});

describe('day cells', () => {
  it('show the worst of each day, oldest first', () => {
    const runs = [
      run('2026-11-24', 'RUNNING'),
      run('2026-11-23', 'SUCCESS'),
      run('2026-11-23', 'FAILED'),
      run('2026-11-22', 'SUCCESS'),
      run('2026-11-21', 'SKIPPED'),
    ];
    const cells = dayCells(runs, dayOf('2026-11-24T12:00:00Z'), 5);
    expect(cells.map((cell) => [cell.state, cell.runs, cell.failed])).toEqual([
      ['none', 0, 0],
      ['other', 1, 0],
      ['ok', 1, 0],
      ['failed', 2, 1],
      ['open', 1, 0],
    ]);
  });
});

describe('landings', () => {
  it('count from the end of the data interval where it is known', () => {
    const series = landings([
      run('2026-11-23', 'SUCCESS'),
      run('2026-11-22', 'SUCCESS'),
      run('2026-11-21', 'FAILED'),
    ]);
    expect(series.mode).toBe('delay');
    expect(series.points).toEqual([
      { at: Date.parse('2026-11-22T06:00:00Z'), hours: 6 },
      { at: Date.parse('2026-11-23T06:00:00Z'), hours: 6 },
    ]);
  });

  it('fall back to the time of day', () => {
    expect(landings([run('2026-11-23', 'SUCCESS', false), run('2026-11-22', 'SUCCESS')]).mode).toBe(
      'clock',
    );
  });
});

describe('numbers', () => {
  it('interpolate quantiles and refuse to name a usual from few values', () => {
    expect(quantile([0, 10], 0.25)).toBe(2.5);
    expect(band([1, 2, 3, 4])).toBeNull();
    expect(band([5, 1, 3, 2, 4])).toEqual({ low: 1.4, median: 3, high: 4.6 });
  });

  it('make round ticks', () => {
    expect(ticks(0, 30, 3)).toEqual([0, 10, 20, 30]);
    expect(ticks(0, 870, 3)).toEqual([0, 300, 600]);
    expect(ticks(5.9 * 3600, 8 * 3600, 4)).toEqual([6, 7, 8].map((hours) => hours * 3600));
    expect(ticks(0, 9 * 86_400, 3)).toEqual([0, 3, 6, 9].map((days) => days * 86_400));
  });
});

describe('runs URL', () => {
  it('keeps states in the order of the legend and drops strangers', () => {
    const state = readRuns(new URLSearchParams('state=failed&state=success&state=x&run=run_1'));
    expect(state).toEqual({ states: ['SUCCESS', 'FAILED'], run: 'run_1' });
    expect(writeRuns(state).toString()).toBe('state=success&state=failed&run=run_1');
  });
});
