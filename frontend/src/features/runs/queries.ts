import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ask } from '../../api/client';
import {
  EventPayloadDocument,
  RunDetailDocument,
  RunEventsDocument,
  RunsDocument,
  type RunDetailQuery,
  type RunEventsQuery,
  type RunsQuery,
  type RunState,
} from '../../api/generated/graphql';

export type Run = RunsQuery['runs']['nodes'][number];
export type RunEvent = RunEventsQuery['events']['nodes'][number];
export type FullRun = NonNullable<RunDetailQuery['run']>;

export const DAYS = 90;
const DAY = 86_400_000;

/** A short list for the overview. */
export function useLastRuns(ref: string) {
  return useQuery({
    queryKey: ['runs', ref, 'last'],
    queryFn: ({ signal }) =>
      ask(RunsDocument, { ref, filter: null, first: 6, after: null }, signal),
    select: (data) => data.runs,
  });
}

/** The newest 100 of the last 90 days, for the pictures; those are never filtered by state. */
export function useRecentRuns(ref: string) {
  return useQuery({
    queryKey: ['runs', ref, 'recent'],
    queryFn: ({ signal }) => {
      const since = new Date(Math.floor(Date.now() / DAY) * DAY - (DAYS - 1) * DAY).toISOString();
      return ask(
        RunsDocument,
        { ref, filter: { startedAt: { since } }, first: 100, after: null },
        signal,
      );
    },
    select: (data) => data.runs,
  });
}

export function useRuns(ref: string, states: RunState[]) {
  return useInfiniteQuery({
    queryKey: ['runs', ref, 'list', states],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const filter = states.length > 0 ? { states } : null;
      return ask(RunsDocument, { ref, filter, first: 50, after: pageParam }, signal);
    },
    getNextPageParam: ({ runs: { pageInfo } }) =>
      pageInfo.hasNextPage ? pageInfo.endCursor : null,
  });
}

export function useRun(id: string | null) {
  return useQuery({
    queryKey: ['run', id],
    queryFn: ({ signal }) => ask(RunDetailDocument, { id: id as string }, signal),
    select: (data) => data.run,
    enabled: id !== null,
  });
}

/** The events that a run was made of, newest first. */
export function useRunEvents(runId: string, ref: string) {
  return useInfiniteQuery({
    queryKey: ['run-events', runId, ref],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      ask(RunEventsDocument, { runId, ref, first: 20, after: pageParam }, signal),
    getNextPageParam: ({ events: { pageInfo } }) =>
      pageInfo.hasNextPage ? pageInfo.endCursor : null,
  });
}

/** What an event says, asked for when somebody opens it; it never changes. */
export function usePayload(id: string) {
  return useQuery({
    queryKey: ['event-payload', id],
    queryFn: ({ signal }) => ask(EventPayloadDocument, { id }, signal),
    select: (data) => data.event?.payload ?? null,
    staleTime: Infinity,
  });
}
