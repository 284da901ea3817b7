import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { renderAt } from '../../test/render';
import { SourcesPage } from './SourcesPage';

const REFUSED = { field: null, code: 'NOT_FOUND', message: 'None of these events is parked.' };
const routes = [{ path: '/sources', Component: SourcesPage }];

it('lists every source with its state in words and what the last sync changed', async () => {
  renderAt({ path: '/sources', routes });
  const row = (await screen.findByRole('button', { name: 'descriptors-github' })).closest('tr');
  const cells = within(row as HTMLElement)
    .getAllByRole('cell')
    .map((cell) => cell.textContent);
  expect(cells.slice(0, 3)).toEqual(['git', '20 min', 'Failing']);
  expect(cells.slice(4, 6)).toEqual(['6,240', '12']);
  expect(cells.slice(7)).toEqual(['18', '96', '0', '6,126']);
});

it('says when a source that keeps failing is asked again', async () => {
  renderAt({ path: '/sources', routes });
  const row = (await screen.findByRole('button', { name: 'dbt-royalties' })).closest('tr');
  const state = within(row as HTMLElement).getAllByRole('cell')[2];
  expect(state?.textContent).toMatch(/^Backing off next try \S/);
  expect(screen.getAllByText(/next try/)).toHaveLength(1);
});

it('opens the issues of one source from the URL and closes them again', async () => {
  const { router } = renderAt({ path: '/sources?source=bigquery-prod', routes });
  expect(await screen.findByText('The service account may not read this table.')).toBeTruthy();
  expect(screen.queryByText(/spec.owner must name a group/)).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'bigquery-prod' }));
  expect(router.state.location.search).toBe('');
  expect(await screen.findByText(/spec.owner must name a group/)).toBeTruthy();
});

it('says how to begin when there is no source', async () => {
  const page = {
    nodes: [],
    pageInfo: { hasNextPage: false, endCursor: null },
    totalCount: 0,
    totalCountState: 'EXACT',
  };
  renderAt({
    path: '/sources',
    routes,
    intercept: () => ({
      data: {
        ...{ sources: page, syncs: page, issues: page, intakes: [] },
        viewer: { name: null, signedIn: false, role: null, scopes: [], teams: [] },
      },
    }),
  });
  expect(await screen.findByText('No source is configured.')).toBeTruthy();
});

it('shows how the events of each source come in', async () => {
  renderAt({ path: '/sources', routes });
  const row = await screen.findByRole('row', { name: /^openlineage-events .*2 s/ });
  const cells = within(row)
    .getAllByRole('cell')
    .map((cell) => cell.textContent);
  expect(cells.slice(1)).toEqual(['2 s', '12', '2', '7', '204', '0']);
});

it('lists what could not be applied, and what was wrong with events', async () => {
  renderAt({ path: '/sources', routes });
  expect(await screen.findByText('finance.invoices_monthly', { selector: 'b' })).toBeTruthy();
  expect(screen.getByText('DataError: value out of range for type bigint')).toBeTruthy();
  expect(screen.getByText('a job without a name')).toBeTruthy();
  const warning = (await screen.findByText('Redacted')).closest('li');
  expect(warning?.textContent).toContain('/run/facets/environmentVariables');
  expect(warning?.textContent).toContain('1,204×');
});

it('drops a parked event for a reason, and no sooner', async () => {
  renderAt({ path: '/sources', routes });
  fireEvent.click(await screen.findByRole('button', { name: 'Drop finance.invoices_monthly' }));
  fireEvent.click(screen.getByRole('button', { name: 'Drop it' }));
  expect(screen.getByRole('alert').textContent).toBe('Say why, for whoever reads the history.');
  fireEvent.change(screen.getByLabelText('Why drop it'), { target: { value: 'Test traffic.' } });
  fireEvent.click(screen.getByRole('button', { name: 'Drop it' }));
  await waitFor(() => expect(screen.queryByText('finance.invoices_monthly')).toBeNull());
  expect(screen.getByText('a job without a name')).toBeTruthy();
});

it('says why a retry was refused and keeps the reason', async () => {
  const { sent } = renderAt({
    path: '/sources',
    routes,
    intercept: ({ variables }) =>
      (variables as { input?: unknown } | undefined)?.input
        ? { data: { eventReplay: { events: [], userErrors: [REFUSED] } } }
        : null,
  });
  fireEvent.click(await screen.findByRole('button', { name: 'Retry finance.invoices_monthly' }));
  const reason = screen.getByLabelText('Why retry it');
  fireEvent.change(reason, { target: { value: 'Fixed.' } });
  fireEvent.click(screen.getByRole('button', { name: 'Retry it' }));
  expect((await screen.findByRole('alert')).textContent).toBe('None of these events is parked.');
  expect((reason as HTMLInputElement).value).toBe('Fixed.');
  expect(sent.map((body) => body['variables'])).toContainEqual({
    input: { ids: ['evt_48120'], reason: 'Fixed.' },
  });
  fireEvent.keyDown(reason, { key: 'Escape' });
  expect(screen.queryByLabelText('Why retry it')).toBeNull();
});

it('shows events that could not be applied only to those who may read events', async () => {
  const viewer = { name: 'Olu', signedIn: true, role: 'VIEWER', scopes: [], teams: [] };
  renderAt({
    path: '/sources',
    routes,
    intercept: ({ variables }) =>
      JSON.stringify(variables ?? {}) === '{}' ? { data: { viewer, intakes: [] } } : null,
  });
  expect(await screen.findByText('No producer has sent an event yet.')).toBeTruthy();
  expect(screen.queryByText(/Parked events/)).toBeNull();
  expect(screen.queryByText(/Warnings about/)).toBeNull();
});
