import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getSession, signIn, signOut } from '../../api/client';

const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: getSession,
  staleTime: 5 * 60_000,
});

export const useSession = () => useQuery(sessionQuery);

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (form: { username: string; password: string }) =>
      signIn(form.username, form.password),
    // Another person may see other things: nothing cached before holds.
    onSuccess: () => client.resetQueries(),
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({ mutationFn: signOut, onSuccess: () => client.resetQueries() });
}
