import type { OwnerState } from '../api/generated/graphql';
import type { Viewer } from './use-viewer';

interface Owned {
  owner: { ref: string } | null;
  ownerState: OwnerState | null;
}

const ACCEPTED: (OwnerState | null)[] = ['OVERRIDDEN', 'CONFIRMED', 'DECLARED'];

/** Editors may say what anything is, a team what it is accepted to own. */
export function mayEdit(viewer: Viewer | undefined, entity: Owned): boolean {
  if (!viewer) return false;
  const owner = ACCEPTED.includes(entity.ownerState) ? entity.owner?.ref : undefined;
  return viewer.scopes.includes('catalog:write') || viewer.teams.some((team) => team.ref === owner);
}

/** Importance decides what is looked at first, so it takes the right to set owners. */
export function maySetTier(viewer: Viewer | undefined): boolean {
  return viewer?.scopes.includes('ownership:write') ?? false;
}
