import { describe, expect, it } from 'vitest';
import { barsOf, hourTicks, rowsOf, step, type Row } from './gantt';
import type { Forecast, Path, TimelineRow } from './queries';
import { readTimelines, shift, stretch, writeTimelines } from './url';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const MIN = 60_000;
const at = (minutes: number) => NOW + minutes * MIN;
const iso = (minutes: number) => new Date(at(minutes)).toISOString();
type Run = TimelineRow['runs'][number];

function run(id: string, from: number | null, to: number | null, more: Partial<Run> = {}): Run {
  return {
    ...{ id, state: 'SUCCESS', nominalStartAt: null, nominalEndAt: null, error: null },
    startedAt: from === null ? null : iso(from),
    endedAt: to === null ? null : iso(to),
    ...more,
  };
}

function row(name: string, runs: Run[], more: Partial<TimelineRow> = {}): TimelineRow {
  const entity = {
    ...{ ref: `component:d/${name}`, kind: 'JOB' as const, title: name, namespace: 'd' },
    ...{ freshness: 'ON_TIME' as const, expectedBy: null },
  };
  return { entity, runs, usualSeconds: null, truncated: false, ...more };
}

describe('bars', () => {
  it('waits from the end of the slot, unless that is too long ago to be a queue', () => {
    const slots = [
      run('a', -60, -50, { nominalEndAt: iso(-65) }),
      run('b', -40, -30, { nominalEndAt: iso(-40 - 361) }),
      run('c', -20, -10, { nominalEndAt: iso(0) }),
    ];
    expect(barsOf(slots, NOW).map((bar) => bar.waitFrom)).toEqual([at(-65), null, null]);
  });

  it('counts attempts of one slot, each waiting since the one before', () => {
    const slot = { nominalStartAt: iso(-1500), nominalEndAt: iso(-70) };
    const bars = barsOf(
      [
        run('a', -60, -50, { ...slot, state: 'FAILED' }),
        run('b', -45, -40, { ...slot, state: 'FAILED' }),
        run('c', -30, -20, slot),
        run('d', -15, -10, { nominalStartAt: iso(-1) }),
      ],
      NOW,
    );
    expect(bars.map((bar) => [bar.attempt, bar.waitFrom])).toEqual([
      [1, at(-70)],
      [2, at(-50)],
      [3, at(-40)],
      [1, null],
    ]);
  });

  it('takes a run within the hour after a failed one for a retry where no slot is known', () => {
    const after = (minutes: number) =>
      barsOf([run('a', -200, -190, { state: 'FAILED' }), run('b', -190 + minutes, -20)], NOW)[1]
        ?.attempt;
    expect([after(60), after(61)]).toEqual([2, 1]);
  });

  it('leaves open what has no end, and out what has no place in time', () => {
    const bars = barsOf(
      [
        run('a', -10, null, { state: 'RUNNING' }),
        run('b', null, null, { state: 'QUEUED', nominalEndAt: iso(-5) }),
        run('c', null, null, { state: 'QUEUED' }),
      ],
      NOW,
    );
    expect(bars.map((bar) => [bar.id, bar.from, bar.to, bar.open, bar.waitFrom])).toEqual([
      ['a', at(-10), at(0), true, null],
      ['b', at(0), at(0), true, at(-5)],
    ]);
  });
});

describe('rows', () => {
  const task = (name: string, from: number, to: number, slackSeconds: number) => ({
    job: { ref: `component:d/${name}`, kind: 'JOB' as const, title: name, exists: true },
    ...{ startedAt: iso(from), endedAt: iso(to), waitSeconds: 0, runSeconds: 0, slackSeconds },
  });
  const path: Path = {
    ...{ startedAt: iso(-60), endedAt: iso(-10), gainSeconds: 0, shorten: null },
    ...{ unfinishedCount: 0, truncated: false },
    steps: [task('a', -60, -30, 0)],
    others: [task('b', -50, -40, 120)],
  };

  it('stand in the order in which they ran, with the critical path and the slack of the others', () => {
    const found = [
      row('z', []),
      row('b', [run('b1', -50, -45, { state: 'FAILED' }), run('b2', -44, -40)]),
      row('a', [run('a0', -600, -590), run('a1', -60, -30)]),
    ];
    const rows = rowsOf(found, { path, forecast: undefined, now: NOW });
    expect(rows.map(({ title, bars }) => [title, bars.map((b) => [b.critical, b.slack])])).toEqual([
      [
        'a',
        [
          [false, null],
          [true, 0],
        ],
      ],
      [
        'b',
        [
          [false, null],
          [false, 120],
        ],
      ],
      ['z', []],
    ]);
  });

  it('tells when what runs or is late is to be expected, and what a forecast says of the others', () => {
    const delay = {
      entity: { ref: 'component:d/told', title: 'told', namespace: 'd', tier: null },
      ...{ predictedAt: iso(30), predictedP90At: iso(40), deadline: iso(20), promised: true },
      ...{ slackSeconds: -1200, breach: true, waitsFor: null },
    };
    const forecast: Forecast = {
      ...{ arrivesAt: iso(5), basis: 'RUNNING', breachCount: 1, unforecastCount: 0 },
      delays: [delay],
    };
    const late = { ...row('late', []).entity, freshness: 'LATE' as const, expectedBy: iso(-5) };
    const found = [
      row('runs', [run('r', -10, null, { state: 'RUNNING' })], { usualSeconds: 900 }),
      row('over', [run('o', -30, null, { state: 'RUNNING' })], { usualSeconds: 900 }),
      row('late', [], { entity: late, usualSeconds: 600 }),
      row('told', []),
      row('calm', []),
    ];
    const rows = rowsOf(found, { path: undefined, forecast, now: NOW });
    const told = Object.fromEntries(rows.map((r) => [r.title, [r.landing, r.deadline, r.late]]));
    expect(told).toEqual({
      runs: [{ at: at(5), p90: null }, null, false],
      over: [{ at: at(0), p90: null }, null, false],
      late: [{ at: at(10), p90: null }, at(-5), true],
      told: [{ at: at(30), p90: at(40) }, at(20), false],
      calm: [null, null, false],
    });
  });
});

describe('arrow keys', () => {
  const rows = rowsOf(
    [
      row('a', [run('a1', -60, -50), run('a2', -20, -10)]),
      row('b', []),
      row('c', [run('c1', -55, -50), run('c2', -25, -20), run('c3', -5, 0)]),
    ],
    { path: undefined, forecast: undefined, now: NOW },
  ) satisfies Row[];
  // Rows without a bar stand last.
  it.each([
    [0, 0, 'ArrowRight', [0, 1]],
    [0, 1, 'ArrowRight', null],
    [0, 0, 'ArrowLeft', null],
    [0, 1, 'ArrowDown', [1, 1]],
    [1, 2, 'ArrowUp', [0, 1]],
    [1, 1, 'ArrowDown', null],
    [1, 0, 'End', [1, 2]],
    [1, 2, 'Home', [1, 0]],
    [1, 2, 'x', null],
  ])('from row %i bar %i by %s', (r, b, key, to) => {
    const place = step(rows, { row: r, bar: b }, key);
    expect(place && [place.row, place.bar]).toEqual(to);
  });
});

describe('the stretch', () => {
  const read = (query: string) => readTimelines(new URLSearchParams(query));

  it('is 24 hours of which 4 lie ahead, asked for once a minute', () => {
    const { since, until } = stretch(read(''), NOW - 1);
    expect([until, since]).toEqual([at(240), at(240 - 1440)]);
  });

  it('survives a round trip, and ignores what it does not know', () => {
    const query = 'ref=component%3Ad%2Fa&hours=72&until=2026-11-24T00%3A00%3A00.000Z';
    expect(writeTimelines(read(query)).toString()).toBe(query);
    expect(read('ref=x&hours=5&until=never')).toEqual({ ref: null, span: '24', until: null });
  });

  it('moves by half of itself, never beyond the one around now', () => {
    const before = shift(read('hours=6'), NOW, -1);
    expect(before.until).toBe(at(60 - 180));
    expect(shift(before, NOW, 1).until).toBeNull();
  });

  it('has a tick at whole steps of the clock', () => {
    expect(hourTicks(at(-90), at(0), 4)).toEqual([at(-90), at(-60), at(-30), at(0)]);
    expect(hourTicks(at(-1440), at(0), 5)).toEqual([
      at(-1440),
      at(-1080),
      at(-720),
      at(-360),
      at(0),
    ]);
  });
});
