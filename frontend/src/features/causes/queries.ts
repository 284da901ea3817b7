import { useQuery } from '@tanstack/react-query';
import { ask } from '../../api/client';
import { CausesDocument, type CausesQuery } from '../../api/generated/graphql';

export type Report = CausesQuery['causes'];
export type Cause = Report['causes'][number];

export function useCauses(ref: string) {
  return useQuery({
    queryKey: ['causes', ref],
    queryFn: ({ signal }) => ask(CausesDocument, { ref }, signal),
    select: (data) => data.causes,
  });
}
