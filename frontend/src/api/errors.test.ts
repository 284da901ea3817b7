import { describe, expect, it } from 'vitest';
import { ApiError, fromGraphQL, fromStatus, toApiError } from './errors';

describe('errors become states', () => {
  it.each([
    ['UNAUTHENTICATED', 'unauthenticated', false],
    ['TIMEOUT', 'timeout', true],
    ['TOO_COSTLY', 'too_costly', false],
    ['UNAVAILABLE', 'unavailable', true],
    ['SOMETHING_NEW', 'internal', false],
  ])('%s', (code, failure, transient) => {
    const error = fromGraphQL({ message: 'why', extensions: { code, requestId: 'r1' } });
    expect([error.failure, error.transient, error.detail, error.requestId]).toEqual([
      failure,
      transient,
      'why',
      'r1',
    ]);
  });

  it.each([
    [401, 'unauthenticated'],
    [403, 'forbidden'],
    [413, 'invalid'],
    [429, 'unavailable'],
    [500, 'internal'],
    [504, 'timeout'],
  ])('HTTP %d', (status, failure) => expect(fromStatus(status, null).failure).toBe(failure));

  it('keeps what it already understands', () => {
    const error = new ApiError('offline', null, null);
    expect(toApiError(error)).toBe(error);
    expect(toApiError(new Error('boom')).detail).toBe('boom');
  });
});
