import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIVE, startBench, violations, type Bench } from './browser';

let bench: Bench;

beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

const PIPELINE = '/timelines?ref=component%3Adefault%2Froyalties-payouts';

describe.skipIf(LIVE !== null)('timelines', () => {
  it.each(['light', 'dark'] as const)(
    'leads from run to run by keyboard, in the %s theme',
    async (scheme) => {
      const { page, go, faults, close } = await bench.open(scheme);
      await go('/e/component/default/royalties-payouts/runs');
      await page.getByRole('link', { name: 'Timeline of the runs around it' }).click();
      const bars = page.locator('.gantt .bar');
      await bars.first().waitFor();
      const picture = await page.locator('.gantt svg').boundingBox();
      const boxes = await Promise.all(
        (await bars.all()).map((bar) => bar.locator('rect').first().boundingBox()),
      );
      for (const box of boxes) {
        expect(box?.x).toBeGreaterThanOrEqual(picture?.x ?? NaN);
        expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(
          (picture?.x ?? 0) + (picture?.width ?? 0),
        );
      }
      await page.locator('.gantt .bar[tabindex="0"]').focus();
      const name = () =>
        page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
      const first = await name();
      await page.keyboard.press('ArrowDown');
      const second = await name();
      expect(second.split(':')[0]).not.toBe(first.split(':')[0]);
      expect(await page.locator('.said').innerText()).toContain(second);
      const ring = page.locator('.gantt .bar:focus-visible .ring');
      expect(await ring.evaluate((node) => getComputedStyle(node).strokeWidth)).toBe('2px');
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('Enter');
      await expect.poll(() => new URL(page.url()).search).toMatch(/^\?run=run_/);
      expect(faults).toEqual([]);
      await close();
    },
  );

  it('reads well on a narrow screen', async () => {
    const { page, go, close } = await bench.open();
    await page.setViewportSize({ width: 420, height: 900 });
    await go(PIPELINE);
    await page.locator('.gantt .bar').first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(420);
    await close();
  });
});
