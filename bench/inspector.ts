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
export interface Started {
  readonly child: ChildProcess;
  readonly url: string;
}

export const start = async (
  { command }: Project,
  files: ReadonlyArray<string>,
): Promise<Started> => {
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

export const stop = async ({ child }: Started): Promise<void> => {
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGINT');
  await ended;
};

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** Starts Chromium, if it is installed. */
export const launchChromium = async (): Promise<Browser | undefined> => {
  const executablePath = findChromium();
  return executablePath === undefined
    ? undefined
    : chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
};

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

// --------------------------------------------------------------------------------------------------------------- apps

const STEPS_PER_SECOND = 10_000;
const ACTORS = 100;
/** In milliseconds. */
const MAX_LAG = 60_000;
/** So many fit into one message, as in those of the observer. */
const STEPS_AT_ONCE = 500;

/** How the memory of a server grew while it was sent the steps of an app, and how many of them it had taken at the end. */
interface AppFeed {
  readonly memory: ReadonlyArray<number>;
  readonly sent: number;
  readonly taken: number;
  /** How many messages with changes the page got. */
  readonly messages: number;
  /** How long after the last event all were folded, in milliseconds. */
  readonly lag: number;
  /** What a page in Chromium painted while the events came; undefined without Chromium. */
  readonly painted: Painted | undefined;
}

/** How smoothly a page painted. */
interface Painted {
  readonly framesPerSecond: number;
  /** The longest time between two frames, in milliseconds. */
  readonly longest: number;
  /** How many events the page tells of at the end. */
  readonly events: number;
}

/** Runs in the page: counts its frames until it is told to stop. */
const countFrames = (): void => {
  const counting = globalThis as unknown as { frames: { count: number; longest: number } };
  const frames = { count: 0, longest: 0 };
  counting.frames = frames;
  let last = performance.now();
  const look = (): void => {
    const now = performance.now();
    frames.count += 1;
    frames.longest = Math.max(frames.longest, now - last);
    last = now;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
};

const readFrames = (page: Page): Promise<{ count: number; longest: number; now: number }> =>
  page.evaluate(() => ({
    ...(globalThis as unknown as { frames: { count: number; longest: number } }).frames,
    now: performance.now(),
  }));

/** How many events the page tells of, as it has them in its header. */
const eventsOn = async (page: Page): Promise<number> => {
  const text = (await page.locator('.sources').textContent()) ?? '';
  return Number(/([\d,]+) events/.exec(text)?.[1]?.replaceAll(',', ''));
};

/** The lines of an app of many toggles, as its observer writes them. */
const appLines = (): ReadonlyArray<string> => {
  const states = ['off', 'on'] as const;
  const node = (key: string) => ({
    ...{ id: `toggle.${key}`, key, path: [key], parent: 'toggle', kind: 'atomic', children: [] },
    transitions: [
      {
        ...{ id: `toggle.${key}:0`, source: `toggle.${key}`, eventType: 'FLIP', candidate: 0 },
        trigger: { kind: 'event', type: 'FLIP' },
        targets: [`toggle.${key === 'on' ? 'off' : 'on'}`],
        ...{ isForbidden: false, reenter: false, actions: [], description: '' },
      },
    ],
    ...{ invokes: [], entry: [], exit: [], tags: [], description: '' },
  });
  const root = {
    ...{ id: 'toggle', key: 'toggle', path: [], kind: 'compound', transitions: [], invokes: [] },
    ...{ children: states.map(node), entry: [], exit: [], tags: [], description: '' },
    initial: { targets: ['toggle.off'], actions: [] },
  };
  return [
    { app: 'program', program: 'bench' },
    { app: 'chart', chart: 0, statechart: { id: 'toggle', root } },
    ...Array.from({ length: ACTORS }, (_, i) => ({
      ...{ app: 'actor', actor: `x:${String(i)}`, at: 0, kind: 'machine', status: 'active' },
      ...{ chart: 0, value: 'off', context: { count: 0, text: '' } },
    })),
  ].map((line) => JSON.stringify(line));
};

/** The i-th step: every third is refused. */
const appStep = (i: number): string => {
  const round = Math.floor(i / ACTORS);
  const refused = round % 3 === 2;
  const isOn = Math.floor((round * 2) / 3 + 0.5) % 2 === 1;
  return JSON.stringify({
    ...{ app: 'step', actor: `x:${String(i % ACTORS)}`, at: i, sent: i },
    event: refused ? { type: 'OTHER' } : { type: 'FLIP', by: 'bench', number: i },
    microsteps: [{ taken: refused ? [] : [`toggle.${isOn ? 'on' : 'off'}:0`] }],
    ...(refused
      ? {}
      : { value: isOn ? 'off' : 'on', set: { count: i, text: `the step of number ${String(i)}` } }),
  });
};

const feedApp = async (
  project: Project,
  seconds: number,
  browser: Browser | undefined,
): Promise<AppFeed> => {
  const inspector = await start(project, []);
  const socketUrl = inspector.url.replace('http', 'ws');
  const shown = await browser?.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await opened(`${socketUrl}live`);
    let messages = 0;
    let taken = 0;
    page.on('message', (data: Buffer) => {
      const text = data.toString('utf8');
      if (!text.startsWith('{"type":"actors"')) return;
      messages += 1;
      taken = Number(/"totals":\{"steps":(\d+)/.exec(text)?.[1] ?? taken);
    });
    page.send(JSON.stringify({ type: 'watch_actor', actor: 0 }));
    const sender = await opened(`${socketUrl}feed`);
    sender.send(appLines().join('\n'));
    await shown?.goto(`${inspector.url}#actor=0`);
    await shown?.locator('.machine svg').waitFor();
    await shown?.evaluate(countFrames);
    const before = shown === undefined ? undefined : await readFrames(shown);
    const memory: Array<number> = [];
    const begun = performance.now();
    let sent = 0;
    while (memory.length < seconds) {
      const elapsed = (performance.now() - begun) / 1000;
      const due = Math.floor(elapsed * STEPS_PER_SECOND);
      while (sent < due) {
        const first = sent;
        const count = Math.min(due - sent, STEPS_AT_ONCE);
        sender.send(Array.from({ length: count }, (_, i) => appStep(first + i)).join('\n'));
        sent += count;
      }
      if (elapsed >= memory.length + 1) memory.push(memoryOf(inspector));
      await pause(10);
    }
    const after = shown === undefined ? undefined : await readFrames(shown);
    // What is on its way arrives soon, unless the server cannot keep up.
    const ended = performance.now();
    while (taken < sent && performance.now() - ended < MAX_LAG) await pause(20);
    const lag = performance.now() - ended;
    if (shown === undefined || before === undefined || after === undefined)
      return { memory, sent, taken, messages, lag, painted: undefined };
    for (const until = performance.now() + MAX_LAG; performance.now() < until;) {
      if ((await eventsOn(shown)) === sent) break;
      await pause(20);
    }
    const framesPerSecond = (1000 * (after.count - before.count)) / (after.now - before.now);
    const events = await eventsOn(shown);
    const painted = { framesPerSecond, longest: after.longest, events };
    return { memory, sent, taken, messages, lag, painted };
  } finally {
    await shown?.close();
    await stop(inspector);
  }
};

const apps = async (setting: Setting): Promise<Outcome> => {
  const seconds = setting.quick ? 4 : setting.long ? 60 : 20;
  setting.progress(`${counted(ACTORS)} actors`);
  const browser = await launchChromium();
  const { memory, sent, taken, messages, lag, painted } = await feedApp(
    setting.own,
    seconds,
    browser,
  );
  await browser?.close();
  const half = memory.slice(Math.floor(seconds / 2));
  const peak = Math.max(...memory);
  const row = summarize(
    'the server in the second half',
    half.map((bytes) => [half[0] ?? bytes, bytes]),
    1,
  );
  const quarter = Math.floor(half.length / 2);
  const growth = median(half.slice(quarter)) / median(half.slice(0, quarter));
  const title = `${counted(ACTORS)} actors, ${counted(STEPS_PER_SECOND)} events/s for ${String(seconds)} s`;
  return {
    tables: [
      {
        title: `The inspector's server under ${title}`,
        unit: 'bytes',
        rows: [row, { ...row, name: 'at most', median: peak, q1: peak, q3: peak }],
        note: `Resident memory, once a second, with a page that watches an actor. ${counted(taken)} of ${counted(sent)} events were folded; the last one ${lag.toFixed(0)} ms after it was sent; a page got ${counted(messages)} messages.${painted === undefined ? '' : ` One in headless Chromium painted ${painted.framesPerSecond.toFixed(0)} frames a second, at most ${painted.longest.toFixed(0)} ms apart.`}`,
      },
    ],
    targets: [
      {
        measure: `memory of the inspector's server, ${title}`,
        wanted: 'at most 300 MB',
        measured: `${(peak / 1e6).toFixed(0)} MB`,
        met: peak <= 300e6,
      },
      {
        measure: `events folded, ${title}`,
        wanted: 'all',
        measured: `${((100 * taken) / sent).toFixed(1)} %`,
        met: taken === sent,
      },
      ...(painted === undefined
        ? []
        : [
            {
              measure: `frames of the page, ${title}`,
              wanted: 'at least 30 a second',
              measured: `${painted.framesPerSecond.toFixed(0)} a second`,
              met: painted.framesPerSecond >= 30,
            },
            {
              measure: `events that the page tells of at the end, ${title}`,
              wanted: counted(sent),
              measured: counted(painted.events),
              met: painted.events === sent,
            },
          ]),
      atMost('the same, memory of the last quarter vs the one before it', 1.05, growth),
    ],
  };
};

// ---------------------------------------------------------------------------------------------------------- benchmark

const pages = async (setting: Setting): Promise<Outcome> => {
  const browser = await launchChromium();
  if (browser === undefined) {
    process.stderr.write('inspector: no Chromium, so the loading of the page is not measured\n');
    return { tables: [], targets: [] };
  }
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
  summary:
    'the page of a journal of 100,000 runs; the server under 20,000 lines/s (--long: 100 s) and 100 actors with 10,000 events/s (--long: 60 s)',
  run: async (setting) => {
    const loading = await pages(setting);
    const feeding = await feeds(setting);
    const observing = await apps(setting);
    return {
      tables: [...loading.tables, ...feeding.tables, ...observing.tables],
      targets: [...loading.targets, ...feeding.targets, ...observing.targets],
    };
  },
};
