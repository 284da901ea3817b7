import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask } from '../../api/client';
import {
  EventDropDocument,
  EventReplayDocument,
  IntakeDocument,
  IntakeWarningsDocument,
  ParkedEventsDocument,
  SourceActivityDocument,
  SourcesDocument,
  type IntakeQuery,
  type IntakeWarningsQuery,
  type ParkedRowFragment,
  type SourcesQuery,
} from '../../api/generated/graphql';

export type Source = SourcesQuery['sources']['nodes'][number];
export type Intake = IntakeQuery['intakes'][number];
export type Parked = ParkedRowFragment;
export type Warning = IntakeWarningsQuery['intakeWarnings']['nodes'][number];
export type Act = 'replay' | 'drop';

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

export function useIntake() {
  return useQuery({
    queryKey: ['intake'],
    queryFn: ({ signal }) => ask(IntakeDocument, {}, signal),
    select: (data) => data.intakes,
    refetchInterval: EVERY,
  });
}

/** Events that could not be applied, of one source or of all. */
export function useParked(source: string | null) {
  return useInfiniteQuery({
    queryKey: ['parked', source],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      ask(ParkedEventsDocument, { source, first: 20, after: pageParam }, signal),
    getNextPageParam: ({ events: { pageInfo } }) =>
      pageInfo.hasNextPage ? pageInfo.endCursor : null,
    refetchInterval: EVERY,
  });
}

export function useWarnings(source: string | null) {
  return useQuery({
    queryKey: ['intake-warnings', source],
    queryFn: ({ signal }) => ask(IntakeWarningsDocument, { source, first: 20 }, signal),
    select: (data) => data.intakeWarnings.nodes,
  });
}

async function settle(act: Act, input: { ids: string[]; reason: string }) {
  if (act === 'drop') return (await ask(EventDropDocument, { input })).eventDrop;
  return (await ask(EventReplayDocument, { input })).eventReplay;
}

export function useSettle(act: Act, event: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) => settle(act, { ids: [event], reason }),
    onSuccess: () =>
      Promise.all(
        ['parked', 'intake', 'audit'].map((key) => client.invalidateQueries({ queryKey: [key] })),
      ),
  });
}
