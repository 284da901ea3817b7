import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ask } from '../../api/client';
import { EntityFacetsDocument, EntitySearchDocument } from '../../api/generated/graphql';
import { FACET_FIELDS, FACETS, toFilter, toOrder, type SearchState } from './url';

export const PAGE = 50;

export function useSearch(state: SearchState) {
  const variables = {
    text: state.q || null,
    filter: toFilter(state),
    order: toOrder(state),
    first: PAGE,
    after: state.after,
  };
  return useQuery({
    queryKey: ['search', variables],
    queryFn: ({ signal }) => ask(EntitySearchDocument, variables, signal),
    placeholderData: keepPreviousData,
  });
}

export function useFacets(state: SearchState) {
  const variables = {
    by: FACETS.map((name) => FACET_FIELDS[name]),
    text: state.q || null,
    filter: toFilter(state),
  };
  return useQuery({
    queryKey: ['facets', variables],
    queryFn: ({ signal }) => ask(EntityFacetsDocument, variables, signal),
    placeholderData: keepPreviousData,
  });
}
