import { expect, it } from 'vitest';
import type { Point, Report, Verdict } from './queries';
import {
  evidenceRows,
  groups,
  lostWord,
  peak,
  ruleMarks,
  start,
  stepPath,
  timeAxis,
  withTitles,
} from './series';

const NOW = Date.parse('2026-11-24T00:00:00Z');
const day = (n: number) => new Date(NOW - n * 86_400_000).toISOString();
const point = (
  from: number,
  until: number | null,
  condition: number | null,
  rulesVersion = 1,
): Point => ({
  since: day(from),
  until: until === null ? null : day(until),
  condition,
  care: 50,
  level: 'NONE',
  rulesVersion,
});

const POINTS = [
  point(200, 60, 90),
  point(60, 30, null),
  point(30, 9, 60, 2),
  point(9, null, 80, 2),
];

it('draws steps, cut at 90 days and broken where nothing was known', () => {
  const axis = { x: timeAxis(start(POINTS, NOW), NOW, 0, 90), y: (value: number) => 100 - value };
  expect(stepPath(POINTS, 'condition', NOW, axis)).toBe('M0.0 10.0H30.0M60.0 40.0H81.0V20.0H90.0');
});

it('marks where the rules changed, and knows the best', () => {
  expect(ruleMarks(POINTS)).toEqual([{ at: Date.parse(day(30)), from: 1, to: 2 }]);
  expect(peak(POINTS)).toBe(90);
  expect(peak([point(3, null, null)])).toBeNull();
});

const verdict = (check: string, state: Verdict['state'], lostPoints: number) =>
  ({ check, title: check, dimension: check.split('.')[0], state, lostPoints }) as Verdict;

it('splits the ledger into Condition and Care, largest loss first', () => {
  const report = {
    dimensions: [
      { key: 'freshness', condition: true },
      { key: 'docs', condition: false },
    ],
    verdicts: [
      verdict('freshness.rate', 'WARN', 2.5),
      verdict('freshness.slo', 'NOT_APPLICABLE', 0),
      verdict('freshness.time', 'FAIL', 20),
      verdict('freshness.fine', 'PASS', 0),
      verdict('docs.text', 'NO_DATA', 0),
    ],
  } as unknown as Report;
  const [condition, care] = groups(report);
  expect(condition?.rows.map((row) => row.check)).toEqual(['freshness.time', 'freshness.rate']);
  expect(condition).toMatchObject({
    lost: 22.5,
    full: ['freshness.fine'],
    unasked: ['freshness.slo'],
  });
  expect(care?.rows.map((row) => row.check)).toEqual(['docs.text']);
});

it('writes points and evidence for people', () => {
  expect([lostWord(20.54), lostWord(0.01)]).toEqual(['−20.5', '0']);
  expect(evidenceRows({ a_b: 1, list: ['x', 'y'], none: null, deep: { z: 1 }, empty: [] })).toEqual(
    [
      ['a b', '1'],
      ['list', 'x, y'],
      ['none', 'none'],
      ['deep', '{"z":1}'],
      ['empty', 'none'],
    ],
  );
  expect(evidenceRows(null)).toEqual([]);
});

it('calls checks by their titles', () => {
  const verdicts = [{ check: 'quality.tests', title: 'Its tests pass' }] as Report['verdicts'];
  expect(withTitles('quality.tests has to pass', { verdicts })).toBe(
    '“Its tests pass” has to pass',
  );
  expect(withTitles('median Condition of 1 days is 70, 77 is needed', { verdicts })).toBe(
    'median Condition of 1 days is 70, 77 is needed',
  );
});
