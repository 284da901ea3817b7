import { useQuery } from '@tanstack/react-query';
import { ask } from '../../api/client';
import { EstateDocument } from '../../api/generated/graphql';

/** The facts of the footer; a quiet failure there must not disturb the page. */
export function useEstate() {
  return useQuery({
    queryKey: ['estate'],
    queryFn: ({ signal }) => ask(EstateDocument, {}, signal),
    refetchInterval: 60_000,
  });
}
