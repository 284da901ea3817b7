import { parseRef } from '../../lib/ref';

export const SPANS = [
  { value: '6', label: '6 h' },
  { value: '24', label: '24 h' },
  { value: '72', label: '3 d' },
  { value: '168', label: '7 d' },
] as const;
export type Span = (typeof SPANS)[number]['value'];

export interface TimelinesState {
  /** Around what; null: all pipelines. */
  ref: string | null;
  span: Span;
  /** End of the stretch as milliseconds; null: the stretch around now. */
  until: number | null;
}

export function readTimelines(params: URLSearchParams): TimelinesState {
  const ref = params.get('ref');
  const until = Date.parse(params.get('until') ?? '');
  return {
    ref: ref && parseRef(ref) ? ref : null,
    span: SPANS.find(({ value }) => value === params.get('hours'))?.value ?? '24',
    until: Number.isNaN(until) ? null : until,
  };
}

export function writeTimelines({ ref, span, until }: TimelinesState): URLSearchParams {
  const params = new URLSearchParams();
  if (ref) params.set('ref', ref);
  if (span !== '24') params.set('hours', span);
  if (until !== null) params.set('until', new Date(until).toISOString());
  return params;
}

const HOUR = 3_600_000;

/** Of the stretch around now so much lies ahead, for what is due and expected. */
const AHEAD = 1 / 6;

/** A stretch of the chosen length; the one around now begins and ends at whole minutes, so that it is asked once. */
export function stretch({ span, until }: TimelinesState, now: number) {
  const length = Number(span) * HOUR;
  const end = until ?? Math.ceil(now / 60_000) * 60_000 + length * AHEAD;
  return { since: end - length, until: end };
}

/** Half a stretch earlier or later; what would end later than the one around now is that. */
export function shift(state: TimelinesState, now: number, steps: number): TimelinesState {
  const moved = stretch(state, now).until + (steps * Number(state.span) * HOUR) / 2;
  return { ...state, until: moved >= stretch({ ...state, until: null }, now).until ? null : moved };
}
