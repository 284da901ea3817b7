import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { renderAt } from '../../test/render';
import { SourcesPage } from './SourcesPage';

const routes = [{ path: '/sources', Component: SourcesPage }];
const PLANNED = 'Nothing is changed yet: 0 new, 1 changed, 1 gone.';

it('says what waits, how much of the source it is, and who agreed', async () => {
  renderAt({ path: '/sources', routes });
  expect(
    await screen.findByText(
      '1,204 entities would go: 11 % of what the source says. Everything else is done.',
    ),
  ).toBeTruthy();
  expect(
    screen.getByText('It takes 2 people. Ada Okafor approved: The old project is switched off.'),
  ).toBeTruthy();
  expect(screen.getByText(PLANNED)).toBeTruthy();
});

it('shows a plan field by field, removals first', async () => {
  renderAt({ path: '/sources?source=descriptors-github', routes });
  fireEvent.click(
    await screen.findByRole('button', { name: 'Show changes of descriptors-github' }),
  );
  const gone = (await screen.findByText('plays_legacy')).closest('li');
  expect(gone?.textContent).toContain('Gone');
  const changed = (await screen.findByText('metadata.title')).closest('li') as HTMLElement;
  expect(within(changed).getByText('"Payouts"').tagName).toBe('DEL');
  expect(within(changed).getByText('"Payouts, daily"').tagName).toBe('INS');
  expect(changed.textContent).toContain('spec.lifecyclenothing to "production"');
});

it('approves for a reason, and no sooner', async () => {
  renderAt({ path: '/sources?source=descriptors-github', routes });
  fireEvent.click(await screen.findByRole('button', { name: 'Approve descriptors-github' }));
  fireEvent.click(screen.getByRole('button', { name: 'Approve it' }));
  expect(screen.getByRole('alert').textContent).toBe('Say why, for whoever reads the history.');
  fireEvent.change(screen.getByLabelText('Why approve it'), { target: { value: 'Looked at it.' } });
  fireEvent.click(screen.getByRole('button', { name: 'Approve it' }));
  await waitFor(() => expect(screen.queryByText(PLANNED)).toBeNull());
});

it('asks why before it brings back what a sync removed', async () => {
  renderAt({ path: '/sources', routes });
  const [bring] = await screen.findAllByRole('button', { name: /^Bring back what / });
  fireEvent.click(bring as HTMLElement);
  fireEvent.change(screen.getByLabelText('Why bring it back'), { target: { value: 'A mistake.' } });
  fireEvent.click(screen.getByRole('button', { name: 'Bring it back' }));
  await waitFor(() => expect(screen.queryByLabelText('Why bring it back')).toBeNull());
});
