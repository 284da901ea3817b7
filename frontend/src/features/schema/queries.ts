import { useMutation, useQuery } from '@tanstack/react-query';
import { ask } from '../../api/client';
import {
  ColumnUpdateDocument,
  ColumnWalkDocument,
  DatasetSchemaDocument,
  SchemaChangesDocument,
  SchemaCheckDocument,
  SchemaVersionsDocument,
  type ColumnInput,
  type ColumnUpdateInput,
  type ColumnWalkQuery,
  type DatasetSchemaQuery,
  type SchemaChangesQuery,
  type SchemaCheckQuery,
  type SchemaVersionsQuery,
} from '../../api/generated/graphql';
import { useEditing, type Editing } from '../../lib/use-editing';

export type Schema = NonNullable<DatasetSchemaQuery['schema']>;
type Say = Pick<ColumnUpdateInput, 'description' | 'clear'>;
export type Update = Editing<Say>;
export interface Dataset {
  ref: string;
  version: number;
}
export type ColumnGraph = ColumnWalkQuery['columnWalk'];
export type Version = SchemaVersionsQuery['schemas']['nodes'][number];
export type Change = SchemaChangesQuery['schemaCompare']['changes'][number];
export type Verdict = SchemaCheckQuery['schemaCheck'];
export type Column = Schema['columns'][number];

/** `version` null is the current one; undefined asks nothing. */
export function useSchema(ref: string, version: number | null | undefined) {
  return useQuery({
    queryKey: ['schema', ref, version ?? null],
    queryFn: ({ signal }) => ask(DatasetSchemaDocument, { ref, version: version ?? null }, signal),
    select: (data) => data.schema,
    enabled: version !== undefined,
    // An older version never changes again.
    staleTime: version ? Infinity : 30_000,
  });
}

export function useVersions(ref: string) {
  return useQuery({
    queryKey: ['schema-versions', ref],
    queryFn: ({ signal }) => ask(SchemaVersionsDocument, { ref, first: 50, after: null }, signal),
    select: (data) => data.schemas,
  });
}

/** What changed from one version to a later one, and whom it breaks: the server says. */
export function useChanges(ref: string, before: Version, after: Version) {
  return useQuery({
    queryKey: ['schema-changes', ref, before.version, after.version],
    queryFn: ({ signal }) =>
      ask(SchemaChangesDocument, { ref, since: before.validFrom, until: after.validFrom }, signal),
    select: (data) => data.schemaCompare,
  });
}

/** Asked when somebody wants to know, of columns as they would be. */
export function useSchemaCheck(ref: string) {
  return useMutation({
    mutationFn: async (columns: ColumnInput[]) =>
      (await ask(SchemaCheckDocument, { ref, columns })).schemaCheck,
  });
}

/** What a column is made from, and what is made from it. */
export function useColumns(ref: string, column: string, maxHops: number) {
  return useQuery({
    queryKey: ['columns', ref, column, maxHops],
    queryFn: ({ signal }) => ask(ColumnWalkDocument, { ref, column, maxHops }, signal),
    select: (data) => data.columnWalk,
  });
}

/** A form about one column of a dataset. */
export function useUpdate({ ref, version }: Dataset, path: string): Update {
  return useEditing(async (say: Say) => {
    const input = { ...say, ref, path, expectedVersion: version };
    return (await ask(ColumnUpdateDocument, { input })).columnUpdate;
  });
}
