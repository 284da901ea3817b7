import type { Direction, EntityFilter, OrphanKind } from '../../api/generated/graphql';

export const TABS = [
  { value: 'deadlines', label: 'Deadlines at risk' },
  { value: 'orphans', label: 'Unused datasets' },
  { value: 'hubs', label: 'Hubs' },
  { value: 'cycles', label: 'Cycles' },
] as const;
export type Tab = (typeof TABS)[number]['value'];

export const LACKS: { value: OrphanKind; label: string }[] = [
  { value: 'UNREAD', label: 'Nothing reads' },
  { value: 'UNWRITTEN', label: 'Nothing writes' },
  { value: 'ISOLATED', label: 'Neither' },
];

export interface ShapeState {
  tab: Tab;
  owner: string | null;
  lacks: OrphanKind;
  direction: Direction;
  /** Also promises that can be kept. */
  all: boolean;
}

export function readShape(params: URLSearchParams): ShapeState {
  const lacks = params.get('lacks')?.toUpperCase();
  return {
    tab: TABS.find(({ value }) => value === params.get('show'))?.value ?? 'deadlines',
    owner: params.get('owner') || null,
    lacks: LACKS.find(({ value }) => value === lacks)?.value ?? 'UNREAD',
    direction: params.get('direction') === 'upstream' ? 'UPSTREAM' : 'DOWNSTREAM',
    all: params.get('all') === 'yes',
  };
}

export function writeShape({ tab, owner, lacks, direction, all }: ShapeState): URLSearchParams {
  const params = new URLSearchParams();
  if (tab !== 'deadlines') params.set('show', tab);
  if (owner) params.set('owner', owner);
  if (lacks !== 'UNREAD') params.set('lacks', lacks.toLowerCase());
  if (direction === 'UPSTREAM') params.set('direction', 'upstream');
  if (all) params.set('all', 'yes');
  return params;
}

export const ownedBy = (owner: string | null): EntityFilter | null =>
  owner ? { owners: [owner], ownersIncludeChildren: true } : null;
