import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ask } from '../../api/client';
import {
  OwnedDocument,
  PersonDocument,
  TeamDocument,
  type EntityFilter,
  type PersonQuery,
  type TeamQuery,
} from '../../api/generated/graphql';

export type Team = NonNullable<TeamQuery['team']>;
export type Person = NonNullable<PersonQuery['person']>;

const PAGE = 25;

export function useTeam(ref: string) {
  return useQuery({
    queryKey: ['team', ref],
    queryFn: ({ signal }) => ask(TeamDocument, { ref }, signal),
    select: (data) => data.team,
  });
}

export function usePerson(ref: string) {
  return useQuery({
    queryKey: ['person', ref],
    queryFn: ({ signal }) => ask(PersonDocument, { ref }, signal),
    select: (data) => data.person,
  });
}

/** What a team and the teams below it own, worst Condition first. */
export function useOwned(ref: string, only: EntityFilter = {}) {
  const filter = { owners: [ref], ownersIncludeChildren: true, ...only };
  return useInfiniteQuery({
    queryKey: ['team', ref, 'owned', only],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      ask(
        OwnedDocument,
        { filter, order: { by: 'CONDITION', direction: 'ASC' }, first: PAGE, after: pageParam },
        signal,
      ),
    getNextPageParam: ({ entitySearch: { pageInfo } }) =>
      pageInfo.hasNextPage ? pageInfo.endCursor : null,
  });
}
