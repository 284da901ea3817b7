import type { Size } from '../../lib/use-size';

export const ZOOMS = [0.25, 0.4, 0.55, 0.75, 1, 1.25];
/** Smaller than this no name can be read: what is not in sight then is a scroll away. */
const READABLE = 0.75;

/** Where the whole drawing is in sight; nothing is blown up. */
export function fit(drawing: Size | undefined, view: Size): number {
  if (!drawing || view.width === 0 || view.height === 0) return 1;
  const share = Math.min(view.width / drawing.width, view.height / drawing.height, 1);
  return Math.max(share, ZOOMS[0] as number);
}

/** How a drawing begins: whole, as far as its names stay readable. */
export const firstZoom = (whole: number): number => Math.max(whole, READABLE);

/** The next step in or out; none beyond the last. */
export function nextZoom(zoom: number, by: 1 | -1): number | undefined {
  const steps = by === 1 ? ZOOMS : [...ZOOMS].reverse();
  return steps.find((step) => (step - zoom) * by > 0.001);
}
