import { useQuery } from '@tanstack/react-query';
import { ask } from '../api/client';
import { TeamsDocument } from '../api/generated/graphql';

const TEAMS = 8;

/** Teams that have the words. */
export function useTeams(text: string, enabled: boolean) {
  return useQuery({
    queryKey: ['teams', text],
    queryFn: ({ signal }) => ask(TeamsDocument, { text: text || null, first: TEAMS }, signal),
    select: (data) => data.entitySearch.nodes,
    enabled,
  });
}
