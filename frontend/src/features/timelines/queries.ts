import { skipToken, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ask } from '../../api/client';
import {
  TimelineForecastDocument,
  TimelinePathDocument,
  TimelineScopeDocument,
  TimelinesDocument,
  type EntityFilter,
  type TimelineForecastQuery,
  type TimelinePathQuery,
  type TimelineScopeQuery,
  type TimelinesQuery,
} from '../../api/generated/graphql';

export type TimelineRow = TimelinesQuery['timelines']['nodes'][number];
export type Path = TimelinePathQuery['criticalPath'];
export type Forecast = TimelineForecastQuery['delays'];

const PAGE = 50;

export interface Scope {
  refs: string[] | null;
  filter: EntityFilter | null;
}

export const EVERY_PIPELINE: Scope = { refs: null, filter: { kinds: ['PIPELINE'] } };

/** Of a pipeline itself and its jobs; of anything else the jobs and pipelines around it. */
export function scopeOf(ref: string, data: TimelineScopeQuery): Scope {
  if (data.entity?.kind === 'PIPELINE')
    return { refs: null, filter: { or: [{ refs: [ref] }, { pipelines: [ref] }] } };
  const near = data.lineageWalk.nodes.filter(({ kind }) => kind === 'JOB' || kind === 'PIPELINE');
  return { refs: near.slice(0, 100).map((node) => node.key), filter: null };
}

export function useScope(ref: string | null) {
  return useQuery({
    queryKey: ['timelines', 'scope', ref],
    queryFn: ref ? ({ signal }) => ask(TimelineScopeDocument, { ref }, signal) : skipToken,
    select: (data) => ({
      entity: data.entity,
      cut: data.lineageWalk.truncated && data.entity?.kind !== 'PIPELINE',
      scope: scopeOf(ref as string, data),
    }),
  });
}

export function useTimelines(scope: Scope | undefined, since: number, until: number) {
  const asked = { since: new Date(since).toISOString(), until: new Date(until).toISOString() };
  return useInfiniteQuery({
    queryKey: ['timelines', scope, asked],
    initialPageParam: null as string | null,
    queryFn: scope
      ? ({ pageParam, signal }) =>
          ask(TimelinesDocument, { ...scope, ...asked, first: PAGE, after: pageParam }, signal)
      : skipToken,
    getNextPageParam: ({ timelines: { pageInfo } }) =>
      pageInfo.hasNextPage ? pageInfo.endCursor : null,
  });
}

/** Of the last run of a pipeline that is over. */
export function usePath(ref: string | null) {
  return useQuery({
    queryKey: ['timelines', 'path', ref],
    queryFn: ref ? ({ signal }) => ask(TimelinePathDocument, { ref }, signal) : skipToken,
    select: (data) => data.criticalPath,
  });
}

export function useForecast(ref: string | null) {
  return useQuery({
    queryKey: ['timelines', 'forecast', ref],
    queryFn: ref ? ({ signal }) => ask(TimelineForecastDocument, { ref }, signal) : skipToken,
    select: (data) => data.delays,
  });
}
