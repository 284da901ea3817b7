import { fireEvent, screen, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { renderAt } from '../../test/render';
import type * as LayoutModule from './layout';
import { LineagePage } from './LineagePage';

vi.mock('./layout', async (original) => ({
  ...(await original<typeof LayoutModule>()),
  layoutMap: (await import('../../test/flat-layout')).flatLayout,
}));

const PAYOUTS = 'resource:royalties/payouts_daily';
const routes = [
  { path: '/lineage', Component: LineagePage },
  { path: '/e/*', element: <p>entity page</p> },
];
const at = (query: string) => renderAt({ path: `/lineage${query}`, routes });

async function rows() {
  const grid = await screen.findByRole('treegrid');
  return [...grid.querySelectorAll<HTMLElement>('[data-key]')];
}

it('asks for a start and goes there', async () => {
  const { router } = at('');
  fireEvent.change(screen.getByLabelText('Dataset, job or pipeline to start from'), {
    target: { value: 'payouts_daily' },
  });
  fireEvent.click(await screen.findByRole('button', { name: 'Draw royalties.payouts_daily' }));
  expect(router.state.location.search).toBe(`?ref=${encodeURIComponent(PAYOUTS)}`);
});

it('lists the same stations by hop and recentres from the keyboard', async () => {
  const { router } = at(`?ref=${PAYOUTS}&grain=dataset`);
  const list = await rows();
  expect([...document.querySelectorAll('.hop')].map((row) => row.textContent)).toEqual([
    'Up 1, 3',
    'Focus',
    'Down 1, 6',
  ]);
  const focus = list.find((row) => row.dataset['key'] === PAYOUTS) as HTMLElement;
  fireEvent.keyDown(focus, { key: 'ArrowLeft' });
  expect(document.activeElement).toHaveProperty(
    'dataset.key',
    'resource:royalties/stream_counts_daily',
  );
  fireEvent.keyDown(document.activeElement as Element, { key: 'Enter' });
  expect(new URLSearchParams(router.state.location.search).get('ref')).toBe(
    'resource:royalties/stream_counts_daily',
  );
});

it('marks a station that was dropped, and says why its own picture is small', async () => {
  const dropped = 'resource:royalties/stream_counts_daily';
  at(`?ref=${dropped}&grain=dataset`);
  const station = (await rows()).find((row) => row.dataset['key'] === dropped) as HTMLElement;
  expect(within(station).getByText('Dropped')).toBeTruthy();
  expect(screen.getByText(/Lineage as it is now leaves it out/).textContent).toMatch(
    /^Dropped .*\. Lineage as it is now leaves it out;/,
  );
});

it('says in words why a line is drawn', async () => {
  at(`?ref=${PAYOUTS}&grain=dataset`);
  fireEvent.click((await rows())[0] as HTMLElement);
  const chosen = await screen.findByRole('region', { name: 'Chosen on the map' });
  fireEvent.click(within(chosen).getByRole('button', { name: /payouts_daily/ }));
  expect(chosen.textContent).toContain('A run read the one and wrote the other, since 27 Jul.');
  expect(within(chosen).getByRole('link', { name: 'payouts_build' })).toBeTruthy();
});

it('admits what it left out, and never names what may not be seen', async () => {
  const { container } = renderAt({
    path: `/lineage?ref=${PAYOUTS}&grain=dataset`,
    routes,
    intercept: ({ variables }) => {
      // The mock cuts at the limit; a smaller one stands in for a bigger estate.
      const asked = variables as { limit?: number };
      if (asked.limit) asked.limit = 4;
      return null;
    },
  });
  expect(await screen.findByText(/Showing 4 of 10/)).toBeTruthy();
  expect(container.textContent).not.toContain('board_forecast');
});

it('opens a stub by asking again from there', async () => {
  const { router } = at(`?ref=${PAYOUTS}&grain=dataset`);
  fireEvent.click(
    await screen.findByRole('button', { name: '+1 up of royalties.stream_counts_daily, show' }),
  );
  expect(new URLSearchParams(router.state.location.search).getAll('open')).toEqual([
    'resource:royalties/stream_counts_daily',
  ]);
});
