import { entityPath, lineagePath } from '../../lib/ref';
import type { ColumnSuggestion, Suggestion, Typed } from './queries';

export interface Action {
  title: string;
  hint: string;
  run: () => void;
}

export type Item =
  | { type: 'entity'; id: string; entity: Suggestion; path: string; lineage: string }
  | { type: 'column'; id: string; column: ColumnSuggestion; path: string; lineage: string }
  | { type: 'action'; id: string; action: Action };

/** `>` asks for actions only, `col:` for columns only. */
export function readTyped(value: string): Typed {
  const text = value.trim();
  if (text.startsWith('>')) return { text: text.slice(1).trim(), wanted: 'actions' };
  const column = /^col:(.*)$/i.exec(text);
  return column ? { text: (column[1] ?? '').trim(), wanted: 'columns' } : { text, wanted: 'all' };
}

/** The Schema tab with the column chosen: its type, description and lineage. */
export function columnPath(ref: string, path: string): string {
  return `${entityPath(ref, 'schema')}?column=${encodeURIComponent(path)}`;
}

/** Every word must occur in the title or the hint, as in the search itself. */
export function matchActions(actions: Action[], text: string): Action[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return actions.filter((action) => {
    const hay = `${action.title} ${action.hint}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}

interface Found {
  entities: Suggestion[];
  columns: ColumnSuggestion[];
}

export function toItems(typed: Typed, { entities, columns }: Found, actions: Action[]): Item[] {
  if (typed.wanted === 'columns') {
    return columns.map((column) => ({
      type: 'column',
      id: `${column.dataset.ref}#${column.path}`,
      column,
      path: columnPath(column.dataset.ref, column.path),
      lineage: lineagePath(column.dataset.ref),
    }));
  }
  const found: Item[] = (typed.wanted === 'all' ? entities : []).map((entity) => ({
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
