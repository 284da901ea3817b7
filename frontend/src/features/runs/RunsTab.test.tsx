import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { NOW, renderAt } from '../../test/render';
import { RunsTab } from './RunsTab';

const at = (query: string) => {
  vi.setSystemTime(NOW);
  return renderAt({
    path: `/runs${query}`,
    routes: [{ path: '/runs', element: <RunsTab id="resource:royalties/payouts_daily" /> }],
  });
};

const states = () =>
  [...document.querySelectorAll('.runs tbody td:first-child')].map((cell) => cell.textContent);

it('filters by state and keeps the filter in the URL', async () => {
  const { router } = at('');
  const filter = await screen.findByRole('group', { name: 'Filter by state' });
  await screen.findByText('50 of 84');
  fireEvent.click(within(filter).getByRole('button', { name: 'Failed' }));
  await screen.findByText('2 of 2');
  expect(states()).toEqual(['Failed', 'Failed']);
  expect(router.state.location.search).toBe('?state=failed');
});

it('shows what a run read and wrote, and why it failed', async () => {
  const { router } = at('?run=run_15');
  expect(await screen.findByRole('region', { name: 'Error text' })).toHaveProperty(
    'textContent',
    'ResourcesExceeded: query needs 3,000 slots, 2,000 granted\n  at payouts_build.sql:112',
  );
  const wrote = screen.getByRole('columnheader', { name: 'Wrote' }).closest('table') as HTMLElement;
  expect(
    within(wrote)
      .getAllByRole('cell')
      .map((cell) => cell.textContent),
  ).toEqual(['2,914,402', '412 MB']);
  fireEvent.click(screen.getByRole('button', { name: 'Close' }));
  await waitFor(() => expect(router.state.location.search).toBe(''));
});

it('says the picture in words', async () => {
  at('');
  const strip = await screen.findByRole('img', { name: /^Runs on 84 days of 90/ });
  expect(strip.getAttribute('aria-label')).toBe(
    'Runs on 84 days of 90. Failed runs on 8 Oct, 10 Nov. Usual landing 5 h 58 to 6 h 19.',
  );
});

it('lists the events of a run, what was taken out of them, and what each says', async () => {
  const { sent } = at('?run=run_15');
  const ended = (await screen.findByText('COMPLETE')).closest('details') as HTMLDetailsElement;
  expect(ended.textContent).toContain('Clock ahead');
  expect(ended.textContent).toContain('It counts for the moment it arrived.');
  const began = screen.getByText('START').closest('details') as HTMLDetailsElement;
  expect(within(began).getByText('/run/facets/env/0/value').closest('li')?.textContent).toBe(
    'Redacted /run/facets/env/0/value by rule key',
  );
  expect(sent.some((body) => (body['variables'] as { id?: string }).id === 'evt_1')).toBe(false);
  began.open = true;
  fireEvent(began, new Event('toggle'));
  expect((await within(began).findByRole('region')).textContent).toBe(
    '{\n  "eventType": "evt_1"\n}',
  );
});

const noEvents = (answer: Record<string, unknown>) => {
  vi.setSystemTime(NOW);
  return renderAt({
    path: '/runs?run=run_15',
    routes: [{ path: '/runs', element: <RunsTab id="resource:royalties/payouts_daily" /> }],
    intercept: (body) => ((body['variables'] as { runId?: string }).runId ? answer : null),
  });
};

it('says when events of a run are no longer kept', async () => {
  const pageInfo = { hasNextPage: false, endCursor: null };
  noEvents({ data: { events: { nodes: [], pageInfo } } });
  expect(await screen.findByText('The events of this run are no longer kept.')).toBeTruthy();
});

it('says when somebody may not read events', async () => {
  noEvents({ errors: [{ message: 'No.', extensions: { code: 'FORBIDDEN' } }] });
  expect(await screen.findByText('You may not read events.')).toBeTruthy();
  expect(screen.getByRole('columnheader', { name: 'Wrote' })).toBeTruthy();
});
