import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { renderAt } from '../../test/render';
import { SearchPage } from './SearchPage';

const routes = [
  { path: '/search', Component: SearchPage },
  { path: '/e/*', element: <p>entity page</p> },
];
const at = (path: string) => renderAt({ path, routes });

async function names() {
  const rows = await screen.findAllByRole('rowheader');
  return rows.map((row) => within(row).getByRole('link').textContent);
}

it('shows what matches, with the match underlined', async () => {
  const { container } = at('/search?q=payouts');
  expect(await names()).toEqual([
    'royalties.payouts_daily',
    'payouts_build',
    'revenue_rollup',
    'royalties-payouts',
  ]);
  expect([...container.querySelectorAll('mark')].map((mark) => mark.textContent)).toContain(
    'payouts',
  );
});

it('marks what was dropped, quietly, and when', async () => {
  at('/search?q=stream_counts_daily');
  const [row] = await screen.findAllByRole('rowheader');
  const chip = within(row as HTMLElement).getByText('Dropped');
  expect([chip.className, chip.title.startsWith('Dropped ')]).toEqual(['chip dash', true]);
});

it('says where a thing lives, or its type, but never its kind twice', async () => {
  at('/search?q=payouts');
  await names();
  const kinds = screen.getAllByRole('row').map((row) => row.children[1]?.textContent);
  expect(kinds).toEqual(['Kind', 'DatasetBigQuery', 'Jobdbt', 'Jobdbt', 'PipelineStyx']);
});

it('puts a facet into the URL and a removable chip on the page', async () => {
  const { router } = at('/search?q=stream');
  fireEvent.click(await screen.findByRole('checkbox', { name: 'Job 2' }));
  await waitFor(async () => expect(await names()).toEqual(['sessionize_streams', 'stream_counts']));
  expect(router.state.location.search).toBe('?q=stream&kind=job');
  fireEvent.click(screen.getByRole('button', { name: 'Remove filter Job' }));
  expect(router.state.location.search).toBe('?q=stream');
});

it('says that teams below count, and stops counting them', async () => {
  const { router } = at('/search?owner=group%3Adefault%2Froyalties&below=yes');
  fireEvent.click(await screen.findByRole('button', { name: 'Remove filter With teams below' }));
  expect(router.state.location.search).toBe('?owner=group%3Adefault%2Froyalties');
});

it('pages by cursor and says honestly how many there are', async () => {
  const { router } = at('/search');
  expect(await screen.findByText('50 of 113')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Next 50' }));
  expect(await screen.findByRole('button', { name: 'First page' })).toBeTruthy();
  expect(router.state.location.search).toBe('?after=c%3A50');
});

it('moves with J and K and opens with Enter', async () => {
  const { router } = at('/search?q=payouts&kind=dataset');
  await names();
  fireEvent.keyDown(document.body, { key: 'j' });
  expect(screen.getAllByRole('row', { selected: true })).toHaveLength(1);
  fireEvent.keyDown(document.body, { key: 'Enter' });
  await screen.findByText('entity page');
  expect(router.state.location.pathname).toBe('/e/resource/royalties/payouts_daily');
});

it('says why there is nothing', async () => {
  at('/search?q=nothing-like-this&kind=job');
  expect(await screen.findByText('Nothing matches “nothing-like-this”.')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Clear the filters' })).toBeTruthy();
});

it('says which filter to take off', async () => {
  const { router } = at('/search?q=payouts&kind=team&platform=bigquery');
  fireEvent.click(await screen.findByRole('button', { name: 'Without kind' }));
  expect(router.state.location.search).toBe('?q=payouts&platform=bigquery');
  expect(await names()).toEqual(['royalties.payouts_daily']);
});

it('says which words to look for alone', async () => {
  const { router } = at('/search?q=payouts%20zzz');
  expect(await screen.findByText('All words must be found; fewer may find it.')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Only “payouts”' }));
  expect(router.state.location.search).toBe('?q=payouts');
});

it('says why something was found when its name does not show it', async () => {
  at('/search?q=artist%20statements');
  const rows = await screen.findAllByRole('rowheader');
  const payouts = rows.find((row) => row.textContent?.includes('payouts_daily'));
  expect(payouts?.querySelector('small')?.textContent).toMatch(/^Description: .*artist statements/);
  expect([...(payouts?.querySelectorAll('mark') ?? [])].map((m) => m.textContent)).toEqual([
    'artist',
    'statements',
  ]);
});

it('shows the failure with its request id and can ask again', async () => {
  const { sent } = at('/search?q=fault%20costly');
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('Search did not work. That question costs too much.');
  expect(alert.textContent).toContain('request req-7f3c91d0');
  const before = sent.length;
  fireEvent.click(within(alert).getByRole('button', { name: 'Retry' }));
  await waitFor(() => expect(sent.length).toBeGreaterThan(before));
});

it('tells the app when nobody is signed in', async () => {
  const { onUnauthenticated } = at('/search?q=fault%20auth');
  await screen.findByRole('alert');
  expect(onUnauthenticated).toHaveBeenCalledTimes(1);
});
