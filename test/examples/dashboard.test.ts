/** The dashboard, built as its users build it, in a real Chromium under a strict Content Security Policy. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { runDiagram } from '../../src/diagram/index.js';
import type { RunChartElement } from '../../src/element/index.js';
import { isTerminal, runStates } from '../../src/index.js';
import type { Answer, Served, Watched } from '../support/browser.js';
import { launch, openPage, serve, STRICT_CSP } from '../support/browser.js';

/** The number of runs that the page shows by default. */
const ALL_RUNS = 10_000;
/** Enough runs for most tests. */
const RUNS = 1_000;

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = path.join(root, 'examples/dashboard');

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Maps the path under which each file of a folder is served to the file. */
const filesOf = (dist: string): Readonly<Record<string, Answer>> =>
  Object.fromEntries(
    readdirSync(dist, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const file = path.join(entry.parentPath, entry.name);
        const name = `/${path.relative(dist, file).replaceAll(path.sep, '/')}`;
        const answer: Answer = {
          type: types[path.extname(name)] ?? 'application/octet-stream',
          // Trusted Types would forbid the page, not the library, to name a worker's script by a string.
          headers: {
            'content-security-policy': STRICT_CSP.replace(/; require-trusted-types-for .*$/, ''),
          },
          body: readFileSync(file),
        };
        return [name === '/index.html' ? '/' : name, answer];
      }),
  );

let browser: Browser;
let site: Served;

beforeAll(async () => {
  const outDir = mkdtempSync(path.join(tmpdir(), 'runchart-dashboard-'));
  // In a separate process, because Vite's compiler rejects objects of Jest's realm.
  const args = ['build', folder, '--outDir', outDir, '--emptyOutDir', '--logLevel', 'error'];
  execFileSync(process.execPath, [path.join(root, 'node_modules/vite/bin/vite.js'), ...args]);
  [browser, site] = await Promise.all([launch(), serve(filesOf(outDir))]);
  rmSync(outDir, { recursive: true });
});

afterAll(async () => {
  await browser.close();
  await site.close();
});

let watched: Watched;
let page: Page;

const visit = async (
  options: BrowserContextOptions = {},
  script: () => void = () => undefined,
  search = `?runs=${String(RUNS)}`,
): Promise<void> => {
  watched = await openPage(browser, { viewport: { width: 1280, height: 800 }, ...options });
  ({ page } = watched);
  await page.addInitScript(script);
  await page.goto(`${site.url}/${search}`);
  await items().first().waitFor();
};

afterEach(async () => {
  const { problems } = watched;
  await watched.close();
  // No console error, no violation of the Content Security Policy, no failed request.
  expect(problems).toStrictEqual([]);
});

const list = (): Locator => page.getByRole('listbox', { name: 'Runs' });
const items = (): Locator => list().getByRole('option');
const panel = (): Locator => page.getByRole('region', { name: 'Run', exact: true });
const heading = (): Locator => panel().getByRole('heading', { level: 2 });
const alert = (): Locator => panel().getByRole('alert');
const life = (): Locator => page.getByRole('banner').getByRole('status');
const chip = (name: string): Locator =>
  page.getByRole('group', { name: 'Show the runs in' }).getByRole('button', { name });
const button = (name: string | RegExp): Locator => page.getByRole('button', { name });

/** Waits until an element has the expected text. */
const expectText = async (locator: Locator, text: string | RegExp): Promise<void> => {
  await locator.filter({ hasText: text }).first().waitFor();
};

/** Pauses the fleet, and waits until every request is answered and shown. */
const pause = async (): Promise<void> => {
  await button('Pause').click();
  await expectText(page.getByRole('group', { name: 'The fleet' }).locator('output'), /^paused$/);
};

const numberIn = async (locator: Locator): Promise<number> =>
  Number((await locator.innerText()).replace(/\D/g, ''));

const countsShown = async (): Promise<Readonly<Record<string, number>>> =>
  Object.fromEntries(
    await Promise.all(runStates.map(async (state) => [state, await numberIn(chip(state))])),
  ) as Readonly<Record<string, number>>;

/** Returns how often each edge was taken, as the chart shows it. */
const taken = (): Promise<Readonly<Record<string, number>>> =>
  page.locator('run-chart').evaluate((chart) => (chart as RunChartElement).taken);

/** Filters the runs by a state, and chooses the first one. */
const chooseIn = async (state: string): Promise<void> => {
  await chip(state).click();
  await expectText(items().first(), new RegExp(`^${state}`));
  await items().first().click();
  await expectText(heading(), state);
};

describe('the dashboard', () => {
  it('shows ten thousand changing runs with few elements', async () => {
    await visit({}, undefined, '');
    expect(await items().first().getAttribute('aria-setsize')).toBe(String(ALL_RUNS));
    expect(await items().count()).toBeLessThan(60);
    const before = await items().allInnerTexts();
    await page.waitForFunction(
      (old) =>
        [...document.querySelectorAll<HTMLElement>('[role=option]')].some(
          ({ innerText }, i) => innerText !== old[i],
        ),
      before,
    );
  });

  it('counts all runs in every frame, while they change, and while the worker is dead', async () => {
    await visit(
      {},
      () => {
        const sum = (numbers: ReadonlyArray<number>) => numbers.reduce((a, b) => a + b, 0);
        const seen = {
          chips: new Set<number>(),
          charts: new Set<number>(),
          counts: new Set<string>(),
        };
        Object.assign(globalThis, { seen });
        const frame = (): void => {
          requestAnimationFrame(frame);
          const [, ...chips] = [...document.querySelectorAll('.chip b')].map(({ textContent }) =>
            Number(textContent.replaceAll(',', '')),
          );
          if (chips.length === 0) return;
          seen.chips.add(sum(chips));
          seen.charts.add(sum(Object.values(document.querySelector('run-chart')?.counts ?? {})));
          seen.counts.add(chips.join());
        };
        requestAnimationFrame(frame);
      },
      '',
    );
    const differing = (least: number) =>
      page.waitForFunction(
        (n) => (globalThis as unknown as { seen: { counts: Set<string> } }).seen.counts.size >= n,
        least,
      );
    await differing(5);
    await button('Kill the worker').click();
    await expectText(life(), 'worker replaced 1 x');
    await differing(await page.evaluate<number>('seen.counts.size + 5'));
    expect(
      await page.evaluate('({ chips: [...seen.chips], charts: [...seen.charts] })'),
    ).toStrictEqual({ chips: [ALL_RUNS], charts: [ALL_RUNS] });
  });

  it('shows how often each edge was taken, and the numbers agree with the counts of states', async () => {
    await visit();
    await pause();
    const [counts, edges] = [await countsShown(), await taken()];
    for (let i = 0; i < 3; i += 1) await button('Faster').click();
    await button('Go on').click();
    // At this pace many runs change again before the first change is reported.
    await page.waitForFunction(() => {
      const times = Object.values(document.querySelector('run-chart')?.taken ?? {});
      return times.reduce((a, b) => a + b, 0) > 8_000;
    });
    await pause();
    const [later, more] = [await countsShown(), await taken()];
    const times = ({
      source,
      event,
    }: {
      readonly source: string;
      readonly event: string;
    }): number => (more[`${source} ${event}`] ?? 0) - (edges[`${source} ${event}`] ?? 0);
    const sum = (numbers: ReadonlyArray<number>): number => numbers.reduce((a, b) => a + b, 0);
    // A run that has ended starts again in Scheduled without an edge.
    const between = runStates.filter((state) => state !== 'Scheduled' && !isTerminal(state));
    const flows = between.map((state) => [
      state,
      sum(runDiagram.edges.filter(({ target }) => target === state).map(times)) -
        sum(runDiagram.edges.filter(({ source }) => source === state).map(times)),
    ]);
    const changes = between.map((state) => [state, (later[state] ?? 0) - (counts[state] ?? 0)]);
    expect(sum(Object.values(more))).toBeGreaterThan(sum(Object.values(edges)));
    expect(flows).toStrictEqual(changes);
    await page.locator('run-chart .problem').waitFor({ state: 'hidden' });
  });

  it('shows the rates of events and refusals, and the reasons of refusals', async () => {
    await visit();
    await expectText(page.getByRole('listitem').filter({ hasText: 'refused / s' }), /^[1-9]/);
    // A worker that finishes the attempt of another one.
    await expectText(page.getByRole('region', { name: 'Refusals' }), 'AttemptOwnershipMismatch');
  });

  it('filters by state', async () => {
    await visit();
    await pause();
    await chip('RetryWait').click();
    await expectText(items().first(), /^RetryWait/);
    for (const text of await items().allInnerTexts()) expect(text).toMatch(/^RetryWait/);
    const size = await numberIn(chip('RetryWait'));
    expect(await items().first().getAttribute('aria-setsize')).toBe(String(size));
    await chip('All').click();
    await page
      .locator(`[role=option][aria-setsize="${String(RUNS)}"]`)
      .first()
      .waitFor();
  });

  it('changes its pace', async () => {
    await visit();
    const pace = page.getByRole('group', { name: 'The fleet' }).locator('output');
    await expectText(pace, '2,000 / s');
    await button('Faster').click();
    await expectText(pace, '4,000 / s');
    await button('Slower').click();
    await button('Slower').click();
    await expectText(pace, '1,000 / s');
  });
});

describe('a chosen run', () => {
  it('accepts a legal event, which the host confirms', async () => {
    await visit();
    await pause();
    await chooseIn('Ready');
    const id = await panel().locator('.id').innerText();
    await panel().getByRole('button', { name: 'lease → Leased' }).click();
    await expectText(heading(), 'Leased');
    await page.locator('[aria-label=Run][aria-busy=false]').waitFor();
    // The list shows the host's reports.
    await chip('All').click();
    await list().focus();
    await chip('Leased').click();
    await expectText(page.locator(`[id="run-${id}"]`), /^Leased/);
  });

  it('shows why the other events are refused, before and after they are tried', async () => {
    await visit();
    await pause();
    await chooseIn('Ready');
    const complete = panel().getByRole('button', { name: 'complete' });
    const why = await complete.getAttribute('aria-describedby');
    expect(await page.locator(`[id="${why ?? ''}"]`).innerText()).toBe(
      'invalid run transition: Ready -> Completed',
    );
    await complete.press('Enter');
    await expectText(alert(), 'complete is refused, and was not sent: InvalidTransition');
    await expectText(alert(), 'invalid run transition: Ready -> Completed');
    await alert().getByRole('button', { name: 'Dismiss' }).click();
    await alert().waitFor({ state: 'detached' });
    await expectText(heading(), 'Ready');
  });

  it('is updated optimistically, and rolled back with the reason when the host refuses', async () => {
    await visit();
    await pause();
    await chooseIn('Ready');
    await panel()
      .getByRole('checkbox', { name: /Somebody is faster/ })
      .check();
    await heading().evaluate((element) => {
      const seen: Array<string> = [];
      Object.assign(globalThis, { seen });
      new MutationObserver(() => {
        const { textContent } = element;
        if (textContent !== seen.at(-1)) seen.push(textContent);
      }).observe(element, { subtree: true, childList: true, characterData: true });
    });
    await panel().getByRole('button', { name: 'lease → Leased' }).click();
    await expectText(heading(), 'Canceled');
    await expectText(
      alert(),
      'lease was refused by the host, and is taken back: InvalidTransition',
    );
    await expectText(alert(), 'invalid run transition: Canceled -> Leased');
    // It may be shown in Ready again until the host reports its state.
    const seen = await page.evaluate<ReadonlyArray<string>>('seen');
    expect(seen.filter((state) => state !== 'Ready')).toStrictEqual(['Leased', 'Canceled']);
  });

  it('accepts an event that is chosen on the chart', async () => {
    await visit();
    await pause();
    await chooseIn('Ready');
    await page.locator('run-chart [data-edge="Ready lease"]').press('Enter');
    await expectText(heading(), 'Leased');
    expect(await page.locator('run-chart .rc-current').getAttribute('data-state')).toBe('Leased');
  });

  it('is exempt from the simulation if the user chooses so', async () => {
    await visit();
    await pause();
    await chooseIn('Ready');
    await panel().getByRole('checkbox', { name: 'The fleet leaves this run to me' }).check();
    await chip('All').click();
    await page
      .locator(`[role=option][aria-setsize="${String(RUNS)}"]`)
      .first()
      .waitFor();
    const fields = await panel().locator('dl').innerText();
    const others = list().locator('[aria-selected=false]');
    const before = await others.allInnerTexts();
    for (let i = 0; i < 3; i += 1) await button('Faster').click();
    await button('Go on').click();
    // All other visible runs have changed.
    await page.waitForFunction(
      (old) =>
        [...document.querySelectorAll<HTMLElement>('[aria-selected=false]')].every(
          ({ innerText }, i) => innerText !== old[i],
        ),
      before,
    );
    expect(await heading().innerText()).toBe('Ready');
    expect(await panel().locator('dl').innerText()).toBe(fields);
  });

  it('can be chosen and left by keyboard', async () => {
    await visit();
    await pause();
    const chosen = async (): Promise<string | null> =>
      list().locator('[aria-selected=true]').getAttribute('aria-posinset');
    await list().press('ArrowDown');
    await expectText(heading(), /./);
    expect(await chosen()).toBe('1');
    await list().press('ArrowDown');
    await list().press('ArrowDown');
    expect(await chosen()).toBe('3');
    await list().press('End');
    await page.locator(`[aria-selected=true][aria-posinset="${String(RUNS)}"]`).waitFor();
    await list().press('Home');
    await page.locator('[aria-selected=true][aria-posinset="1"]').waitFor();
    expect(await list().getAttribute('aria-activedescendant')).toMatch(/^run-/);
    await panel().getByRole('button', { name: 'Close' }).click();
    await panel().waitFor({ state: 'detached' });
  });
});

describe('the worker', () => {
  it('is replaced when it is killed, keeps every acknowledged op, and handles what was sent in the meantime', async () => {
    await visit();
    await pause();
    const { Scheduled = 0 } = await countsShown();
    await chooseIn('Scheduled');
    await panel().getByRole('button', { name: 'promote → Ready' }).click();
    await expectText(heading(), 'Ready');
    await page.locator('[aria-label=Run][aria-busy=false]').waitFor();
    // The counts are drawn shortly after the run.
    await expectText(chip('Scheduled'), (Scheduled - 1).toLocaleString('en-US'));
    await chip('All').click();
    await page
      .locator(`[role=option][aria-setsize="${String(RUNS)}"]`)
      .first()
      .waitFor();
    const id = await panel().locator('.id').innerText();
    const state = async () => ({
      counts: await countsShown(),
      others: await list().locator(`[role=option]:not([id="run-${id}"])`).allInnerTexts(),
    });
    const before = await state();
    await button('Kill the worker').click();
    await expectText(life(), 'worker killed');
    await expectText(life(), 'worker replaced 1 x');
    // All runs have been reported again.
    await panel().getByRole('button', { name: 'lease → Leased' }).click();
    await page.locator('[aria-label=Run][aria-busy=false]').waitFor();
    await expectText(heading(), 'Leased');
    const { Ready = 0, Leased = 0 } = before.counts;
    await expectText(chip('Leased'), (Leased + 1).toLocaleString('en-US'));
    const after = await state();
    expect(after).toStrictEqual({
      others: before.others,
      counts: { ...before.counts, Ready: Ready - 1, Leased: Leased + 1 },
    });

    await button('Kill the worker').click();
    // There is no worker, so the event waits for the next one.
    await panel().getByRole('button', { name: 'start → Running' }).click();
    await expectText(panel(), 'on its way');
    await expectText(life(), 'worker replaced 2 x');
    await page.locator('[aria-label=Run][aria-busy=false]').waitFor();
    await expectText(heading(), 'Running');
    await button('Go on').click();
    await expectText(page.getByRole('listitem').filter({ hasText: 'events / s' }), /^[1-9]/);
  });
});

describe('accessibility', () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

  interface Finding {
    readonly id: string;
    readonly impact: string;
    readonly targets: ReadonlyArray<string>;
  }

  /** Returns the serious findings of axe. */
  const findings = async (): Promise<ReadonlyArray<Finding>> =>
    page.evaluate<ReadonlyArray<Finding>>(`${axe};
      axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
        .then(({ violations }) => violations
          .filter(({ impact }) => ['serious', 'critical'].includes(impact))
          .map(({ id, impact, nodes }) => ({ id, impact, targets: nodes.map(({ html }) => html) })))`);

  it.each(['light', 'dark'] as const)('axe finds nothing serious, %s', async (colorScheme) => {
    await visit({ colorScheme, reducedMotion: 'reduce' });
    await pause();
    expect(await findings()).toStrictEqual([]);
    await chooseIn('Ready');
    await panel().getByRole('button', { name: 'complete' }).press('Enter');
    await alert().waitFor();
    expect(await findings()).toStrictEqual([]);
  });

  it('follows the theme of the system until the user chooses one', async () => {
    await visit({ colorScheme: 'light' });
    const theme = (): Promise<string | undefined> =>
      page.evaluate(() => document.documentElement.dataset['theme']);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.locator('html[data-theme=dark]').waitFor();
    await button('Light colours').click();
    expect(await theme()).toBe('light');
    expect(
      await page.locator('run-chart').evaluate((chart) => (chart as RunChartElement).theme),
    ).toBe('light');
  });

  it('fits into any width', async () => {
    await visit();
    await pause();
    await chooseIn('Ready');
    for (const width of [1280, 900, 600, 390, 320]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
  });
});
