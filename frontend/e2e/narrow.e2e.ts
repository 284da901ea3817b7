import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBench, type Bench } from './browser';

const WIDTH = 390;
let bench: Bench;

beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

it('never scrolls a page sideways', async () => {
  const tab = await bench.open();
  await tab.signIn();
  await tab.go('/search?kind=dataset');
  const first = tab.page.locator('.results tbody a.name').first();
  const path = (await first.getAttribute('href')) ?? '';
  await tab.page.setViewportSize({ width: WIDTH, height: 844 });
  const tabs = ['', '/schema', '/lineage', '/runs', '/health', '/ownership', '/relations'];
  const rest = ['/', '/search', '/timelines', '/graph-health', '/sources', '/review', '/audit'];
  const wide: Record<string, number> = {};
  for (const route of [...rest, ...tabs.map((tail) => path + tail)]) {
    await tab.go(route);
    const width = await tab.page.evaluate(() => document.documentElement.scrollWidth);
    if (width > WIDTH) wide[route] = width;
  }
  expect(wide).toEqual({});
  expect(tab.faults).toEqual([]);
  await tab.close();
});

it('folds the filters of a search away, and unfolds them', async () => {
  const tab = await bench.open();
  await tab.page.setViewportSize({ width: WIDTH, height: 844 });
  await tab.go('/search');
  const kind = tab.page.locator('.fac fieldset').first();
  await kind.waitFor({ state: 'attached' });
  expect(await kind.isVisible()).toBe(false);
  await tab.page.getByRole('button', { name: 'Filters' }).click();
  expect(await kind.isVisible()).toBe(true);
  await tab.close();
});
