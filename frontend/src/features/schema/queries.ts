import { useQuery } from '@tanstack/react-query';
import { ask } from '../../api/client';
import {
  ColumnWalkDocument,
  DatasetSchemaDocument,
  SchemaChangesDocument,
  SchemaVersionsDocument,
  type ColumnWalkQuery,
  type DatasetSchemaQuery,
  type SchemaChangesQuery,
  type SchemaVersionsQuery,
} from '../../api/generated/graphql';

export type Schema = NonNullable<DatasetSchemaQuery['schema']>;
export type ColumnGraph = ColumnWalkQuery['columnWalk'];
export type Version = SchemaVersionsQuery['schemas']['nodes'][number];
export type Change = SchemaChangesQuery['schemaCompare']['changes'][number];
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

/** What a column is made from, and what is made from it. */
export function useColumns(ref: string, column: string, maxHops: number) {
  return useQuery({
    queryKey: ['columns', ref, column, maxHops],
    queryFn: ({ signal }) => ask(ColumnWalkDocument, { ref, column, maxHops }, signal),
    select: (data) => data.columnWalk,
  });
}
