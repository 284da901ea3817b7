import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { OwnerSetDocument, ViewerDocument } from '../../api/generated/graphql';
import { renderAt } from '../../test/render';
import { OwnershipTab } from './OwnershipTab';

const REF = 'resource:royalties/stream_counts_daily';
const idOf = (document: { __meta__?: Record<string, unknown> }) => document.__meta__?.['hash'];

type Intercept = NonNullable<Parameters<typeof renderAt>[0]['intercept']>;

function at(path = '/x', intercept?: Intercept) {
  const entity = { ref: REF, version: 3 };
  return renderAt({
    path,
    routes: [{ path: '/x', element: <OwnershipTab entity={entity} owned /> }],
    ...(intercept ? { intercept } : {}),
  });
}

const reason = () => screen.getByLabelText(/^Reason/) as HTMLTextAreaElement;
const type = (field: Element, value: string) => fireEvent.change(field, { target: { value } });
const click = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

async function choose(team: string) {
  const box = await screen.findByRole('combobox');
  type(box, team);
  await screen.findByRole('option', { name: new RegExp(team) });
  fireEvent.keyDown(box, { key: 'Enter' });
}

it('says what is missing at its field and asks nothing', async () => {
  const { sent } = at();
  await screen.findByRole('combobox');
  const before = sent.length;
  click('Preview');
  expect(screen.getByText('Choose a team.')).toBeTruthy();
  expect(reason().getAttribute('aria-invalid')).toBe('true');
  expect(sent).toHaveLength(before);
});

it('previews, applies, shows the new state and takes it back', async () => {
  const { router } = at();
  await choose('Finance Data');
  expect(router.state.location.search).toBe('?do=set&team=group%3Adefault%2Ffinance');
  type(reason(), 'The close process moves');
  fireEvent.keyDown(reason(), { key: 'Enter' });
  const preview = await screen.findByRole('region', { name: 'Preview' });
  expect(preview.textContent).toContain('Royalties (declared) to Finance Data (overridden)');
  expect(document.activeElement?.textContent).toBe('What saving does');
  click('Apply');
  expect(await screen.findByText(/The owner is now Finance Data \(overridden\)/)).toBeTruthy();
  expect(await screen.findByText('Decisions in force')).toBeTruthy();
  click('Undo');
  type(screen.getByLabelText('Why undo it'), 'Too early');
  click('Undo it');
  expect(await screen.findByText(/The owner is Royalties \(declared\) again/)).toBeTruthy();
});

it('leaves the preview with Escape and gives the focus back', async () => {
  at();
  await choose('Finance Data');
  type(reason(), 'why');
  click('Preview');
  fireEvent.keyDown(await screen.findByText('What saving does'), { key: 'Escape' });
  const button = await screen.findByRole('button', { name: 'Preview' });
  await waitFor(() => expect(document.activeElement).toBe(button));
});

it('names teams in sentences by their titles, linked', async () => {
  at();
  const [sentence] = await screen.findAllByText(/owns 3 of 5 readers/, { selector: 'small' });
  expect(sentence?.textContent).toBe('Finance Data owns 3 of 5 readers.');
  const link = within(sentence as HTMLElement).getByRole('link', { name: 'Finance Data' });
  expect(link.getAttribute('href')).toBe('/t/default/finance');
});

it('shows a conflict, reloads and keeps what was typed', async () => {
  const conflict = {
    data: {
      ownerSet: {
        changeSet: null,
        userErrors: [
          {
            field: null,
            code: 'CONFLICT',
            message: `${REF} changed since you read it, by Olu at 2026-11-24T05:12:09Z.`,
          },
        ],
      },
    },
  };
  const { sent } = at('/x', (body) =>
    body['documentId'] === idOf(OwnerSetDocument) ? conflict : null,
  );
  await choose('Finance Data');
  type(reason(), 'kept');
  click('Preview');
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain(
    'stream_counts_daily changed since you read it, by Olu at 24 Nov 05:12.',
  );
  const before = sent.length;
  fireEvent.click(within(alert).getByRole('button', { name: 'Reload, keep what I typed' }));
  await waitFor(() => expect(sent.length).toBeGreaterThan(before));
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  expect(reason().value).toBe('kept');
  expect((screen.getByRole('combobox') as HTMLInputElement).value).toBe('Finance Data');
});

it('leads from a suggestion into the form', async () => {
  const { router } = at();
  fireEvent.click(await screen.findByRole('button', { name: 'Set as owner Finance Data' }));
  await waitFor(() => expect(document.activeElement).toBe(reason()));
  expect(router.state.location.search).toContain('team=group');
});

it('tells others who may, and shows no form', async () => {
  const viewer = { name: 'Olu', signedIn: true, role: 'VIEWER', scopes: [], teams: [] };
  at('/x', (body) => (body['documentId'] === idOf(ViewerDocument) ? { data: { viewer } } : null));
  expect(await screen.findByText('You may not change this owner.')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Preview' })).toBeNull();
  expect(screen.queryByRole('button', { name: /^Set as owner/ })).toBeNull();
});
