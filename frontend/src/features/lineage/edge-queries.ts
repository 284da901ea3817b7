import { skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask } from '../../api/client';
import {
  EdgeDeclareDocument,
  EdgeProofsDocument,
  EdgeRetractDocument,
  type EdgeDeclareInput,
  type EdgeProofsQuery,
} from '../../api/generated/graphql';
import { readRefusal } from '../../lib/refusal';

export type Proof = NonNullable<EdgeProofsQuery['edge']>['evidence'][number];

/** All that is known of one line; not asked where an end is hidden, or stands for several. */
export function useProofs(ends: { source: string; target: string } | null, asOf: string | null) {
  return useQuery({
    queryKey: ['lineage', 'edge', ends, asOf],
    queryFn: ends ? ({ signal }) => ask(EdgeProofsDocument, { ...ends, asOf }, signal) : skipToken,
    select: (data) => data.edge,
  });
}

async function send(act: 'declare' | 'retract', input: EdgeDeclareInput) {
  if (act === 'declare') return (await ask(EdgeDeclareDocument, { input })).edgeDeclare;
  return (await ask(EdgeRetractDocument, { input })).edgeRetract;
}

/** Declares an edge or takes it back; answers what the server has against it. */
export function useEdgeCommand(act: 'declare' | 'retract') {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (input: EdgeDeclareInput) => readRefusal((await send(act, input)).userErrors),
    onSuccess: () =>
      Promise.all(['lineage', 'audit'].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}
