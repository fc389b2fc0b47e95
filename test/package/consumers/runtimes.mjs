/** Deno, Bun, workerd, edge-runtime, jsdom and happy-dom; and the trace by which Nitro copies what Node needs. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nodeFiles } from './node.mjs';
import {
  browserEntries,
  entries,
  exact,
  hasEffects,
  LIFE,
  NAMES,
  project,
  say,
  start,
} from './project.mjs';
import { storeFiles } from './store.mjs';
import { bun, deno, workerd } from './tools.mjs';
import { threadsOf, webWorkersOf, workerFiles, workersInChromium } from './workers.mjs';

/** Runs the programs of Node's tests, but the worker's, which the suite of workers repeats. */
const programs = async (folder, command, name) => {
  const [executable, ...args] = command;
  for (const file of ['esm.mjs', 'cjs.cjs', 'once.mjs', 'effects.mjs', 'store.mjs'])
    await start(executable, [...args, file], folder);
  say(`${name}: import, require, one instance of everything, no effects, a store`);
};

/** The entries for every runtime: PGlite needs files or a browser's database, and more memory than an isolate has. */
const portable = browserEntries.filter((entry) => entry !== 'runchart/store/pglite');

/** Each of them, the life of a run, and a host with its client over a channel. */
const PROGRAM = `
import { ${NAMES} } from 'runchart';
import { connectRunHost, serveRunHost } from 'runchart/worker';
import { createRunActor } from 'runchart/machine';
import { runSvg } from 'runchart/diagram';
${portable.map((entry) => `import * as ${entry.replace(/\W/g, '_')} from '${entry}';`).join('\n')}
export const all = [${portable.map((entry) => entry.replace(/\W/g, '_')).join(', ')}];
export const life = async () => {
  ${LIFE}
  const actor = createRunActor(made.right);
  if (actor.send({ type: 'lease', at: now }).right.state !== 'Leased') throw new Error('no actor');
  if (!runSvg().startsWith('<svg ')) throw new Error('no picture');
  return leased.right.state;
};
export const hosted = async () => {
  const { port1, port2 } = new MessageChannel();
  serveRunHost(port1);
  const { right: client } = await connectRunHost(port2)();
  const { right: counts } = await client.counts()();
  client.close();
  port1.close();
  return counts.Ready;
};
`;

const CAPNP = `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = .main)]);
const main :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "cloudflare.mjs")],
  compatibilityDate = "2026-01-01",
);
`;

/** Bundled with the conditions that wrangler names, and run by the program that Cloudflare runs. */
const inWorkerd = async (folder, build) => {
  writeFileSync(
    join(folder, 'cloudflare.js'),
    `import { hosted, life } from './program.js';
export default {
  async test() {
    if ((await life()) !== 'Leased' || (await hosted()) !== 0) throw new Error('wrong');
  },
};`,
  );
  writeFileSync(join(folder, 'config.capnp'), CAPNP);
  const { metafile } = await build({
    entryPoints: ['cloudflare.js'],
    outfile: 'cloudflare.mjs',
    conditions: ['workerd', 'worker', 'browser'],
    format: 'esm',
    metafile: true,
  });
  const inputs = Object.keys(metafile.inputs).filter((path) => /runchart\/dist\//.test(path));
  assert.deepEqual(
    inputs.filter((path) => !path.includes('/dist/module/')),
    [],
    'not its ES modules',
  );
  await start(workerd.commandIn(folder), ['test', 'config.capnp'], folder);
  say(`${workerd.name}, bundled as wrangler does: the life of a run, an actor, a host`);
};

const DOM = `
import { life } from './program.js';
import { defineRunChart } from 'runchart/element';
globalThis.done = (async () => {
  defineRunChart();
  const chart = document.createElement('run-chart');
  document.body.append(chart);
  chart.state = 'Running';
  await Promise.resolve();
  if (chart.shadowRoot.querySelector('svg') === null) throw new Error('no picture');
  return life();
})();
`;

/** The element in the two simulated DOMs, and the library in edge-runtime, each from one bundled script. */
const inSandboxes = async (folder, build) => {
  writeFileSync(join(folder, 'dom.js'), DOM);
  writeFileSync(
    join(folder, 'edge.js'),
    "import { life } from './program.js';\nglobalThis.done = life();",
  );
  await build({ entryPoints: ['dom.js', 'edge.js'], outdir: 'bundled', format: 'iife' });
  writeFileSync(join(folder, 'sandboxes.mjs'), SANDBOXES);
  await start(process.execPath, ['sandboxes.mjs'], folder);
  say(`${SIMULATED.join(', ')}: the life of a run, the element where there is a DOM`);
};
const SIMULATED = ['jsdom@26.1.0', 'happy-dom@21.0.4', '@edge-runtime/vm@5.0.0'];
const SANDBOXES = `
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { EdgeVM } from '@edge-runtime/vm';
import { Window } from 'happy-dom';
import { JSDOM } from 'jsdom';
const script = (name) => readFileSync('bundled/' + name + '.js', 'utf8');
const { window } = new JSDOM('<body></body>', { runScripts: 'outside-only', pretendToBeVisual: true });
window.eval(script('dom'));
assert.equal(await window.done, 'Leased');
window.close();
const happy = new Window({ settings: { enableJavaScriptEvaluation: true } });
happy.eval(script('dom'));
assert.equal(await happy.done, 'Leased');
await happy.happyDOM.close();
const edge = new EdgeVM();
edge.evaluate(script('edge'));
assert.equal(await edge.evaluate('done'), 'Leased');
`;

/**
 * What Nitro does for a server of Nuxt: it traces from the files that it resolves, with \`module\` among the conditions, and copies
 * what it finds. Node must find in the copy what it asks for.
 */
const traced = async (folder) => {
  const { nodeFileTrace } = await import(join(folder, 'node_modules/@vercel/nft/out/index.js'));
  const server = entries.filter((entry) => !hasEffects(entry));
  writeFileSync(
    join(folder, 'server.mjs'),
    server.map((entry) => `await import('${entry}');`).join('\n'),
  );
  const { fileList } = await nodeFileTrace([join(folder, 'server.mjs')], {
    base: folder,
    conditions: ['production', 'node', 'module'],
  });
  const copy = join(folder, 'output');
  for (const file of fileList) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(folder, file), join(copy, file));
  }
  await start(process.execPath, ['server.mjs'], copy);
  say('the trace of Nitro: Node finds every entry in what it copies');
};

/** One installation for all of them, and two at a time, because a machine of CI has two cores. */
export const runtimes = async () => {
  const folder = project(
    'runtimes',
    { ...nodeFiles, ...storeFiles, ...workerFiles, 'program.js': PROGRAM },
    [
      exact('esbuild'),
      '@vercel/nft@1.11.5',
      ...[deno, bun, workerd].map(({ specifier }) => specifier),
      ...SIMULATED,
    ],
  );
  const { build } = await import(join(folder, 'node_modules/esbuild/lib/main.js'));
  const bundle = (options) =>
    build({ absWorkingDir: folder, bundle: true, minify: true, logLevel: 'error', ...options });
  const inDeno = [deno.commandIn(folder), 'run', '--allow-all'];
  const inBun = [bun.commandIn(folder)];
  const waiting = [
    () => programs(folder, inDeno, deno.name),
    () => programs(folder, inBun, bun.name),
    () => threadsOf(folder, [process.execPath], `Node ${process.version}`),
    () => threadsOf(folder, inDeno, deno.name),
    () => threadsOf(folder, inBun, bun.name),
    () => webWorkersOf(folder, inDeno, deno.name, 'deno'),
    () => webWorkersOf(folder, inBun, bun.name, 'bun'),
    () => workersInChromium(folder, bundle),
    () => inWorkerd(folder, bundle),
    () => inSandboxes(folder, bundle),
    () => traced(folder),
  ];
  const work = async () => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) await task();
  };
  await Promise.all([work(), work()]);
};
