import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIVE, startBench, type Bench } from './browser';

let bench: Bench;

beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

const PAYOUTS = '/e/resource/royalties/payouts_daily';

/** States that only a prepared estate has; the mock's is written for them. */
describe.skipIf(LIVE !== null)('edge states', () => {
  it('says why a search failed, with the request id', async () => {
    const { page, go, close } = await bench.open();
    await go('/search?q=fault%20costly');
    expect((await page.getByRole('alert').innerText()).split('\n')).toContain(
      'request req-7f3c91d0',
    );
    await close();
  });

  it('goes to the sign-in page and back to where somebody was', async () => {
    const { page, go, close } = await bench.open();
    await go('/search?q=fault%20auth');
    await page.getByLabel('Name').waitFor();
    expect(new URL(page.url()).searchParams.get('next')).toBe('/search?q=fault%20auth');
    await close();
  });

  it('draws one hop with the job on the line, and hides what may not be seen', async () => {
    const { page, go, close } = await bench.open();
    await go(PAYOUTS);
    await page.locator('.mini').waitFor();
    expect(await page.locator('.mini .job').allInnerTexts()).toEqual(['payouts_build', '2 jobs']);
    await go('/lineage?ref=resource%3Aroyalties%2Fpayouts_daily');
    await page.locator('.view .hidden-node').waitFor();
    expect(await page.locator('.view .hidden-node .h').innerText()).toBe('Hidden');
    await close();
  });

  it('opens a stub into the drawing and recentres with Enter', async () => {
    const { page, go, close } = await bench.open();
    await go('/lineage?ref=resource%3Aroyalties%2Fpayouts_daily');
    await page
      .getByRole('button', { name: '+1 up of royalties.stream_counts_daily, show' })
      .click();
    await page.locator('[data-node="component:default/stream_counts"]').first().waitFor();
    await page.locator('.view [data-node="component:default/stream_counts"]').press('Enter');
    await expect
      .poll(() => new URL(page.url()).searchParams.get('ref'))
      .toBe('component:default/stream_counts');
    await close();
  });

  it('explains a line in words', async () => {
    const { page, go, close } = await bench.open();
    await go('/lineage?ref=resource%3Aroyalties%2Fpayouts_daily&grain=dataset');
    await page.locator('.view .node.focus').click();
    await page.locator('.edgelist button').first().click();
    expect(await page.locator('.picked').innerText()).toContain(
      'A run read the one and wrote the other',
    );
    await close();
  });

  it('compares a schema version with the one before', async () => {
    const { page, go, close } = await bench.open();
    await go(`${PAYOUTS}/schema?v=3`);
    await page.locator('.diff').waitFor();
    expect(await page.locator('.diff li small').allInnerTexts()).toEqual([
      'another type: FLOAT64 to NUMERIC(38,9)',
      'new: STRING',
    ]);
    await close();
  });

  it('shows one vertical line instead of the map on a narrow screen', async () => {
    const { page, go, close } = await bench.open();
    await page.setViewportSize({ width: 420, height: 900 });
    await go(PAYOUTS);
    await page.locator('.vline').waitFor();
    expect(await page.locator('.mini').isVisible()).toBe(false);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(420);
    await close();
  });

  it('merges two names by keyboard alone and takes it back', async () => {
    const { page, go, close } = await bench.open();
    await go('/review');
    const item = page.locator('.pair', { hasText: 'RATES' });
    await item.getByRole('button', { name: /^Merge/ }).focus();
    await page.keyboard.press('Enter');
    await item.getByText('Merged.').waitFor();
    expect(await item.locator(':focus').innerText()).toBe('Undo');
    await page.keyboard.press('Enter');
    await item.getByText('Merged.').waitFor({ state: 'detached' });
    await expect.poll(() => item.locator(':focus').innerText()).toContain('Merge');
    await close();
  });

  it('splits a merged name off its dataset', async () => {
    const { page, go, close } = await bench.open();
    await go(PAYOUTS);
    await page.getByRole('button', { name: /^Split off/ }).click();
    await page.getByLabel('Why split it off').fill('Two tables');
    await page.keyboard.press('Enter');
    await page.getByText('Split off.').waitFor();
    expect(await page.getByRole('button', { name: /^Split/ }).count()).toBe(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: /^Split off/ }).waitFor();
    await close();
  });

  it('counts what is in reach, lists it and says whom to tell', async () => {
    const { page, go, close } = await bench.open();
    await go(`${PAYOUTS}/lineage`);
    await page
      .getByRole('group', { name: 'How much is in reach' })
      .getByText('downstream')
      .waitFor();
    await page.getByRole('button', { name: 'Impact list' }).click();
    await page.locator('.impact tbody th', { hasText: 'revenue_daily' }).waitFor();
    await page.getByRole('button', { name: 'Whom to tell' }).click();
    await page.getByRole('link', { name: 'Write to Finance Data' }).waitFor();
    await close();
  });

  it('asks for a way by keyboard alone', async () => {
    const { page, go, close } = await bench.open();
    await go(`${PAYOUTS}/lineage`);
    await page.getByRole('combobox', { name: 'Way to' }).focus();
    await page.keyboard.type('revenue_daily');
    await page.locator('.pick [role=option]', { hasText: 'revenue_daily' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('One way, of 2 hops.').waitFor();
    await page.locator('.edge.lit').first().waitFor({ state: 'attached' });
    await close();
  });
});
