/**
 * The frames of `examples/dashboard` in Chromium while ten thousand runs change, alternating with the same page while the
 * simulation is paused.
 */
import type { CDPSession, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';
import { findChromium } from '../test/support/install.mjs';
import type { Benchmark, Table } from './benchmark.js';
import { rowOf } from './benchmark.js';
import { median, summarize } from './measure.js';

const FOLDER = 'examples/dashboard';

/** The two conditions of the page, and the buttons that set them. The second is compared with the first. */
const CONDITIONS = [
  ['paused', 'Pause'],
  ['10,000 runs changing, 2,000 events a second', 'Go on'],
] as const;

/** The measurements of one condition in one round. */
interface Window {
  /** Milliseconds between consecutive frames. */
  readonly intervals: ReadonlyArray<number>;
  /** Milliseconds of main-thread work per frame. */
  readonly work: number;
}

/** Measures the milliseconds between frames for a time. */
const intervalsFor = (page: Page, milliseconds: number): Promise<ReadonlyArray<number>> =>
  page.evaluate(
    (length) =>
      new Promise<ReadonlyArray<number>>((resolve) => {
        const times: Array<number> = [];
        const frame = (now: number): void => {
          times.push(now);
          if (now - (times[0] ?? now) < length) requestAnimationFrame(frame);
          else resolve(times.slice(1).map((time, i) => time - (times[i] ?? time)));
        };
        requestAnimationFrame(frame);
      }),
    milliseconds,
  );

/** Returns the seconds of main-thread work so far. */
const taskDuration = async (session: CDPSession): Promise<number> => {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
};

const watch = async (page: Page, session: CDPSession, milliseconds: number): Promise<Window> => {
  const before = await taskDuration(session);
  const intervals = await intervalsFor(page, milliseconds);
  const after = await taskDuration(session);
  return { intervals, work: ((after - before) * 1000) / intervals.length };
};

const sum = (values: ReadonlyArray<number>): number => values.reduce((a, b) => a + b, 0);

const quantile = (values: ReadonlyArray<number>, q: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(q * (values.length - 1))] ?? Number.NaN;

/** Makes a table of one figure of each window. */
const tableOf = (
  title: string,
  rounds: ReadonlyArray<ReadonlyArray<Window>>,
  figure: (window: Window) => number,
): Table => {
  const samples = rounds.map((windows) => windows.map(figure));
  return {
    title,
    unit: 'ms',
    rows: CONDITIONS.map(([name], i) => summarize(name, samples, i)),
  };
};

export const dashboard: Benchmark = {
  name: 'dashboard',
  summary: 'frames of the dashboard with 10,000 runs changing, and paused',
  run: async ({ quick, progress }) => {
    const [count, length, settle] = quick ? [1, 300, 300] : [12, 4000, 1500];
    progress('builds the page');
    await build({ root: FOLDER, configFile: `${FOLDER}/vite.config.ts`, logLevel: 'error' });
    const server = await preview({
      root: FOLDER,
      configFile: `${FOLDER}/vite.config.ts`,
      preview: { port: 0 },
    });
    const executablePath = findChromium();
    const browser = await chromium.launch({
      ...(executablePath === undefined ? {} : { executablePath }),
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    });
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const session = await page.context().newCDPSession(page);
    // Measures the CPU time of the page, without that of other programs.
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.goto(server.resolvedUrls?.local[0] ?? '');
    await page.getByRole('option').first().waitFor();
    const rounds: Array<ReadonlyArray<Window>> = [];
    for (let round = 0; round < count; round += 1) {
      const windows: Array<Window> = [];
      for (const [name, button] of CONDITIONS) {
        progress(`round ${round + 1} of ${count}: ${name}`);
        await page.getByRole('button', { name: button, exact: true }).click();
        await page.waitForTimeout(settle);
        windows.push(await watch(page, session, length));
      }
      rounds.push(windows);
    }
    await browser.close();
    await server.close();
    const perSecond = CONDITIONS.map(([,], i) =>
      median(
        rounds.map((windows) => {
          const intervals = windows[i]?.intervals ?? [];
          return (intervals.length * 1000) / sum(intervals);
        }),
      ),
    );
    const [paused = Number.NaN, changing = Number.NaN] = perSecond;
    const atWork = tableOf('The main thread at work, for each frame', rounds, (its) => its.work);
    const work = rowOf(atWork, CONDITIONS[1][0]).median;
    return {
      tables: [
        tableOf('Between two frames of the dashboard, median', rounds, ({ intervals }) =>
          median(intervals),
        ),
        tableOf('The same, 95th percentile', rounds, ({ intervals }) => quantile(intervals, 0.95)),
        {
          ...atWork,
          note: 'Headless Chromium, which draws without a graphics card, 1280 by 800.',
        },
      ],
      targets: [
        {
          measure: 'frames per second of the dashboard, 10,000 runs changing vs paused',
          wanted: '60 (at least 59)',
          measured: `${changing.toFixed(1)} vs ${paused.toFixed(1)}`,
          met: changing >= 59,
        },
        {
          measure: 'main-thread time per frame of the dashboard, 10,000 runs changing',
          wanted: 'at most half of its 16.7 ms',
          measured: `${work.toFixed(1)} ms`,
          met: work <= 16.7 / 2,
        },
      ],
    };
  },
};
