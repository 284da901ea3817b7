import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask } from '../../api/client';
import {
  SyncApproveDocument,
  SyncChangesDocument,
  SyncDeclineDocument,
  SyncUndoDocument,
  WaitingSyncsDocument,
  type SyncChangesQuery,
  type SyncRowFragment,
} from '../../api/generated/graphql';

export type Sync = SyncRowFragment;
export type SyncChange = SyncChangesQuery['syncChanges']['nodes'][number];
export type Decision = 'approve' | 'decline' | 'undo';

/** Syncs that wait for somebody, of one source or of all. */
export function useWaiting(source: string | null) {
  return useQuery({
    queryKey: ['sources', 'waiting', source],
    queryFn: ({ signal }) => ask(WaitingSyncsDocument, { source }, signal),
    select: (data) => data.syncs.nodes,
    refetchInterval: 10_000,
  });
}

/** What waits of a sync, removals first. */
export function useChanges(sync: string) {
  return useInfiniteQuery({
    queryKey: ['sync-changes', sync],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      ask(SyncChangesDocument, { sync, first: 20, after: pageParam }, signal),
    getNextPageParam: ({ syncChanges: { pageInfo } }) =>
      pageInfo.hasNextPage ? pageInfo.endCursor : null,
  });
}

async function decide(decision: Decision, input: { id: string; reason: string }) {
  if (decision === 'approve') return (await ask(SyncApproveDocument, { input })).syncApprove;
  if (decision === 'decline') return (await ask(SyncDeclineDocument, { input })).syncDecline;
  return (await ask(SyncUndoDocument, { input })).syncUndo;
}

export function useDecide(decision: Decision, sync: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) => decide(decision, { id: sync, reason }),
    onSuccess: () =>
      Promise.all(
        ['sources', 'source-activity', 'sync-changes', 'audit'].map((key) =>
          client.invalidateQueries({ queryKey: [key] }),
        ),
      ),
  });
}
