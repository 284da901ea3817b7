import { fireEvent, screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { AttentionDocument, ViewerDocument } from '../../api/generated/graphql';
import { renderAt } from '../../test/render';
import { NowPage } from './NowPage';

const idOf = (document: { __meta__?: Record<string, unknown> }) => document.__meta__?.['hash'];
const routes = [
  { path: '/', Component: NowPage },
  { path: '/e/*', element: <p>entity page</p> },
];

async function needs() {
  const list = await screen.findByRole('region', { name: 'Needs attention' });
  const lines = await within(list).findAllByRole('listitem');
  return lines.map((line) => line.textContent ?? '');
}

it('lists what of my teams needs attention, with the reason, tiers first', async () => {
  renderAt({ path: '/', routes });
  const lines = await needs();
  expect(await screen.findByRole('heading', { name: 'All mine now' })).toBeTruthy();
  expect(lines.find((line) => line.includes('payouts_daily'))).toMatch(/Late.*owner contested/);
  const tiers = lines.map((line) => Number(/tier (\d)/.exec(line)?.[1] ?? 9));
  expect(tiers).toEqual([...tiers].sort());
});

it('moves with J, opens with O, and keeps the team in the address', async () => {
  const { router } = renderAt({ path: '/', routes });
  await needs();
  fireEvent.click(screen.getByRole('button', { name: 'Royalties' }));
  expect(router.state.location.search).toBe('?team=group%3Adefault%2Froyalties');
  await screen.findByRole('heading', { name: 'Royalties now' });
  await needs();
  fireEvent.keyDown(document.body, { key: 'j' });
  fireEvent.keyDown(document.body, { key: 'o' });
  expect(await screen.findByText('entity page')).toBeTruthy();
});

it('looks at the whole estate when somebody has no team, and can be quiet', async () => {
  const none = { nodes: [], totalCount: 0, totalCountState: 'EXACT' };
  const viewer = { name: 'Olu', signedIn: true, role: 'VIEWER', scopes: [], teams: [] };
  renderAt({
    path: '/',
    routes,
    intercept: ({ documentId }) => {
      if (documentId === idOf(ViewerDocument)) return { data: { viewer } };
      if (documentId !== idOf(AttentionDocument)) return null;
      return { data: { late: none, failing: none, unsure: none } };
    },
  });
  expect(await screen.findByText('All quiet.')).toBeTruthy();
  expect(screen.getByRole('heading', { name: 'Whole estate now' })).toBeTruthy();
});
