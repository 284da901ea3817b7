import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { renderAt } from '../../test/render';
import { SchemaTab } from './SchemaTab';

const at = (query: string, columns?: unknown) =>
  renderAt({
    path: `/schema${query}`,
    routes: [{ path: '/schema', element: <SchemaTab id="resource:royalties/payouts_daily" /> }],
    intercept: (body) =>
      columns && (body['variables'] as { since?: string }).since
        ? { data: { schemaCompare: columns } }
        : null,
  });

const against = () => screen.findByRole<HTMLSelectElement>('combobox', { name: /^v\d against/ });

it('compares the version that is shown with any other, and keeps both in the URL', async () => {
  const { router, sent } = at('');
  const select = await against();
  expect(select.value).toBe('2');
  expect(await screen.findByText('Changes up to v3')).toBeTruthy();
  fireEvent.change(select, { target: { value: '1' } });
  await waitFor(() => expect(router.state.location.search).toBe('?base=1'));
  const spans = () =>
    sent.flatMap(({ variables }) => {
      const { since, until } = variables as { since?: string; until?: string };
      return since && until ? [[since.slice(0, 10), until.slice(0, 10)]] : [];
    });
  await waitFor(() => expect(spans()).toContainEqual(['2026-09-25', '2026-11-16']));
});

it('puts the earlier version first, whichever is shown', async () => {
  at('?v=1&base=2');
  expect((await against()).value).toBe('2');
  expect(await screen.findByText('Changes up to v2')).toBeTruthy();
});

it('says whom a change breaks', async () => {
  const id = { type: 'INT64', nullable: true };
  at('', {
    compatibility: 'BREAKING',
    changes: [
      { kind: 'ADDED', path: 'new', before: null, after: id, compatibility: 'OK' },
      {
        ...{ kind: 'TIGHTENED', path: 'id', before: id, after: { ...id, nullable: false } },
        compatibility: 'BREAKING',
      },
    ],
  });
  const [added, tightened] = within(
    (await screen.findByText('new')).closest('ul') as HTMLElement,
  ).getAllByRole('listitem');
  expect(added?.textContent).toBe('+ new new: INT64');
  expect(tightened?.textContent).toBe(
    '~ id Breaks a known readermay not be null any more: INT64 to INT64, required',
  );
});

it('says so when the order alone changed', async () => {
  at('', { compatibility: 'OK', changes: [] });
  expect(await screen.findByText('Only the order of columns changed.')).toBeTruthy();
});

it('opens the columns around one, from the URL or its name, and follows them', async () => {
  const { router, sent } = at('');
  fireEvent.click(await screen.findByRole('button', { name: 'amount_usd' }));
  await waitFor(() => expect(router.state.location.search).toBe('?column=amount_usd'));
  const up = await screen.findByRole('link', { name: 'rate' });
  expect(up.getAttribute('href')).toBe(
    '/e/resource/royalties/rates_by_territory/schema?column=rate',
  );
  expect(up.closest('li')?.textContent).toBe(
    'rate in rates_by_territorydirect, aggregation, masked by payouts_build1 hop',
  );
  const whole = screen.getByRole('link', { name: 'the whole dataset' }).closest('li');
  expect(whole?.textContent).toContain('indirect, filter by payouts_build2 hops');
  expect(screen.getByText('a column you may not see').closest('li')?.textContent).toContain(
    'how is not said1 hop',
  );
  fireEvent.change(screen.getByRole('combobox', { name: /^up to/ }), { target: { value: '10' } });
  await waitFor(() => expect(router.state.location.search).toBe('?column=amount_usd&hops=10'));
  await waitFor(() =>
    expect(sent.map((body) => (body['variables'] as { maxHops?: number }).maxHops)).toContain(10),
  );
  fireEvent.click(screen.getByRole('button', { name: 'Close' }));
  await waitFor(() => expect(router.state.location.search).toBe('?hops=10'));
});

it('says when no column lineage is known', async () => {
  renderAt({
    path: '/schema?column=amount_usd',
    routes: [{ path: '/schema', element: <SchemaTab id="resource:royalties/payouts_daily" /> }],
    intercept: (body) =>
      (body['variables'] as { maxHops?: number }).maxHops
        ? { data: { columnWalk: { nodes: [], edges: [], truncated: false, hiddenCount: 0 } } }
        : null,
  });
  expect(await screen.findByText('No column lineage is known of it.')).toBeTruthy();
});

it('shows the SQL that columns were read from', async () => {
  const dataset = { exists: true, kind: 'DATASET', ref: 'resource:default/raw', title: 'raw' };
  const told = { description: null, job: null, masking: false, subtype: 'IDENTITY' };
  const edge = (source: string, inferred: boolean, text: string | null) => ({
    ...{ ...told, source, target: 'id', transformation: 'DIRECT' },
    evidence: [{ inferred, statement: inferred ? { text, state: 'AVAILABLE' } : null }],
  });
  const node = (key: string, hop: number) => ({ dataset, hop, key, path: key, type: null });
  const columnWalk = {
    ...{ nodes: [node('id', 0), node('a', -1), node('b', -1)], truncated: false, hiddenCount: 0 },
    edges: [edge('a', true, 'SELECT a AS id FROM raw'), edge('b', false, null)],
  };
  renderAt({
    path: '/schema?column=id',
    routes: [{ path: '/schema', element: <SchemaTab id="resource:royalties/payouts_daily" /> }],
    intercept: (body) =>
      (body['variables'] as { maxHops?: number }).maxHops ? { data: { columnWalk } } : null,
  });
  expect(await screen.findByText('SELECT a AS id FROM raw')).toBeTruthy();
  expect(screen.getByText(/direct, identity, read from SQL/)).toBeTruthy();
  expect(screen.getAllByText('SQL')).toHaveLength(1);
});

it('lets who may describe a column, and says what the producer says', async () => {
  const REF = 'resource:royalties/payouts_daily';
  const { sent } = renderAt({
    path: '/schema',
    routes: [
      { path: '/schema', element: <SchemaTab id={REF} editable={{ ref: REF, version: 3 }} /> },
    ],
  });
  const name = 'Edit the description of amount_usd';
  fireEvent.click(await screen.findByRole('button', { name }));
  const box = screen.getByLabelText('Description');
  fireEvent.change(box, { target: { value: 'In dollars.' } });
  fireEvent.keyDown(box, { key: 'Enter', ctrlKey: true });
  const mark = await screen.findByText(/edited by Ines Marek/);
  expect(mark.closest('td')?.textContent).toContain('In dollars.');
  expect(mark.textContent).toContain('the producer says “');
  expect(sent.map((body) => body['variables'])).toContainEqual({
    input: { ref: REF, path: 'amount_usd', description: 'In dollars.', expectedVersion: 3 },
  });
  fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
  await waitFor(() => expect(screen.queryByText(/edited by Ines Marek/)).toBeNull());
});
