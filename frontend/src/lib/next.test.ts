import { expect, it } from 'vitest';
import { safeNext, signInPath } from './next';

it.each([
  ['/e/a/b/c?x=1', '/e/a/b/c?x=1'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['/sign-in?next=/', '/'],
  [null, '/'],
])('goes on to %s only inside this site', (next, path) => expect(safeNext(next)).toBe(path));

it('remembers where somebody was', () => {
  expect(signInPath({ pathname: '/search', search: '?q=a&b=1' })).toBe(
    '/sign-in?next=%2Fsearch%3Fq%3Da%26b%3D1',
  );
});
