import axe from 'axe-core';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { chromium, type Browser, type Page } from 'playwright-core';
// @ts-expect-error -- the mock is plain JavaScript
import { createMock } from '../mock/server.mjs';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export type Scheme = 'light' | 'dark';

/** Against HEADWATER_E2E_URL, or against the mock with the built app when that is not set. */
export const LIVE = process.env['HEADWATER_E2E_URL'] ?? null;
const USER = process.env['HEADWATER_E2E_USER'] ?? (LIVE ? null : 'ines');
const PASSWORD = process.env['HEADWATER_E2E_PASSWORD'] ?? (LIVE ? null : 'tonic');

export interface Bench {
  base: string;
  open: (scheme?: Scheme) => Promise<Tab>;
  close: () => Promise<void>;
}

export interface Tab {
  page: Page;
  /** Everything that must stay empty: page errors, console errors, CSP violations. */
  faults: string[];
  go: (path: string) => Promise<void>;
  signIn: () => Promise<boolean>;
  close: () => Promise<void>;
}

async function startMock(): Promise<[Server, string]> {
  const server = createMock() as Server;
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return [server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`];
}

async function openTab(browser: Browser, base: string, scheme: Scheme): Promise<Tab> {
  const context = await browser.newContext({
    baseURL: base,
    colorScheme: scheme,
    viewport: { width: 1440, height: 900 },
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    // A refused sign-in is part of a test; the browser reports its status as an error.
    if (message.type() !== 'error' || /status of 401/.test(message.text())) return;
    // So is a wrong address: the page itself comes with 404.
    if (/status of 404/.test(message.text()) && message.location().url === page.url()) return;
    faults.push(message.text());
  });
  const go = async (path: string) => {
    await page.goto(path);
    await page.locator('main').first().waitFor();
    await page
      .locator('[aria-busy=true], .skblock, .loading')
      .first()
      .waitFor({ state: 'detached' });
  };
  const signIn = async () => {
    if (!USER || !PASSWORD) return false;
    await go('/sign-in');
    await page.getByLabel('Name').fill(USER);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: /now$/ }).first().waitFor();
    return true;
  };
  return { page, faults, go, signIn, close: () => context.close() };
}

export async function startBench(): Promise<Bench> {
  const [server, mockUrl] = LIVE ? [null, LIVE] : await startMock();
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: FLAGS,
  });
  return {
    base: mockUrl,
    open: (scheme = 'light') => openTab(browser, mockUrl, scheme),
    close: async () => {
      await browser.close();
      server?.close();
    },
  };
}

interface Violation {
  id: string;
  nodes: { target: unknown; failureSummary?: string }[];
}

/** WCAG 2.0 to 2.2, A and AA. Evaluated through the debugger, so the page's CSP stays in force. */
export async function violations(page: Page, exclude: string[] = []): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async (skipped) => {
    const { axe: engine } = window as unknown as {
      axe: { run: (scope: unknown, options: unknown) => Promise<{ violations: Violation[] }> };
    };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const result = await engine.run(
      { include: [['html']], exclude: skipped.map((selector) => [selector]) },
      { runOnly: { type: 'tag', values: tags } },
    );
    return result.violations;
  }, exclude);
  return found.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id} ${JSON.stringify(node.target)} ${node.failureSummary ?? ''}`),
  );
}
