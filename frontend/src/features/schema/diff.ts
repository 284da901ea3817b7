interface Field {
  path: string;
  type: string;
  nullable: boolean | null;
}

export type Change =
  | { what: 'added'; path: string; after: string }
  | { what: 'removed'; path: string; before: string }
  | { what: 'type'; path: string; before: string; after: string }
  | { what: 'nullable'; path: string; before: string; after: string };

const nulls = (field: Field) => (field.nullable ? 'nullable' : 'required');

function compare(old: Field, now: Field): Change[] {
  const changes: Change[] = [];
  const { path } = now;
  if (old.type !== now.type) {
    changes.push({ what: 'type', path, before: old.type, after: now.type });
  }
  // Unknown on either side is no news.
  if (old.nullable !== null && now.nullable !== null && old.nullable !== now.nullable) {
    changes.push({ what: 'nullable', path, before: nulls(old), after: nulls(now) });
  }
  return changes;
}

/** What happened between two versions: losses first, they break readers. */
export function diffColumns(before: Field[], after: Field[]): Change[] {
  const old = new Map(before.map((field) => [field.path, field]));
  const now = new Map(after.map((field) => [field.path, field]));
  const removed = before
    .filter((field) => !now.has(field.path))
    .map((field): Change => ({ what: 'removed', path: field.path, before: field.type }));
  const changed = after.flatMap((field) => {
    const was = old.get(field.path);
    return was ? compare(was, field) : [];
  });
  const added = after
    .filter((field) => !old.has(field.path))
    .map((field): Change => ({ what: 'added', path: field.path, after: field.type }));
  return [...removed, ...changed, ...added];
}

/** Depth of a nested field among the columns that are really there, and its own name. */
export function nest(path: string, known: Set<string>): { depth: number; label: string } {
  const parts = path.split('.');
  for (let cut = parts.length - 1; cut > 0; cut -= 1) {
    const parent = parts.slice(0, cut).join('.');
    if (known.has(parent)) {
      return { depth: nest(parent, known).depth + 1, label: parts.slice(cut).join('.') };
    }
  }
  return { depth: 0, label: path };
}

/** Fields that match, with the parents they hang from. */
export function filterColumns<T extends { path: string; type: string; description: string | null }>(
  columns: T[],
  text: string,
): T[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return columns;
  const hits = columns.filter((column) => {
    const hay = `${column.path} ${column.type} ${column.description ?? ''}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
  return columns.filter((column) =>
    hits.some((hit) => hit.path === column.path || hit.path.startsWith(`${column.path}.`)),
  );
}
