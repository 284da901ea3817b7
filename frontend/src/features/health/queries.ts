import { useQuery } from '@tanstack/react-query';
import { ask } from '../../api/client';
import { HealthDocument, type HealthQuery } from '../../api/generated/graphql';

export type Report = HealthQuery['health'];
export type Verdict = Report['verdicts'][number];
export type Point = Report['history'][number];

export function useHealth(ref: string) {
  return useQuery({
    queryKey: ['health', ref],
    queryFn: ({ signal }) => ask(HealthDocument, { ref }, signal),
    select: (data) => data.health,
  });
}
