import { render } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { expect, it } from 'vitest';
import { OwnerChange } from './OwnerChange';

const shown = (before: unknown, after: unknown) =>
  render(
    <MemoryRouter>
      <OwnerChange before={before} after={after} />
    </MemoryRouter>,
  ).container.textContent;

it('shows an owner with its state', () => {
  const before = { owner: 'group:default/a', state: 'declared' };
  expect(shown(before, { owner: null, state: 'orphan' })).toBe('a (declared) to nobody (orphan)');
});

it('shows other fields with their values, cut where they are long', () => {
  expect(shown({ 'metadata.title': 'A' }, { 'metadata.title': 'B' })).toBe(
    'metadata.title “A” to “B”',
  );
  expect(shown(null, { 'metadata.tags.pii': false })).toBe('metadata.tags.pii nothing to false');
  expect(shown(null, { text: 'x'.repeat(99) })).toBe(`text nothing to “${'x'.repeat(59)}…`);
});
