import { entityPath, lineagePath } from '../../lib/ref';
import type { Suggestion } from './queries';

export interface Action {
  title: string;
  hint: string;
  run: () => void;
}

export type Item =
  | { type: 'entity'; id: string; entity: Suggestion; path: string; lineage: string }
  | { type: 'action'; id: string; action: Action };

export interface Typed {
  text: string;
  /** `>` asks for actions only. */
  actionsOnly: boolean;
}

export function readTyped(value: string): Typed {
  const text = value.trim();
  return text.startsWith('>')
    ? { text: text.slice(1).trim(), actionsOnly: true }
    : { text, actionsOnly: false };
}

/** Every word must occur in the title or the hint, as in the search itself. */
export function matchActions(actions: Action[], text: string): Action[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return actions.filter((action) => {
    const hay = `${action.title} ${action.hint}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}

export function toItems(typed: Typed, entities: Suggestion[], actions: Action[]): Item[] {
  const found: Item[] = typed.actionsOnly
    ? []
    : entities.map((entity) => ({
        type: 'entity',
        id: entity.ref,
        entity,
        path: entityPath(entity.ref),
        lineage: lineagePath(entity.ref),
      }));
  const doable: Item[] = matchActions(actions, typed.text).map((action) => ({
    type: 'action',
    id: action.title,
    action,
  }));
  return [...found, ...doable];
}

/** Wraps at both ends. */
export function step(at: number, by: 1 | -1, length: number): number {
  return length === 0 ? 0 : (at + by + length) % length;
}
