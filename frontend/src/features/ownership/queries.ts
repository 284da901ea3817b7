import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask } from '../../api/client';
import {
  ChangeSetApplyDocument,
  ChangeSetUndoDocument,
  OwnerClearDocument,
  OwnerConfirmDocument,
  OwnerDeclineDocument,
  OwnerEditsDocument,
  OwnershipDocument,
  OwnerSetDocument,
  OwnerWaiveDocument,
  type OwnerEditsQuery,
  type OwnershipQuery,
  type OwnerResultFragment,
  type TeamsQuery,
} from '../../api/generated/graphql';
import type { Command } from './form';

export type Report = OwnershipQuery['ownership'];
export type Period = OwnershipQuery['ownershipPeriods'][number];
export type Edit = OwnerEditsQuery['changeSets']['nodes'][number];
export type Team = TeamsQuery['entitySearch']['nodes'][number];
export type Result = OwnerResultFragment;

const EDITS = 20;
export function useOwnership(ref: string) {
  return useQuery({
    queryKey: ['ownership', ref],
    queryFn: ({ signal }) => ask(OwnershipDocument, { ref }, signal),
  });
}

export function useEdits(ref: string) {
  return useInfiniteQuery({
    queryKey: ['owner-edits', ref],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      ask(OwnerEditsDocument, { ref, first: EDITS, after: pageParam }, signal),
    getNextPageParam: ({ changeSets: { pageInfo } }) =>
      pageInfo.hasNextPage ? pageInfo.endCursor : null,
  });
}

async function plan(command: Command): Promise<Result> {
  switch (command.act) {
    case 'set':
      return (await ask(OwnerSetDocument, { input: command.input })).ownerSet;
    case 'clear':
      return (await ask(OwnerClearDocument, { input: command.input })).ownerClear;
    case 'confirm':
      return (await ask(OwnerConfirmDocument, { input: command.input })).ownerConfirm;
    case 'decline':
      return (await ask(OwnerDeclineDocument, { input: command.input })).ownerDecline;
    case 'waive':
      return (await ask(OwnerWaiveDocument, { input: command.input })).ownerWaive;
  }
}

/** What a page shows of an entity may all change with its owner. */
function useForget() {
  const client = useQueryClient();
  return (result: Result) => {
    if (result.userErrors.length > 0) return undefined;
    return Promise.all(
      ['entity', 'ownership', 'owner-edits', 'health', 'search', 'facets', 'team', 'now'].map(
        (key) => client.invalidateQueries({ queryKey: [key] }),
      ),
    );
  };
}

export const usePlan = () => useMutation({ mutationFn: plan });

export function useApply() {
  const forget = useForget();
  return useMutation({
    mutationFn: async (id: string) =>
      (await ask(ChangeSetApplyDocument, { input: { id } })).changeSetApply,
    onSuccess: forget,
  });
}

export function useUndo() {
  const forget = useForget();
  return useMutation({
    mutationFn: async (input: { id: string; reason: string }) =>
      (await ask(ChangeSetUndoDocument, { input })).changeSetUndo,
    onSuccess: forget,
  });
}

/** After a conflict: the version and the owner as they are now. */
export function useReload(ref: string) {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.refetchQueries({ queryKey: ['entity', 'head', ref] }),
      client.refetchQueries({ queryKey: ['ownership', ref] }),
    ]);
}
