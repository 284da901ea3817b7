import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { renderAt } from '../../test/render';
import { PersonPage } from './PersonPage';
import { TeamPage } from './TeamPage';

const at = (element: React.ReactNode) => renderAt({ path: '/', routes: [{ path: '/', element }] });

it('shows a team: its place, its people, and what it owns, worst first', async () => {
  at(<TeamPage id="group:default/royalties" />);
  expect(await screen.findByRole('heading', { name: 'Royalties' })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Finance Data' }).getAttribute('href')).toBe(
    '/t/default/finance',
  );
  const owned = await screen.findByRole('table', { name: 'Owned, worst Condition first' });
  await within(owned).findByRole('link', { name: /payouts_daily/ });
  const known = within(owned)
    .getAllByRole('meter', { name: 'Condition' })
    .map((meter) => Number(meter.getAttribute('aria-valuenow')));
  expect(known).toEqual([...known].sort((a, b) => a - b));
  expect(await screen.findByRole('table', { name: 'Needs attention' })).toBeTruthy();
  // The list holds what teams below own, so the search has to as well.
  expect(screen.getByRole('link', { name: 'All, as search' }).getAttribute('href')).toBe(
    '/search?owner=group%3Adefault%2Froyalties&below=yes&sort=condition',
  );
  const people = screen.getByRole('region', { name: 'People' });
  expect(within(people).getAllByRole('listitem')[0]?.textContent).toBe('Ines Mareklead');
});

it('has a page for a team that nobody knows', async () => {
  at(<TeamPage id="group:default/nobody" />);
  expect(await screen.findByText('No team known as group:default/nobody')).toBeTruthy();
});

it('shows a person with mail and teams', async () => {
  at(<PersonPage id="user:default/ines.marek" />);
  expect(await screen.findByText('ines.marek@tonic.example')).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Royalties' }).getAttribute('href')).toBe(
    '/t/default/royalties',
  );
});
