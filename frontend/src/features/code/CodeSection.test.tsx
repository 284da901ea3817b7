import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { renderAt } from '../../test/render';
import { CodeSection } from './CodeSection';

const ABSENT = { text: null, state: 'ABSENT' };
const CODE = {
  ...{ language: 'sql', dialect: 'bigquery', repoUrl: 'https://example.org/repo' },
  ...{ path: 'models/orders.sql', version: '1f0c', url: 'https://example.org/repo/orders.sql' },
  ...{ sql: { text: 'SELECT 1', state: 'AVAILABLE' }, sourceCode: ABSENT },
  seenAt: '2026-11-20T06:00:00Z',
};
const show = (code: object | null) =>
  renderAt({
    path: '/x',
    routes: [{ path: '/x', element: <CodeSection id="component:default/load" /> }],
    intercept: () => ({ data: { code } }),
  });

it('shows the SQL and where it stands', async () => {
  show(CODE);
  expect((await screen.findByRole('region', { name: 'SQL' })).textContent).toBe('SELECT 1');
  const link = screen.getByRole('link', { name: 'models/orders.sql at 1f0c' });
  expect(link.getAttribute('href')).toBe('https://example.org/repo/orders.sql');
  expect(screen.getByRole('button', { name: 'Copy SQL' })).toBeTruthy();
  expect(screen.getByText('sql, bigquery')).toBeTruthy();
});

it('links nothing that a browser should not follow', async () => {
  show({ ...CODE, url: 'javascript:alert(1)', repoUrl: 'git@example.org:repo.git' });
  expect((await screen.findByText(/models\/orders\.sql at 1f0c/)).textContent).toContain(
    'in git@example.org:repo.git',
  );
  expect(screen.queryByRole('link')).toBeNull();
});

it('says who may read it', async () => {
  show({ ...CODE, sql: { text: null, state: 'REDACTED' } });
  expect(await screen.findByText('SQL is for those who may read events.')).toBeTruthy();
});
