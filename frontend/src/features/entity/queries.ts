import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask } from '../../api/client';
import {
  AliasDetachDocument,
  ControlFlowDocument,
  EntityDetailDocument,
  ExistenceDocument,
  SaidDocument,
  type AliasDetachInput,
  EntityHeadDocument,
  type ControlFlowQuery,
  type EntityDetailQuery,
  type EntityHeadQuery,
} from '../../api/generated/graphql';

export type Head = NonNullable<EntityHeadQuery['entity']>;
export type Detail = NonNullable<EntityDetailQuery['entity']>['detail'];
export type Alias = Detail['aliases'][number];
export type Dependency = ControlFlowQuery['controlFlow']['runsAfter'][number];
/** First words of the queries that change when a name is split off. */
export const STALE = ['entity', 'variants', 'search', 'facets', 'audit'];

export function useHead(ref: string) {
  return useQuery({
    queryKey: ['entity', 'head', ref],
    queryFn: ({ signal }) => ask(EntityHeadDocument, { ref }, signal),
    select: (data) => data.entity,
  });
}

export function useDetail(ref: string) {
  return useQuery({
    queryKey: ['entity', 'detail', ref],
    queryFn: ({ signal }) => ask(EntityDetailDocument, { ref }, signal),
    select: (data) => data.entity?.detail ?? null,
  });
}

export function useExistence(ref: string) {
  return useQuery({
    queryKey: ['entity', 'existence', ref],
    queryFn: ({ signal }) => ask(ExistenceDocument, { ref }, signal),
    select: (data) => data.existence,
  });
}

/** Facets by name, in the words of the producers. */
export function useSaid(ref: string) {
  return useQuery({
    queryKey: ['entity', 'said', ref],
    queryFn: ({ signal }) => ask(SaidDocument, { ref }, signal),
    select: (data) => data.facets.facets as Record<string, unknown>,
  });
}

export function useControlFlow(ref: string) {
  return useQuery({
    queryKey: ['entity', 'control-flow', ref],
    queryFn: ({ signal }) => ask(ControlFlowDocument, { ref }, signal),
    select: (data) => data.controlFlow,
  });
}

export function useDetach() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (input: Pick<AliasDetachInput, 'ref' | 'scheme' | 'key' | 'reason'>) =>
      (await ask(AliasDetachDocument, { input })).aliasDetach,
    onSuccess: () => Promise.all(STALE.map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}
