import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ask } from '../../api/client';
import {
  ContactsDocument,
  ImpactsDocument,
  LineageReachDocument,
  type ContactsQuery,
  type Direction,
  type ImpactsQuery,
  type LineageReachQuery,
} from '../../api/generated/graphql';

export type Reach = LineageReachQuery['lineageCount'];
export type Impact = ImpactsQuery['impacts']['nodes'][number];
export type Contact = ContactsQuery['contacts'][number];

const PAGE = 50;

/** How much is up or down of an entity, however far; asked beside the picture, one way at a time. */
export function useReach(ref: string, direction: Direction, asOf: string | null) {
  return useQuery({
    queryKey: ['lineage', 'reach', ref, direction, asOf],
    queryFn: ({ signal }) => ask(LineageReachDocument, { refs: [ref], direction, asOf }, signal),
    select: (data) => data.lineageCount,
  });
}

export function useImpacts(ref: string, direction: Direction, asOf: string | null) {
  return useInfiniteQuery({
    queryKey: ['lineage', 'impacts', ref, direction, asOf],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam: after, signal }) =>
      ask(ImpactsDocument, { ref, direction, asOf, first: PAGE, after }, signal),
    getNextPageParam: ({ impacts: { pageInfo } }) =>
      pageInfo.hasNextPage ? pageInfo.endCursor : null,
  });
}

export function useContacts(ref: string, asOf: string | null) {
  return useQuery({
    queryKey: ['lineage', 'contacts', ref, asOf],
    queryFn: ({ signal }) => ask(ContactsDocument, { ref, asOf }, signal),
    select: (data) => data.contacts,
  });
}
