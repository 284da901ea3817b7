import { fireEvent, screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { renderAt } from '../../test/render';
import { SourcesPage } from './SourcesPage';

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
    intercept: () => ({ data: { sources: page, syncs: page, issues: page } }),
  });
  expect(await screen.findByText('No source is configured.')).toBeTruthy();
});
