import { useQuery } from '@tanstack/react-query';
import { ask } from '../api/client';
import { ViewerDocument, type ViewerQuery } from '../api/generated/graphql';

export type Viewer = ViewerQuery['viewer'];

/** Who is asking: asked once, and again after signing in or out. */
export function useViewer() {
  return useQuery({
    queryKey: ['viewer'],
    queryFn: ({ signal }) => ask(ViewerDocument, {}, signal),
    select: (data) => data.viewer,
    staleTime: 5 * 60_000,
  });
}
