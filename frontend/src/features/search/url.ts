import type {
  EntityFilter,
  EntityOrder,
  FacetField,
  IntFilter,
  Kind,
} from '../../api/generated/graphql';
import { EXISTENCES, FRESHNESSES, KINDS, LEVELS, OWNER_STATES } from '../../lib/words';

export const FACETS = [
  'kind',
  'type',
  'owner',
  'state',
  'freshness',
  'level',
  'tier',
  'platform',
  'tag',
  'term',
  'lifecycle',
  'system',
  'domain',
  'existence',
] as const;
export type FacetName = (typeof FACETS)[number];
export type SortName = 'relevance' | 'name' | 'tier' | 'condition' | 'lost' | 'updated';

export interface SearchState {
  q: string;
  facets: Record<FacetName, string[]>;
  /** What teams below the chosen owners own counts too. */
  below: boolean;
  sort: SortName;
  after: string | null;
}

export const FACET_FIELDS: Record<FacetName, FacetField> = {
  kind: 'KIND',
  platform: 'PLATFORM',
  owner: 'OWNER',
  state: 'OWNER_STATE',
  freshness: 'FRESHNESS',
  level: 'LEVEL',
  tier: 'TIER',
  tag: 'TAG',
  term: 'TERM',
  lifecycle: 'LIFECYCLE',
  system: 'SYSTEM',
  type: 'TYPE',
  domain: 'DOMAIN',
  existence: 'EXISTENCE',
};

const SORTS: Record<SortName, EntityOrder | null> = {
  relevance: null,
  name: { by: 'NAME', direction: 'ASC' },
  tier: { by: 'TIER', direction: 'ASC' },
  condition: { by: 'CONDITION', direction: 'ASC' },
  // Over 7 days, the contract's default; a filter by change would hide all that is younger.
  lost: { by: 'CONDITION_CHANGE', direction: 'ASC' },
  updated: { by: 'UPDATED_AT', direction: 'DESC' },
};

/** Several values of one facet repeat the parameter: values may hold commas. */
export function readSearch(params: URLSearchParams): SearchState {
  const sort = params.get('sort') ?? '';
  const facets = Object.fromEntries(
    FACETS.map((name) => [name, [...new Set(params.getAll(name).filter(Boolean))]]),
  ) as Record<FacetName, string[]>;
  return {
    q: params.get('q') ?? '',
    facets,
    below: params.get('below') === 'yes',
    sort: sort in SORTS ? (sort as SortName) : 'relevance',
    after: params.get('after'),
  };
}

export function writeSearch(state: SearchState): URLSearchParams {
  const params = new URLSearchParams();
  if (state.q) params.set('q', state.q);
  for (const name of FACETS) state.facets[name].forEach((value) => params.append(name, value));
  if (state.below && state.facets.owner.length > 0) params.set('below', 'yes');
  if (state.sort !== 'relevance') params.set('sort', state.sort);
  if (state.after) params.set('after', state.after);
  return params;
}

/** Any change of the question starts again at its first page. */
export function toggleFacet(state: SearchState, name: FacetName, value: string): SearchState {
  const values = state.facets[name];
  const next = values.includes(value) ? values.filter((v) => v !== value) : [...values, value];
  return { ...state, facets: { ...state.facets, [name]: next }, after: null };
}

/** The contract knows ranges of tiers only; a set with gaps becomes an `or`. */
function tierFilter(values: string[]): EntityFilter {
  const tiers = values
    .map(Number)
    .filter((tier) => Number.isInteger(tier))
    .sort((a, b) => a - b);
  const [low] = tiers;
  const high = tiers[tiers.length - 1];
  if (low === undefined || high === undefined) return {};
  if (high - low === tiers.length - 1) {
    const tier: IntFilter = low === high ? { eq: low } : { gte: low, lte: high };
    return { tier };
  }
  return { or: tiers.map((tier) => ({ tier: { eq: tier } })) };
}

/** What the address says that is also a value of the contract; the rest is ignored. */
function known<T extends string>(values: string[], all: readonly T[]): T[] {
  const upper = values.map((value) => value.toUpperCase());
  return all.filter((value) => upper.includes(value));
}

export function toFilter({ facets, below }: SearchState): EntityFilter | null {
  const kinds = known<Kind>(facets.kind, KINDS);
  const ownerStates = known(facets.state, OWNER_STATES);
  const freshness = known(facets.freshness, FRESHNESSES);
  const levels = known(facets.level, LEVELS);
  const existence = known(facets.existence, EXISTENCES);
  const filter: EntityFilter = {
    ...(kinds.length > 0 && { kinds }),
    ...(facets.platform.length > 0 && { platforms: facets.platform }),
    ...(facets.owner.length > 0 && {
      owners: facets.owner,
      ...(below && { ownersIncludeChildren: true }),
    }),
    ...(ownerStates.length > 0 && { ownerStates }),
    ...(freshness.length > 0 && { freshness }),
    ...(levels.length > 0 && { levels }),
    ...(facets.tag.length > 0 && { tags: facets.tag }),
    ...(facets.term.length > 0 && { glossaryTerms: facets.term }),
    ...(facets.lifecycle.length > 0 && { lifecycles: facets.lifecycle }),
    ...(facets.system.length > 0 && { systems: facets.system }),
    ...(facets.type.length > 0 && { types: facets.type }),
    ...(facets.domain.length > 0 && { domains: facets.domain }),
    ...(existence.length > 0 && { existence }),
    ...tierFilter(facets.tier),
  };
  return Object.keys(filter).length > 0 ? filter : null;
}

export const toOrder = (state: SearchState): EntityOrder | null => SORTS[state.sort];

const ENUMS: FacetName[] = ['kind', 'state', 'freshness', 'level', 'existence'];

/** Facet values travel as the server's filter takes them; enums read better in lower case. */
export function facetValue(name: FacetName, value: string): string {
  return ENUMS.includes(name) ? value.toLowerCase() : value;
}
