/**
 * The inspector: how long until the page of a large journal can be used in Chromium, and the memory of the server under an endless
 * feed.
 */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { WebSocket } from 'ws';
import { findChromium } from '../test/support/install.mjs';
import type { Benchmark, Outcome, Setting, Table, Target } from './benchmark.js';
import { atMost, projectsOf, rowName, rowOf } from './benchmark.js';
import { inScratch, LIFE, lineOf, writeJournal } from './journal.js';
import { median, summarize } from './measure.js';
import type { Project } from './project.js';

const counted = (n: number): string => n.toLocaleString('en-US');

// ---------------------------------------------------------------------------------------------------------- processes

/** A started inspector. */
interface Started {
  readonly child: ChildProcess;
  readonly url: string;
}

const start = async ({ command }: Project, files: ReadonlyArray<string>): Promise<Started> => {
  const child = spawn(
    process.execPath,
    [command, 'inspect', ...files, '--port', '0', '--no-open', '--json'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const announced = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.stdout.once('data', (chunk: Buffer) => {
      resolve(chunk.toString());
    });
  });
  return { child, url: (JSON.parse(announced) as { readonly url: string }).url };
};

const stop = async ({ child }: Started): Promise<void> => {
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGINT');
  await ended;
};

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

// ------------------------------------------------------------------------------------------------------------ loading

/** When each stage was reached, in milliseconds from the start of the process. */
const STAGES = {
  listening: 'the server listens',
  loaded: 'the page has loaded',
  firstRows: 'the first runs are listed',
  allLines: 'every line was read',
  allRows: 'every run is listed',
  panel: 'a clicked run shows its story',
  usable: 'and nothing keeps the page busy',
} as const;

type Stage = keyof typeof STAGES;

interface Loading {
  readonly at: Readonly<Record<Stage, number>>;
  /** How many bytes of messages the page received. */
  readonly bytes: number;
}

/** The page is busy if it does not answer for this long, in milliseconds, and idle if it answered for a while. */
const BUSY = 50;
const IDLE = 200;

/** Runs in the page: sums up the length of its messages. */
const countMessages = (): void => {
  const counting = globalThis as unknown as { received: number; WebSocket: typeof WebSocket };
  counting.received = 0;
  counting.WebSocket = class extends counting.WebSocket {
    constructor(url: string) {
      super(url);
      this.addEventListener('message', ({ data }) => {
        if (typeof data === 'string') counting.received += data.length;
      });
    }
  } as typeof WebSocket;
};

/** Waits in the page until a text is there, and returns when it was. */
const whenText = (page: Page, selector: string, pattern: string): Promise<number> =>
  page.evaluate(
    ([wanted, text]) =>
      new Promise<number>((resolve) => {
        const timer = setInterval(() => {
          const found = document.querySelector(wanted)?.textContent ?? '';
          if (!new RegExp(text).test(found)) return;
          clearInterval(timer);
          resolve(performance.timeOrigin + performance.now());
        }, 4);
      }),
    [selector, pattern] as const,
  );

/** Waits in the page until it was idle for a while, and returns when that began. */
const whenIdle = (page: Page): Promise<number> =>
  page.evaluate(
    ([busy, idle]) =>
      new Promise<number>((resolve) => {
        let last = performance.now();
        let since = last;
        const look = (): void => {
          const now = performance.now();
          if (now - last > busy) since = now;
          last = now;
          if (now - since > idle) resolve(performance.timeOrigin + since);
          else setTimeout(look, 4);
        };
        look();
      }),
    [BUSY, IDLE] as const,
  );

/** Starts the command on a journal, opens its page, waits for all runs, and clicks the first one. */
const load = async (
  browser: Browser,
  project: Project,
  file: string,
  { runs, lines }: { readonly runs: number; readonly lines: number },
): Promise<Loading> => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(countMessages);
  const begun = Date.now();
  const inspector = await start(project, [file]);
  try {
    const listening = Date.now();
    await page.goto(inspector.url);
    const loaded = Date.now();
    const firstRows = await whenText(page, '#run-list [role=option]', '.');
    const readAll = whenText(page, '.sources', `${counted(lines)} lines`);
    const allRows = await whenText(page, '.search [role=status]', `^${counted(runs)} runs`);
    const allLines = await readAll;
    await page.locator('#run-list [role=option]').first().click();
    const panel = await whenText(page, '.timeline .step', '.');
    const usable = await whenIdle(page);
    const at = { listening, loaded, firstRows, allLines, allRows, panel, usable };
    return {
      // SAFETY: the keys are the stages.
      at: Object.fromEntries(
        Object.entries(at).map(([stage, time]) => [stage, time - begun]),
      ) as Loading['at'],
      bytes: await page.evaluate(() => (globalThis as unknown as { received: number }).received),
    };
  } finally {
    await context.close();
    await stop(inspector);
  }
};

const loadings = (browser: Browser, setting: Setting, linesOfRun: number): Promise<Table> =>
  inScratch(async (folder) => {
    const { quick, progress } = setting;
    const runs = quick ? 1000 : 100_000;
    const size = { runs, lines: runs * linesOfRun };
    const file = join(folder, 'journal.ndjson');
    writeJournal(file, size.lines, runs);
    const projects = projectsOf(setting);
    const rounds: Array<ReadonlyArray<Loading>> = [];
    for (let round = 0; round < (quick ? 1 : 5); round += 1) {
      const row: Array<Loading> = [];
      for (const project of projects) {
        progress(`${counted(size.lines)} lines, round ${round + 1}: ${rowName('a page', project)}`);
        row.push(await load(browser, project, file, size));
      }
      rounds.push(row);
    }
    const rows = projects.flatMap((project, i) =>
      (Object.keys(STAGES) as ReadonlyArray<Stage>).map((stage) =>
        summarize(
          rowName(STAGES[stage], project),
          rounds.map((row) => [row[0]?.at.usable ?? Number.NaN, row[i]?.at[stage] ?? Number.NaN]),
          1,
        ),
      ),
    );
    const sent = projects.map((project, i) => {
      const bytes = median(rounds.map((row) => row[i]?.bytes ?? Number.NaN));
      return `${(bytes / 1e6).toFixed(1)} MB ${rowName('of messages', project)}`;
    });
    return {
      title: `A journal of ${counted(runs)} runs and ${counted(size.lines)} lines, from the start of the command`,
      unit: 'ms',
      rows,
      note: `Headless Chromium; ${sent.join(', ')}. Ratios are to the time until our page is idle.`,
    };
  });

// --------------------------------------------------------------------------------------------------------------- feed

const LINES_PER_SECOND = 20_000;
/** Runs that take lines in turn. */
const RUNS_AT_ONCE = 10_000;

/** Whether runs end after a life and others begin, or go on forever. */
type Runs = 'new runs' | 'the same runs';
type Watcher = 'a page' | 'a page that does not read' | 'no page';

/** The lines of a feed, one at each call. */
const linesOf = (runs: Runs): (() => string) => {
  let ids: ReadonlyArray<readonly [string, string]> = [];
  let i = 0;
  return () => {
    const step = Math.floor(i / RUNS_AT_ONCE);
    if (i % RUNS_AT_ONCE === 0 && (i === 0 || (runs === 'new runs' && step % LIFE === 0)))
      ids = Array.from({ length: RUNS_AT_ONCE }, () => [randomUUID(), randomUUID()]);
    const [runId = '', attemptId = ''] = ids[i % RUNS_AT_ONCE] ?? [];
    i += 1;
    return lineOf(runId, attemptId, runs === 'new runs' ? step % LIFE : step);
  };
};

/** The resident memory of a process, in bytes. */
const memoryOf = ({ child }: Started): number => {
  const status = readFileSync(`/proc/${String(child.pid)}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) * 1024;
};

const opened = async (url: string): Promise<WebSocket> => {
  const socket = new WebSocket(url);
  await new Promise((resolve) => socket.once('open', resolve));
  return socket;
};

/** Feeds a server for some seconds, and returns its memory at each second. */
const feed = async (
  project: Project,
  runs: Runs,
  watcher: Watcher,
  seconds: number,
): Promise<ReadonlyArray<number>> => {
  const inspector = await start(project, []);
  const socketUrl = inspector.url.replace('http', 'ws');
  try {
    if (watcher !== 'no page') {
      const page = await opened(`${socketUrl}live`);
      if (watcher === 'a page that does not read') page.pause();
      else page.on('message', () => undefined);
    }
    const sender = await opened(`${socketUrl}feed`);
    const nextLine = linesOf(runs);
    const memory: Array<number> = [];
    const begun = performance.now();
    for (let sent = 0; memory.length < seconds;) {
      const elapsed = (performance.now() - begun) / 1000;
      const due = Math.floor(elapsed * LINES_PER_SECOND) - sent;
      if (due > 0) sender.send(Array.from({ length: due }, nextLine).join('\n'));
      sent += Math.max(0, due);
      if (elapsed >= memory.length + 1) memory.push(memoryOf(inspector));
      await pause(10);
    }
    return memory;
  } finally {
    await stop(inspector);
  }
};

const FEEDS: ReadonlyArray<readonly [Runs, Watcher]> = [
  ['the same runs', 'a page'],
  ['the same runs', 'no page'],
  ['the same runs', 'a page that does not read'],
  ['new runs', 'a page'],
];

const feeds = async (setting: Setting): Promise<Outcome> => {
  const seconds = setting.quick ? 4 : setting.long ? 100 : 30;
  const tables: Array<Table> = [];
  const targets: Array<Target> = [];
  for (const [runs, watcher] of FEEDS) {
    const title = `${runs}, ${watcher}`;
    const rows = [];
    for (const project of projectsOf(setting)) {
      setting.progress(`${title}: ${rowName('the server', project)}`);
      const memory = await feed(project, runs, watcher, seconds);
      const half = memory.slice(Math.floor(seconds / 2));
      const row = summarize(
        rowName('the server in the second half', project),
        half.map((bytes) => [half[0] ?? bytes, bytes]),
        1,
      );
      const peak = Math.max(...memory);
      rows.push(row, {
        ...row,
        name: rowName('at most', project),
        median: peak,
        q1: peak,
        q3: peak,
      });
      if (project !== setting.own) continue;
      targets.push({
        measure: `memory of the inspector's server, ${counted(LINES_PER_SECOND)} lines/s for ${seconds} s, ${title}`,
        wanted: 'at most 300 MB',
        measured: `${(peak / 1e6).toFixed(0)} MB`,
        met: peak <= 300e6,
      });
      // The memory grows with the number of runs, up to its limit.
      if (runs === 'the same runs') {
        const quarter = Math.floor(half.length / 2);
        const growth = median(half.slice(quarter)) / median(half.slice(0, quarter));
        targets.push(atMost(`the same, the last quarter vs the one before it`, 1.05, growth));
      }
    }
    tables.push({
      title: `The inspector's server under ${counted(LINES_PER_SECOND)} lines a second for ${seconds} s: ${title}`,
      unit: 'bytes',
      rows,
      note: 'Resident memory, once a second. Ratios are to the middle of the time.',
    });
  }
  return { tables, targets };
};

// ---------------------------------------------------------------------------------------------------------- benchmark

const pages = async (setting: Setting): Promise<Outcome> => {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    process.stderr.write('inspector: no Chromium, so the loading of the page is not measured\n');
    return { tables: [], targets: [] };
  }
  const browser = await chromium.launch({
    executablePath,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    const tables = [await loadings(browser, setting, 1), await loadings(browser, setting, LIFE)];
    const { base } = setting;
    if (base === undefined) return { tables, targets: [] };
    const targets = tables.map((table) => {
      const [own, before] = [STAGES.usable, rowName(STAGES.usable, base)].map(
        (name) => rowOf(table, name).median,
      );
      return atMost(
        `${table.title}, until usable, vs ${base.ref ?? ''}`,
        0.5,
        (own ?? NaN) / (before ?? NaN),
      );
    });
    return { tables, targets };
  } finally {
    await browser.close();
  }
};

export const inspector: Benchmark = {
  name: 'inspector',
  summary: 'the page of a journal of 100,000 runs; the server under 20,000 lines/s (--long: 100 s)',
  run: async (setting) => {
    const loading = await pages(setting);
    const feeding = await feeds(setting);
    return {
      tables: [...loading.tables, ...feeding.tables],
      targets: [...loading.targets, ...feeding.targets],
    };
  },
};
