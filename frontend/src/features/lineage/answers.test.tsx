import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { LineageReachDocument } from '../../api/generated/graphql';
import { renderAt } from '../../test/render';
import type * as LayoutModule from './layout';
import { LineagePage } from './LineagePage';

vi.mock('./layout', async (original) => ({
  ...(await original<typeof LayoutModule>()),
  layoutMap: (await import('../../test/flat-layout')).flatLayout,
}));

const PAYOUTS = 'resource:royalties/payouts_daily';
const routes = [{ path: '/lineage', Component: LineagePage }];
type Intercept = Parameters<typeof renderAt>[0]['intercept'];
const at = (query: string, intercept?: Intercept) =>
  renderAt({
    path: `/lineage?ref=${PAYOUTS}${query}`,
    routes,
    ...(intercept && { intercept }),
  });
const search = (view: ReturnType<typeof at>) =>
  new URLSearchParams(view.router.state.location.search);

const asks = (word: string) => (sent: Record<string, unknown>) =>
  word in (sent['variables'] as Record<string, unknown>);
const REFUSED = { errors: [{ message: 'slow', extensions: { code: 'TIMEOUT' } }] };

it('counts everything in reach once, and leads to the rows', async () => {
  const view = at('');
  const strip = await screen.findByRole('group', { name: 'How much is in reach' });
  await within(strip).findByText('downstream');
  expect(strip.textContent).toBe(
    '8 upstream · 7 tier 1 · 3 teams8 downstream · 2 tier 1 · 2 teams · 1 hidden',
  );
  const reach = LineageReachDocument.__meta__?.['hash'];
  expect(view.sent.filter((body) => body['documentId'] === reach)).toHaveLength(1);
  expect(view.container.textContent).not.toContain('board_forecast');
  fireEvent.click(within(strip).getByRole('button', { name: '2 teams' }));
  expect(search(view).get('show')).toBe('contacts');
});

it('draws all the same when nothing could be counted', async () => {
  at('', (sent) => (asks('refs')(sent) && !asks('grain')(sent) ? REFUSED : null));
  expect(await screen.findAllByRole('button', { name: 'Count again' })).toHaveLength(1);
  await screen.findByRole('group', { name: /^Lineage map/ });
});

it('draws groups, and says for how many edges a line stands', async () => {
  const view = at('');
  fireEvent.change(screen.getByLabelText('What to draw'), { target: { value: 'team' } });
  expect(search(view).get('grain')).toBe('team');
  expect((await screen.findAllByText('214 edges')).length).toBeGreaterThan(0);
});

it('lists what a change reaches, and gives all of it as a file', async () => {
  at('&show=impact&dir=down');
  const table = await screen.findByRole('table', { name: 'Everything in reach' });
  const row = await within(table).findByRole('row', { name: /revenue_daily/ });
  expect(
    within(row)
      .getAllByRole('cell')
      .map((cell) => cell.textContent),
  ).toEqual(['2', 'Finance Data', '1', '23 Nov', 'revenue_rollup']);
  expect(screen.getByRole('link', { name: 'JSON Lines' }).getAttribute('href')).toBe(
    `/api/portal/v1/impacts?ref=${encodeURIComponent(PAYOUTS)}&direction=downstream&format=jsonl`,
  );
});

it('goes on page by page', async () => {
  at('&show=impact&dir=down', ({ variables }) => {
    const asked = variables as { first?: number };
    if (asked.first === 50) asked.first = 3;
    return null;
  });
  const more = await screen.findByRole('button', { name: 'Load more' });
  expect(screen.getByText('3 shown')).toBeTruthy();
  fireEvent.click(more);
  await screen.findByText('6 shown');
});

it('says whom to tell, each only of what is its own', async () => {
  at('&show=contacts');
  const link = await screen.findByRole('link', { name: 'Write to Finance Data' });
  const letter = decodeURIComponent(link.getAttribute('href') ?? '');
  expect(letter).toMatch(
    /^mailto:finance@tonic.example\?subject=Change to royalties.payouts_daily/,
  );
  expect(letter).toContain('- finance.revenue_daily');
  expect(letter).not.toContain('artist_statements');
  expect(screen.getByText('Ines Marek')).toBeTruthy();
});

it('draws the ways to another, and takes them off', async () => {
  const view = at(`&grain=dataset&to=resource:finance/revenue_daily`);
  await screen.findByText('One way, of 1 hop.');
  const station = (ref: string) => view.container.querySelector(`[data-node="${ref}"]`)?.className;
  await waitFor(() => expect(station('resource:finance/revenue_daily')).toContain('lit'));
  expect(station('resource:royalties/artist_statements')).toContain('dim');
  fireEvent.click(screen.getByRole('button', { name: /^Without the way to/ }));
  expect(search(view).get('to')).toBeNull();
  await waitFor(() => expect(view.container.querySelector('.dim')).toBeNull());
});

it('says that there is no way, and turns round', async () => {
  const view = at('&grain=dataset&to=resource:ingest/playback_events');
  await screen.findByText(/^Nothing here flows to/);
  fireEvent.click(screen.getByRole('button', { name: /^Ways from/ }));
  expect(search(view).get('way')).toBe('up');
  await screen.findByText('One way, of 3 hops.');
});

it('chooses the other end by keyboard', async () => {
  const view = at('&grain=pipeline');
  const box = screen.getByRole('combobox', { name: 'Way to' });
  fireEvent.change(box, { target: { value: 'revenue_daily' } });
  await screen.findByRole('option', { name: /revenue_daily/ });
  fireEvent.keyDown(box, { key: 'Enter' });
  expect([...search(view)]).toEqual([
    ['ref', PAYOUTS],
    ['to', 'resource:finance/revenue_daily'],
  ]);
});

it('compares two instants, in words and on the lines', async () => {
  at('&grain=dataset&than=2026-11-12T05:00');
  const told = await screen.findByRole('region', { name: 'What became different' });
  await within(told).findByText('1 edge new, 1 gone, 1 changed; 1 schema changed.');
  expect(within(told).getByText('adj_code: gone')).toBeTruthy();
  expect(within(told).getByText('Breaks a known reader')).toBeTruthy();
  for (const word of ['+ new', '− gone', '± changed']) await screen.findByText(word);
  fireEvent.click(within(told).getByRole('button', { name: /partition_01/ }));
  await screen.findByRole('heading', { name: 'Why this line is drawn' });
});

it('says when two instants could not be compared', async () => {
  at('&than=2026-11-12T05:00', (sent) => (asks('since')(sent) ? REFUSED : null));
  expect((await screen.findByRole('alert')).textContent).toContain('The two were not compared');
});
