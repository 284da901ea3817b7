import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { renderAt } from '../../test/render';
import { Aliases } from './Aliases';
import { useDetail } from './queries';

const REF = 'resource:royalties/payouts_daily';
const OTHER = 'tonic-prod.ROYALTIES.PAYOUTS_DAILY';

function Page() {
  const { data } = useDetail(REF);
  return data ? <Aliases id={REF} detail={data} /> : null;
}
const routes = [{ path: '/', Component: Page }];

it('says who merged a name, and when and why', async () => {
  renderAt({ path: '/', routes });
  const row = (await screen.findByText(OTHER)).closest('li');
  expect(row?.textContent).toContain('merged by Ines Marek');
  expect(row?.textContent).toContain('The names differ in case alone.');
  expect(await screen.findAllByRole('button', { name: /^Split/ })).toHaveLength(1);
});

it('splits a name off for a reason, and takes that back', async () => {
  const { sent } = renderAt({ path: '/', routes });
  fireEvent.click(await screen.findByRole('button', { name: `Split off ${OTHER}` }));
  fireEvent.click(screen.getByRole('button', { name: 'Split it off' }));
  expect(screen.getByRole('alert').textContent).toBe('Say why, for whoever reads the history.');
  fireEvent.change(screen.getByLabelText('Why split it off'), { target: { value: 'Two tables.' } });
  fireEvent.click(screen.getByRole('button', { name: 'Split it off' }));
  await waitFor(() =>
    expect(sent.map((body) => body['variables'])).toContainEqual({
      input: {
        ref: REF,
        scheme: 'openlineage.dataset',
        key: 'bigquery\nROYALTIES.PAYOUTS_DAILY',
        reason: 'Two tables.',
      },
    }),
  );
  await waitFor(() => expect(screen.queryByRole('button', { name: /^Split/ })).toBeNull());
  fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
  expect(await screen.findByRole('button', { name: `Split off ${OTHER}` })).toBeTruthy();
});

it('offers no split to those who may not', async () => {
  const viewer = { name: 'Olu', signedIn: true, role: 'VIEWER', scopes: [], teams: [] };
  renderAt({
    path: '/',
    routes,
    intercept: ({ variables }) =>
      JSON.stringify(variables ?? {}) === '{}' ? { data: { viewer } } : null,
  });
  expect(await screen.findByText(OTHER)).toBeTruthy();
  expect(screen.queryByRole('button')).toBeNull();
});
