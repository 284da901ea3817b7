import type { FreshnessState, HealthNumber, OwnerState } from '../../api/generated/graphql';
import { freshnessStatus, LATE, ownerStatus, UNSURE, type Tone } from '../../lib/words';

export interface Ranked {
  ref: string;
  tier: number | null;
  condition: number | null;
  freshness: FreshnessState;
  ownerState: OwnerState | null;
}

export interface Need<T extends Ranked> {
  entity: T;
  tone: Tone;
  /** Why it is here, worst first. */
  reasons: string[];
}

/** What fails in Care can wait, and owners have their own list. */
export function failingIds(checks: readonly { id: string; countsFor: HealthNumber }[]): string[] {
  return checks.filter((check) => check.countsFor === 'CONDITION').map((check) => check.id);
}

function reasonsOf(entity: Ranked, failing: boolean): string[] {
  const late = LATE.includes(entity.freshness) && freshnessStatus(entity.freshness).word;
  const unsure =
    entity.ownerState !== null &&
    UNSURE.includes(entity.ownerState) &&
    `Owner ${ownerStatus(entity.ownerState).word.toLowerCase()}`;
  // A late arrival is itself a failing check: saying both says nothing more.
  const checks = failing && !late && 'A check fails';
  return [late, checks, unsure]
    .filter((reason) => typeof reason === 'string')
    .map((reason, i) => (i === 0 ? reason : reason.toLowerCase()));
}

/** The three lists as one: each thing once, the important and the ill first. */
export function rank<T extends Ranked>(lists: { late: T[]; failing: T[]; unsure: T[] }): Need<T>[] {
  const failing = new Set(lists.failing.map((entity) => entity.ref));
  const once = new Map(
    [...lists.late, ...lists.failing, ...lists.unsure].map((entity) => [entity.ref, entity]),
  );
  return [...once.values()]
    .map((entity) => ({
      entity,
      tone: toneOf(entity, failing.has(entity.ref)),
      reasons: reasonsOf(entity, failing.has(entity.ref)),
    }))
    .sort(
      (a, b) =>
        (a.entity.tier ?? 9) - (b.entity.tier ?? 9) ||
        (a.entity.condition ?? 101) - (b.entity.condition ?? 101),
    );
}

function toneOf(entity: Ranked, failing: boolean): Tone {
  if (LATE.includes(entity.freshness) || failing) return 'fail';
  return entity.ownerState === 'CONTESTED' ? 'warn' : 'fail';
}
