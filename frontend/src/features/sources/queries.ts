import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ask } from '../../api/client';
import {
  SourceActivityDocument,
  SourcesDocument,
  type SourcesQuery,
} from '../../api/generated/graphql';

export type Source = SourcesQuery['sources']['nodes'][number];

/** TanStack Query pauses intervals while the tab is hidden, which is what we want. */
const EVERY = 10_000;

export function useSources() {
  return useInfiniteQuery({
    queryKey: ['sources'],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      ask(SourcesDocument, { first: 100, after: pageParam }, signal),
    getNextPageParam: ({ sources: { pageInfo } }) =>
      pageInfo.hasNextPage ? pageInfo.endCursor : null,
    refetchInterval: EVERY,
  });
}

/** Of one source, or of all. */
export function useActivity(source: string | null) {
  return useQuery({
    queryKey: ['source-activity', source],
    queryFn: ({ signal }) => ask(SourceActivityDocument, { source, syncs: 8, issues: 50 }, signal),
    refetchInterval: EVERY,
  });
}
