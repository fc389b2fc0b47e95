/** The page in a real browser, served by the built command. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { isRight } from 'fp-ts/lib/Either.js';
import type { Browser, BrowserContextOptions, Download, Locator, Page } from 'playwright-core';
import type { RunState } from '../../src/index.js';
import {
  answerLine,
  decodeJson,
  isTerminal,
  makeReplayer,
  RunInstanceCodec,
  runStates,
} from '../../src/index.js';
import { endAll, temporaryFolder } from '../cli/runchart.js';
import type { Watched } from '../support/browser.js';
import { launch, openPage } from '../support/browser.js';
import type { Running } from './inspector.js';
import { connected, startInspector } from './inspector.js';

const JOURNAL = 'examples/journal.ndjson';
const lines = readFileSync(JOURNAL, 'utf8').trimEnd().split('\n');
/** The runs that the lines name, including those that were never created. */
const ids = new Set(lines.map((line) => (JSON.parse(line) as { run_id: string }).run_id));
const replayer = makeReplayer();
lines.forEach((line) => replayer.line(line));
const runs = [...replayer.result().runs.values()];

const counted = (n: number): string => n.toLocaleString('en');
const runsIn = (state: RunState): string =>
  counted(runs.filter((run) => run.state === state).length);

const MOST_RETRIED = '00000000-0000-4000-8000-000000000001';

const folder = temporaryFolder();
let browser: Browser;
let inspector: Running;

beforeAll(async () => {
  [browser, inspector] = await Promise.all([launch(), startInspector([JOURNAL])]);
});
afterAll(async () => {
  await browser.close();
  await inspector.stop();
  endAll();
  folder.remove();
});

let watched: Watched;
let page: Page;

const visit = async (
  hash = '',
  options: BrowserContextOptions = {},
  at = inspector,
): Promise<void> => {
  watched = await openPage(browser, { viewport: { width: 1440, height: 900 }, ...options });
  ({ page } = watched);
  await page.goto(`${at.url}${hash}`);
  await page.getByText('live', { exact: true }).waitFor();
};

afterEach(async () => {
  const { problems } = watched;
  await watched.close();
  // No error on the console, no violation of the Content Security Policy, no request that failed.
  expect(problems).toStrictEqual([]);
});

const list = (): Locator => page.getByRole('listbox', { name: 'Runs' });
const story = (): Locator => page.getByRole('region', { name: 'Story' });
const actions = (): Locator => page.getByRole('region', { name: 'Actions' });
const runPanel = (): Locator => page.getByRole('region', { name: 'Run', exact: true });
const heading = (): Locator => runPanel().locator('.run-state .mark');
const chart = (): Locator => page.locator('run-chart');
const current = (): Locator => chart().locator('.rc-current');

/** Waits for an element with a text. */
const expectText = async (locator: Locator, text: string | RegExp): Promise<void> => {
  await locator.filter({ hasText: text }).first().waitFor();
};

const textOf = async (download: Download): Promise<string> =>
  readFileSync(await download.path(), 'utf8');

const downloaded = async (button: Locator): Promise<Download> => {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return download;
};

describe('a journal', () => {
  test('a new user finds the most retried run, and why its completion was refused', async () => {
    await visit();
    await page.getByRole('button', { name: /14 attempts/ }).click();
    await expectText(heading(), 'Completed');
    await story().getByRole('button', { name: '1 op refused' }).click();
    await expectText(heading(), 'Running');
    const step = story().locator('[aria-current=step]');
    await expectText(step, /complete.*refused/);
    await expectText(step, /cannot leave Running while attempt 7461213b…3249 is active/);
    await expectText(step, /legal then: cancelattempt.finish/);
    expect(await current().getAttribute('data-state')).toBe('Running');
  });

  test('states show their number of runs, and arrows how often they were taken', async () => {
    await visit();
    await page.getByText(`${counted(ids.size)} runs, ${counted(lines.length)} lines`).waitFor();
    await expectText(chart().locator('[data-state=Completed] .rc-count'), runsIn('Completed'));
    expect(await chart().locator('.rc-heat').count()).toBeGreaterThan(15);
  });

  test('filter, search and sort', async () => {
    await visit();
    await page.getByRole('button', { name: /^Failed/ }).click();
    await page.getByText(`${runsIn('Failed')} runs`, { exact: true }).waitFor();
    for (const row of await list().getByRole('option').all())
      expect(await row.textContent()).toMatch(/^Failed/);
    await page.getByRole('button', { name: /^All/ }).click();

    await page.getByRole('searchbox').fill('0000-4000-8000-00000000000d');
    await page.getByText('1 run', { exact: true }).waitFor();
    await page.getByRole('searchbox').fill('nothing');
    await page.getByRole('button', { name: 'Clear search and filters' }).click();

    await page.getByRole('button', { name: /^Ref/ }).click();
    await expectText(list().getByRole('option').first(), /8/);
    await page.getByRole('button', { name: /^Created/ }).click();
    const first = await list().getByRole('option').first().textContent();
    await page.getByRole('button', { name: /^Created/ }).click();
    await expectText(list().getByRole('option').first(), /Jan 10/);
    expect(first).not.toMatch(/Jan 10/);
  });

  test('chart and fields follow the shown step', async () => {
    await visit(`#run=${MOST_RETRIED}&step=5`);
    await expectText(heading(), 'Running');
    await expectText(runPanel().locator('.fields'), /attempts1.*active attemptnone/);
    const slider = page.getByRole('slider');
    await slider.fill('0');
    await expectText(heading(), 'Ready');
    expect(await current().getAttribute('data-state')).toBe('Ready');
    await expectText(runPanel().locator('.fields'), /attempts0/);
    await page.getByRole('button', { name: 'Step forward' }).click();
    await expectText(heading(), 'Leased');
    expect(page.url()).toMatch(/step=2$/);
    await story().getByRole('button').last().click();
    await expectText(heading(), 'Completed');
    expect(page.url()).not.toMatch(/step/);
  });

  test('autoplay goes on to the last step', async () => {
    await visit(`#run=${MOST_RETRIED}&step=83`);
    await page.getByRole('button', { name: 'Let time run' }).click();
    await expectText(page.locator('.scrubber output'), '85 / 85');
  });

  test('a link opens the same view, and back returns to the previous run', async () => {
    await visit();
    await list().getByRole('option').nth(2).click();
    const first = page.url();
    await list().getByRole('option').nth(3).click();
    await page.goBack();
    expect(page.url()).toBe(first);
    const id = await runPanel().getByRole('heading').first().textContent();
    page = await page.context().newPage();
    await page.goto(first);
    await expectText(runPanel().getByRole('heading').first(), id ?? 'an id');
    await expectText(list().locator('[aria-selected=true]'), `${(id ?? '').slice(0, 8)}…`);
  });

  test('an unknown run is reported', async () => {
    await visit('#run=00000000-0000-4000-8000-00000000dead');
    await expectText(runPanel(), 'There is no run with this id in the journal.');
  });

  test('the library reads the saved run and scenario', async () => {
    await visit(`#run=${MOST_RETRIED}`);
    await expectText(heading(), 'Completed');
    const run = await downloaded(page.getByRole('button', { name: 'Save as JSON' }));
    const decoded = decodeJson(RunInstanceCodec)(await textOf(run));
    expect(isRight(decoded) && decoded.right).toMatchObject({ id: MOST_RETRIED, attemptCount: 14 });

    const scenario = await downloaded(page.getByRole('button', { name: 'Save as scenario' }));
    const line = (await textOf(scenario)).trim();
    const { steps } = JSON.parse(line) as { steps: ReadonlyArray<{ expect: unknown }> };
    const answer = answerLine(line);
    expect('outcomes' in answer && answer.outcomes).toStrictEqual(steps.map((step) => step.expect));
  });

  test('the picture is saved as SVG and PNG', async () => {
    await visit();
    const svg = await textOf(await downloaded(page.getByRole('button', { name: 'SVG' })));
    expect(svg).toMatch(/^<svg [^]*249[^]*<\/svg>\s*$/);
    const png = await downloaded(page.getByRole('button', { name: 'PNG' }));
    expect(
      readFileSync(await png.path())
        .subarray(1, 4)
        .toString('latin1'),
    ).toBe('PNG');
  });

  test('an action is tried on a copy, in Play', async () => {
    await visit(`#run=${MOST_RETRIED}&step=83`);
    await actions()
      .getByRole('button', { name: /^cancel/ })
      .click();
    await expectText(heading(), 'Canceled');
    await page.getByText('1 of your own').waitFor();
    expect(page.url()).toMatch(/view=play/);
    await page.getByRole('button', { name: 'Journal', exact: true }).click();
    await list().getByRole('option').first().click();
    await expectText(heading(), 'Completed');
  });
});

describe('play', () => {
  const enabled = (name: string | RegExp): Locator =>
    actions().locator('.enabled').getByRole('button', { name });

  const ways = {
    Completed: ['promote', 'lease', 'start', 'attempt.start', 'attempt.finish stays', 'complete'],
    Failed: ['promote', 'lease', 'start', 'retry', 'fail'],
    Canceled: ['promote', 'lease', 'promote', 'lease', 'start', 'suspend', 'cancel'],
  };

  test.each(Object.entries(ways))('from Scheduled to %s, by clicks', async (state, events) => {
    // Every state can be reached.
    expect(Object.keys(ways)).toStrictEqual(runStates.filter(isTerminal));
    await visit();
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await page.getByRole('button', { name: 'New Scheduled run' }).click();
    await expectText(heading(), 'Scheduled');
    for (const event of events)
      await enabled(new RegExp(`^${event}`))
        .first()
        .click();
    await expectText(heading(), state);
    await page.getByText('Nothing: the run has ended.').waitFor();
    expect(await story().getByRole('listitem').count()).toBe(events.length + 1);
    const journal = await textOf(
      await downloaded(page.getByRole('button', { name: 'Save journal' })),
    );
    expect(journal.trim().split('\n')).toHaveLength(events.length + 1);
  });

  test('a refused action says why, and becomes part of the story', async () => {
    await visit('#view=play');
    await page.getByRole('button', { name: 'New Ready run' }).click();
    for (const event of ['lease', 'start', 'attempt.start'])
      await enabled(new RegExp(`^${event}`)).click();
    const complete = actions().getByRole('button', { name: 'complete' });
    expect(await complete.getAttribute('aria-disabled')).toBe('true');
    expect(await complete.getAttribute('title')).toMatch(
      /^run .* cannot leave Running while attempt .* is active$/,
    );
    // The button is aria-disabled but can be clicked; Playwright would wait until it is enabled.
    await complete.click({ force: true });
    await expectText(
      story().locator('[aria-current=step]'),
      /complete.*refused.*cannot leave Running/,
    );

    await enabled('attempt.finish as a stale worker').click();
    await expectText(story().locator('[aria-current=step]'), /attempt mismatch: expected/);
    await expectText(heading(), 'Running');
  });

  test('an event is chosen on the picture, with the entered priority', async () => {
    await visit('#view=play');
    await page.getByRole('button', { name: 'New Ready run' }).click();
    await page.getByRole('spinbutton', { name: 'priority' }).fill('42');
    await chart()
      .getByRole('button', { name: /^priority.set/ })
      .click();
    await expectText(runPanel().locator('.fields'), 'priority42');
    // The tooltip of one covers the other until the pointer leaves.
    await page.mouse.move(0, 0);
    await chart()
      .getByRole('button', { name: /^lease/ })
      .click();
    await expectText(heading(), 'Leased');
  });

  test('a run can continue from an earlier step', async () => {
    await visit('#view=play');
    await page.getByRole('button', { name: 'New Scheduled run' }).click();
    await enabled(/^promote/).click();
    await enabled(/^cancel/).click();
    await page.getByRole('button', { name: 'First step' }).click();
    await expectText(heading(), 'Scheduled');
    await enabled(/^promote/).click();
    await expectText(heading(), 'Ready');
  });
});

describe('live', () => {
  test('lines of another process are shown as they arrive', async () => {
    const own = await startInspector();
    await visit('', {}, own);
    await page.getByText('No run yet.').waitFor();
    const feed = await connected(own.feed);
    const id = 'abcdef01-0000-4000-8000-000000000001';
    const say = (step: object): void => {
      feed.send(JSON.stringify({ run_id: id, ...step }));
    };
    say({
      op: 'new_ready_with_id',
      task_id: id,
      scheduled_at: 1,
      created_at: 1,
      effective_priority: 0,
    });
    await list().getByRole('option').click();
    await expectText(heading(), 'Ready');
    say({ op: 'transition_to', to: 'Leased', at: 5 });
    await expectText(heading(), 'Leased');
    say({ op: 'transition_to', to: 'Completed', at: 6 });
    await story().getByRole('button', { name: '1 op refused' }).waitFor();

    // Hostile text is shown as text.
    feed.send(
      '<img src=x onerror="document.title=`owned`"><script>document.title=`owned`</script>',
    );
    await page.getByRole('button', { name: '1 line could not be understood' }).click();
    await expectText(page.locator('.problems'), /feed 1:4.*<img src=x/);
    expect(await page.title()).toBe('runchart inspector');
    expect(await page.locator('img[src=x]').count()).toBe(0);
    feed.send('{"op":"\u202edrawkcab"}');
    await expectText(page.locator('.problems'), 'u202edrawkcab');
    expect(await page.locator('body').textContent()).not.toContain('\u202e');
    feed.close();
    await own.stop();
    await page.getByText('The server does not answer.').waitFor();
    // The page keeps reconnecting: these failures are expected.
    watched = {
      ...watched,
      problems: watched.problems.filter((text) => !text.includes('ERR_CONNECTION')),
    };
  });

  test('a server that comes back sends the whole board again', async () => {
    const file = folder.file('again.ndjson', readFileSync(JOURNAL));
    const first = await startInspector([file]);
    await visit('', {}, first);
    await page.getByText(`${counted(ids.size)} runs, ${counted(lines.length)} lines`).waitFor();
    await first.stop();
    await page.getByText('connection lost').waitFor();
    const second = await startInspector([file, JOURNAL, '--port', String(first.port)]);
    await expectText(
      page.getByRole('banner'),
      `${counted(ids.size)} runs, ${counted(2 * lines.length)} lines`,
    );
    await second.stop();
    watched = {
      ...watched,
      problems: watched.problems.filter((text) => !text.includes('ERR_CONNECTION')),
    };
  });

  test('100,000 runs: only those in view are elements, in the right order', async () => {
    const RUNS = 100_000;
    const id = (n: number): string => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
    const lines = Array.from(
      { length: RUNS },
      (_, i) =>
        `{"op":"new_ready_with_id","run_id":"${id(i + 1)}","task_id":"${id(i + 1)}","scheduled_at":1,"created_at":1,"effective_priority":${String(i + 1)}}\n`,
    );
    const own = await startInspector([folder.file('many.ndjson', lines.join(''))]);
    await visit('#sort=-priority', {}, own);
    await page.getByText('100,000 runs', { exact: true }).first().waitFor();
    const options = list().getByRole('option');
    await expectText(options.first().locator('.c-id'), '00000000…86a0');
    for (const part of [0.25, 0.5, 0.99]) {
      const at = await list().evaluate((element, share) => {
        element.scrollTop = Math.round((element.scrollHeight - element.clientHeight) * share);
        return element.scrollTop;
      }, part);
      const position = Math.ceil(at / 28) + 1;
      const row = list().locator(`[aria-posinset="${String(position)}"]`);
      await row.waitFor();
      expect(await row.getAttribute('id')).toBe(`run-${id(RUNS - position + 1)}`);
      expect(await options.count()).toBeLessThan(80);
    }
    await list().press('End');
    await expectText(runPanel().getByRole('heading').first(), id(1));
    await page.getByRole('searchbox').fill(id(777));
    await page.getByText('1 run', { exact: true }).waitFor();
    await own.stop();
    await page.getByText('connection lost').waitFor();
    watched = {
      ...watched,
      problems: watched.problems.filter((text) => !text.includes('ERR_CONNECTION')),
    };
  });
});

describe('accessibility', () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

  interface Finding {
    readonly id: string;
    readonly impact: string;
    readonly nodes: ReadonlyArray<{ readonly html: string; readonly failureSummary: string }>;
  }

  /** The serious findings of axe; its script is injected past the page's policy. */
  const findings = async (): Promise<ReadonlyArray<string>> => {
    const found = await page.evaluate<ReadonlyArray<Finding>>(`${axe};
      axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
        .then(({ violations }) => violations)`);
    return found
      .filter(({ impact }) => ['serious', 'critical'].includes(impact))
      .flatMap(({ id, nodes }) =>
        nodes.slice(0, 3).map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
      );
  };

  test.each([
    ['light', 1440, 900],
    ['dark', 1440, 900],
    ['light', 1000, 800],
    ['dark', 390, 844],
  ] as const)('axe finds nothing serious, in %s, %d by %d', async (colorScheme, width, height) => {
    await visit('', { colorScheme, viewport: { width, height } });
    for (const hash of [
      '',
      `#run=${MOST_RETRIED}`,
      `#run=${MOST_RETRIED}&step=83`,
      '#view=play',
      '#q=nothing',
    ]) {
      await page.evaluate((to) => {
        window.location.hash = to;
      }, hash);
      await page.waitForFunction(() =>
        document.querySelector('run-chart')?.shadowRoot?.querySelector('svg'),
      );
      if (hash.startsWith('#run')) await story().locator('[aria-current=step]').waitFor();
      expect([hash, await findings()]).toStrictEqual([hash, []]);
    }
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    expect(await findings()).toStrictEqual([]);
  });

  test('selected elements stand out in forced colours', async () => {
    await visit(`#run=${MOST_RETRIED}&step=83`, { forcedColors: 'active' });
    await story().locator('[aria-current=step]').waitFor();
    for (const chosen of [
      page.getByRole('button', { name: 'Journal' }),
      list().locator('[aria-selected=true]'),
      story().locator('[aria-current=step]'),
    ])
      expect(await chosen.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe(
        'solid',
      );
  });

  test('the theme follows the system or the stored choice of the user', async () => {
    const background = (): Promise<string> =>
      page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await visit('', { colorScheme: 'dark' });
    expect(await background()).toBe('rgb(13, 17, 23)');
    await page.getByRole('button', { name: 'Switch to light' }).click();
    expect(await background()).toBe('rgb(255, 255, 255)');
    await page.waitForLoadState('networkidle');
    await page.reload();
    await page.getByRole('button', { name: 'Switch to dark' }).waitFor();
    await page.keyboard.press('t');
    expect(await background()).toBe('rgb(13, 17, 23)');
  });

  test('by keyboard alone: find the run, read the refusal, play a run', async () => {
    await visit();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await list().evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('ArrowDown');
    await expectText(runPanel().getByRole('heading').first(), MOST_RETRIED);
    expect(await list().getAttribute('aria-activedescendant')).toBe(`run-${MOST_RETRIED}`);
    await expectText(heading(), 'Completed');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await expectText(story().locator('[aria-current=step]'), /complete.*refused/);

    await page.keyboard.press('j');
    await page.waitForURL(/#run=(?!0000)/);
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'All runs' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('2f66');
    await page.getByText('1 run', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    await expectText(heading(), 'Scheduled');
    await actions()
      .getByRole('button', { name: /^promote/ })
      .focus();
    await page.keyboard.press('Enter');
    await expectText(heading(), 'Ready');

    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  });

  test.each([
    [1024, 768],
    [390, 844],
  ])('at %d by %d nothing is cut off', async (width, height) => {
    await visit(`#run=${MOST_RETRIED}`, { viewport: { width, height } });
    await expectText(heading(), 'Completed');
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
    ).toBeLessThanOrEqual(0);
    const [possible, shownStory] = await Promise.all([
      actions().boundingBox(),
      story().boundingBox(),
    ]);
    const content = await actions().evaluate(({ scrollHeight }) => scrollHeight);
    expect((possible?.y ?? 0) + content).toBeLessThanOrEqual((shownStory?.y ?? 0) + 1);
    const picture = await chart().locator('svg').boundingBox();
    expect(picture?.width).toBeGreaterThan(Math.min(width, 760) / 2);
  });

  test('on a small screen choosing a run scrolls to it, and from there to its refused op', async () => {
    await visit('', { viewport: { width: 390, height: 844 } });
    const isInSight = (locator: Locator): Promise<boolean> =>
      locator.evaluate((element) => {
        const { top, bottom } = element.getBoundingClientRect();
        return top >= 0 && bottom <= window.innerHeight;
      });
    await list().getByRole('option').first().click();
    await expectText(heading(), 'Completed');
    expect(await isInSight(heading())).toBe(true);
    await story().getByRole('button', { name: '1 op refused' }).click();
    const step = story().locator('[aria-current=step]');
    await expectText(step, /complete.*refused/);
    await page.waitForFunction(() => {
      const box = document.querySelector('[aria-current=step]')?.getBoundingClientRect();
      return box !== undefined && box.top >= 0 && box.bottom <= window.innerHeight;
    });
  });

  test('no other server gets a request', async () => {
    await visit();
    const asked = new Set<string>();
    await page.waitForLoadState('networkidle');
    page.on('request', (request) => asked.add(new URL(request.url()).origin));
    await page.reload();
    await page.getByText('live', { exact: true }).waitFor();
    expect([...asked]).toStrictEqual([new URL(inspector.url).origin]);
  });
});
