import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startBench, violations, type Bench, type Tab } from './browser';

let bench: Bench;
let tab: Tab;

beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());
beforeEach(async () => {
  tab = await bench.open();
  await tab.signIn();
});
afterEach(async () => {
  const { faults } = tab;
  await tab.close();
  expect(faults).toEqual([]);
});

const text = async (selector: string) =>
  (await tab.page.locator(selector).first().innerText()).trim();

const focused = () =>
  tab.page.evaluate(() => {
    const at = document.activeElement;
    if (at === document.body) return '';
    return `${at?.getAttribute('aria-label') ?? ''} ${at?.id ? (document.querySelector(`label[for="${at.id}"]`)?.textContent ?? '') : ''} ${at?.textContent ?? ''}`;
  });
const tabTo = async (wanted: RegExp) => {
  for (let i = 0; i < 90; i += 1) {
    if (wanted.test(await focused())) return;
    await tab.page.keyboard.press('Tab');
  }
  throw new Error(`no way by Tab to ${wanted}, now at ${await focused()}`);
};

/** A dataset of whatever estate is served: the first one the search shows. */
async function firstDataset() {
  await tab.go('/search?kind=dataset');
  const link = tab.page.locator('.results tbody a.name').first();
  return { name: (await link.innerText()).trim(), path: (await link.getAttribute('href')) ?? '' };
}

describe('search', () => {
  it('focuses its box with a slash', async () => {
    await tab.go('/search');
    await tab.page.keyboard.press('/');
    expect(await tab.page.evaluate(() => document.activeElement?.id)).toBe('q');
  });

  it('narrows by a facet to exactly its count, as URL and chip', async () => {
    await tab.go('/search');
    const option = tab.page.locator('.fac fieldset', { hasText: 'Kind' }).locator('label').first();
    const count = (await option.locator('.n').innerText()).trim();
    const title = (await option.locator('.t').innerText()).trim();
    await option.click();
    await tab.page.locator('.chip', { hasText: title }).waitFor();
    expect(tab.page.url()).toContain(`kind=${title.toLowerCase()}`);
    await expect.poll(() => text('.res b')).toBe(count);
  });

  it('opens an entity from the command box', async () => {
    const { name } = await firstDataset();
    await tab.page.keyboard.press('Control+k');
    await tab.page.getByRole('combobox').fill(name);
    await tab.page.locator('.palette .name', { hasText: name }).first().click();
    await expect.poll(() => text('.ehead h1')).toBe(name);
  });

  it('opens a column from the command box', async () => {
    await tab.go('/search');
    await tab.page.keyboard.press('Control+k');
    await tab.page.getByRole('combobox').fill('col:id');
    await tab.page.locator('.palette .name mark').first().waitFor();
    await tab.page.keyboard.press('Enter');
    await expect.poll(() => tab.page.url()).toContain('/schema?column=');
  });

  it('says what to loosen when nothing is found', async () => {
    await tab.go('/search?q=nothing-like-this&kind=dataset');
    await tab.page.getByRole('button', { name: 'Clear the filters' }).click();
    await expect.poll(() => tab.page.url()).not.toContain('kind=');
  });
});

describe('entity', () => {
  it('shows the same name on every tab', async () => {
    const { name, path } = await firstDataset();
    for (const [tail, heading] of [
      ['', 'Lineage'],
      ['/schema', 'Columns'],
      ['/runs', 'Landing time, 90 days'],
      ['/health', 'Points ledger'],
      ['/ownership', 'Accountable'],
      ['/relations', 'Descriptor'],
    ] as const) {
      await tab.go(path + tail);
      await expect.poll(() => text('h1')).toBe(name);
      await tab.page.getByRole('heading', { name: heading, exact: true }).waitFor();
    }
  });

  it('answers an unknown reference with a page of its own', async () => {
    await tab.go('/e/resource/nowhere/nothing');
    await expect.poll(() => text('h1')).toBe('Nothing known as resource:nowhere/nothing');
  });
});

describe('lineage', () => {
  it('offers a start when none is given', async () => {
    await tab.go('/lineage');
    expect(await text('h1')).toBe('Lineage of what?');
    await tab.page.getByRole('button', { name: /^Draw/ }).first().waitFor();
  });

  it('draws the focus, follows the keyboard and keeps it all in the URL', async () => {
    const { path } = await firstDataset();
    await tab.go(path);
    await tab.page.getByRole('link', { name: 'Open explorer' }).click();
    const focus = tab.page.locator('.view .node.focus');
    await focus.waitFor();
    expect(await focus.count()).toBe(1);
    const rows = await tab.page.locator('.twin [data-key]').count();
    expect(rows).toBeGreaterThanOrEqual(1);
    await focus.focus();
    await tab.page.keyboard.press('ArrowRight');
    await tab.page.getByRole('button', { name: 'Down', exact: true }).click();
    await expect.poll(() => tab.page.url()).toContain('dir=down');
    await tab.page.getByRole('button', { name: 'One hop more' }).click();
    await expect.poll(() => tab.page.url()).toContain('hops=3');
  });
});

describe('ownership', () => {
  const state = () => text('.verdict .who');

  it('changes an owner by keyboard alone, sees it, and takes it back', async () => {
    const { path } = await firstDataset();
    await tab.go(`${path}/ownership`);
    const before = await state();
    const { keyboard } = tab.page;
    await tabTo(/New accountable team/);
    await keyboard.type('a');
    await tab.page.getByRole('option').nth(1).waitFor();
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await tabTo(/Reason, kept in the audit/);
    await keyboard.type('Browser test, taken back at once');
    await keyboard.press('Enter');
    await tab.page.getByRole('heading', { name: 'What saving does' }).waitFor();
    await expect.poll(focused).toContain('What saving does');
    expect(await text('.pv')).toContain('(overridden)');
    await tabTo(/ Apply$/);
    await keyboard.press('Enter');
    await expect.poll(() => text('.done')).toContain('Done.');
    await expect.poll(state).toContain('Overridden');
    await tabTo(/ Undo$/);
    await keyboard.press('Enter');
    await keyboard.type('Only a test');
    await keyboard.press('Enter');
    await expect.poll(() => text('.done')).toContain('Undone.');
    await expect.poll(state).toBe(before);
  });
});

describe('edits', () => {
  it('changes a description by keyboard alone, says who did, and takes it back', async () => {
    const { path } = await firstDataset();
    await tab.go(path);
    const { keyboard } = tab.page;
    await tabTo(/Edit the description$/);
    await keyboard.press('Enter');
    await tabTo(/Description, in Markdown/);
    await keyboard.press('Control+A');
    await keyboard.type('Only **a test**, taken back at once.');
    await keyboard.press('Control+Enter');
    await expect.poll(focused).toMatch(/ Undo$/);
    await tab.page.locator('.prose strong', { hasText: 'a test' }).waitFor();
    expect(await tab.page.locator('.edited', { hasText: 'edited by' }).count()).toBeGreaterThan(0);
    await tab.page.evaluate(() => window.scrollTo(0, 0));
    expect(await violations(tab.page)).toEqual([]);
    await keyboard.press('Enter');
    await tab.page.locator('.prose strong', { hasText: 'a test' }).waitFor({ state: 'detached' });
  });

  it('keeps what is typed beside what is wrong, and leaves with Escape', async () => {
    const { path } = await firstDataset();
    await tab.go(path);
    await tab.page.getByRole('button', { name: 'Edit the details' }).click();
    await tab.page.getByLabel(/^Tags/).fill('Not_legal');
    await tab.page.keyboard.press('Enter');
    await tab.page.locator('.wrong', { hasText: 'is not legal' }).waitFor();
    expect(await tab.page.getByLabel(/^Tags/).inputValue()).toBe('Not_legal');
    await tab.page.evaluate(() => window.scrollTo(0, 0));
    expect(await violations(tab.page)).toEqual([]);
    await tab.page.keyboard.press('Escape');
    await expect.poll(focused).toContain('Edit the details');
  });
});

describe('teams and Now', () => {
  it('starts with what needs attention, and leads to it', async () => {
    await tab.go('/');
    expect(await text('h1')).toMatch(/now$/);
    expect(await tab.page.getByRole('heading', { name: 'Needs attention' }).count()).toBe(1);
  });

  it('leads from an owner to the team and shows what it owns', async () => {
    await tab.go('/search?kind=dataset');
    const owner = tab.page.locator('.results tbody td:nth-child(3) a').first();
    const title = (await owner.innerText()).trim();
    await owner.click();
    await expect.poll(() => text('h1')).toBe(title);
    expect(new URL(tab.page.url()).pathname).toMatch(/^\/t\//);
    await tab.page.locator('.etab tbody tr:not(.ghost)').first().waitFor();
  });

  it('lists background tasks and the audit', async () => {
    await tab.go('/jobs');
    expect(await text('h1')).toBe('Background tasks');
    await tab.page.locator('.jobs tbody tr').nth(3).waitFor();
    await tab.go('/audit');
    expect(await text('h1')).toBe('Audit');
    await tab.page.getByLabel('By whom').waitFor();
  });
});

describe('the rest', () => {
  it('lists sources with state words', async () => {
    await tab.go('/sources');
    expect(await text('h1')).toBe('Sources');
    const states = await tab.page.locator('.sy tbody td:nth-child(4)').allInnerTexts();
    for (const state of states) {
      const known = ['Live', 'Failing', 'Silent', 'Paused', 'Broken', 'Backing off'];
      expect(known).toContain(state.trim().split('\n')[0]);
    }
  });

  it('lists names to review, or says that there are none', async () => {
    await tab.go('/review');
    expect(await text('h1')).toBe('Review');
    await tab.page.locator('.pair, .empty').first().waitFor();
  });

  it('refuses a wrong password and keeps the name', async () => {
    const stranger = await bench.open();
    await stranger.go('/sign-in?next=/sources');
    await stranger.page.getByLabel('Name').fill('nobody');
    await stranger.page.getByLabel('Password').fill('wrong');
    await stranger.page.getByRole('button', { name: 'Sign in' }).click();
    await stranger.page.getByRole('alert').waitFor();
    expect(await stranger.page.getByLabel('Name').inputValue()).toBe('nobody');
    expect(new URL(stranger.page.url()).pathname).toBe('/sign-in');
    expect(stranger.faults).toEqual([]);
    await stranger.close();
  });

  it('remembers the dark theme before the first paint', async () => {
    await tab.go('/search');
    await tab.page.getByRole('button', { name: /^Theme: system/ }).click();
    await tab.page.getByRole('button', { name: /^Theme: light/ }).click();
    await tab.page.reload({ waitUntil: 'commit' });
    await tab.page.locator('body').waitFor();
    expect(await tab.page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
  });

  it('has a page for wrong addresses', async () => {
    await tab.go('/no/such/page');
    expect(await text('h1')).toBe('No such page');
  });

  it('runs GraphiQL without breaking the content policy', async () => {
    await tab.page.goto('/graphql');
    await tab.page.locator('.graphiql-container').waitFor();
    expect(await tab.page.locator('.graphiql-editor').count()).toBeGreaterThanOrEqual(1);
  });
});

describe.each(['light', 'dark'] as const)('WCAG A and AA, %s', (scheme) => {
  it('finds no violation on any route', async () => {
    const { path } = await firstDataset();
    const ref = decodeURIComponent(path.slice(3)).replace('/', ':');
    const other = await bench.open(scheme);
    await other.signIn();
    const found: Record<string, string[]> = {};
    await tab.go(path);
    const team = tab.page.locator('.facts a[href^="/t/"]').first();
    const teamPath = (await team.getAttribute('href')) ?? '/';
    await tab.go(teamPath);
    const member = tab.page.locator('.rows a[href^="/p/"]').first();
    const person = (await member.count()) > 0 ? [(await member.getAttribute('href')) ?? '/'] : [];
    const routes = [
      ...['/', '/?team=all', '/jobs', '/audit', teamPath, ...person],
      ...['/search', '/search?q=nothing-like-this', '/sources', '/review', '/lineage'],
      ...['/timelines', `/timelines?ref=${encodeURIComponent(ref)}`],
      ...['', '?show=orphans', '?show=hubs', '?show=cycles'].map((tail) => `/graph-health${tail}`),
      ...['/sign-in', '/nowhere'],
      ...['', '/schema', '/lineage', '/runs', '/health', '/ownership', '/relations'].map(
        (tail) => path + tail,
      ),
      ...['', '&grain=team', '&show=impact', '&show=contacts', '&than=2026-01-01T00:00'].map(
        (tail) => `/lineage?ref=${encodeURIComponent(ref)}${tail}`,
      ),
    ];
    for (const route of routes) {
      await other.go(route);
      const broken = await violations(other.page);
      if (broken.length > 0) found[route] = broken;
    }
    await other.go('/search');
    await other.page.keyboard.press('Control+k');
    await other.page.getByRole('option').first().waitFor();
    const palette = await violations(other.page);
    await other.close();
    expect(found).toEqual({});
    expect(palette).toEqual([]);
  });
});
