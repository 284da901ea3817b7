import { useQuery } from '@tanstack/react-query';
import { ask } from '../../api/client';
import { TasksDocument, type TasksQuery } from '../../api/generated/graphql';

export type Task = TasksQuery['tasks'][number];

/** TanStack Query pauses intervals while the tab is hidden, which is what we want. */
const EVERY = 10_000;

export function useTasks() {
  return useQuery({
    queryKey: ['tasks'],
    queryFn: ({ signal }) => ask(TasksDocument, {}, signal),
    select: (data) => data.tasks,
    refetchInterval: EVERY,
  });
}
