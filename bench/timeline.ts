/** The timeline of the inspector: how long its frames take in Chromium while 100,000 runs are scrolled, zoomed, moved and brushed. */
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Benchmark, Setting } from './benchmark.js';
import { launchChromium, start, stop } from './inspector.js';
import { inScratch } from './journal.js';
import { median, quantile, summarize } from './measure.js';

const counted = (n: number): string => n.toLocaleString('en-US');

// ------------------------------------------------------------------------------------------------------------ journal

/** The first instant of the journal, and how long it is, in seconds. */
const FIRST = 1_760_000_000;
const DAY = 86_400;

/** Numbers from 0 to 1 that are the same in each round. */
const makeChance = (): (() => number) => {
  let seed = 7;
  return () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
};

/** Writes runs that begin over a day and take up to an hour, with one to four attempts, some of them refused an op. */
const writeRuns = (file: string, runs: number): number => {
  const chance = makeChance();
  const fd = openSync(file, 'w');
  let lines = 0;
  let block = '';
  const put = (entry: object): void => {
    block += `${JSON.stringify(entry)}\n`;
    lines += 1;
    if (block.length < 1 << 20) return;
    writeSync(fd, block);
    block = '';
  };
  for (let i = 0; i < runs; i += 1) {
    const run_id = randomUUID();
    let at = FIRST + Math.floor((i / runs) * DAY + chance() * 600);
    const created = { op: 'new_ready_with_id', run_id, task_id: run_id, scheduled_at: at };
    put({ ...created, created_at: at, effective_priority: 0, at });
    const attempts = 1 + Math.floor(chance() * chance() * 4);
    for (let n = 1; n <= attempts; n += 1) {
      const attempt_id = randomUUID();
      const wait = (most: number): number => (at += 1 + Math.floor(chance() * most));
      put({ op: 'transition_to', run_id, to: 'Leased', at: wait(300) });
      put({ op: 'transition_to', run_id, to: 'Running', at: wait(20) });
      put({ op: 'start_attempt', run_id, attempt_id, at });
      if (chance() < 0.05) put({ op: 'transition_to', run_id, to: 'Completed', at: wait(60) });
      put({ op: 'finish_attempt', run_id, attempt_id, at: wait(900) });
      if (n === attempts) put({ op: 'transition_to', run_id, to: 'Completed', at });
      else {
        put({ op: 'transition_to', run_id, to: 'RetryWait', at });
        put({ op: 'promote_to_ready', run_id, at: wait(600) });
      }
    }
  }
  writeSync(fd, block);
  closeSync(fd);
  return lines;
};

// ------------------------------------------------------------------------------------------------------------- frames

interface Counting {
  frames: Array<number>;
}

/** Runs in the page: keeps how long each frame took. */
const watchFrames = (): void => {
  const counting = globalThis as unknown as Counting;
  counting.frames = [];
  let last = performance.now();
  const look = (): void => {
    const now = performance.now();
    counting.frames.push(now - last);
    last = now;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
};

/** How long the frames took during some work; those of the first move, when nothing is ready yet, count too. */
const framesDuring = async (
  page: Page,
  work: () => Promise<void>,
): Promise<ReadonlyArray<number>> => {
  await page.evaluate(() => {
    (globalThis as unknown as Counting).frames = [];
  });
  await work();
  return page.evaluate(() => (globalThis as unknown as Counting).frames);
};

/** What is done, and how. */
const ACTIONS = ['an idle page', 'scrolling', 'zooming', 'moving in time', 'brushing'] as const;
type Action = (typeof ACTIONS)[number];
const VIEWS = ['rows of 18 px', 'all rows in view'] as const;

const MOVES = 60;

const pause = (page: Page): Promise<void> => page.waitForTimeout(16);

const repeat = async (page: Page, move: (i: number) => Promise<void>): Promise<void> => {
  for (let i = 0; i < MOVES; i += 1) {
    await move(i);
    await pause(page);
  }
};

const actionsOn = async (page: Page): Promise<Readonly<Record<Action, () => Promise<void>>>> => {
  const box = await page.locator('.tl-pane').boundingBox();
  if (box === null) throw new Error('there is no timeline');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  return {
    'an idle page': () => page.waitForTimeout(1000),
    scrolling: async () => {
      await page.mouse.move(x, y);
      await repeat(page, (i) => page.mouse.wheel(0, i < MOVES / 2 ? 900 : -700));
    },
    zooming: async () => {
      await page.mouse.move(x, y);
      await page.keyboard.down('Control');
      await repeat(page, (i) => page.mouse.wheel(0, i < MOVES / 2 ? -20 : 18));
      await page.keyboard.up('Control');
    },
    'moving in time': async () => {
      await page.mouse.move(x, y);
      await page.mouse.down();
      await repeat(page, (i) => page.mouse.move(x + 200 * Math.sin(i / 5), y));
      await page.mouse.up();
    },
    // The list is filtered once the button is up: that is another question than how smoothly the range is drawn.
    brushing: async () => {
      await page.mouse.move(x - 200, box.y + 10);
      await page.mouse.down();
      await repeat(page, (i) => page.mouse.move(x - 200 + i * 5, box.y + 10));
    },
  };
};

/** The frame times of each action, in a view. */
const measureView = async (
  page: Page,
): Promise<Readonly<Record<Action, ReadonlyArray<number>>>> => {
  const actions = await actionsOn(page);
  const times: Partial<Record<Action, ReadonlyArray<number>>> = {};
  for (const action of ACTIONS) times[action] = await framesDuring(page, actions[action]);
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await page.locator('.tl-pane').focus();
  await page.keyboard.press('Escape');
  await page.keyboard.press('f');
  // SAFETY: each action was measured.
  return times as Record<Action, ReadonlyArray<number>>;
};

const statusHas = async (page: Page, text: string): Promise<void> => {
  await page.waitForFunction(
    (wanted) => document.querySelector('.tl-status')?.textContent.includes(wanted) === true,
    text,
    { timeout: 300_000 },
  );
};

const P95 = 0.95;
/** The largest p95 of frame times, in milliseconds: 60 frames a second with some room. */
const BOUND = 20;

const run = async (setting: Setting) => {
  const browser = await launchChromium();
  if (browser === undefined) return { tables: [], targets: [] };
  const { quick, progress, own } = setting;
  const runs = quick ? 1000 : 100_000;
  try {
    return await inScratch(async (folder) => {
      const file = join(folder, 'journal.ndjson');
      const lines = writeRuns(file, runs);
      const rounds: Array<ReadonlyArray<number>> = [];
      const count = quick ? 1 : 3;
      for (let round = 0; round < count; round += 1) {
        progress(`${counted(runs)} runs, round ${String(round + 1)}`);
        const inspector = await start(own, [file]);
        const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
        try {
          await page.goto(`${inspector.url}#show=timeline&sort=age`);
          await statusHas(page, ` of ${counted(runs)}`);
          await page.waitForFunction(
            (text) => document.querySelector('.sources')?.textContent.includes(text) === true,
            `${counted(lines)} lines`,
            { timeout: 300_000 },
          );
          await page.evaluate(watchFrames);
          const rows = await measureView(page);
          await page
            .getByRole('group', { name: 'Rows' })
            .getByRole('button', { name: 'All' })
            .click();
          // Until the changes of all runs are there, and the raster is drawn.
          await page.waitForTimeout(quick ? 1000 : 15_000);
          const all = await measureView(page);
          rounds.push(
            [rows, all].flatMap((view) => ACTIONS.map((action) => quantile(view[action], P95))),
          );
        } finally {
          await page.close();
          await stop(inspector);
        }
      }
      const names = VIEWS.flatMap((view) => ACTIONS.map((action) => `${action}, ${view}`));
      const measured = names.filter((name) => !name.startsWith('an idle'));
      return {
        tables: [
          {
            title: `Frames of the timeline with ${counted(runs)} runs, the time that 95 % of them take at most`,
            unit: 'ms' as const,
            rows: names.map((name, i) => summarize(name, rounds, i)),
            note: `Headless Chromium without a graphics card, 1440 by 900, ${String(MOVES)} moves each. Ratios are to an idle page.`,
          },
        ],
        targets: measured.map((name) => {
          const time = median(rounds.map((round) => round[names.indexOf(name)] ?? Number.NaN));
          return {
            measure: `the timeline with ${counted(runs)} runs, p95 of frame time, ${name}`,
            wanted: `at most ${String(BOUND)} ms`,
            measured: `${time.toFixed(1)} ms`,
            met: time <= BOUND,
          };
        }),
      };
    });
  } finally {
    await browser.close();
  }
};

/** The benchmark of the inspector's timeline. */
export const timeline: Benchmark = {
  name: 'timeline',
  summary:
    "how smoothly the inspector's timeline of 100,000 runs scrolls, zooms, moves and is brushed",
  run,
};
