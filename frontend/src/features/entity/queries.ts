import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask } from '../../api/client';
import {
  AliasDetachDocument,
  ControlFlowDocument,
  EntityDetailDocument,
  EntityUpdateDocument,
  ExistenceDocument,
  PatchDocument,
  SaidDocument,
  type AliasDetachInput,
  type EntityUpdateInput,
  EntityHeadDocument,
  type ControlFlowQuery,
  type EntityDetailQuery,
  type EntityHeadQuery,
} from '../../api/generated/graphql';
import { useEditing, type Editing } from '../../lib/use-editing';

export type Head = NonNullable<EntityHeadQuery['entity']>;
export type Detail = NonNullable<EntityDetailQuery['entity']>['detail'];
export type Change = Omit<EntityUpdateInput, 'entities' | 'expectedVersion'>;
export type Update = Editing<Change>;
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

/** What people edited, as a patch of the descriptor file; null where nothing of it belongs into one. */
export function usePatch(ref: string, enabled: boolean) {
  return useQuery({
    queryKey: ['patches', ref],
    queryFn: ({ signal }) => ask(PatchDocument, { ref }, signal),
    select: (data) => data.patches[0] ?? null,
    enabled,
  });
}

/** A form about this entity, as it was when last read. */
export function useUpdate({ ref, version }: Pick<Head, 'ref' | 'version'>): Update {
  return useEditing(async (change: Change) => {
    const input = { ...change, entities: { refs: [ref] }, expectedVersion: version };
    return (await ask(EntityUpdateDocument, { input })).entityUpdate;
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
