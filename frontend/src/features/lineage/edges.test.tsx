import { fireEvent, screen, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { renderAt } from '../../test/render';
import type * as LayoutModule from './layout';
import { LineagePage } from './LineagePage';

vi.mock('./layout', async (original) => ({
  ...(await original<typeof LayoutModule>()),
  layoutMap: (await import('../../test/flat-layout')).flatLayout,
}));

const PAYOUTS = 'resource:royalties/payouts_daily';

/** The focus is chosen in the list; what is known of it stands beside the map. */
async function chosen() {
  const grid = await screen.findByRole('treegrid');
  fireEvent.click(grid.querySelector(`[data-key="${PAYOUTS}"]`) as HTMLElement);
  return within(await screen.findByRole('region', { name: 'Chosen on the map' }));
}

function open() {
  return renderAt({
    path: `/lineage?ref=${PAYOUTS}&grain=dataset`,
    routes: [{ path: '/lineage', Component: LineagePage }],
  });
}

const line = async () => {
  const part = await chosen();
  fireEvent.click(part.getAllByRole('button', { name: /rates_by_territory/ })[0] as HTMLElement);
  await part.findByText('openlineage-events by');
  return part;
};

it('tells all evidence of a line with its age, what ended last', async () => {
  open();
  const part = await line();
  const told = part.getAllByRole('listitem').map((item) => item.textContent ?? '');
  expect(told.map((text) => /Fresh|Stale|Ended/.exec(text)?.[0])).toEqual([
    'Fresh',
    'Stale',
    'Ended',
  ]);
  expect(told[2]).toContain('ended 25 Sep');
});

it('declares an edge for a reason, says whose it is, and retracts it', async () => {
  open();
  const part = await chosen();
  fireEvent.click(await part.findByRole('button', { name: 'Declare an edge' }));
  fireEvent.click(part.getByRole('button', { name: 'Declare' }));
  expect((await part.findAllByText(/for whoever reads the history/)).length).toBe(1);
  const box = part.getByRole('combobox', { name: 'It is made from' });
  fireEvent.change(box, { target: { value: 'rates_by_territory' } });
  await part.findByRole('option', { name: /rates_by_territory/ });
  fireEvent.keyDown(box, { key: 'Enter' });
  fireEvent.change(part.getByLabelText('Why, kept in the audit'), {
    target: { value: 'Copied by hand on Mondays.' },
  });
  fireEvent.click(part.getByRole('button', { name: 'Declare' }));
  const told = await part.findByRole('status');
  expect(told.textContent).toContain('It is made from royalties.rates_by_territory');
  expect(document.activeElement).toBe(told);

  const evidence = await line();
  await evidence.findByText('Copied by hand on Mondays.');
  expect(evidence.getByText('user:default/ines.marek')).toBeTruthy();
  fireEvent.click(evidence.getByRole('button', { name: 'Retract what people declared' }));
  fireEvent.change(evidence.getByLabelText('Why it is not so any more'), {
    target: { value: 'No longer.' },
  });
  fireEvent.click(evidence.getByRole('button', { name: 'Retract' }));
  await vi.waitFor(() => expect(evidence.queryByText('Copied by hand on Mondays.')).toBeNull());
});

it('keeps what is typed beside what the server has against it', async () => {
  open();
  const part = await chosen();
  fireEvent.click(await part.findByRole('button', { name: 'Declare an edge' }));
  const box = part.getByRole('combobox', { name: 'It is made from' });
  fireEvent.change(box, { target: { value: 'payouts_daily' } });
  await part.findByRole('option', { name: /payouts_daily/ });
  fireEvent.keyDown(box, { key: 'Enter' });
  fireEvent.change(part.getByLabelText('Why, kept in the audit'), { target: { value: 'Itself.' } });
  fireEvent.click(part.getByRole('button', { name: 'Declare' }));
  await part.findByText('It is the source itself.');
  expect(part.getByLabelText('Why, kept in the audit')).toHaveProperty('value', 'Itself.');
});
