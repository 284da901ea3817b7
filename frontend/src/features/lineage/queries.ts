import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ask } from '../../api/client';
import {
  LineageWalkDocument,
  SuggestDocument,
  type LineageWalkQuery,
  type LineageWalkQueryVariables,
} from '../../api/generated/graphql';

export type Walk = LineageWalkQuery['lineageWalk'];
export type WalkNode = Walk['nodes'][number];
export type WalkEdge = Walk['edges'][number];

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

export function usePicker(text: string) {
  return useQuery({
    queryKey: ['suggest', text],
    queryFn: ({ signal }) => ask(SuggestDocument, { text: text || null, first: 8 }, signal),
    placeholderData: keepPreviousData,
  });
}
