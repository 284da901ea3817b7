import { QueryCache, QueryClient } from '@tanstack/react-query';
import { toApiError } from './errors';

/** `onUnauthenticated` is given by the app: only it knows how to go to the sign-in page. */
export function makeQueryClient(onUnauthenticated: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (toApiError(error).failure === 'unauthenticated') onUnauthenticated();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 1 && toApiError(error).transient,
        retryDelay: 400,
      },
    },
  });
}
