import { screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { renderAt } from '../../test/render';
import { ControlFlow } from './ControlFlow';
import { Changes, GoneBand } from './Existence';
import { SaidFacets } from './SaidFacets';

const at = (element: React.ReactNode) => renderAt({ path: '/', routes: [{ path: '/', element }] });
const text = (label: string) =>
  screen.getByRole('heading', { name: label }).nextSibling?.textContent;

it('says what a job runs after and before, and by which rules', async () => {
  at(<ControlFlow id="component:default/sessionize_streams" />);
  await screen.findByRole('heading', { name: 'Order of jobs' });
  expect(text('Runs after')).toContain('stream_counts direct invocation, finish to start');
  expect(text('Runs before')).toContain('stream_counts implicit dependency');
  expect(screen.getByText('runs on all success')).toBeTruthy();
});

it('says of a dropped dataset by which job, and what happened before', async () => {
  const id = 'resource:royalties/stream_counts_daily';
  at(
    <>
      <GoneBand id={id} />
      <Changes id={id} />
    </>,
  );
  expect((await screen.findByRole('status')).textContent).toMatch(
    /^Dropped, .*, by sessionize_streams\. Lineage as it is now leaves it out\./,
  );
  const rows = screen.getAllByRole('listitem').map((row) => row.textContent ?? '');
  expect(rows.map((row) => row.split(' ')[0])).toEqual(['Dropped', 'Truncated']);
});

it('leads from the name before to the one after, and back', async () => {
  const id = 'resource:royalties/rates_by_territory';
  at(
    <>
      <GoneBand id={id} />
      <Changes id={id} />
    </>,
  );
  expect((await screen.findByRole('status')).textContent).toContain(
    'Renamed to royalties.payouts_daily',
  );
  expect(screen.getByRole('listitem').textContent).toContain(
    'Renamed, was called royalties.payouts_daily',
  );
});

it('shows what producers say, each facet by its name', async () => {
  at(<SaidFacets id="resource:royalties/payouts_daily" />);
  const facet = (await screen.findByText('storage')).closest('details');
  expect(facet?.querySelector('pre')?.textContent).toBe('{\n  "storageLayer": "iceberg"\n}');
});

it('says nothing of a dataset that is there', async () => {
  const { container, sent } = at(<GoneBand id="resource:royalties/payouts_daily" />);
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(container.textContent).toBe('');
});
