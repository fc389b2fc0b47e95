/** The death of a host's worker, in every runtime that has workers: one suite. Each takes a folder with `workerFiles`. */
import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { titleInChromium } from './chromium.mjs';
import { say, start } from './project.mjs';

const TOLD = {
  absences: { missing: 'told', syntax: 'told', 'throws-at-load': 'told', 'throws-after': 'told' },
  deaths: { throws: 'told', rejects: 'told', closes: 'told', terminated: 'told' },
};
/** What each runtime tells of its workers. docs/runtimes.md has the same table. */
const EXPECTED = {
  threads: TOLD,
  bun: TOLD,
  // Neither `close()` inside a worker nor `terminate()` is reported.
  deno: { ...TOLD, deaths: { ...TOLD.deaths, closes: 'heartbeat', terminated: 'heartbeat' } },
  // A worker of a browser survives its errors. One that serves before it throws is a host.
  chromium: {
    absences: { ...TOLD.absences, 'throws-after': 'lives' },
    deaths: { throws: 'lives', rejects: 'lives', closes: 'heartbeat', terminated: 'heartbeat' },
  },
};

/** How a worker dies when it is told to. */
const DEATHS = {
  throws: "throw new Error('on purpose');",
  rejects: "void Promise.reject(new Error('on purpose'));",
  closes: 'end();',
  terminated: '',
};
const WEB = `
import { serveRunHost } from 'runchart/worker';
const onMessage = (listener) => self.addEventListener('message', ({ data }) => listener(data));
const end = () => self.close();
serveRunHost(self);`;
const THREAD = `
import { parentPort } from 'node:worker_threads';
import { serveRunHost } from 'runchart/worker';
const onMessage = (listener) => parentPort.on('message', listener);
const end = () => process.exit(0);
serveRunHost(parentPort);`;

const workersOf = (kind, prelude) => ({
  [`${kind}-syntax.js`]: 'this is no script',
  [`${kind}-throws-at-load.js`]: "throw new Error('on purpose');",
  [`${kind}-throws-after.js`]: `${prelude}\nthrow new Error('on purpose');`,
  ...Object.fromEntries(
    Object.entries(DEATHS).map(([name, death]) => [
      `${kind}-${name}.js`,
      `${prelude}\nonMessage((message) => {\n  if (message === 'die') {\n    ${death}\n  }\n});\n`,
    ]),
  ),
});

const WEB_SPAWN = `(name) => new Worker(new URL('./web-' + name + '.js', import.meta.url), { type: 'module' })`;
const main = (imports, spawn, ending) => `
${imports}
import { suite } from './suite.mjs';
await suite(${spawn}, ${ending}`;

const suite = fileURLToPath(new URL('workers/suite.mjs', import.meta.url));

export const workerFiles = {
  'suite.mjs': readFileSync(suite, 'utf8'),
  ...workersOf('web', WEB),
  ...workersOf('thread', THREAD),
  'web.mjs': main('', WEB_SPAWN, 'JSON.parse(process.argv[2]));\nprocess.exit(0);'),
  'thread.mjs': main(
    "import { Worker } from 'node:worker_threads';",
    "(name) => new Worker(new URL('./thread-' + name + '.js', import.meta.url))",
    'JSON.parse(process.argv[2]));\nprocess.exit(0);',
  ),
  'page.js': main(
    '',
    WEB_SPAWN,
    `${JSON.stringify(EXPECTED.chromium)}).then(
  () => { document.title = 'passed'; },
  (error) => { document.title = String(error); },
);`,
  ),
};

const check = async (folder, command, kind, expected, name) => {
  const [executable, ...args] = command;
  await start(executable, [...args, `${kind}.mjs`, JSON.stringify(expected)], folder);
  say(`a worker that dies, in ${name}`);
};

export const threadsOf = (folder, command, name) =>
  check(folder, command, 'thread', EXPECTED.threads, `worker_threads of ${name}`);

export const webWorkersOf = (folder, command, name, runtime) =>
  check(folder, command, 'web', EXPECTED[runtime], `Web Workers of ${name}`);

export const workersInChromium = async (folder, build) => {
  const site = join(folder, 'site');
  const bundled = [...Object.keys(DEATHS), 'throws-after'].map((name) => `web-${name}.js`);
  await build({ entryPoints: ['page.js', ...bundled], format: 'esm', outdir: 'site' });
  for (const name of ['web-syntax.js', 'web-throws-at-load.js'])
    copyFileSync(join(folder, name), join(site, name));
  writeFileSync(
    join(site, 'index.html'),
    '<!doctype html><title>waiting</title><script type="module" src="/page.js"></script>',
  );
  // The page's own handlers still see each error: at load, twice before serving and once after, thrown, rejected.
  const seen = Array.from({ length: 5 }, () => 'on purpose');
  assert.equal(await titleInChromium(site, seen), 'passed');
  say('a worker that dies, in Chromium');
};
