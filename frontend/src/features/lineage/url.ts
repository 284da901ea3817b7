import type { Direction, Grain } from '../../api/generated/graphql';

export interface LineageState {
  ref: string | null;
  dir: 'both' | 'up' | 'down';
  /** Null follows the grain, see `hopsOf`. */
  hops: number | null;
  grain: 'full' | 'dataset' | 'pipeline' | 'system' | 'domain' | 'team';
  /** The picture, everything in reach as rows, or by team. */
  show: 'map' | 'impact' | 'contacts';
  /** Other end of the ways that are drawn; null draws none. */
  to: string | null;
  /** Which way those lead: from the focus down, or from the other end down to it. */
  way: 'down' | 'up';
  /** `YYYY-MM-DDTHH:MM`, UTC; null is now. */
  asof: string | null;
  /** Earlier instant that the picture is compared with, as `asof`. */
  than: string | null;
  window: number;
  /** Stations whose stubs were opened. */
  open: string[];
  /** Layers whose groups were unfolded. */
  layers: number[];
}

const DIRECTIONS: Record<LineageState['dir'], Direction> = {
  both: 'BOTH',
  up: 'UPSTREAM',
  down: 'DOWNSTREAM',
};
const GRAINS: Record<LineageState['grain'], Grain> = {
  full: 'FULL',
  dataset: 'DATASET',
  pipeline: 'PIPELINE',
  system: 'SYSTEM',
  domain: 'DOMAIN',
  team: 'TEAM',
};
const SHOWS: Record<LineageState['show'], true> = { map: true, impact: true, contacts: true };
const WAYS: Record<LineageState['way'], true> = { down: true, up: true };

export const MAX_HOPS = 20;
export const MAX_STARTS = 20;
export const MAX_NODES = 250;

function pick<T extends string>(value: string | null, known: Record<T, unknown>, other: T): T {
  return value !== null && value in known ? (value as T) : other;
}

function bounded(value: string | null, low: number, high: number): number | null {
  if (value === null || !/^-?\d+$/.test(value)) return null;
  return Math.min(high, Math.max(low, Number(value)));
}

function minute(value: string | null): string | null {
  return value && /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(value) ? value : null;
}

/** `2026-11-01T05:00` as the server takes it; null stays null, which is now. */
export const instant = (at: string | null) => at && `${at}:00Z`;

/** Ways are made of jobs and datasets; at the levels of groups there are none to draw. */
export const hasWays = (grain: LineageState['grain']) => grain === 'full' || grain === 'dataset';

export function readLineage(params: URLSearchParams): LineageState {
  const grain = pick(params.get('grain'), GRAINS, 'full');
  return {
    ref: params.get('ref'),
    dir: pick(params.get('dir'), DIRECTIONS, 'both'),
    hops: bounded(params.get('hops'), 1, MAX_HOPS),
    grain,
    show: pick(params.get('show'), SHOWS, 'map'),
    to: hasWays(grain) ? params.get('to') : null,
    way: pick(params.get('way'), WAYS, 'down'),
    asof: minute(params.get('asof')),
    than: minute(params.get('than')),
    window: bounded(params.get('window'), 0, 365) ?? 0,
    open: [...new Set(params.getAll('open'))].slice(0, MAX_STARTS - 1),
    layers: params
      .getAll('layer')
      .map((value) => bounded(value, -MAX_HOPS, MAX_HOPS))
      .filter((layer) => layer !== null),
  };
}

export function writeLineage(state: LineageState): URLSearchParams {
  const params = new URLSearchParams();
  if (state.ref) params.set('ref', state.ref);
  if (state.dir !== 'both') params.set('dir', state.dir);
  if (state.hops !== null) params.set('hops', String(state.hops));
  if (state.grain !== 'full') params.set('grain', state.grain);
  if (state.show !== 'map') params.set('show', state.show);
  if (state.to) params.set('to', state.to);
  if (state.to && state.way !== 'down') params.set('way', state.way);
  if (state.asof) params.set('asof', state.asof);
  if (state.than) params.set('than', state.than);
  if (state.window > 0) params.set('window', String(state.window));
  state.open.forEach((ref) => params.append('open', ref));
  state.layers.forEach((layer) => params.append('layer', String(layer)));
  return params;
}

/** Where jobs are nodes of their own, the next dataset is two hops away. */
export function hopsOf(state: LineageState): number {
  return state.hops ?? (state.grain === 'full' ? 2 : 1);
}

export function toVariables(state: LineageState, focus: string) {
  return {
    refs: [focus, ...state.open.filter((ref) => ref !== focus)],
    direction: DIRECTIONS[state.dir],
    maxHops: hopsOf(state),
    limit: MAX_NODES,
    grain: GRAINS[state.grain],
    windowDays: state.window,
    asOf: instant(state.asof),
  };
}

/** The same scope at two instants; null while there is nothing to compare with. */
export function toDifference(state: LineageState, focus: string) {
  if (!state.than) return null;
  const { refs, direction, maxHops, limit, grain, asOf: until } = toVariables(state, focus);
  return { refs, direction, maxHops, limit, grain, until, since: `${state.than}:00Z` };
}

/** The ends of the ways that are drawn, upstream first; null when none are. */
export function toWays(state: LineageState, focus: string) {
  if (!state.to) return null;
  const [source, target] = state.way === 'down' ? [focus, state.to] : [state.to, focus];
  return { source, target, asOf: instant(state.asof) };
}

/** A stub opens its station; when the starts are used up, everything grows by a hop. */
export function expand(state: LineageState, ref: string): LineageState {
  if (!state.open.includes(ref) && state.open.length < MAX_STARTS - 1) {
    return { ...state, open: [...state.open, ref] };
  }
  return { ...state, hops: Math.min(MAX_HOPS, hopsOf(state) + 1) };
}

/** A new focus keeps the lens, not the places opened and the ways from the old one. */
export function recentre(state: LineageState, ref: string): LineageState {
  return { ...state, ref, to: null, open: [], layers: [] };
}
