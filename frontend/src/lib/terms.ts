import { parseRef } from './ref';

const TERM_KIND = 'glossaryterm';

export const isTerm = (ref: string): boolean => parseRef(ref)?.kind === TERM_KIND;

/** `glossaryterm:default/churn` as people type it: `churn`; of another namespace `sales/churn`. */
export function shortTerm(ref: string): string {
  const parts = parseRef(ref);
  if (parts?.kind !== TERM_KIND) return ref;
  return parts.namespace === 'default' ? parts.name : `${parts.namespace}/${parts.name}`;
}

/** The ref that a typed term means. */
export function termRef(text: string): string {
  const full = text.includes(':') ? text : `${TERM_KIND}:${text}`;
  return (full.includes('/') ? full : full.replace(':', ':default/')).toLowerCase();
}
