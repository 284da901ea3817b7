import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ask } from '../../api/client';
import { DescriptorDocument, RelationsDocument } from '../../api/generated/graphql';

export function useRelations(ref: string) {
  return useInfiniteQuery({
    queryKey: ['relations', ref],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      ask(RelationsDocument, { ref, first: 100, after: pageParam }, signal),
    getNextPageParam: ({ relations: { pageInfo } }) =>
      pageInfo.hasNextPage ? pageInfo.endCursor : null,
  });
}

export function useDescriptor(ref: string) {
  return useQuery({
    queryKey: ['descriptor', ref],
    queryFn: ({ signal }) => ask(DescriptorDocument, { ref }, signal),
    select: (data) => data.entity?.detail.descriptor ?? null,
  });
}
