import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { NO_REFUSAL, readRefusal, type UserError } from './refusal';

interface Answer {
  changeSet: { id: string } | null;
  userErrors: readonly UserError[];
}

/** First words of the queries that change with what people say of an entity. */
export const EDITED = ['entity', 'schema', 'search', 'facets', 'patches', 'audit', 'health', 'now'];

/** One form that opens in place: what the server has against it, and the change set that it made. */
export function useEditing<Input>(send: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [refusal, setRefusal] = useState(NO_REFUSAL);
  const [made, setMade] = useState<string | null>(null);
  const [left, setLeft] = useState(false);
  const forget = () =>
    Promise.all(EDITED.map((key) => client.invalidateQueries({ queryKey: [key] })));
  const mutation = useMutation({ mutationFn: send });
  const begin = () => {
    setRefusal(NO_REFUSAL);
    setMade(null);
    mutation.reset();
    setLeft(false);
    setOpen(true);
  };
  const cancel = () => {
    setLeft(true);
    setOpen(false);
  };
  const save = async (input: Input) => {
    if (mutation.isPending) return;
    const answer = await mutation.mutateAsync(input);
    setRefusal(readRefusal(answer.userErrors));
    if (!answer.changeSet) return;
    await forget();
    setOpen(false);
    setMade(answer.changeSet.id);
  };
  return {
    ...{ open, begin, cancel, refusal, made, pending: mutation.isPending },
    /** The form was left without a change: its button gets the focus back. */
    left,
    error: mutation.error,
    save: (input: Input) => void save(input).catch(() => undefined),
    undone: () => setMade(null),
    reload: () => void forget().then(() => setRefusal(NO_REFUSAL)),
  };
}

export type Editing<Input> = ReturnType<typeof useEditing<Input>>;
