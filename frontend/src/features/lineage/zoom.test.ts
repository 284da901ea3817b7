import { describe, expect, it } from 'vitest';
import { firstZoom, fit, nextZoom } from './zoom';

describe('zoom', () => {
  it('fits the longer side, and blows nothing up', () => {
    expect(fit({ width: 2000, height: 500 }, { width: 1000, height: 500 })).toBe(0.5);
    expect(fit({ width: 500, height: 1000 }, { width: 1000, height: 800 })).toBe(0.8);
    expect(fit({ width: 500, height: 300 }, { width: 1000, height: 800 })).toBe(1);
    expect(fit({ width: 90_000, height: 300 }, { width: 1000, height: 800 })).toBe(0.25);
  });

  it('is whole while nothing is drawn or the map is hidden', () => {
    expect(fit(undefined, { width: 1000, height: 800 })).toBe(1);
    expect(fit({ width: 2000, height: 500 }, { width: 0, height: 0 })).toBe(1);
  });

  it('begins where names can be read', () => {
    expect(firstZoom(0.3)).toBe(0.75);
    expect(firstZoom(0.9)).toBe(0.9);
  });

  it('steps from wherever it stands', () => {
    expect(nextZoom(0.9, 1)).toBe(1);
    expect(nextZoom(0.9, -1)).toBe(0.75);
    expect(nextZoom(0.75, -1)).toBe(0.55);
    expect(nextZoom(1.25, 1)).toBeUndefined();
    expect(nextZoom(0.25, -1)).toBeUndefined();
  });
});
