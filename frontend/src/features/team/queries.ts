import { useQuery } from '@tanstack/react-query';
import { ask } from '../../api/client';
import {
  PersonDocument,
  TeamDocument,
  type EntityFilter,
  type PersonQuery,
  type TeamQuery,
} from '../../api/generated/graphql';
import { useEntityList } from '../../lib/use-entity-list';

export type Team = NonNullable<TeamQuery['team']>;
export type Person = NonNullable<PersonQuery['person']>;

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
  return useEntityList({ owners: [ref], ownersIncludeChildren: true, ...only });
}
