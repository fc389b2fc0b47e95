/** Node, in three versions, with `import` and `require`, and without the optional peers. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROGRAM } from './peers.mjs';
import { entries, hasEffects, LIFE, NAMES, own, project, run, say, scratch } from './project.mjs';
import { storeFiles } from './store.mjs';

const importAll = entries.map((entry) => `await import(${JSON.stringify(entry)});`).join('\n');
const requireAll = entries.map((entry) => `require(${JSON.stringify(entry)});`).join('\n');

export const nodeFiles = {
  'esm.mjs': `import { ${NAMES} } from 'runchart';\n${importAll}\n${LIFE}
// Diagrams work on a server, where defining the element has no effect.
if (!(await import('runchart/diagram')).runSvg().startsWith('<svg ')) throw new Error('no picture');
(await import('runchart/element')).defineRunChart();`,
  'cjs.cjs': `const { ${NAMES} } = require('runchart');\n${requireAll}\n${LIFE}`,
  // `import` and `require` load the same copy of the library, and its values are those of the program's fp-ts, io-ts and XState.
  'once.mjs': `
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
for (const entry of ${JSON.stringify(entries)}) {
  const imported = await import(entry);
  const required = require(entry);
  assert.deepEqual(Object.keys(imported).sort(), Object.keys(required).sort());
  for (const key of Object.keys(required)) assert.equal(imported[key], required[key], entry + ' ' + key);
}
const { newReady, Priority, RunId, TaskId, Timestamp } = await import('runchart');
const O = await import('fp-ts/lib/Option.js');
const E = await import('fp-ts/lib/Either.js');
const run = newReady({ taskId: TaskId.generate(), scheduledAt: Timestamp.min, createdAt: Timestamp.min, effectivePriority: Priority.initial });
assert.ok(E.isRight(run) && O.isNone(run.right.currentAttemptId));
assert.deepStrictEqual(E.map(({ currentAttemptId }) => currentAttemptId)(run), E.right(O.none));
assert.ok(O.getEq(RunId.Eq).equals(run.right.currentAttemptId, O.none));
const { array, Type } = await import('io-ts');
assert.ok(RunId instanceof Type);
assert.ok(RunId instanceof require('io-ts').Type);
assert.deepStrictEqual(array(RunId).decode([RunId.nil]), E.right([RunId.nil]));
const { StateMachine } = await import('xstate');
const { runMachine } = await import('runchart/machine');
assert.ok(runMachine instanceof StateMachine);
`,
  // As `sideEffects` in package.json promises, an import changes no globals and leaves nothing running.
  'effects.mjs': `
import assert from 'node:assert/strict';
const seen = () => {
  const keys = (u) => Reflect.ownKeys(u).map(String).sort();
  const builtIns = [globalThis, ...[Object, Array, Function, String, Promise, Map, Set, EventTarget].map((C) => C.prototype)];
  return [builtIns.map(keys), keys(process.env), process.eventNames().map(String), process.getActiveResourcesInfo()];
};
// Ignores the effects of the peers.
for (const peer of ['fp-ts', 'io-ts', 'xstate', 'react', 'fast-check', 'pg', '@electric-sql/pglite']) await import(peer);
const before = seen();
for (const entry of ${JSON.stringify(entries.filter((entry) => !hasEffects(entry)))}) await import(entry);
assert.deepEqual(seen(), before);
`,
  // An optional peer that is absent is an error that a program can catch, and that names the peer.
  'absent.mjs': `
import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
for (const [peer, entry] of [
  ['react', 'runchart/react'],
  ['fast-check', 'runchart/testing'],
  ['@electric-sql/pglite', 'runchart/store/pglite'],
  ['pg', 'runchart/store/postgres'],
]) {
  renameSync('node_modules/' + peer, 'node_modules/.absent');
  const error = await import(entry).then(() => undefined, (e) => e);
  renameSync('node_modules/.absent', 'node_modules/' + peer);
  assert.equal(error?.code, 'ERR_MODULE_NOT_FOUND');
  assert.match(error.message, new RegExp("package '" + peer + "'"));
}
`,
  'worker.mjs': `
import { parentPort } from 'node:worker_threads';
import { serveRunHost } from 'runchart/worker';
serveRunHost(parentPort);
`,
  'host.mjs': `
import assert from 'node:assert/strict';
import { Worker } from 'node:worker_threads';
import { Priority, RunId, TaskId, Timestamp } from 'runchart';
import { connectRunHost } from 'runchart/worker';
const { right: client } = await connectRunHost(new Worker(new URL('worker.mjs', import.meta.url)))();
const now = Timestamp.now();
const runId = RunId.generate();
await client.create({ op: 'new_ready_with_id', runId, taskId: TaskId.generate(), scheduledAt: now, createdAt: now, effectivePriority: Priority.initial })();
assert.equal((await client.send(runId, { type: 'lease', at: now })()).right.state, 'Leased');
process.exit(0);
`,
};

export const node = () => {
  const folder = project('node', { ...nodeFiles, ...storeFiles, 'peers.mjs': PROGRAM });
  const check = (executable, name) => {
    for (const file of [
      ...['esm.mjs', 'cjs.cjs', 'once.mjs', 'effects.mjs', 'host.mjs', 'absent.mjs'],
      ...Object.keys(storeFiles),
    ])
      run(executable, [file], folder);
    const version = run(executable, ['node_modules/.bin/runchart', '--version'], folder).trim();
    assert.equal(version, own.version);
    say(
      `Node ${name}: import, require, one instance of everything, no effects, absent peers, a worker, a store, the command`,
    );
  };
  check(process.execPath, process.version);
  run(process.execPath, ['peers.mjs'], folder);
  const installed = Object.keys(own.peerDependencies).map((name) => {
    const path = join(folder, 'node_modules', name, 'package.json');
    return `${name}@${JSON.parse(readFileSync(path, 'utf8')).version}`;
  });
  say(`the newest peers: ${installed.join(', ')}`);
  for (const version of ['22.23.3', '24.21.0']) {
    const tools = join(scratch, `node-${version}`);
    mkdirSync(tools);
    writeFileSync(join(tools, 'package.json'), '{"private":true}');
    try {
      run('npm', ['install', '--no-audit', '--no-fund', `node@${version}`], tools);
      check(join(tools, 'node_modules/node/bin/node'), `v${version}`);
    } catch (e) {
      // The platform may lack this version.
      if (existsSync(join(tools, 'node_modules/node/bin/node'))) throw e;
      console.log(`  --  Node v${version} is not available here`);
    }
  }
};
