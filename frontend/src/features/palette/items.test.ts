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

it('reads the action prefix', () => {
  expect(readTyped(' > dark ')).toEqual({ text: 'dark', actionsOnly: true });
  expect(readTyped('pay')).toEqual({ text: 'pay', actionsOnly: false });
});

it('matches actions by all words', () => {
  expect(matchActions(actions, 'theme dark').map((a) => a.hint)).toEqual(['dark']);
  expect(matchActions(actions, 'dark sources')).toEqual([]);
});

it('puts entities before actions, or leaves them out', () => {
  expect(toItems(readTyped('so'), [entity], actions).map((i) => i.id)).toEqual([
    'resource:a/b',
    'Go to sources',
  ]);
  expect(toItems(readTyped('>so'), [entity], actions).map((i) => i.id)).toEqual(['Go to sources']);
});

it('wraps at both ends', () => {
  expect([step(0, -1, 3), step(2, 1, 3), step(0, 1, 0)]).toEqual([2, 0, 0]);
});
