/** The page in a real browser, served by the built command: what the tests of the page share. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import type { Browser, BrowserContextOptions, Download, Locator, Page } from 'playwright-core';
import { endAll } from '../../cli/runchart.js';
import type { Watched } from '../../support/browser.js';
import { launch, openPage } from '../../support/browser.js';
import type { Running } from '../inspector.js';
import { startInspector } from '../inspector.js';

/** The shown page, and what tests look at. */
export interface Visited {
  readonly page: Page;
  readonly list: Locator;
  readonly story: Locator;
  readonly actions: Locator;
  readonly runPanel: Locator;
  readonly heading: Locator;
  readonly chart: Locator;
  readonly overview: Locator;
  readonly axe: () => Promise<ReadonlyArray<string>>;
}

interface Finding {
  readonly id: string;
  readonly impact: string;
  readonly nodes: ReadonlyArray<{ readonly html: string; readonly failureSummary: string }>;
}

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

/** The serious findings of axe; its script is injected past the page's policy, once. */
const axeOf = (page: Page) => async (): Promise<ReadonlyArray<string>> => {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(`${axeSource};0`);
  const found = await page.evaluate<ReadonlyArray<Finding>>(`
    axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
      .then(({ violations }) => violations)`);
  return found
    .filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
    );
};

/** What a page shows. */
export const visitedOf = (page: Page): Visited => {
  const runPanel = page.getByRole('region', { name: 'Run', exact: true });
  return {
    page,
    list: page.getByRole('listbox', { name: 'Runs' }),
    story: page.getByRole('region', { name: 'Story' }),
    actions: page.getByRole('region', { name: 'Actions' }),
    runPanel,
    heading: runPanel.locator('.run-state > .mark'),
    chart: page.locator('run-chart'),
    overview: page.getByRole('region', { name: 'Overview' }),
    axe: axeOf(page),
  };
};

/** Waits for an element with a text. */
export const expectText = async (locator: Locator, text: string | RegExp): Promise<void> => {
  await locator.filter({ hasText: text }).first().waitFor();
};

/** The text of a download. */
export const textOf = async (download: Download): Promise<string> =>
  readFileSync(await download.path(), 'utf8');

/** Clicks a button and waits for its download. */
export const downloaded = async (page: Page, button: Locator): Promise<Download> => {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return download;
};

/** Opens a page of an inspector; without one, of the inspector with the example journal. */
export type Visit = (
  hash?: string,
  options?: BrowserContextOptions,
  at?: Running,
) => Promise<Visited>;

/**
 * Starts the browser and the inspector for the tests of a file, by default with the example journal. After each test, the page must have had no error on its console, no
 * violation of its Content Security Policy, and no failed request but those to a server that the test itself has stopped.
 */
export const usePage = (
  args: () => Promise<ReadonlyArray<string>> = () => Promise.resolve(['examples/journal.ndjson']),
): { readonly visit: Visit; readonly inspector: () => Running } => {
  let browser: Browser;
  let inspector: Running;
  let watched: Watched;
  let stops = false;
  beforeAll(async () => {
    [browser, inspector] = await Promise.all([launch(), args().then(startInspector)]);
  });
  afterAll(async () => {
    await browser.close();
    await inspector.stop();
    endAll();
  });
  afterEach(async () => {
    const { problems } = watched;
    await watched.close();
    expect(problems.filter((text) => !(stops && text.includes('ERR_CONNECTION')))).toStrictEqual(
      [],
    );
  });
  return {
    inspector: () => inspector,
    visit: async (hash = '', options = {}, at = inspector) => {
      stops = at !== inspector;
      watched = await openPage(browser, { viewport: { width: 1440, height: 900 }, ...options });
      const { page } = watched;
      page.setDefaultTimeout(15_000);
      await page.goto(`${at.url}${hash}`);
      await page.locator('.connection.open').waitFor();
      return visitedOf(page);
    },
  };
};
