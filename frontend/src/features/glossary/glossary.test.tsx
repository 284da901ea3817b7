import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { Term } from '../../components/Term';
import { shortTerm, termRef } from '../../lib/terms';
import { renderAt } from '../../test/render';
import { TermHolders } from './TermHolders';

it.each([
  ['churn', 'glossaryterm:default/churn', 'churn'],
  ['Sales/Churn', 'glossaryterm:sales/churn', 'sales/churn'],
  ['glossaryterm:x/y', 'glossaryterm:x/y', 'x/y'],
  ['user:default/ada', 'user:default/ada', 'user:default/ada'],
])('%s means %s', (typed, ref, short) => {
  expect(termRef(typed)).toBe(ref);
  expect(shortTerm(ref)).toBe(short);
});

it('lists what has a term', async () => {
  const id = 'glossaryterm:default/payable-stream';
  renderAt({ path: '/', routes: [{ path: '/', element: <TermHolders id={id} /> }] });
  expect((await screen.findByRole('rowheader')).textContent).toContain('payouts_daily');
  expect(screen.getByRole('link', { name: 'All, as search' }).getAttribute('href')).toBe(
    '/search?term=glossaryterm%3Adefault%2Fpayable-stream',
  );
});

it('says so where nothing has it', async () => {
  const id = 'glossaryterm:default/accrual';
  renderAt({ path: '/', routes: [{ path: '/', element: <TermHolders id={id} /> }] });
  expect(await screen.findByText('Nothing has this term yet.')).toBeTruthy();
});

it.each([
  [{ definition: 'What is owed.', exists: true }, 'What is owed.', '/e/glossaryterm/default/a'],
  [{ definition: null, exists: true }, 'No definition yet.', '/e/glossaryterm/default/a'],
  [
    { definition: null, exists: false },
    'Nobody defined it yet.',
    '/search?term=glossaryterm%3Adefault%2Fa',
  ],
])('a term leads to its page and tells its definition', (given, told, path) => {
  const term = { ref: 'glossaryterm:default/a', title: 'A', ...given };
  renderAt({ path: '/', routes: [{ path: '/', element: <Term term={term} /> }] });
  const link = screen.getByRole('link', { name: 'A', description: told });
  expect(link.getAttribute('href')).toBe(path);
});
