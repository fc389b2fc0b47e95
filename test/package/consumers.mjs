/**
 * Installs the packed tarball into fresh projects, as its users do, and sees that it works there: Node with `import` and
 * `require`, TypeScript under each resolution, Vite, esbuild, a Web Worker in Chromium, other versions of Node.
 *
 *   node test/package/consumers.mjs [TARBALL]     packs one itself if none is given
 *
 * Says one line for each consumer; the first that fails ends it.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { findChromium } from '../support/install.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const scratch = mkdtempSync(join(tmpdir(), 'runchart-consumers-'));

/** How large the package may be, unpacked. */
const MOST_BYTES = 2_000_000;

const run = (command, args, cwd) => {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    // The text of the whole tarball, and room to see that it has grown too large.
    maxBuffer: 10 * MOST_BYTES,
  });
  if (status !== 0)
    throw new Error([[command, ...args].join(' '), error?.message, stdout, stderr].join('\n'));
  return stdout;
};

const say = (text) => console.log(`  ok  ${text}`);

// ----------------------------------------------------------------------------------------------------- the tarball

const pack = () => {
  const output = run('npm', ['pack', '--silent', '--pack-destination', scratch], root);
  return join(scratch, output.trim().split('\n').at(-1) ?? '');
};
const tarball = process.argv[2] === undefined ? pack() : resolve(process.argv[2]);

/** What may be in the package, and nothing else. */
const ALLOWED = [
  /^package\.json$/,
  /^(README|CHANGELOG)\.md$/,
  /^LICENSE$/,
  /^dist\/cjs\/([\w-]+\.cjs|shared\/[\w.-]+\.cjs|THIRD-PARTY-LICENSES\.txt)$/,
  /^dist\/esm\/[\w-]+\.js$/,
  /^dist\/module\/[\w./-]+\.js$/,
  /^dist\/types\/([\w-]+|shared\/[\w.-]+)\.d\.c?ts$/,
  /^dist\/cli\/([\w-]+\.js|shared\/[\w.-]+\.js|THIRD-PARTY-LICENSES\.txt)$/,
  /^dist\/inspector\/(page\.(css|js)|icon\.svg|index\.html|THIRD-PARTY-LICENSES\.txt)$/,
];

const reviewContents = () => {
  const files = run('tar', ['-tzf', tarball], root)
    .trim()
    .split('\n')
    .map((name) => name.replace(/^package\//, ''));
  const strangers = files.filter((name) => !ALLOWED.some((pattern) => pattern.test(name)));
  assert.deepEqual(strangers, [], 'files that are not meant to be published');
  const targets = JSON.stringify(own.exports).match(/\.\/[\w./-]+/g) ?? [];
  const missing = targets
    .map((target) => target.slice(2))
    .filter((target) => target.includes('.') && !files.includes(target));
  assert.deepEqual(missing, [], 'exports without a file');
  const text = run('tar', ['-xzOf', tarball], root);
  assert.ok(text.length < MOST_BYTES, `unpacked ${String(text.length)} bytes`);
  assert.ok(!text.includes(root.replace(/\/$/, '')), 'a path of this machine');
  say(`the tarball: ${String(files.length)} files, ${String(text.length)} bytes, nothing else`);
};

// ---------------------------------------------------------------------------------------------------- the projects

/** Every entry that is code, as it is imported. */
const entries = Object.keys(own.exports)
  .filter((entry) => entry !== './package.json')
  .map((entry) => entry.replace(/^\./, own.name));

/** Whether the package says that importing an entry does something by itself. */
const hasEffects = (entry) => {
  const target = own.exports[entry.replace(own.name, '.')].module;
  return own.sideEffects.some((glob) =>
    new RegExp(`^${glob.replace(/[.*]/g, (c) => (c === '*' ? '[^/]*' : String.raw`\.`))}$`).test(
      target,
    ),
  );
};

const exact = (name) => `${name}@${own.devDependencies[name]}`;
/** Peers that may be left out are installed too, for the entries that need them. */
const optionalPeers = Object.keys(own.peerDependenciesMeta ?? {});

const project = (name, files, packages = []) => {
  const folder = join(scratch, name);
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name, private: true, type: 'module' }),
  );
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  const wanted = [tarball, ...optionalPeers.map(exact), ...packages];
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...wanted], folder);
  return folder;
};

const LIFE = `
const now = Timestamp.now();
const made = newReady({ taskId: TaskId.generate(), scheduledAt: now, createdAt: now, effectivePriority: Priority.initial });
if (made._tag !== 'Right') throw new Error('no run');
const leased = decide({ type: 'lease', at: now })(made.right);
if (leased._tag !== 'Right' || leased.right.state !== 'Leased') throw new Error('no lease');
const refused = decide({ type: 'complete' })(leased.right);
if (refused._tag !== 'Left' || refused.left._tag !== 'InvalidTransition') throw new Error('no refusal');
`;
const NAMES = 'decide, newReady, Priority, TaskId, Timestamp';

const importAll = entries.map((entry) => `await import(${JSON.stringify(entry)});`).join('\n');
const requireAll = entries.map((entry) => `require(${JSON.stringify(entry)});`).join('\n');

const nodeFiles = {
  'esm.mjs': `import { ${NAMES} } from 'runchart';\n${importAll}\n${LIFE}`,
  'cjs.cjs': `const { ${NAMES} } = require('runchart');\n${requireAll}\n${LIFE}`,
  // One library, one fp-ts, one io-ts, one XState, whether it is imported or required.
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
const { none } = await import('fp-ts/lib/Option.js');
const run = newReady({ taskId: TaskId.generate(), scheduledAt: Timestamp.min, createdAt: Timestamp.min, effectivePriority: Priority.initial });
assert.equal(run.right.currentAttemptId, none);
assert.equal(require('fp-ts/Option').none, none);
const { Type } = await import('io-ts');
assert.ok(RunId instanceof Type);
assert.ok(RunId instanceof require('io-ts').Type);
const { StateMachine } = await import('xstate');
const { runMachine } = await import('runchart/machine');
assert.ok(runMachine instanceof StateMachine);
`,
  // What `sideEffects` in package.json promises bundlers: importing changes nothing and leaves nothing running.
  'effects.mjs': `
import assert from 'node:assert/strict';
const seen = () => {
  const keys = (u) => Reflect.ownKeys(u).map(String).sort();
  const builtIns = [globalThis, ...[Object, Array, Function, String, Promise, Map, Set, EventTarget].map((C) => C.prototype)];
  return [builtIns.map(keys), keys(process.env), process.eventNames().map(String), process.getActiveResourcesInfo()];
};
// What the peers do is theirs.
for (const peer of ['fp-ts', 'io-ts', 'xstate', 'react', 'fast-check']) await import(peer);
const before = seen();
for (const entry of ${JSON.stringify(entries.filter((entry) => !hasEffects(entry)))}) await import(entry);
assert.deepEqual(seen(), before);
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

const node = () => {
  const folder = project('node', nodeFiles);
  const check = (executable, name) => {
    for (const file of ['esm.mjs', 'cjs.cjs', 'once.mjs', 'effects.mjs', 'host.mjs'])
      run(executable, [file], folder);
    const version = run(executable, ['node_modules/.bin/runchart', '--version'], folder).trim();
    assert.equal(version, own.version);
    say(
      `Node ${name}: import, require, one instance of everything, no effects, a worker, the command`,
    );
  };
  check(process.execPath, process.version);
  for (const version of ['22.23.3', '24.21.0']) {
    const tools = join(scratch, `node-${version}`);
    mkdirSync(tools);
    writeFileSync(join(tools, 'package.json'), '{"private":true}');
    try {
      run('npm', ['install', '--no-audit', '--no-fund', `node@${version}`], tools);
      check(join(tools, 'node_modules/node/bin/node'), `v${version}`);
    } catch (e) {
      // Another platform may not have it; what it has must work.
      if (existsSync(join(tools, 'node_modules/node/bin/node'))) throw e;
      console.log(`  --  Node v${version} is not to be had here`);
    }
  }
};

const typescript = () => {
  const program = (specifier) => `
import { ${NAMES} } from 'runchart';
import type { RunInstance } from 'runchart';
${entries.map((entry, i) => `import * as entry${String(i)} from '${entry}';`).join('\n')}
import { right } from '${specifier}';
import { createActor } from 'xstate';
import { runMachine } from 'runchart/machine';
import { connectRunHost } from 'runchart/worker';
export const used = [${entries.map((_, i) => `entry${String(i)}`).join(', ')}, createActor, runMachine, connectRunHost];
${LIFE}
export const run: RunInstance = leased.right;
export const again: ReturnType<ReturnType<typeof decide>> = right(run);
// @ts-expect-error -- no event of the chart
decide({ type: 'nope' });
`;
  const folder = project(
    'typescript',
    { 'main.ts': program('fp-ts/lib/Either.js'), 'main.cts': program('fp-ts/lib/Either.js') },
    [exact('typescript'), ...(optionalPeers.includes('react') ? [exact('@types/react')] : [])],
  );
  const modes = [
    ['node16', ['--module', 'node16', '--moduleResolution', 'node16']],
    ['nodenext', ['--module', 'nodenext', '--moduleResolution', 'nodenext']],
    ['bundler', ['--module', 'esnext', '--moduleResolution', 'bundler']],
  ];
  for (const [name, args] of modes) {
    const files = name === 'bundler' ? ['main.ts'] : ['main.ts', 'main.cts'];
    const common = ['--strict', '--noEmit', '--target', 'es2022', '--lib', 'es2022,dom'];
    // Apart: the element declares itself in the one list of the page's tags, and a program that reads it both as an ES module
    // and as CommonJS would declare it twice.
    for (const file of files)
      run(
        process.execPath,
        [join(folder, 'node_modules/typescript/bin/tsc'), ...common, ...args, file],
        folder,
      );
    say(`TypeScript, ${name}, also the declarations themselves`);
  }
  // A library that hands on what it has from here has declarations too: every type must have a name to be told by.
  const values = JSON.parse(
    run(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `const all = await Promise.all(${JSON.stringify(entries)}.map((entry) => import(entry)));
         console.log(JSON.stringify(all.map((entry) => Object.keys(entry))));`,
      ],
      folder,
    ),
  );
  const handedOn = entries.map((entry, i) => [
    `import * as entry${String(i)} from '${entry}';`,
    ...values[i].map((key) => `export const ${key}${String(i)} = entry${String(i)}.${key};`),
  ]);
  writeFileSync(join(folder, 'handed-on.ts'), handedOn.flat().join('\n'));
  run(
    process.execPath,
    [
      join(folder, 'node_modules/typescript/bin/tsc'),
      ...['--strict', '--target', 'es2022', '--lib', 'es2022,dom', '--module', 'nodenext'],
      ...['--declaration', '--emitDeclarationOnly', '--outDir', 'declarations', 'handed-on.ts'],
    ],
    folder,
  );
  say(`TypeScript, the types of all ${String(values.flat().length)} exports can be told by name`);
};

const esbuild = async () => {
  const folder = project(
    'esbuild',
    {
      'all.js': entries.map((entry, i) => `export * as e${String(i)} from '${entry}';`).join('\n'),
      'one.js': "export { isTerminal } from 'runchart';",
      'none.js': entries
        .filter((entry) => !hasEffects(entry))
        .map((entry) => `import '${entry}';`)
        .join('\n'),
    },
    [exact('esbuild')],
  );
  const { build } = await import(join(folder, 'node_modules/esbuild/lib/main.js'));
  const bundle = async (entry) => {
    const { metafile, outputFiles } = await build({
      absWorkingDir: folder,
      entryPoints: [entry],
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'browser',
      write: false,
      metafile: true,
      logLevel: 'error',
    });
    const [output] = Object.values(metafile.outputs);
    const used = Object.entries(output.inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([name]) => name);
    return { used, bytes: outputFiles[0].contents.length };
  };
  // A built-in of Node would be an error for this platform.
  const all = await bundle('all.js');
  say(`esbuild, every entry for browsers: ${String(all.bytes)} bytes, nothing of Node`);
  const one = await bundle('one.js');
  const strangers = one.used.filter((name) =>
    /xstate|Journal|Scenario|machine\.|worker|uuid/.test(name),
  );
  assert.deepEqual(strangers, [], 'files that one function does not need');
  assert.ok(one.bytes < all.bytes / 5, `${String(one.bytes)} bytes for one function`);
  say(`esbuild, one function alone: ${String(one.bytes)} bytes, without XState and the rest`);
  const none = await bundle('none.js');
  assert.equal(none.bytes, 0, 'an import for nothing leaves something behind');
  say('esbuild, imported for nothing: no bytes');
};

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
const CSP = "default-src 'none'; script-src 'self'; worker-src 'self'";

const launch = () =>
  chromium.launch({
    executablePath: findChromium(),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });

/** Serves a folder under a policy that forbids `eval`, and gives what the page says in its title. */
const titleInChromium = async (folder) => {
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname;
    const file = join(folder, path === '/' ? 'index.html' : path);
    const type = TYPES[extname(file)];
    if (type === undefined || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': type, 'content-security-policy': CSP });
    response.end(readFileSync(file));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const browser = await launch();
  try {
    const page = await browser.newPage();
    const problems = [];
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(`http://127.0.0.1:${String(server.address().port)}/`);
    await page
      .waitForFunction(() => document.title !== 'waiting', undefined, { timeout: 20_000 })
      .catch(() => undefined);
    assert.deepEqual(problems, []);
    return await page.title();
  } finally {
    await browser.close();
    server.close();
  }
};

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

const browsers = async () => {
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
};

const RUN = `
import { createElement as h, useEffect } from 'react';
import { useRun } from 'runchart/react';
export const Run = ({ store }) => {
  const { run, actions } = useRun(store);
  useEffect(() => {
    if (run.state === 'Ready') document.title = 'hydrated, then Ready';
  }, [run]);
  return h('p', null, run.state, actions.map(({ type, _tag }) => h('button', { key: type, disabled: _tag === 'Disabled' }, type)));
};
`;
const SSR = `
import { createElement as h, StrictMode } from 'react';
import { renderToString } from 'react-dom/server';
import { newScheduled, RunViewCodec, TaskId, Timestamp } from 'runchart';
import { createRunStore } from 'runchart/live';
import { Run } from './Run.js';
const { right: run } = newScheduled({ taskId: TaskId.generate(), scheduledAt: Timestamp.min, createdAt: Timestamp.min });
const html = renderToString(h(StrictMode, null, h(Run, { store: createRunStore(run) })));
if (!html.includes('Scheduled')) throw new Error(html);
console.log('<!doctype html><title>waiting</title><div id="root">' + html + '</div>'
  + '<script type="application/json">' + JSON.stringify(RunViewCodec.encode(run)) + '</script>'
  + '<script type="module" src="/main.js"></script>');
`;
const HYDRATE = `
import { createElement as h, StrictMode } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { RunViewCodec } from 'runchart';
import { createRunStore } from 'runchart/live';
import { Run } from './Run.js';
const { right: run } = RunViewCodec.decode(JSON.parse(document.querySelector('[type="application/json"]').textContent));
const store = createRunStore(run);
// The run has moved on before React is there.
store.send({ type: 'promote' });
hydrateRoot(document.getElementById('root'), h(StrictMode, null, h(Run, { store })), {
  onRecoverableError: (error) => { throw error; },
});
`;

const react = async () => {
  for (const version of ['18.3.1', own.devDependencies.react]) {
    const folder = join(scratch, `react-${version}`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}');
    for (const [name, text] of Object.entries({
      'Run.js': RUN,
      'ssr.mjs': SSR,
      'main.js': HYDRATE,
    }))
      writeFileSync(join(folder, name), text);
    const packages = [tarball, `react@${version}`, `react-dom@${version}`, exact('esbuild')];
    run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...packages], folder);
    const { build } = await import(join(folder, 'node_modules/esbuild/lib/main.js'));
    const site = join(folder, 'site');
    await build({
      absWorkingDir: folder,
      entryPoints: ['main.js'],
      bundle: true,
      format: 'esm',
      outdir: site,
      // The development build: it is the one that tells of mismatches, and mounts twice.
      define: { 'process.env.NODE_ENV': '"development"' },
      logLevel: 'error',
    });
    writeFileSync(join(site, 'index.html'), run(process.execPath, ['ssr.mjs'], folder));
    assert.equal(await titleInChromium(site), 'hydrated, then Ready');
    say(`React ${version}: rendered on a server, hydrated in Strict Mode, no eval`);
  }
};

/** What a page says of a file: its name, then a block. */
const filesOf = (text) => [
  ...text.matchAll(/^`([\w./-]+)`[^\n]*(?:\n[^\n]+)*:\n\n```\w+\n([^]*?)^```$/gm),
];

/** The commands of a page that only end when they are ended: they serve what is looked at. */
const SERVES = /^npx vite preview\b/;

/** Runs a command that serves, and looks at what it serves, at the address that it prints and the page says. */
const lookAt = async (command, folder, said, look) => {
  const port = /http:\/\/localhost:(\d+)/.exec(said)?.[1];
  // Of a group of its own, so that what it starts ends with it.
  const server = spawn('sh', ['-c', `exec ${command} --strictPort`], {
    cwd: folder,
    detached: true,
  });
  try {
    const url = await new Promise((found, failed) => {
      let printed = '';
      const hear = (chunk) => {
        printed += String(chunk);
        const plain = printed.replace(/\u001b\[\d+m/g, '');
        const [address] = /http:\/\/localhost:\d+\//.exec(plain) ?? [];
        if (address !== undefined) found(address);
      };
      server.stdout.on('data', hear);
      server.stderr.on('data', hear);
      server.on('exit', (code) =>
        failed(new Error(`${command} ended with ${String(code)}: ${printed}`)),
      );
    });
    assert.equal(url, `http://localhost:${port}/`);
    const browser = await launch();
    try {
      const page = await browser.newPage();
      const problems = [];
      page.on('pageerror', (error) => problems.push(error.message));
      await page.goto(url);
      await look(page);
      assert.deepEqual(problems, []);
    } finally {
      await browser.close();
    }
  } finally {
    const ended = new Promise((exited) => server.once('exit', exited));
    process.kill(-server.pid);
    await ended;
  }
};

/** What the page in a guide does, as the guide says. */
const looks = {
  frontend: async (page) => {
    const heading = page.locator('h2');
    await heading.waitFor();
    assert.equal(await heading.textContent(), 'Scheduled');
    assert.deepEqual(await page.locator('button:enabled').allTextContents(), ['promote', 'cancel']);
    assert.match(
      await page.locator('button', { hasText: 'lease' }).getAttribute('title'),
      /^invalid run transition for .*: Scheduled -> Leased$/,
    );
    await page.locator('button', { hasText: 'promote' }).click();
    assert.equal(await heading.textContent(), 'Ready');
    assert.equal(await page.locator('section').getAttribute('aria-busy'), 'true');
    await page.locator('section[aria-busy=false]').waitFor();
    assert.equal(await heading.textContent(), 'Ready');
  },
  worker: async (page) => {
    await page.getByText('in the worker: Leased').waitFor();
  },
};

/** What a guide says, word for word, in an empty folder: each block of a file whose name stands before it, then its commands. */
const guide = async (name, section) => {
  const page = readFileSync(join(root, 'docs', `${name}.md`), 'utf8');
  const text =
    section === undefined
      ? page
      : page.split(/^## /m).find((part) => part.startsWith(`${section}\n`));
  assert.ok(text !== undefined, `${name}: no section "${String(section)}"`);
  const files = filesOf(text);
  const commands = [...text.matchAll(/^```sh\n([^]*?)^```$/gm)].flatMap(([, block]) =>
    block.trim().split('\n'),
  );
  const printed = [...text.matchAll(/^```text\n([^]*?)^```$/gm)].map(([, block]) => block.trim());
  const look = looks[name];
  assert.ok(
    files.length > 0 && commands.length > 0 && (printed.length > 0 || look !== undefined),
    `${name}: nothing to follow`,
  );
  const folder = join(scratch, `guide-${name}`);
  mkdirSync(folder);
  for (const [, path, code] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), code);
  }
  let output = '';
  let looked = 0;
  for (const command of commands) {
    if (SERVES.test(command)) {
      looked += 1;
      await lookAt(command, folder, text, look);
    } else output += run('sh', ['-c', command.replace(/\brunchart\b(?= fp-ts)/, tarball)], folder);
  }
  for (const lines of printed)
    assert.ok(output.includes(lines), `${name} printed\n${output}\nwithout\n${lines}`);
  assert.equal(looked, look === undefined ? 0 : 1, `${name}: how often a page is looked at`);
  say(`docs/${name}.md, word for word${look === undefined ? '' : ', its page in Chromium'}`);
};

/** The pages whose samples print what they say. */
const SAMPLED = ['../README', 'actor', 'codecs', 'frontend', 'journal', 'testing', 'upgrading'];

/** The samples of the pages, as whoever reads them copies them into a project: they compile, and run, with the packed tarball. */
const samples = () => {
  const all = SAMPLED.flatMap((name) =>
    [
      ...readFileSync(join(root, 'docs', `${name}.md`), 'utf8').matchAll(/^```ts\n([^]*?)^```$/gm),
    ].map(([, code], i) => ({ file: `${name.replace('../', '')}-${String(i + 1)}`, code })),
  );
  const folder = project(
    'samples',
    Object.fromEntries(all.map(({ file, code }) => [`${file}.ts`, code])),
    [exact('typescript'), exact('@types/node')],
  );
  run(
    process.execPath,
    [
      join(folder, 'node_modules/typescript/bin/tsc'),
      ...['--strict', '--target', 'es2022', '--lib', 'es2023,dom', '--module', 'nodenext'],
      ...[
        '--types',
        'node',
        '--rootDir',
        '.',
        '--outDir',
        'out',
        ...all.map(({ file }) => `${file}.ts`),
      ],
    ],
    folder,
  );
  for (const { file, code } of all) {
    const printed = run(process.execPath, [join('out', `${file}.js`)], folder);
    // What stands beside a `console.log`; the pages' own test compares every line.
    for (const [, said] of code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm))
      assert.ok(printed.includes(said), `${file} printed\n${printed}\nwithout\n${said}`);
  }
  say(`the ${String(all.length)} samples of the pages, compiled and run`);
};

try {
  reviewContents();
  node();
  typescript();
  await esbuild();
  await browsers();
  await react();
  for (const name of ['worker', 'engine', 'frontend', 'upgrading']) await guide(name);
  await guide('testing', 'Try it first');
  samples();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
