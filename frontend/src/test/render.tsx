import { QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import { createMemoryRouter, RouterProvider, type RouteObject } from 'react-router';
import { vi } from 'vitest';
import { makeQueryClient } from '../api/query-client';
// @ts-expect-error -- the mock is plain JavaScript
import { makeAnswer } from '../../mock/answer.mjs';
// @ts-expect-error -- the mock is plain JavaScript
import { makeEstate } from '../../mock/estate.mjs';

export const NOW = Date.parse('2026-11-24T07:11:08Z');

type Json = Record<string, unknown>;
type Answer = (sent: Json) => Promise<Json>;

interface Options {
  path: string;
  routes: RouteObject[];
  /** Replaces the answer to a document; null lets the mock answer. */
  intercept?: (sent: Json) => Json | null;
  session?: Json;
}

const reply = (value: unknown) =>
  new Response(JSON.stringify(value), { headers: { 'Content-Type': 'application/json' } });

/** Routes over a fake fetch that answers the real documents by the real contract. */
export function renderAt({ path, routes, intercept, session }: Options) {
  const answer = makeAnswer(makeEstate(NOW)) as Answer;
  const sent: Json[] = [];
  document.cookie = 'csrftoken=abc';
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => {
    if (url === '/auth/session') {
      return reply(session ?? { signed_in: false, name: null, public_reads: true });
    }
    const body = JSON.parse(String(init?.body)) as Json;
    sent.push(body);
    return reply(intercept?.(body) ?? (await answer(body)));
  });
  const router = createMemoryRouter(routes, { initialEntries: [path] });
  const onUnauthenticated = vi.fn();
  const client = makeQueryClient(onUnauthenticated);
  const view = render(
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  return { ...view, router, sent, onUnauthenticated };
}
