import { fireEvent, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { renderAt } from '../../test/render';
import { SignInForm } from './SignInForm';

it('keeps the input and says why when refused', async () => {
  const onDone = vi.fn();
  renderAt({ path: '/', routes: [{ path: '/', element: <SignInForm onDone={onDone} /> }] });
  const fetched = vi.fn(() =>
    Promise.resolve(
      new Response('{"title":"Refused","detail":"Name and password do not match."}', {
        status: 401,
        headers: { 'Content-Type': 'application/problem+json' },
      }),
    ),
  );
  vi.stubGlobal('fetch', fetched);
  fireEvent.change(screen.getByLabelText('Name'), { target: { value: 'ines' } });
  fireEvent.change(screen.getByLabelText('Password'), { target: { value: 'wrong' } });
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  expect((await screen.findByRole('alert')).textContent).toBe('Name and password do not match.');
  expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('ines');
  expect(onDone).not.toHaveBeenCalled();
});
