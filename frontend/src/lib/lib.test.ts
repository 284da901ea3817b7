import { describe, expect, it } from 'vitest';
import {
  ago,
  bytes,
  clockTime,
  count,
  duration,
  fullTime,
  plural,
  runTime,
  shortTime,
  total,
} from './format';
import { entityPath, lineagePath, makeRef, nameOf, parseRef, splitName } from './ref';
import { readSide, sideWord } from './side';
import { spineBars, spinePath } from './spine';
import {
  kindOf,
  kindWord,
  nodeStatus,
  platformWord,
  runStatus,
  sourceStatus,
  syncStatus,
} from './words';

describe('spine', () => {
  // The bars of the design's own picture of this ref.
  it('draws the bars of the design for a known ref', () => {
    expect(spinePath('resource:royalties/payouts_daily', 14, 74)).toBe(
      'M0 0h14v1h-14zM0 2h14v3h-14zM0 6h14v3h-14zM0 11h14v4h-14zM0 17h14v2h-14zM0 21h14v4h-14zM0 26h14v4h-14zM0 32h14v4h-14zM0 37h14v4h-14zM0 42h14v4h-14zM0 48h14v4h-14zM0 53h14v1h-14zM0 55h14v4h-14zM0 61h14v2h-14zM0 66h14v3h-14zM0 70h14v1h-14zM0 72h14v1h-14z',
    );
  });

  it('clips the last bar and never stretches', () => {
    const tall = spineBars('resource:royalties/payouts_daily', 150);
    const short = spineBars('resource:royalties/payouts_daily', 24);
    expect(short).toEqual([...tall.slice(0, 5), { y: 21, height: 3 }]);
    expect(tall.at(-1)).toEqual({ y: 148, height: 2 });
  });
});

describe('refs', () => {
  it('reads the three parts, names may hold dots and slashes', () => {
    expect(parseRef('resource:prod/sales.orders')).toEqual({
      kind: 'resource',
      namespace: 'prod',
      name: 'sales.orders',
    });
    expect(parseRef('resource:prod/a/b')).toEqual({
      kind: 'resource',
      namespace: 'prod',
      name: 'a/b',
    });
    expect(parseRef('sales.orders')).toBeNull();
    expect(makeRef('group', 'default', 'growth')).toBe('group:default/growth');
  });

  it('escapes each part of the path', () => {
    expect(entityPath('resource:prod/s3:b/k#1', 'runs')).toBe(
      '/e/resource/prod/s3%3Ab%2Fk%231/runs',
    );
    expect(entityPath('nonsense')).toBe('/search?q=nonsense');
    expect(lineagePath('resource:a/b')).toBe('/lineage?ref=resource%3Aa%2Fb');
  });

  it.each([
    ['royalties.payouts_daily', 'x', { quiet: 'royalties.', loud: 'payouts_daily' }],
    ['gs://bucket/path', 'x', { quiet: 'gs://bucket/', loud: 'path' }],
    ['Stream Health', 'x', { quiet: '', loud: 'Stream Health' }],
    ['orders', 'prod', { quiet: 'prod/', loud: 'orders' }],
    ['orders', 'default', { quiet: '', loud: 'orders' }],
    ['ends.', undefined, { quiet: '', loud: 'ends.' }],
  ])('splits %s', (title, namespace, parts) => {
    expect(splitName(title, namespace)).toEqual(parts);
  });
});

describe('format', () => {
  it.each([
    [4, '4 s'],
    [90, '2 min'],
    [3600, '1 h'],
    [5 * 3600 + 42 * 60, '5 h 42'],
    [25 * 3600, '1 d'],
    [86_400 * 15, '15 d'],
  ])('says %d seconds', (seconds, text) => expect(duration(seconds)).toBe(text));

  it('keeps seconds of short runs', () => {
    expect([41, 185, 1500].map(runTime)).toEqual(['41 s', '3 min 05', '25 min']);
  });

  it('writes instants in UTC whatever the zone of the browser', () => {
    const iso = '2026-11-24T05:02:09.123456Z';
    expect(shortTime(iso)).toBe('24 Nov 05:02');
    expect(fullTime(iso)).toBe('2026-11-24 05:02:09 UTC');
    expect(clockTime(new Date(iso))).toBe('Tue 24 Nov 05:02 UTC');
  });

  it('says how long ago, and what is still to come', () => {
    const now = Date.parse('2026-11-24T06:00:00Z');
    expect(ago('2026-11-24T05:59:58Z', now)).toBe('now');
    expect(ago('2026-11-24T05:18:00Z', now)).toBe('42 min ago');
    expect(ago('2026-11-24T06:10:00Z', now)).toBe('in 10 min');
  });

  it('groups numbers, uses the true minus, scales bytes', () => {
    expect(count(1234567)).toBe('1,234,567');
    expect(count(-2)).toBe('−2');
    expect([512, 9_120_000_000, 412_000_000].map(bytes)).toEqual(['512 B', '9.1 GB', '412 MB']);
    expect(plural(1, 'row')).toBe('1 row');
    expect(plural(0, 'match', 'matches')).toBe('0 matches');
  });

  it('never claims to know more than the server counted', () => {
    expect(total(412, 'EXACT')).toBe('412');
    expect(total(10_000, 'AT_LEAST')).toBe('at least 10,000');
    expect(total(null, 'NOT_COUNTED')).toBeNull();
  });
});

describe('words', () => {
  it('gives each state a shape and a word', () => {
    expect(runStatus('FAILED')).toEqual({ tone: 'fail', word: 'Failed' });
    expect(runStatus('ABORTED').tone).toBe('warn');
    expect(runStatus('LATER' as never)).toEqual({ tone: 'none', word: 'Unknown' });
    expect(sourceStatus('SILENT')).toEqual({ tone: 'fail', word: 'Silent' });
    expect(syncStatus('PARTIAL')).toEqual({ tone: 'warn', word: 'Partial' });
  });

  it('lets the last run speak for a node before its arrival', () => {
    expect(nodeStatus('RUNNING', true)).toEqual({ tone: 'run', word: 'Running' });
    expect(nodeStatus(null, true)).toEqual({ tone: 'ok', word: 'Landed' });
    expect(nodeStatus(null, false)).toEqual({ tone: 'none', word: 'No data' });
  });

  it('spells kinds and platforms', () => {
    expect([kindWord('DATASET'), kindWord('API')]).toEqual(['Dataset', 'API']);
    expect([platformWord('bigquery'), platformWord('flyte')]).toEqual(['BigQuery', 'Flyte']);
  });
});

describe('sides of a change of owner', () => {
  it('reads both, and survives what it does not know', () => {
    const side = readSide({ owner: 'group:d/a', state: 'stale', text: 'said so' });
    expect(sideWord(side, {})).toBe('a (stale)');
    expect(sideWord(side, { 'group:d/a': 'Team A' })).toBe('Team A (stale)');
    expect(sideWord(readSide(null), {})).toBe('nobody');
  });

  it('has words for states', () => {
    expect(sideWord(readSide({ owner: null, state: 'unowned_ok' }), {})).toBe(
      'nobody (needs no owner)',
    );
  });
});

it('tells what a thing is by its descriptor where the contract has no word', () => {
  const of = (ref: string, kind: Parameters<typeof kindOf>[0]['kind']) => kindOf({ ref, kind });
  expect([
    of('glossaryterm:default/churn', 'OTHER'),
    of('location:default/files', 'OTHER'),
    of('resource:royalties/payouts', 'DATASET'),
    of('api:default/payouts', 'API'),
  ]).toEqual(['Glossary term', 'Location', 'Dataset', 'API']);
});

it('leaves the namespace to what machines call by name', () => {
  const named = (ref: string, title: string) => nameOf({ ref, title, namespace: 'tonic' });
  expect([
    named('component:tonic/payouts_build', 'payouts_build'),
    named('system:tonic/payouts', 'Payouts'),
    named('group:tonic/royalties', 'Royalties'),
  ]).toEqual([
    { quiet: 'tonic/', loud: 'payouts_build' },
    { quiet: '', loud: 'Payouts' },
    { quiet: '', loud: 'Royalties' },
  ]);
});
