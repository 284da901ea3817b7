import { useQuery } from '@tanstack/react-query';
import { ask } from '../../api/client';
import { JobCodeDocument, type JobCodeQuery } from '../../api/generated/graphql';

export type Code = NonNullable<JobCodeQuery['code']>;

export function useCode(ref: string) {
  return useQuery({
    queryKey: ['code', ref],
    queryFn: ({ signal }) => ask(JobCodeDocument, { ref }, signal),
    select: (data) => data.code,
  });
}
