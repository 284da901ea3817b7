import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ask } from '../../api/client';
import {
  CyclesDocument,
  DeadlinesDocument,
  HubsDocument,
  OrphansDocument,
  type CyclesQuery,
  type DeadlinesQuery,
  type HubsQuery,
  type OrphansQuery,
} from '../../api/generated/graphql';
import { ownedBy, type ShapeState } from './url';

export type Orphan = OrphansQuery['orphans']['nodes'][number];
export type Hub = HubsQuery['hubs'][number];
export type Deadline = DeadlinesQuery['deadlines']['nodes'][number];
export type Cycle = CyclesQuery['cycles']['cycles'][number];

const PAGE = 50;
/** The whole graph is walked for cycles: a second look within some minutes shows the same. */
const KEPT = 5 * 60_000;

export function useCycles() {
  return useQuery({
    queryKey: ['cycles'],
    queryFn: ({ signal }) => ask(CyclesDocument, {}, signal),
    select: (data) => data.cycles,
    staleTime: KEPT,
    refetchOnWindowFocus: false,
  });
}

export function useOrphans({ owner, lacks }: ShapeState) {
  return useInfiniteQuery({
    queryKey: ['orphans', owner, lacks],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      ask(
        OrphansDocument,
        { kinds: [lacks], filter: ownedBy(owner), first: PAGE, after: pageParam },
        signal,
      ),
    getNextPageParam: ({ orphans: { pageInfo } }) =>
      pageInfo.hasNextPage ? pageInfo.endCursor : null,
  });
}

export function useHubs({ owner, direction }: ShapeState) {
  return useQuery({
    queryKey: ['hubs', owner, direction],
    queryFn: ({ signal }) => ask(HubsDocument, { direction, filter: ownedBy(owner) }, signal),
    select: (data) => data.hubs,
  });
}

/** Promises that cannot be kept, least slack first; with `all` also those that can, and of which too little is known. */
export function useDeadlines({ owner, all }: ShapeState) {
  return useInfiniteQuery({
    queryKey: ['deadlines', owner, all],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      ask(
        DeadlinesDocument,
        { filter: ownedBy(owner), keepable: all ? null : false, first: PAGE, after: pageParam },
        signal,
      ),
    getNextPageParam: ({ deadlines: { pageInfo } }) =>
      pageInfo.hasNextPage ? pageInfo.endCursor : null,
  });
}
