import { screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { renderAt } from '../../test/render';
import { WhyWrong } from './WhyWrong';

const at = (id: string) =>
  renderAt({ path: '/', routes: [{ path: '/', element: <WhyWrong id={id} /> }] });

it('names the likeliest causes with their way, what changed, and whom nobody watches', async () => {
  at('resource:royalties/payouts_daily');
  await screen.findByRole('heading', { name: 'Why is it late?' });
  const rows = screen.getAllByRole('listitem').map((row) => row.textContent ?? '');
  expect(rows).toHaveLength(2);
  expect(rows[0]).toContain('explains 4 things');
  expect(rows[0]).toContain(' → royalties.payouts_daily');
  expect(rows[0]).toContain('Its code is not that of the run before.');
  expect(rows.map((row) => /Failed|Not watched/.exec(row)?.[0])).toEqual(['Failed', 'Not watched']);
});

it('says nothing of what is well', async () => {
  const { container, sent } = at('resource:listening/stream_events_hourly');
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(container.textContent).toBe('');
});

it('says when it could not be asked', async () => {
  renderAt({
    path: '/',
    routes: [{ path: '/', element: <WhyWrong id="resource:royalties/payouts_daily" /> }],
    intercept: () => ({ errors: [{ message: 'slow', extensions: { code: 'TIMEOUT' } }] }),
  });
  expect((await screen.findByRole('alert')).textContent).toContain('Likely causes did not load');
});
