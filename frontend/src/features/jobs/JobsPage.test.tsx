import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { renderAt } from '../../test/render';
import { JobsPage } from './JobsPage';

it('says how each task does, what waits, and why one broke', async () => {
  renderAt({ path: '/', routes: [{ path: '/', Component: JobsPage }] });
  expect(await screen.findByText('2 of 5 need a look.')).toBeTruthy();
  const rows = screen.getAllByRole('row').map((row) => row.textContent ?? '');
  expect(rows.find((row) => row.includes('health_refresh'))).toMatch(/Runs well.*1,772oldest 15 s/);
  expect(rows.find((row) => row.includes('deadlock'))).toMatch(/^Broke .*OperationalError/);
  expect(rows.find((row) => row.includes('health_sweep'))).toMatch(/Waiting.*not yet.*no queue/);
});
