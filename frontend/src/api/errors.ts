/** What a failure means for the page that asked. */
export type Failure =
  | 'unauthenticated'
  | 'forbidden'
  | 'invalid'
  | 'not_found'
  | 'too_costly'
  | 'timeout'
  | 'unavailable'
  | 'offline'
  | 'internal';

const BY_CODE: Record<string, Failure> = {
  UNAUTHENTICATED: 'unauthenticated',
  FORBIDDEN: 'forbidden',
  INVALID: 'invalid',
  NOT_FOUND: 'not_found',
  TOO_COSTLY: 'too_costly',
  TIMEOUT: 'timeout',
  UNAVAILABLE: 'unavailable',
  INTERNAL: 'internal',
};

const WORDS: Record<Failure, string> = {
  unauthenticated: 'Sign in to read this.',
  forbidden: 'You may not read this.',
  invalid: 'The server refused the question.',
  not_found: 'There is nothing here that you can see.',
  too_costly: 'That question costs too much. Ask for less at once.',
  timeout: 'The server took too long.',
  unavailable: 'The server cannot answer just now.',
  offline: 'The server cannot be reached.',
  internal: 'The server failed.',
};

export class ApiError extends Error {
  constructor(
    readonly failure: Failure,
    readonly detail: string | null,
    readonly requestId: string | null,
  ) {
    super(WORDS[failure]);
    this.name = 'ApiError';
  }

  /** Asking again can help only when nothing was wrong with the question. */
  get transient(): boolean {
    return ['timeout', 'unavailable', 'offline'].includes(this.failure);
  }
}

/** Of a page whose question is its address alone: there can be no such thing. */
export const isNoAddress = (error: unknown): boolean =>
  error instanceof ApiError && error.failure === 'invalid';

export interface GraphQLErrorJson {
  message: string;
  extensions?: { code?: string; requestId?: string };
}

export function fromGraphQL(error: GraphQLErrorJson): ApiError {
  const { code, requestId } = error.extensions ?? {};
  return new ApiError(BY_CODE[code ?? ''] ?? 'internal', error.message, requestId ?? null);
}

/** Answers that are not GraphQL at all: a proxy, a crash, an expired session. */
export function fromStatus(status: number, requestId: string | null): ApiError {
  if (status === 401) return new ApiError('unauthenticated', null, requestId);
  if (status === 403) return new ApiError('forbidden', null, requestId);
  if (status === 404) return new ApiError('not_found', null, requestId);
  if (status === 408 || status === 504) return new ApiError('timeout', null, requestId);
  if (status === 429 || status === 502 || status === 503) {
    return new ApiError('unavailable', null, requestId);
  }
  return new ApiError(status < 500 ? 'invalid' : 'internal', `HTTP ${status}`, requestId);
}

export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError('internal', error instanceof Error ? error.message : String(error), null);
}
