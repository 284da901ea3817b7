import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ask } from '../../api/client';
import {
  AuditChangeSetDocument,
  AuditEntriesDocument,
  type AuditEntriesQuery,
} from '../../api/generated/graphql';
import type { Filters } from './url';

export type Line = AuditEntriesQuery['auditEntries']['nodes'][number];

const PAGE = 50;

export function useAudit(filters: Filters) {
  const variables = {
    target: filters.target || null,
    by: filters.by || null,
    actions: filters.action ? [filters.action] : null,
    allowed: filters.allowed === 'all' ? null : filters.allowed === 'yes',
    first: PAGE,
  };
  return useInfiniteQuery({
    queryKey: ['audit', variables],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      ask(AuditEntriesDocument, { ...variables, after: pageParam }, signal),
    getNextPageParam: ({ auditEntries: { pageInfo } }) =>
      pageInfo.hasNextPage ? pageInfo.endCursor : null,
  });
}

export function useChangeSet(id: string) {
  return useQuery({
    queryKey: ['change-set', id],
    queryFn: ({ signal }) => ask(AuditChangeSetDocument, { id }, signal),
    select: (data) => data.changeSet,
  });
}
