import { expect, it } from 'vitest';
import { failingIds, rank, type Ranked } from './rank';
import { readScope, scopes, searchPath, toScope } from './scope';

const one = (ref: string, tier: number | null, condition: number | null, rest = {}): Ranked => ({
  ref,
  tier,
  condition,
  freshness: 'ON_TIME',
  ownerState: 'DECLARED',
  ...rest,
});

it('shows each thing once, by tier and then Condition, with all its reasons', () => {
  const late = one('late', 1, 67, { freshness: 'LATE', ownerState: 'CONTESTED' });
  const failing = one('failing', 1, 40);
  const orphan = one('orphan', null, null, { ownerState: 'ORPHAN' });
  const contested = one('contested', 2, 99, { ownerState: 'CONTESTED' });
  const needs = rank({
    late: [late],
    failing: [late, failing],
    unsure: [orphan, late, contested],
  });
  expect(needs.map(({ entity, reasons, tone }) => [entity.ref, tone, ...reasons])).toEqual([
    ['failing', 'fail', 'A check fails'],
    ['late', 'fail', 'Late', 'owner contested'],
    ['contested', 'warn', 'Owner contested'],
    ['orphan', 'fail', 'Owner orphan'],
  ]);
});

it('asks only for checks that Condition is made of', () => {
  const checks = [
    { id: 'freshness.on_time', countsFor: 'CONDITION' },
    { id: 'ownership.valid', countsFor: 'CARE' },
  ] as const;
  expect(failingIds(checks)).toEqual(['freshness.on_time']);
});

it('offers own teams, all of them, and the whole estate', () => {
  const teams = [
    { ref: 'group:d/a', title: 'A' },
    { ref: 'group:d/b', title: 'B' },
  ];
  const all = scopes(teams);
  expect(all.map((scope) => scope.key)).toEqual(['mine', 'group:d/a', 'group:d/b', 'all']);
  expect(readScope(all, null).key).toBe('mine');
  expect(readScope(all, 'group:d/b').title).toBe('B');
  expect(readScope(scopes([]), 'group:d/b').key).toBe('all');
  expect(toScope(readScope(all, 'all'))).toEqual({});
  expect(searchPath(readScope(all, 'all'), ['sort', ['lost']])).toBe('/search?sort=lost');
  expect(searchPath(readScope(all, 'group:d/a'), ['freshness', ['LATE']])).toBe(
    '/search?owner=group%3Ad%2Fa&below=yes&freshness=late',
  );
});
