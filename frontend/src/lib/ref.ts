/** What a reference is made of: `kind:namespace/name`. */
export interface RefParts {
  kind: string;
  namespace: string;
  name: string;
}

export function parseRef(ref: string): RefParts | null {
  const match = /^([^:/]+):([^/]+)\/(.+)$/.exec(ref.trim());
  if (!match) return null;
  const [, kind, namespace, name] = match as unknown as [string, string, string, string];
  return { kind, namespace, name };
}

export function makeRef(kind: string, namespace: string, name: string): string {
  return `${kind}:${namespace}/${name}`;
}

export type EntityTab = '' | 'schema' | 'lineage' | 'runs' | 'health' | 'ownership' | 'relations';

/** Teams and people have pages of their own. */
const OWN_PAGES: Record<string, string> = { group: 't', user: 'p' };

/** Path of an entity's page; names may hold any character, so each part is escaped. */
export function entityPath(ref: string, tab: EntityTab = ''): string {
  const parts = parseRef(ref);
  if (!parts) return `/search?q=${encodeURIComponent(ref)}`;
  const own = OWN_PAGES[parts.kind];
  if (own && !tab)
    return `/${own}/${[parts.namespace, parts.name].map(encodeURIComponent).join('/')}`;
  const base = [parts.kind, parts.namespace, parts.name].map(encodeURIComponent).join('/');
  return tab ? `/e/${base}/${tab}` : `/e/${base}`;
}

export function lineagePath(ref: string): string {
  return `/lineage?ref=${encodeURIComponent(ref)}`;
}

export function timelinesPath(ref: string): string {
  return `/timelines?ref=${encodeURIComponent(ref)}`;
}

export interface NameParts {
  /** Namespace part with its separator; empty when the title stands alone. */
  quiet: string;
  loud: string;
}

/**
 * Splits a title so that its tail can be loud. Titles with spaces are prose and stay whole;
 * a plain name gets the namespace of its ref, unless that is the nameless `default`.
 */
export function splitName(title: string, namespace?: string): NameParts {
  if (/\s/.test(title)) return { quiet: '', loud: title };
  const cut = Math.max(title.lastIndexOf('.'), title.lastIndexOf('/'));
  if (cut > 0 && cut < title.length - 1) {
    return { quiet: title.slice(0, cut + 1), loud: title.slice(cut + 1) };
  }
  const quiet = namespace && namespace !== 'default' ? `${namespace}/` : '';
  return { quiet, loud: title };
}

/** The name of an entity: what machines call by a name needs its namespace, what people gave a title does not. */
export function nameOf(entity: { ref: string; title: string; namespace?: string }): NameParts {
  const technical = /^(resource|component|api):/.test(entity.ref);
  return splitName(entity.title, technical ? entity.namespace : undefined);
}

/** Titles by ref, of what exists. */
export function namesOf(
  links: readonly ({ ref: string; title: string; exists: boolean } | null)[],
): Record<string, string> {
  return Object.fromEntries(
    links.flatMap((link) => (link?.exists ? [[link.ref, link.title]] : [])),
  );
}

/** What is left to show of a ref when nobody sent its title: `group:tonic/royalties` is `royalties`. */
export function refTail(ref: string): string {
  return parseRef(ref)?.name ?? ref;
}
