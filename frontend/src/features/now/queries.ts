import { useQuery } from '@tanstack/react-query';
import { ask } from '../../api/client';
import {
  AttentionDocument,
  InstalledChecksDocument,
  MoversDocument,
  WorstTeamsDocument,
  type AttentionQuery,
  type WorstTeamsQuery,
} from '../../api/generated/graphql';
import { LATE, UNSURE } from '../../lib/words';
import { failingIds } from './rank';
import { toScope, type Scope } from './scope';

export type Found = AttentionQuery['late']['nodes'][number];
export type TeamRow = WorstTeamsQuery['scorecard']['rows'][number];

const SHOWN = 25;
const MOVERS = 8;
const MINUTE = 60_000;

/** Checks can come with a plug-in, so their ids are asked for; they hardly ever change. */
function useFailingIds() {
  return useQuery({
    queryKey: ['checks'],
    queryFn: ({ signal }) => ask(InstalledChecksDocument, {}, signal),
    select: (data) => failingIds(data.checks),
    staleTime: 60 * MINUTE,
  });
}

export function useAttention(scope: Scope) {
  const checks = useFailingIds();
  const owners = toScope(scope);
  const variables = {
    late: { ...owners, freshness: LATE },
    failing: { ...owners, failingChecks: checks.data ?? [] },
    unsure: { ...owners, ownerStates: UNSURE },
    order: { by: 'TIER', direction: 'ASC' },
    first: SHOWN,
  } as const;
  const attention = useQuery({
    queryKey: ['now', 'attention', variables],
    queryFn: ({ signal }) => ask(AttentionDocument, variables, signal),
    enabled: checks.data !== undefined,
    refetchInterval: MINUTE,
  });
  return {
    data: attention.data,
    error: checks.error ?? attention.error,
    retry: () => void (checks.error ? checks.refetch() : attention.refetch()),
  };
}

export function useMovers(scope: Scope) {
  const filter = { ...toScope(scope), conditionChange: { days: 7, lte: -5 } };
  return useQuery({
    queryKey: ['now', 'movers', filter],
    queryFn: ({ signal }) => ask(MoversDocument, { filter, first: MOVERS }, signal),
    select: (data) => data.entitySearch,
  });
}

export function useWorstTeams() {
  return useQuery({
    queryKey: ['now', 'teams'],
    queryFn: ({ signal }) => ask(WorstTeamsDocument, {}, signal),
    select: (data) => data.scorecard.rows.slice(0, MOVERS),
  });
}
