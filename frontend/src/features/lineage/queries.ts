import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { ask } from '../../api/client';
import {
  LineageDifferenceDocument,
  LineageWalkDocument,
  LineageWaysDocument,
  SuggestDocument,
  type LineageDifferenceQuery,
  type LineageDifferenceQueryVariables,
  type LineageWalkQuery,
  type LineageWalkQueryVariables,
  type LineageWaysQuery,
  type LineageWaysQueryVariables,
} from '../../api/generated/graphql';

export type Walk = LineageWalkQuery['lineageWalk'];
export type WalkNode = Walk['nodes'][number];
export type WalkEdge = Walk['edges'][number];
export type Trace = LineageWaysQuery['lineageTrace'];
export type Difference = LineageDifferenceQuery['lineageCompare'];

export function useWalk(variables: LineageWalkQueryVariables) {
  return useQuery({
    queryKey: ['lineage', variables] as const,
    queryFn: ({ signal }) => ask(LineageWalkDocument, variables, signal),
    select: (data) => data.lineageWalk,
    // The old picture stays while the same focus is asked in another way; another focus starts empty.
    placeholderData: (previous, query) =>
      query?.queryKey[1].refs[0] === variables.refs[0] ? previous : undefined,
  });
}

export function useWays(variables: LineageWaysQueryVariables | null) {
  return useQuery({
    queryKey: ['lineage', 'ways', variables],
    queryFn: variables ? ({ signal }) => ask(LineageWaysDocument, variables, signal) : skipToken,
    select: (data) => data.lineageTrace,
  });
}

export function useDifference(variables: LineageDifferenceQueryVariables | null) {
  return useQuery({
    queryKey: ['lineage', 'difference', variables],
    queryFn: variables
      ? ({ signal }) => ask(LineageDifferenceDocument, variables, signal)
      : skipToken,
    select: (data) => data.lineageCompare,
  });
}

export function usePicker(text: string, enabled = true) {
  return useQuery({
    enabled,
    queryKey: ['suggest', text],
    queryFn: ({ signal }) => ask(SuggestDocument, { text: text || null, first: 8 }, signal),
    placeholderData: keepPreviousData,
  });
}
