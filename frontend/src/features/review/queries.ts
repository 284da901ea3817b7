import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { ask } from '../../api/client';
import {
  EntityMergeDocument,
  VariantDismissDocument,
  VariantsDocument,
  type VariantKind,
  type VariantsQuery,
} from '../../api/generated/graphql';
import { variantWord } from '../../lib/words';

export type Variant = VariantsQuery['variants']['nodes'][number];
export type Side = Variant['stays'];
export type Act = 'merge' | 'apart';

const PAGE = 20;
/** What else shows the one thing, or the two, that these are; the list itself keeps what was just decided in its place. */
export const STALE = ['entity', 'search', 'facets', 'audit', 'now'];

export function useVariants(kinds: VariantKind[] | null) {
  return useInfiniteQuery({
    queryKey: ['variants', kinds],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      ask(VariantsDocument, { kinds, first: PAGE, after: pageParam }, signal),
    getNextPageParam: ({ variants: { pageInfo } }) =>
      pageInfo.hasNextPage ? pageInfo.endCursor : null,
    refetchOnWindowFocus: false,
  });
}

/** `quotes and case`. */
export function differences(kinds: VariantKind[]): string {
  const words = kinds.map(variantWord);
  return [words.slice(0, -1).join(', '), ...words.slice(-1)].filter(Boolean).join(' and ');
}

async function decide(act: Act, { goes, stays, kinds }: Variant) {
  const difference = `The names differ in ${differences(kinds)} alone`;
  const ref = goes.entity.ref;
  if (act === 'merge') {
    const input = { ref, into: stays.entity.ref, reason: `${difference}.` };
    return (await ask(EntityMergeDocument, { input })).entityMerge;
  }
  const input = { ref, other: stays.entity.ref, reason: `${difference}, and yet they are two.` };
  return (await ask(VariantDismissDocument, { input })).variantDismiss;
}

export function useDecide() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ act, variant }: { act: Act; variant: Variant }) => decide(act, variant),
    onSuccess: () => Promise.all(STALE.map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}
