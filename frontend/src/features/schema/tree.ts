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
