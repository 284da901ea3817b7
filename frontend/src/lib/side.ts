import type { OwnerState } from '../api/generated/graphql';
import { refTail } from './ref';
import { ownerStatus } from './words';

export interface Side {
  owner: string | null;
  state: OwnerState | null;
  text: string | null;
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** One side of a change, as far as it can be read. */
export function readSide(value: unknown): Side {
  const side = (typeof value === 'object' ? value : null) as Record<string, unknown> | null;
  const state = text(side?.['state'])?.toUpperCase();
  return {
    owner: text(side?.['owner']),
    state: state ? (state as OwnerState) : null,
    text: text(side?.['text']),
  };
}

export const stateWord = (state: OwnerState): string => ownerStatus(state).word.toLowerCase();

export function sideWord({ owner, state }: Side, names: Record<string, string>): string {
  const who = owner ? (names[owner] ?? refTail(owner)) : 'nobody';
  return state ? `${who} (${stateWord(state)})` : who;
}
