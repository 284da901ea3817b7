import { fireEvent, screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import {
  CyclesDocument,
  DeadlinesDocument,
  HubsDocument,
  OrphansDocument,
} from '../../api/generated/graphql';
import { renderAt } from '../../test/render';
import { ShapePage } from './ShapePage';
import { readShape, writeShape } from './url';

type Intercept = NonNullable<Parameters<typeof renderAt>[0]['intercept']>;
const at = (query = '', intercept?: Intercept) =>
  renderAt({
    path: `/graph-health${query}`,
    routes: [{ path: '/graph-health', element: <ShapePage /> }],
    ...(intercept ? { intercept } : {}),
  });
const hash = (document: { __meta__?: Record<string, unknown> }) => document.__meta__?.['hash'];
const asked = (sent: Record<string, unknown>[], document: Parameters<typeof hash>[0]) =>
  sent.filter((body) => body['documentId'] === hash(document)).map((body) => body['variables']);
const names = async () => (await screen.findAllByRole('rowheader')).map((cell) => cell.textContent);

it('begins with promises that cannot be kept, and shows the others when asked', async () => {
  const { sent, router } = at();
  expect(await names()).toEqual(['royalties.payouts_daily']);
  expect(screen.getByText('3 h too short').closest('tr')?.textContent).toContain('26 h29 h');
  expect(screen.getByRole('link', { name: 'listening.stream_events_hourly' })).toBeTruthy();
  fireEvent.click(screen.getByLabelText(/also those that can be kept/));
  expect(await screen.findByText('1 h to spare')).toBeTruthy();
  expect(screen.getByText('too little known')).toBeTruthy();
  expect(asked(sent, DeadlinesDocument)).toMatchObject([{ keepable: false }, { keepable: null }]);
  expect(router.state.location.search).toBe('?all=yes');
});

it('lists datasets by what they lack, of one team when asked', async () => {
  const { sent } = at('?show=orphans&owner=group:default/royalties');
  expect(await names()).toContain('royalties.artist_statements');
  fireEvent.click(screen.getByRole('button', { name: 'Nothing writes' }));
  expect(await screen.findByText('royalties.')).toBeTruthy();
  expect(asked(sent, OrphansDocument)).toMatchObject([
    { kinds: ['UNREAD'], filter: { owners: ['group:default/royalties'] } },
    { kinds: ['UNWRITTEN'], filter: { ownersIncludeChildren: true } },
  ]);
});

it('lists what has most neighbours, either way', async () => {
  const { sent } = at('?show=hubs');
  expect((await names())[0]).toBe('royalties.payouts_daily');
  fireEvent.click(screen.getByRole('button', { name: 'Made from most' }));
  await screen.findByRole('button', { name: 'Made from most', pressed: true });
  expect(asked(sent, HubsDocument)).toMatchObject([
    { direction: 'DOWNSTREAM', filter: null },
    { direction: 'UPSTREAM' },
  ]);
});

it('looks for cycles only when their tab is opened, and says that it takes a while', async () => {
  const { sent } = at();
  await names();
  expect(asked(sent, CyclesDocument)).toEqual([]);
  fireEvent.click(screen.getByRole('button', { name: 'Cycles' }));
  expect(screen.getByText(/Walking the whole graph/)).toBeTruthy();
  const ring = (await screen.findByText('4 things')).closest('li') as HTMLElement;
  expect(ring.textContent).toContain('and 1 more and 1 that you may not see');
  expect(
    within(ring)
      .getByRole('link', { name: /^Draw the cycle/ })
      .getAttribute('href'),
  ).toBe('/lineage?ref=resource%3Aroyalties%2Fpayouts_daily');
  expect(asked(sent, CyclesDocument)).toEqual([{}]);
});

it('says what did not load, and that there is nothing', async () => {
  const failed = at('', (body) =>
    body['documentId'] === hash(DeadlinesDocument)
      ? { errors: [{ message: 'no', extensions: { code: 'TIMEOUT', requestId: 'r1' } }] }
      : null,
  );
  expect((await screen.findByRole('alert')).textContent).toContain('The list did not load.');
  failed.unmount();
  at('?owner=group:default/nobody');
  expect(await screen.findByText('No deadline is known to be too short.')).toBeTruthy();
});

it('keeps its state in the address', () => {
  const query = 'show=orphans&owner=group%3Ad%2Fa&lacks=isolated&direction=upstream&all=yes';
  expect(writeShape(readShape(new URLSearchParams(query))).toString()).toBe(query);
  expect(writeShape(readShape(new URLSearchParams('show=x&lacks=y'))).toString()).toBe('');
});
