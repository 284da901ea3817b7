import type { Detail } from './queries';

export type Said = Detail['provenance'][number];

interface Loser {
  source: string;
  value?: unknown;
}

export const PATHS = {
  title: 'metadata.title',
  description: 'metadata.description',
  tier: 'metadata.annotations.headwater.dev/tier',
  lifecycle: 'spec.lifecycle',
  links: 'metadata.links',
} as const;
export const TAG = 'metadata.tags.';
export const TERM = 'spec.glossaryTerms.';

export const saidAt = (detail: Detail, path: string): Said | undefined =>
  detail.provenance.find((row) => row.field === path);

/** A person's edit; who owns it is decided on a page of its own. */
export const isEdit = (row: Said | undefined): row is Said & { by: string } =>
  row !== undefined && row.by !== null;

export const editsBelow = (detail: Detail, prefix: string) =>
  detail.provenance.filter(isEdit).filter((row) => row.field.startsWith(prefix));

const SHOWN = 120;

function words(field: string, losers: Loser[]): string {
  if (field === PATHS.links)
    return losers.length === 1 ? 'has one link' : `has ${losers.length} links`;
  if (field.startsWith(TAG) || field.startsWith(TERM)) return 'has it';
  const value = String(losers[0]?.value ?? '');
  return `says “${value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value}”`;
}

/** What the mark beside an edited field tells. */
export function markOf(row: Said & { by: string }) {
  const losers = row.losers as Loser[];
  const [first] = losers;
  return {
    by: row.by,
    at: row.at,
    hidden: first ? { source: first.source, says: words(row.field, losers) } : null,
    redundant: row.redundant,
    hidesNewer: row.hidesNewer,
  };
}

/** The words of a field of tags or terms, in their order, each once. */
export const readWords = (text: string): string[] => [
  ...new Set(text.split(/[\s,]+/).filter(Boolean)),
];
