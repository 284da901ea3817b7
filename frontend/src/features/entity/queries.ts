import { useQuery } from '@tanstack/react-query';
import { ask } from '../../api/client';
import {
  EntityDetailDocument,
  EntityHeadDocument,
  type EntityDetailQuery,
  type EntityHeadQuery,
} from '../../api/generated/graphql';

export type Head = NonNullable<EntityHeadQuery['entity']>;
export type Detail = NonNullable<EntityDetailQuery['entity']>['detail'];

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
