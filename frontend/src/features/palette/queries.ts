import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ask } from '../../api/client';
import { SuggestDocument } from '../../api/generated/graphql';

export const SUGGESTIONS = 8;

export function useSuggest(text: string, enabled: boolean) {
  return useQuery({
    queryKey: ['suggest', text],
    queryFn: ({ signal }) =>
      ask(SuggestDocument, { text: text || null, first: SUGGESTIONS }, signal),
    enabled,
    placeholderData: keepPreviousData,
  });
}

export type Suggestion = NonNullable<
  ReturnType<typeof useSuggest>['data']
>['entitySearch']['nodes'][number];
