import { useInfiniteQuery } from '@tanstack/react-query';
import { ask } from '../api/client';
import { EntityListDocument, type EntityFilter } from '../api/generated/graphql';

const PAGE = 25;

/** Entities that a filter finds, worst Condition first. */
export function useEntityList(filter: EntityFilter) {
  return useInfiniteQuery({
    queryKey: ['entity-list', filter],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      ask(
        EntityListDocument,
        { filter, order: { by: 'CONDITION', direction: 'ASC' }, first: PAGE, after: pageParam },
        signal,
      ),
    getNextPageParam: ({ entitySearch: { pageInfo } }) =>
      pageInfo.hasNextPage ? pageInfo.endCursor : null,
  });
}

export type EntityListing = ReturnType<typeof useEntityList>;
