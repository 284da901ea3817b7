import { sha256 } from '@noble/hashes/sha2.js';

export interface Bar {
  y: number;
  height: number;
}

const digests = new Map<string, Uint8Array>();

function digest(ref: string): Uint8Array {
  let bytes = digests.get(ref);
  if (!bytes) {
    bytes = sha256(new TextEncoder().encode(ref));
    digests.set(ref, bytes);
  }
  return bytes;
}

/**
 * Bars of a ref's barcode from the top, clipped at `height` and never stretched, so a ref
 * starts with the same bars at any size. Each byte gives one bar and the gap after it.
 */
export function spineBars(ref: string, height: number): Bar[] {
  const bytes = digest(ref);
  const bars: Bar[] = [];
  let y = 0;
  for (let i = 0; y < height; i += 1) {
    const byte = bytes[i % bytes.length] as number;
    const bar = 1 + (byte & 3);
    const gap = 1 + ((byte >> 3) & 1) + ((byte & 0x60) === 0x60 ? 1 : 0);
    bars.push({ y, height: Math.min(bar, height - y) });
    y += bar + gap;
  }
  return bars;
}

export function spinePath(ref: string, width: number, height: number): string {
  return spineBars(ref, height)
    .map((bar) => `M0 ${bar.y}h${width}v${bar.height}h-${width}z`)
    .join('');
}
