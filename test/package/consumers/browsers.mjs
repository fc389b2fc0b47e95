/** Bundles of esbuild and Vite in Chromium. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CSP_OF_PGLITE, titleInChromium } from './chromium.mjs';
import { exact, LIFE, NAMES, project, run, say } from './project.mjs';

const PAGE = '<!doctype html><title>waiting</title><script type="module" src="/main.js"></script>';
const MAIN = `
import { ${NAMES}, RunId } from 'runchart';
import { runMachine, toSnapshot } from 'runchart/machine';
import { connectRunHost } from 'runchart/worker';
import { createActor } from 'xstate';
${LIFE}
createActor(runMachine, { snapshot: toSnapshot(leased.right) }).start();
const connected = await connectRunHost(new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }))();
if (connected._tag === 'Left') throw new Error(connected.left._tag);
const runId = RunId.generate();
await connected.right.create({ op: 'new_ready_with_id', runId, taskId: TaskId.generate(), scheduledAt: now, createdAt: now, effectivePriority: Priority.initial })();
const sent = await connected.right.send(runId, { type: 'lease', at: now })();
document.title = sent._tag === 'Right' ? sent.right.state : sent.left._tag;
`;
const WORKER = "import { serveRunHost } from 'runchart/worker';\nserveRunHost(self);\n";

/** A store in the browser's own database, and a folder, which only Node has. */
const STORE = `
import { complete, openRunStore, runWorker, taskNamed } from 'runchart/store';
import { openPGlite } from 'runchart/store/pglite';
const { right: database } = await openPGlite({ folder: 'idb://runs' })();
const { right: store } = await openRunStore()(database)();
const { right: inserted } = await store.insert({ taskId: taskNamed('greet') })();
const worker = runWorker(store, { greet: () => complete() });
await worker.idle();
await worker.stop();
const { right: loaded } = await store.load(inserted.stored.run.id)();
const { left: refused } = await openPGlite({ folder: 'runs' })();
document.title = loaded.run.state + ', ' + refused._tag;
`;

/** Builds the hook with Vite, and prints the warnings. */
const WARNINGS = `
import { build } from 'vite';
const warnings = [];
await build({
  logLevel: 'silent',
  build: {
    write: false,
    lib: { entry: 'hook.js', formats: ['es'] },
    rolldownOptions: { onwarn: ({ code, message }) => warnings.push(code + ' ' + message) },
  },
});
console.log(JSON.stringify(warnings));
`;

export const browsers = async () => {
  const bundled = project('browser-esbuild', { 'main.js': MAIN, 'worker.js': WORKER }, [
    exact('esbuild'),
  ]);
  const { build } = await import(join(bundled, 'node_modules/esbuild/lib/main.js'));
  const site = join(bundled, 'site');
  await build({
    absWorkingDir: bundled,
    entryPoints: ['main.js', 'worker.js'],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    outdir: site,
    logLevel: 'error',
  });
  writeFileSync(join(site, 'index.html'), PAGE);
  assert.equal(await titleInChromium(site), 'Leased');
  say('esbuild in Chromium: the machine, a Web Worker, no eval');

  const vite = project(
    'browser-vite',
    { 'index.html': PAGE, 'main.js': MAIN, 'worker.js': WORKER },
    ['vite@8.3.8'],
  );
  run(
    process.execPath,
    [join(vite, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'error'],
    vite,
  );
  assert.equal(await titleInChromium(join(vite, 'dist')), 'Leased');
  say('Vite in Chromium: the machine, a Web Worker, no eval');
  writeFileSync(join(vite, 'main.js'), STORE);
  run(
    process.execPath,
    [join(vite, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'error'],
    vite,
  );
  assert.equal(
    await titleInChromium(join(vite, 'dist'), [], CSP_OF_PGLITE),
    'Completed, DatabaseFailed',
  );
  say('Vite in Chromium: a store in IndexedDB, no eval');

  // What docs/runtimes.md says of a page without a React plugin.
  writeFileSync(join(vite, 'hook.js'), "export { useRun } from 'runchart/react';");
  // In a process of its own: Vite sets NODE_ENV to production, and npm then installs no devDependencies.
  writeFileSync(join(vite, 'warnings.mjs'), WARNINGS);
  const warnings = JSON.parse(run(process.execPath, ['warnings.mjs'], vite));
  assert.equal(warnings.length, 1, warnings.join('\n'));
  assert.match(
    warnings[0],
    /^MODULE_LEVEL_DIRECTIVE .*"use client" in "[^"]*node_modules\/runchart\//s,
  );
  say('Vite without a React plugin: one warning, of "use client"');
};
