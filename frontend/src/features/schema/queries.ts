import { useQuery } from '@tanstack/react-query';
import { ask } from '../../api/client';
import {
  DatasetSchemaDocument,
  SchemaVersionsDocument,
  type DatasetSchemaQuery,
} from '../../api/generated/graphql';

export type Schema = NonNullable<DatasetSchemaQuery['schema']>;
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
