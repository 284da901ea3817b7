import type { EntityFilter } from '../../api/generated/graphql';

interface Team {
  ref: string;
  title: string;
}

export interface Scope {
  /** Value in the address; `all` is the whole estate, `mine` every team of the viewer. */
  key: string;
  title: string;
  owners: string[];
}

const ALL: Scope = { key: 'all', title: 'Whole estate', owners: [] };

/** What can be looked at: each own team, all of them together, and everything. */
export function scopes(teams: readonly Team[]): Scope[] {
  const each = teams.map((team) => ({ key: team.ref, title: team.title, owners: [team.ref] }));
  const mine = { key: 'mine', title: 'All mine', owners: teams.map((team) => team.ref) };
  return [...(teams.length > 1 ? [mine] : []), ...each, ALL];
}

export function readScope(all: Scope[], key: string | null): Scope {
  return all.find((scope) => scope.key === key) ?? all[0] ?? ALL;
}

export function toScope({ owners }: Scope): EntityFilter {
  return owners.length > 0 ? { owners, ownersIncludeChildren: true } : {};
}

/** The same question as a search, for the counts that lead there. */
export function searchPath({ owners }: Scope, facets: [string, string[]]): string {
  const params = new URLSearchParams();
  owners.forEach((owner) => params.append('owner', owner));
  if (owners.length > 0) params.set('below', 'yes');
  facets[1].forEach((value) => params.append(facets[0], value.toLowerCase()));
  return `/search?${params.toString()}`;
}
