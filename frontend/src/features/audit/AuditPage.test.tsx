import { fireEvent, screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import {
  AuditChangeSetDocument,
  AuditEntriesDocument,
  ViewerDocument,
} from '../../api/generated/graphql';
import { renderAt } from '../../test/render';
import { AuditPage } from './AuditPage';

const idOf = (document: { __meta__?: Record<string, unknown> }) => document.__meta__?.['hash'];
const routes = [{ path: '/audit', Component: AuditPage }];
const LINE = {
  id: 'aud_1',
  at: '2026-11-24T07:00:00Z',
  by: 'admin',
  door: 'UI',
  action: 'owner_waive',
  target: 'resource:ads/x',
  allowed: true,
  reason: 'moved',
  before: { owner: 'group:d/a', state: 'stale' },
  after: { owner: null, state: 'unowned_ok' },
  changeSetId: 'chg_1',
  requestId: 'req',
};
const SAME = { owner: 'group:d/a', state: 'confirmed' };
const STAYS = { ...LINE, id: 'aud_2', before: SAME, after: SAME, changeSetId: null };

it('shows lines with before and after, filters by the address, opens the change set', async () => {
  const { router, sent } = renderAt({
    path: '/audit?by=admin',
    routes,
    intercept: ({ documentId }) => {
      if (documentId === idOf(AuditChangeSetDocument)) return { data: { changeSet: null } };
      if (documentId !== idOf(AuditEntriesDocument)) return null;
      const pageInfo = { hasNextPage: false, endCursor: null };
      return { data: { auditEntries: { nodes: [LINE, STAYS], pageInfo } } };
    },
  });
  expect((await screen.findAllByText('owner waive'))[0]).toBeTruthy();
  const sides = screen.getByRole('cell', { name: 'a (stale) to nobody (needs no owner)' });
  expect(within(sides).getByRole('link', { name: 'a' }).getAttribute('href')).toBe('/t/d/a');
  const asked = sent.find((body) => body['documentId'] === idOf(AuditEntriesDocument));
  expect(asked?.['variables']).toMatchObject({ by: 'admin', target: null, allowed: null });
  expect(screen.getByRole('cell', { name: 'stays a (confirmed)' })).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Refused' }));
  expect(router.state.location.search).toBe('?by=admin&allowed=no');
  fireEvent.click(await screen.findByRole('button', { name: 'Change set' }));
  expect(await screen.findByText('No change set chg_1.')).toBeTruthy();
});

it('tells who may read it', async () => {
  const viewer = { name: 'Olu', signedIn: true, role: 'VIEWER', scopes: [], teams: [] };
  const { sent } = renderAt({
    path: '/audit',
    routes,
    intercept: ({ documentId }) =>
      documentId === idOf(ViewerDocument) ? { data: { viewer } } : null,
  });
  expect(await screen.findByText('You may not read the audit.')).toBeTruthy();
  expect(sent.some((body) => body['documentId'] === idOf(AuditEntriesDocument))).toBe(false);
});
