import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ask, signIn, SignInRefused } from './client';
import { EstateDocument } from './generated/graphql';

const reply = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(body === null ? null : JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json', ...headers },
  });

describe('client', () => {
  const fetched = vi.fn<typeof fetch>();

  beforeEach(() => {
    vi.stubGlobal('fetch', fetched);
    document.cookie = 'csrftoken=abc';
  });
  afterEach(() => {
    fetched.mockReset();
    vi.unstubAllGlobals();
    document.cookie = 'csrftoken=; expires=Thu, 01 Jan 1970 00:00:00 GMT';
  });

  it('sends the hash and never the text of a document', async () => {
    fetched.mockResolvedValueOnce(reply(200, { data: { sources: { nodes: [] } } }));
    await ask(EstateDocument, {});
    const [path, init] = fetched.mock.calls[0] ?? [];
    const sent = JSON.parse(String(init?.body)) as Record<string, unknown>;
    expect(path).toBe('/graphql');
    expect(Object.keys(sent)).toEqual(['documentId', 'variables']);
    expect(sent['documentId']).toMatch(/^[0-9a-f]{64}$/);
    expect(new Headers(init?.headers).get('X-CSRFToken')).toBe('abc');
  });

  it('reads the session first when there is no CSRF cookie yet', async () => {
    document.cookie = 'csrftoken=; expires=Thu, 01 Jan 1970 00:00:00 GMT';
    fetched.mockResolvedValueOnce(reply(200, { signed_in: false, name: null, public_reads: true }));
    fetched.mockResolvedValueOnce(reply(200, { data: {} }));
    await ask(EstateDocument, {});
    expect(fetched.mock.calls.map(([path]) => path)).toEqual(['/auth/session', '/graphql']);
  });

  it('throws the code and request id of a GraphQL error, even beside data', async () => {
    const errors = [{ message: 'slow', extensions: { code: 'TIMEOUT', requestId: 'r9' } }];
    fetched.mockResolvedValueOnce(reply(200, { data: {}, errors }));
    await expect(ask(EstateDocument, {})).rejects.toMatchObject({
      failure: 'timeout',
      requestId: 'r9',
    });
  });

  it('tells an unreachable server from a broken one', async () => {
    fetched.mockRejectedValueOnce(new TypeError('failed'));
    await expect(ask(EstateDocument, {})).rejects.toMatchObject({ failure: 'offline' });
    fetched.mockResolvedValueOnce(
      new Response('<html>', { status: 502, headers: { 'X-Request-Id': 'p1' } }),
    );
    await expect(ask(EstateDocument, {})).rejects.toMatchObject({
      failure: 'unavailable',
      requestId: 'p1',
    });
  });

  it('gives the reason of a refused sign-in', async () => {
    fetched.mockResolvedValueOnce(
      reply(
        401,
        { title: 'Refused', detail: 'No.' },
        { 'Content-Type': 'application/problem+json' },
      ),
    );
    await expect(signIn('a', 'b')).rejects.toEqual(new SignInRefused('No.'));
    fetched.mockResolvedValueOnce(reply(429, null));
    await expect(signIn('a', 'b')).rejects.toThrow(
      'Too many tries. Wait a minute, then try again.',
    );
  });
});
