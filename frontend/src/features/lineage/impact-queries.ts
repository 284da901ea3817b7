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

export type Reach = LineageReachQuery['up'];
export type Impact = ImpactsQuery['impacts']['nodes'][number];
export type Contact = ContactsQuery['contacts'][number];

const PAGE = 50;

/** How much is up and down of an entity, however far; asked beside the picture. */
export function useReach(ref: string, asOf: string | null) {
  return useQuery({
    queryKey: ['lineage', 'reach', ref, asOf],
    queryFn: ({ signal }) => ask(LineageReachDocument, { refs: [ref], asOf }, signal),
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
