import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ask } from '../api/client';
import { ChangeUndoDocument } from '../api/generated/graphql';

/** Takes a change set back; answers what the server has against it, or null when it was done. */
export function useUndo(stale: string[]) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (input: { id: string; reason: string }) => {
      const { userErrors } = (await ask(ChangeUndoDocument, { input })).changeSetUndo;
      return userErrors[0]?.message ?? null;
    },
    onSuccess: () => Promise.all(stale.map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}
