import { expect, it } from 'vitest';
import { matchActions, readTyped, step, toItems } from './items';

const actions = [
  { title: 'Go to sources', hint: 'sources', run: () => undefined },
  { title: 'Use the dark theme', hint: 'dark', run: () => undefined },
];
const entity = {
  ref: 'resource:a/b',
  kind: 'DATASET',
  namespace: 'a',
  name: 'b',
  title: 'b',
  platform: null,
  existenceState: 'LIVE',
  goneAt: null,
  owner: null,
} as const;

const column = {
  path: 'buyer.amount',
  snippet: 'buyer.amount',
  dataset: { ref: 'resource:a/b', title: 'b' },
  column: { type: 'numeric' },
};
const found = { entities: [entity], columns: [column] };

it('reads the prefix of columns, and leads to the column', () => {
  expect(readTyped(' Col: amount ')).toEqual({ text: 'amount', wanted: 'columns' });
  expect(readTyped('colour')).toEqual({ text: 'colour', wanted: 'all' });
  expect(toItems(readTyped('col:am'), found, actions)).toEqual([
    {
      type: 'column',
      id: 'resource:a/b#buyer.amount',
      column,
      path: '/e/resource/a/b/schema?column=buyer.amount',
      lineage: '/lineage?ref=resource%3Aa%2Fb',
    },
  ]);
});

it('reads the action prefix', () => {
  expect(readTyped(' > dark ')).toEqual({ text: 'dark', wanted: 'actions' });
  expect(readTyped('pay')).toEqual({ text: 'pay', wanted: 'all' });
});

it('matches actions by all words', () => {
  expect(matchActions(actions, 'theme dark').map((a) => a.hint)).toEqual(['dark']);
  expect(matchActions(actions, 'dark sources')).toEqual([]);
});

it('puts entities before actions, or leaves them out', () => {
  expect(toItems(readTyped('so'), found, actions).map((i) => i.id)).toEqual([
    'resource:a/b',
    'Go to sources',
  ]);
  expect(toItems(readTyped('>so'), found, actions).map((i) => i.id)).toEqual(['Go to sources']);
});

it('wraps at both ends', () => {
  expect([step(0, -1, 3), step(2, 1, 3), step(0, 1, 0)]).toEqual([2, 0, 0]);
});
