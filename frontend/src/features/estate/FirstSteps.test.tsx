import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { renderAt } from '../../test/render';
import { FirstSteps } from './FirstSteps';

it('says where events go, and where descriptors come from', async () => {
  renderAt({ path: '/', routes: [{ path: '/', Component: FirstSteps }] });
  expect(await screen.findByRole('heading', { name: 'Nothing is known yet' })).toBeTruthy();
  const send = screen.getByRole('region', { name: 'Commands to send events' });
  expect(send.textContent).toContain(`OPENLINEAGE_URL=${window.location.origin}`);
  expect(screen.getByRole('link', { name: 'Sources' }).getAttribute('href')).toBe('/sources');
  expect(document.title).toBe('First steps · Headwater');
});
