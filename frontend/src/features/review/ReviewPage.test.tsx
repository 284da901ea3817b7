import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { renderAt } from '../../test/render';
import { ReviewPage } from './ReviewPage';
import { differences } from './queries';

const routes = [{ path: '/review', Component: ReviewPage }];
const pair = async (name: string) =>
  within((await screen.findByText(name, { selector: 'code' })).closest('li') as HTMLElement);
const inputs = (sent: Record<string, unknown>[]) =>
  sent.flatMap(({ variables }) => {
    const { input } = (variables ?? {}) as { input?: unknown };
    return input ? [input] : [];
  });

it('shows both names, in what they differ and what is known of each', async () => {
  renderAt({ path: '/review', routes });
  const item = await pair('"TONIC"."ROYALTIES"."RATES"');
  expect(item.getByText('differ in quotes and case')).toBeTruthy();
  expect(item.getByText(/1 run, 3 edges.*told by sqlmesh/)).toBeTruthy();
  expect(item.getByText(/12 runs, 3 edges, described.*told by airflow, dbt/)).toBeTruthy();
  expect(item.getByText('stays').closest('.side')?.textContent).toContain('tonic.royalties.rates');
  expect((await pair('/plays/raw/')).getByText(/only referred to/)).toBeTruthy();
});

it('merges with one click, gives the reason itself, and takes it back with another', async () => {
  const { sent } = renderAt({ path: '/review', routes });
  const item = await pair('"TONIC"."ROYALTIES"."RATES"');
  fireEvent.click(await item.findByRole('button', { name: /^Merge/ }));
  expect((await item.findByRole('status')).textContent).toContain(
    'Merged. Both names lead to tonic.royalties.rates',
  );
  const undo = item.getByRole('button', { name: 'Undo' });
  expect(document.activeElement).toBe(undo);
  expect(item.queryByRole('button', { name: /^Merge/ })).toBeNull();
  fireEvent.click(undo);
  await waitFor(() => expect(item.queryByRole('status')).toBeNull());
  expect(item.getByRole('button', { name: /^Merge/ })).toBeTruthy();
  expect(inputs(sent)).toEqual([
    {
      ref: 'resource:variants/tonic.royalties.rates-2',
      into: 'resource:variants/tonic.royalties.rates',
      reason: 'The names differ in quotes and case alone.',
    },
    { id: 'chg_name_1', reason: 'Decided by mistake.' },
  ]);
});

it('keeps two apart', async () => {
  const { sent } = renderAt({ path: '/review', routes });
  const item = await pair('/plays/raw/');
  fireEvent.click(await item.findByRole('button', { name: /^Keep apart/ }));
  expect((await item.findByRole('status')).textContent).toContain('Kept apart.');
  expect(inputs(sent)).toEqual([
    {
      ref: 'resource:variants/playsraw-2',
      other: 'resource:variants/playsraw',
      reason: 'The names differ in slashes and the word for the store alone, and yet they are two.',
    },
  ]);
});

it('narrows to partitions by the URL and back', async () => {
  const { router } = renderAt({ path: '/review?show=partitions', routes });
  expect(await pair('plays/day/dt=2026-11-23')).toBeTruthy();
  expect(screen.queryByText('/plays/raw/')).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Spellings' }));
  expect(await pair('/plays/raw/')).toBeTruthy();
  expect(screen.queryByText('plays/day/dt=2026-11-23')).toBeNull();
  expect(router.state.location.search).toBe('?show=spellings');
});

it('says why a decision was refused', async () => {
  const refused = { field: null, code: 'WRONG_STATE', message: 'They are one already.' };
  renderAt({
    path: '/review',
    routes,
    intercept: ({ variables }) =>
      (variables as { input?: unknown } | undefined)?.input
        ? { data: { entityMerge: { changeSet: null, userErrors: [refused] } } }
        : null,
  });
  const item = await pair('/plays/raw/');
  fireEvent.click(await item.findByRole('button', { name: /^Merge/ }));
  expect((await item.findByRole('alert')).textContent).toBe('They are one already.');
  expect(item.getByRole('button', { name: /^Merge/ })).toBeTruthy();
});

it('only shows the list to those who may not decide', async () => {
  const viewer = { name: 'Olu', signedIn: true, role: 'VIEWER', scopes: [], teams: [] };
  renderAt({
    path: '/review',
    routes,
    intercept: ({ variables }) =>
      JSON.stringify(variables ?? {}) === '{}' ? { data: { viewer } } : null,
  });
  const item = await pair('/plays/raw/');
  expect(await screen.findByText('admins decide')).toBeTruthy();
  expect(item.queryByRole('button')).toBeNull();
});

it('says so when nothing is open, and when the list did not load', async () => {
  const variants = {
    nodes: [],
    pageInfo: { hasNextPage: false, endCursor: null },
    totalCount: 0,
    totalCountState: 'EXACT',
  };
  let broken = true;
  renderAt({
    path: '/review',
    routes,
    intercept: ({ variables }) => {
      if ((variables as { first?: number } | undefined)?.first !== 20) return null;
      if (!broken) return { data: { variants } };
      return { errors: [{ message: 'No.', extensions: { code: 'INVALID' } }] };
    },
  });
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('The list did not load.');
  broken = false;
  fireEvent.click(within(alert).getByRole('button', { name: 'Retry' }));
  expect(await screen.findByText('No two names are alike.')).toBeTruthy();
});

it('puts differences into words', () => {
  expect(differences(['CASE'])).toBe('case');
  expect(differences(['QUOTING', 'CASE', 'PORT'])).toBe('quotes, case and the port');
});
