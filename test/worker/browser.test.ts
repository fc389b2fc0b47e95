/** Hosts in a Web Worker and a SharedWorker of Chromium, under a Content Security Policy that forbids `eval`. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Served } from '../support/browser.js';
import { bundle, launch, openPage, serve, STRICT_CSP } from '../support/browser.js';

const DEDICATED = `
import { serveRunHost } from './src/worker/index.js';
serveRunHost(self);
`;

const SHARED = `
import { makeRunHost } from './src/worker/index.js';
const host = makeRunHost();
self.addEventListener('connect', ({ ports: [port] }) => host.serve(port));
`;

const PAGE = `
import * as core from './src/index.js';
import * as worker from './src/worker/index.js';
const id = (kind, n) => '0000000' + kind + '-0000-4000-8000-' + String(n).padStart(12, '0');
const ready = (n) => ({
  op: 'new_ready_with_id', runId: id(1, n), taskId: id(2, 1), scheduledAt: 5, createdAt: 5, effectivePriority: 0,
});
const prioritize = (run, n) => ({ op: 'set_effective_priority', runId: id(1, run), effectivePriority: n });
const spawn = () => new Worker('/dedicated.js', { type: 'module' });
globalThis.t = { ...core, ...worker, id, ready, prioritize, spawn };
`;

let browser: Browser;
let site: Served;

beforeAll(async () => {
  // Trusted Types are not required: they would forbid this page to name a worker's script by a string.
  const csp = {
    'content-security-policy': STRICT_CSP.replace(/; require-trusted-types-for .*$/, ''),
  };
  const script = async (contents: string) => ({ ...(await bundle(contents)), headers: csp });
  site = await serve({
    '/': {
      body: '<!doctype html><title>t</title><script type="module" src="/page.js"></script>',
      headers: csp,
    },
    '/page.js': await script(PAGE),
    '/dedicated.js': await script(DEDICATED),
    '/shared.js': await script(SHARED),
    '/throws-before.js': await script("throw new Error('no luck');"),
    '/throws-after.js': await script(`${DEDICATED}\nthrow new Error('no luck');`),
  });
  browser = await launch();
});

afterAll(async () => {
  await browser.close();
  await site.close();
});

/** Runs the body of an async function in the page, with the library as `t`. */
const inPage = async (page: Page, body: string): Promise<unknown> => {
  await page.waitForFunction(() => 't' in globalThis);
  return page.evaluate(`(async () => {${body}})()`);
};

describe('in a Web Worker of Chromium', () => {
  it('a host creates runs, accepts and refuses events, and notifies subscribers', async () => {
    const { page, problems, close } = await openPage(browser);
    await page.goto(site.url);
    const said = await inPage(
      page,
      `
      const { right: client } = await t.connectRunHost(t.spawn())();
      const told = [];
      await client.subscribe({ all: true }, { every: 'frame' })((changes) => told.push(...changes.runs))();
      const made = await client.create(t.ready(1))();
      const leased = await client.send(t.id(1, 1), { type: 'lease', at: 9 })();
      const again = await client.send(t.id(1, 1), { type: 'lease', at: 9 })();
      while (told.at(-1)?.state !== 'Leased') await new Promise(requestAnimationFrame);
      const counts = await client.counts()();
      client.close();
      return [made.right.state, leased.right.state, again.left._tag, counts.right.Leased, told.at(-1).lastStateChangeAt];
    `,
    );
    expect(said).toStrictEqual(['Ready', 'Leased', 'InvalidTransition', 1, 9]);
    expect(problems).toStrictEqual([]);
    await close();
  });

  it('a worker that is terminated in the middle of 10,000 requests loses no acknowledged op', async () => {
    const { page, problems, close } = await openPage(browser);
    await page.goto(site.url);
    const said = await inPage(
      page,
      `
      const RUNS = 50, REQUESTS = 10000;
      const workers = [];
      const { right: client } = await t.makeSupervisedHost({
        spawn: () => { const worker = t.spawn(); workers.push(worker); return worker; },
        snapshotEvery: 1000, window: 64, heartbeat: 50, patience: 250, restartDelay: 1,
      })();
      await client.sendMany(Array.from({ length: RUNS }, (_, i) => t.ready(i + 1)))();
      const last = new Map();
      const tags = {};
      let asked = 0, acknowledged = 0, refused = 0;
      const askNext = async () => {
        while (asked < REQUESTS) {
          const i = asked++;
          const run = i % RUNS + 1;
          const answer = await client.apply(t.prioritize(run, i + 1))();
          if (answer._tag === 'Right') { acknowledged += 1; last.set(t.id(1, run), i + 1); }
          else { refused += 1; tags[answer.left._tag] = true; }
          // A terminated worker sends nothing: only the heartbeat notices.
          if (acknowledged === 3000) workers[0].terminate();
        }
      };
      await Promise.all(Array.from({ length: 100 }, askNext));
      const { right: page } = await client.list({ limit: 1000 })();
      const wrong = page.runs.filter(({ id, effectivePriority }) => effectivePriority !== (last.get(id) ?? 0));
      const { right: { sequence } } = await client.snapshot()();
      const { restarts } = client.supervision();
      client.close();
      return { all: acknowledged + refused, isLost: refused > 0, tags: Object.keys(tags), wrong: wrong.length, doubled: sequence - RUNS - acknowledged, restarts, workers: workers.length };
    `,
    );
    expect(said).toStrictEqual({
      all: 10_000,
      isLost: true,
      tags: ['HostGone'],
      wrong: 0,
      doubled: 0,
      restarts: 1,
      workers: 2,
    });
    expect(problems).toStrictEqual([]);
    await close();
  });

  it('a script that cannot be loaded is HostGone at once', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(site.url);
    const said = await inPage(
      page,
      `return await t.connectRunHost(new Worker('/nowhere.js', { type: 'module' }))();`,
    );
    expect(said).toStrictEqual({
      _tag: 'Left',
      left: { _tag: 'HostGone', reason: "the worker's script could not be loaded", sent: false },
    });
    await close();
  });
});

describe('a worker of Chromium that throws', () => {
  const connecting = (file: string): string =>
    `return await t.connectRunHost(new Worker('/${file}', { type: 'module' }), { timeout: Infinity })();`;

  it('before it serves is HostGone, with its error, which the page sees too', async () => {
    const { page, problems, close } = await openPage(browser);
    await page.goto(site.url);
    const reason = 'the worker failed: Uncaught Error: no luck';
    expect(await inPage(page, connecting('throws-before.js'))).toStrictEqual({
      _tag: 'Left',
      left: { _tag: 'HostGone', reason, sent: false },
    });
    expect(problems.join('\n')).toContain('no luck');
    await close();
  });

  it('once it serves is a host', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(site.url);
    const answered = connecting('throws-after.js').replace(
      'return await',
      'const connected = await',
    );
    expect(
      await inPage(page, `${answered} return (await connected.right.counts()()).right.Ready;`),
    ).toBe(0);
    await close();
  });
});

describe('in a SharedWorker of Chromium', () => {
  it('two pages share the runs, and each sees the changes of the other', async () => {
    const { page, problems, close } = await openPage(browser);
    await page.goto(site.url);
    const other = await page.context().newPage();
    await other.goto(site.url);
    const connect = `
      const { right: client } = await t.connectRunHost(new SharedWorker('/shared.js', { type: 'module' }).port)();
      globalThis.client = client;
      globalThis.told = [];
      await client.subscribe({ all: true })((changes) => told.push(...changes.runs))();
    `;
    await inPage(page, connect);
    await inPage(other, connect);
    await inPage(page, 'await client.create(t.ready(1))();');
    const heard = await inPage(
      other,
      `
      while (told.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      await client.send(t.id(1, 1), { type: 'lease', at: 9 })();
      return told[0].state;
    `,
    );
    expect(heard).toBe('Ready');
    const state = await inPage(
      page,
      `
      while (told.at(-1)?.state !== 'Leased') await new Promise((resolve) => setTimeout(resolve, 5));
      return (await client.get(t.id(1, 1))()).right.state;
    `,
    );
    expect(state).toBe('Leased');
    await other.close();
    expect(await inPage(page, 'return (await client.counts()()).right.Leased;')).toBe(1);
    expect(problems).toStrictEqual([]);
    await close();
  });
});
