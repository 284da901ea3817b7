import { render, screen } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { expect, it } from 'vitest';
import { Said } from './Said';

const NAMES = { 'group:default/finance': 'Finance Data', 'resource:a/b.c': 'c' };

function said(text: string, plain = false) {
  return render(<Said text={text} names={NAMES} plain={plain} />, { wrapper: MemoryRouter })
    .container;
}

it('shows what it knows by title, linked, at the end of a sentence too', () => {
  expect(said('resource:a/b.c belongs to group:default/finance.').textContent).toBe(
    'c belongs to Finance Data.',
  );
  const link = screen.getByRole('link', { name: 'Finance Data' });
  expect(link.getAttribute('href')).toBe('/t/default/finance');
  expect(link.title).toBe('group:default/finance');
});

it('leaves alone what it does not know, and words that only look like it', () => {
  const text = 'group:default/nobody cannot be found at a.yaml:7, https://a.b/c.';
  expect(said(text).textContent).toBe(text);
  expect(screen.queryByRole('link')).toBeNull();
});

it('shows instants as clocks do', () => {
  expect(said('edited by Ann at 2026-11-24T05:12:09Z): look').textContent).toBe(
    'edited by Ann at 24 Nov 05:12): look',
  );
  expect(screen.getByTitle('2026-11-24 05:12:09 UTC').tagName).toBe('TIME');
});

it('has no links of its own inside a link', () => {
  expect(said('Confirm group:default/finance.', true).textContent).toBe('Confirm Finance Data.');
  expect(screen.queryByRole('link')).toBeNull();
});
