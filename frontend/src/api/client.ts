import { ApiError, fromGraphQL, fromStatus, type GraphQLErrorJson } from './errors';
import type { TypedDocumentString } from './generated/graphql';

export interface Session {
  signed_in: boolean;
  name: string | null;
  public_reads: boolean;
}

export class SignInRefused extends Error {}

function csrfToken(): string | null {
  const match = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie);
  return match ? decodeURIComponent(match[1] as string) : null;
}

/** The only place that talks to the network. */
async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { credentials: 'same-origin', ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError('offline', null, null);
  }
}

let asking: Promise<unknown> | null = null;

/** The server sets the cookie with the session; all questions of a first visit wait for one. */
async function haveCsrfToken(): Promise<void> {
  if (csrfToken() !== null) return;
  asking ??= getSession().finally(() => {
    asking = null;
  });
  await asking;
}

async function post(path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  await haveCsrfToken();
  return send(path, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/json',
      'X-CSRFToken': csrfToken() ?? '',
    },
    body: JSON.stringify(body),
    signal: signal ?? null,
  });
}

const requestId = (response: Response) => response.headers.get('X-Request-Id');

async function json<T>(response: Response): Promise<T | null> {
  if (!(response.headers.get('Content-Type') ?? '').includes('json')) return null;
  try {
    return (await response.json()) as T;
  } catch {
    return null;
  }
}

export async function getSession(): Promise<Session> {
  const response = await send('/auth/session', { headers: { Accept: 'application/json' } });
  const session = response.ok ? await json<Session>(response) : null;
  if (!session) throw fromStatus(response.status, requestId(response));
  return session;
}

export async function signIn(username: string, password: string): Promise<void> {
  const response = await post('/auth/sign-in', { username, password });
  if (response.ok) return;
  if (response.status === 401) {
    const problem = await json<{ title?: string; detail?: string }>(response);
    throw new SignInRefused(problem?.detail ?? problem?.title ?? 'Name and password do not match.');
  }
  if (response.status === 429) {
    throw new SignInRefused('Too many tries. Wait a minute, then try again.');
  }
  throw fromStatus(response.status, requestId(response));
}

export async function signOut(): Promise<void> {
  const response = await post('/auth/sign-out', {});
  if (!response.ok) throw fromStatus(response.status, requestId(response));
}

interface GraphQLAnswer<T> {
  data?: T | null;
  errors?: GraphQLErrorJson[];
}

/** Asks one persisted document. An answer with any error counts as failed: half a page misleads. */
export async function ask<TResult, TVariables>(
  document: TypedDocumentString<TResult, TVariables>,
  variables: TVariables,
  signal?: AbortSignal,
): Promise<TResult> {
  const documentId: unknown = document.__meta__?.['hash'];
  const response = await post('/graphql', { documentId, variables }, signal);
  const answer = await json<GraphQLAnswer<TResult>>(response);
  const error = answer?.errors?.[0];
  if (error) throw fromGraphQL(error);
  if (!response.ok || !answer?.data) throw fromStatus(response.status, requestId(response));
  return answer.data;
}

/** Free text, for the GraphiQL page only; errors are part of what it shows. */
export async function askText(body: Record<string, unknown>): Promise<unknown> {
  const response = await post('/graphql', body);
  const answer = await json<unknown>(response);
  if (answer === null) throw fromStatus(response.status, requestId(response));
  return answer;
}
