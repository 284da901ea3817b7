import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ask } from '../../api/client';
import {
  SuggestColumnsDocument,
  SuggestDocument,
  type SuggestColumnsQuery,
  type SuggestQuery,
} from '../../api/generated/graphql';

export const SUGGESTIONS = 8;

/** What is looked for, and among what. */
export interface Typed {
  text: string;
  wanted: 'all' | 'actions' | 'columns';
}

export type Suggestion = SuggestQuery['entitySearch']['nodes'][number] &
  Partial<SuggestQuery['entitySearch']['edges'][number]>;
export type ColumnSuggestion = SuggestColumnsQuery['columnSearch']['nodes'][number];

export interface Suggestions {
  entities: Suggestion[];
  columns: ColumnSuggestion[];
  totalCount: number | null;
  totalCountState: SuggestQuery['entitySearch']['totalCountState'];
}

async function suggest({ text, wanted }: Typed, signal: AbortSignal): Promise<Suggestions> {
  if (wanted === 'columns') {
    const found = await ask(SuggestColumnsDocument, { text, first: SUGGESTIONS }, signal);
    return { ...found.columnSearch, entities: [], columns: found.columnSearch.nodes };
  }
  const found = await ask(SuggestDocument, { text: text || null, first: SUGGESTIONS }, signal);
  const { nodes, edges, ...total } = found.entitySearch;
  return { ...total, columns: [], entities: nodes.map((node, i) => ({ ...edges[i], ...node })) };
}

/** Whether anything is asked of the server for what was typed. */
export const isAsked = ({ text, wanted }: Typed): boolean =>
  wanted === 'all' || (wanted === 'columns' && text !== '');

export function useSuggest(typed: Typed) {
  return useQuery({
    queryKey: ['suggest', typed.wanted, typed.text],
    queryFn: ({ signal }) => suggest(typed, signal),
    enabled: isAsked(typed),
    // Entities are no answer while columns are looked for.
    placeholderData: (before, query) =>
      query?.queryKey[1] === typed.wanted ? keepPreviousData(before) : undefined,
  });
}
