import { fireEvent, screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { SchemaCheckDocument } from '../../api/generated/graphql';
import { renderAt } from '../../test/render';
import { readProposal, writeProposal } from './proposal';
import { SchemaTab } from './SchemaTab';

const at = (intercept: Parameters<typeof renderAt>[0]['intercept'] = () => null) =>
  renderAt({
    path: '/schema',
    routes: [{ path: '/schema', element: <SchemaTab id="resource:royalties/payouts_daily" /> }],
    intercept,
  });
const checks = (sent: Record<string, unknown>[]) =>
  sent.filter((body) => body['documentId'] === SchemaCheckDocument.__meta__?.['hash']);
const box = () => screen.findByLabelText<HTMLTextAreaElement>(/^A column a line/);
const check = () => fireEvent.click(screen.getByRole('button', { name: 'Check' }));

it('reads what it writes, and says which line it cannot read', () => {
  const columns = [
    { path: 'id', type: 'INT64', nullable: false },
    { path: 'a.b', type: 'NUMERIC(38, 9)', nullable: true },
    { path: 'c', type: 'STRUCT<x INT64>', nullable: null },
  ];
  const text = 'id INT64 required\na.b NUMERIC(38, 9) nullable\nc STRUCT<x INT64>';
  expect(writeProposal(columns)).toBe(text);
  expect(readProposal(`${text}\n\n`)).toEqual({
    columns: [columns[0], columns[1], { path: 'c', type: 'STRUCT<x INT64>' }],
    wrong: null,
  });
  expect(readProposal('amount INT64 required was old')).toEqual({
    columns: [{ path: 'amount', type: 'INT64', nullable: false, renamedFrom: 'old' }],
    wrong: null,
  });
  expect(readProposal('a INT64\nb').wrong).toBe(2);
});

it('tells whom a proposed schema breaks, and who has to agree', async () => {
  const { sent } = at();
  const text = await box();
  const [first, ...others] = text.value.split('\n');
  fireEvent.change(text, { target: { value: others.join('\n') } });
  check();
  expect(await screen.findByText(/1 reader breaks, or may\./)).toBeTruthy();
  const row = screen.getByRole('row', { name: /revenue_daily/ });
  expect(within(row).getByText(first?.split(' ')[0] ?? '?')).toBeTruthy();
  expect(screen.getByText(/Have to agree/).textContent).toBe('Have to agree: Finance Data');
  const [body] = checks(sent);
  expect((body?.['variables'] as { columns: unknown[] }).columns.length).toBe(others.length);
  fireEvent.click(screen.getByRole('button', { name: 'As it is now' }));
  check();
  expect(await screen.findByText('It is the schema that is there now.')).toBeTruthy();
});

it('asks nothing while a line cannot be read, and says what did not work', async () => {
  const { sent } = at((body) =>
    body['documentId'] === SchemaCheckDocument.__meta__?.['hash']
      ? { errors: [{ message: 'no', extensions: { code: 'TIMEOUT', requestId: 'r1' } }] }
      : null,
  );
  const text = await box();
  fireEvent.change(text, { target: { value: 'id' } });
  check();
  expect(screen.getByText('Line 1 has no type.')).toBeTruthy();
  expect(checks(sent)).toEqual([]);
  fireEvent.change(text, { target: { value: 'id INT64' } });
  check();
  expect((await screen.findByRole('alert')).textContent).toContain('The schema was not checked.');
});
