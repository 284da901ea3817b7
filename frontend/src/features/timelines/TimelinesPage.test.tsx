import { fireEvent, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TimelinesDocument } from '../../api/generated/graphql';
import { NOW, renderAt } from '../../test/render';
import { TimelinesPage } from './TimelinesPage';

beforeEach(() => vi.spyOn(Date, 'now').mockReturnValue(NOW));
afterEach(() => vi.restoreAllMocks());

type Intercept = NonNullable<Parameters<typeof renderAt>[0]['intercept']>;
const at = (path: string, intercept?: Intercept) =>
  renderAt({
    path,
    routes: [
      { path: '/timelines', element: <TimelinesPage /> },
      { path: '*', element: <p>elsewhere</p> },
    ],
    ...(intercept ? { intercept } : {}),
  });
const PIPELINE = '/timelines?ref=component%3Adefault%2Froyalties-payouts';
const asked = (sent: Record<string, unknown>[]) =>
  sent
    .filter((body) => body['documentId'] === TimelinesDocument.__meta__?.['hash'])
    .map((body) => body['variables'] as Record<string, unknown>);

it('shows the runs of a pipeline, its critical path and what is expected', async () => {
  at(PIPELINE);
  const picture = await screen.findByRole('group', { name: /^6 runs of 7 rows: 1 failed/ });
  expect(
    within(picture).getByRole('link', {
      name: /^stream_counts: Succeeded, attempt 2, waited 20 min/,
    }),
  ).toBeTruthy();
  expect(
    (await within(picture).findAllByRole('link', { name: /on the critical path/ })).length,
  ).toBe(3);
  const path = screen.getByRole('region', { name: 'Critical path' });
  expect(path.textContent).toContain('1 h 11 earlier');
  const expected = screen.getByRole('region', { name: 'Expected landings' });
  expect(within(expected).getByText('Too late')).toBeTruthy();
  expect(screen.getByRole('region', { name: 'The same in rows' }).textContent).toContain(
    'attempt 2',
  );
});

it('goes from run to run by arrow keys, tells each, and opens one', async () => {
  const { router } = at(PIPELINE);
  const picture = await screen.findByRole('group', { name: /^6 runs/ });
  const [first] = within(picture).getAllByRole('link');
  expect(picture.querySelectorAll('[tabindex="0"]').length).toBe(1);
  first?.focus();
  const name = () => document.activeElement?.getAttribute('aria-label');
  const begin = name();
  fireEvent.keyDown(picture, { key: 'ArrowDown' });
  expect(name()).not.toBe(begin);
  fireEvent.keyDown(picture, { key: 'ArrowUp' });
  expect(name()).toBe(begin);
  fireEvent.keyDown(picture, { key: 'End' });
  expect(screen.getByText(/Open the run/).parentElement?.textContent).toContain(name() ?? '?');
  fireEvent.keyDown(picture, { key: 'Enter' });
  expect(await screen.findByText('elsewhere')).toBeTruthy();
  expect(router.state.location.pathname).toMatch(/^\/e\/component\/default\/.*\/runs$/);
});

it('asks around a dataset for its jobs, and of every pipeline without one', async () => {
  const one = at('/timelines?ref=resource%3Aroyalties%2Fpayouts_daily');
  await screen.findByRole('group', { name: /runs of/ });
  expect(asked(one.sent)[0]).toMatchObject({ filter: null });
  expect(asked(one.sent)[0]?.['refs']).toContain('component:default/payouts_build');
  one.unmount();
  const all = at('/timelines?hours=6');
  await screen.findByRole('group', { name: /^1 run of 1 row/ });
  expect(asked(all.sent)).toMatchObject([{ refs: null, filter: { kinds: ['PIPELINE'] } }]);
});

it('moves through time', async () => {
  const { sent } = at(PIPELINE);
  await screen.findByRole('group', { name: /^6 runs/ });
  fireEvent.click(screen.getByRole('button', { name: '3 d' }));
  await screen.findByRole('group', { name: /^11 runs/ });
  fireEvent.click(screen.getByRole('button', { name: 'Earlier' }));
  await screen.findByRole('group', { name: /^5 runs/ });
  const [, wide, before] = asked(sent) as { since: string; until: string }[];
  const hours = (a = '', b = '') => (Date.parse(b) - Date.parse(a)) / 3_600_000;
  expect(hours(wide?.since, wide?.until)).toBe(72);
  expect(hours(before?.until, wide?.until)).toBe(36);
});

it('says what did not load, and that nothing is known there', async () => {
  const failed = at(PIPELINE, (body) =>
    body['documentId'] === TimelinesDocument.__meta__?.['hash']
      ? { errors: [{ message: 'no', extensions: { code: 'TIMEOUT', requestId: 'r1' } }] }
      : null,
  );
  expect((await screen.findByRole('alert')).textContent).toContain('The runs did not load.');
  failed.unmount();
  at('/timelines?ref=component%3Adefault%2Fnothing');
  expect(await screen.findByText(/Nothing known as component:default\/nothing/)).toBeTruthy();
});
