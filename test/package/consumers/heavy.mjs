/**
 * The consumers that take too long for CI, run by hand before a release:
 *
 *   npm run build && npm pack --ignore-scripts
 *   node test/package/consumers/heavy.mjs runchart-*.tgz [NAME...]
 *
 * docs/runtimes.md says with which versions and when it passed last.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chosen, exact, own, project, run, say, scratch } from './project.mjs';

const bin = (folder, name) => join(folder, 'node_modules/.bin', name);

/** Waits until a server has printed its address; fails if it ends before, or prints none in a minute. */
const addressOf = (server) =>
  new Promise((found, failed) => {
    let printed = '';
    const fail = (reason) => failed(new Error(`${reason}: ${printed}`));
    const read = (chunk) => {
      printed += String(chunk);
      const [url] = /http:\/\/[\w.[\]]+:\d+/.exec(printed) ?? [];
      if (url !== undefined) found(url);
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    server.on('error', (error) => fail(error.message));
    server.on('exit', (code) => fail(`the server ended with ${String(code)}`));
    setTimeout(fail, 60_000, 'the server printed no address').unref();
  });

/** Starts a server, and checks what it answers; every answer must be a 200. */
const served = async ([command, args, env], folder, check) => {
  const server = spawn(command, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // In its own process group, so that its child processes end with it.
    detached: true,
  });
  const ended = once(server, 'exit');
  try {
    const url = await addressOf(server);
    await check(async (path) => {
      const response = await fetch(`${url}${path}`, {
        signal: AbortSignal.timeout(60_000),
      });
      const text = await response.text();
      assert.equal(response.status, 200, text);
      return text;
    });
  } finally {
    // A gentler signal waits for connections that are kept alive.
    if (server.exitCode === null && server.pid !== undefined) process.kill(-server.pid, 'SIGKILL');
    await ended;
  }
};

/** The production server of Nuxt answers a page and a route. */
const nuxt = async () => {
  const version = 'nuxt@4.4.5';
  const folder = project('nuxt', {}, [version, exact('vue')]);
  mkdirSync(join(folder, 'app'));
  mkdirSync(join(folder, 'server/api'), { recursive: true });
  writeFileSync(
    join(folder, 'nuxt.config.ts'),
    "export default defineNuxtConfig({ telemetry: false, compatibilityDate: '2026-01-01' });",
  );
  writeFileSync(
    join(folder, 'app/app.vue'),
    `<script setup>
import { isTerminal } from 'runchart';
import 'runchart/live';
</script>
<template><p>terminal: {{ isTerminal('Failed') }}</p></template>`,
  );
  writeFileSync(
    join(folder, 'server/api/run.get.ts'),
    "import { runMachine } from 'runchart/machine';\nexport default defineEventHandler(() => runMachine.id);",
  );
  run(bin(folder, 'nuxt'), ['build'], folder);
  await served(
    [process.execPath, ['.output/server/index.mjs'], { PORT: '0', NITRO_HOST: '127.0.0.1' }],
    folder,
    async (get) => {
      assert.match(await get('/'), /terminal: true/);
      assert.equal(await get('/api/run'), 'run');
    },
  );
  return `${version}: its production server`;
};

/** Next renders a page on the server, with the hook in a component of the client. */
const next = async () => {
  const version = 'next@16.4.6';
  const folder = project('next', {}, [
    version,
    exact('react'),
    `react-dom@${own.devDependencies.react}`,
  ]);
  const app = {
    'layout.jsx':
      'export default ({ children }) => <html lang="en"><body>{children}</body></html>;',
    'page.jsx': `
import { isTerminal } from 'runchart';
import { State } from './State.jsx';
export default () => <><p>{\`terminal: \${String(isTerminal('Failed'))}\`}</p><State /></>;`,
    'State.jsx': `
'use client';
import { useState } from 'react';
import { newScheduled, TaskId, Timestamp } from 'runchart';
import { createRunStore } from 'runchart/live';
import { useRun } from 'runchart/react';
const make = () => newScheduled({ taskId: TaskId.generate(), scheduledAt: Timestamp.min, createdAt: Timestamp.min }).right;
export const State = () => {
  const [store] = useState(() => createRunStore(make()));
  return <p>{\`state: \${useRun(store).run.state}\`}</p>;
};`,
  };
  mkdirSync(join(folder, 'app'));
  for (const [name, text] of Object.entries(app)) writeFileSync(join(folder, 'app', name), text);
  run(bin(folder, 'next'), ['build'], folder);
  await served(
    [bin(folder, 'next'), ['start', '--port', '0', '--hostname', '127.0.0.1'], {}],
    folder,
    async (get) => {
      const page = await get('/');
      assert.match(page, /<p>terminal: true<\/p><p>state: Scheduled<\/p>/);
    },
  );
  return `${version}: a page on the server, the hook in the client`;
};

/** Metro finds every entry while it reads \`exports\`, and the core alone if that is turned off. */
const metro = () => {
  const version = 'metro@0.83.3';
  const folder = project(
    'metro',
    {
      'core.js':
        "import { isTerminal } from 'runchart';\nglobalThis.answer = isTerminal('Failed');",
      'entry.js':
        "import { runMachine } from 'runchart/machine';\nglobalThis.answer = runMachine.id;",
      'build.cjs': METRO,
    },
    [version],
  );
  const build = (entry, exports) =>
    run(process.execPath, ['build.cjs', entry, String(exports)], folder).trim();
  assert.equal(build('core.js', true), 'true');
  assert.equal(build('entry.js', true), 'run');
  assert.equal(build('core.js', false), 'true');
  assert.throws(() => build('entry.js', false), /Unable to resolve module runchart\/machine/);
  return `${version}: every entry; the core alone without package exports`;
};
const METRO = `
const Metro = require('metro');
const { getDefaultConfig, mergeConfig } = require('metro-config');
const { runInNewContext } = require('node:vm');
const [, , entry, readsExports] = process.argv;
(async () => {
  const config = mergeConfig(await getDefaultConfig(__dirname), {
    projectRoot: __dirname,
    maxWorkers: 1,
    reporter: { update: () => undefined },
    resolver: { unstable_enablePackageExports: readsExports === 'true' },
    transformer: { getTransformOptions: async () => ({ transform: { experimentalImportSupport: true } }) },
  });
  const { code } = await Metro.runBuild(config, { entry, out: 'out.js', minify: false, dev: false });
  const sandbox = { console };
  sandbox.globalThis = sandbox.window = sandbox;
  runInNewContext(code, sandbox);
  console.log(String(sandbox.answer));
  process.exit(0);
})().catch((error) => { console.error(error.message); process.exit(1); });
`;

/** wrangler bundles the chart and nothing else for one function. */
const wrangler = () => {
  const version = 'wrangler@4.86.0';
  const code =
    "import { isTerminal } from 'runchart';\nexport default { fetch: () => new Response(isTerminal('Failed')) };";
  const folder = project('wrangler', { 'w.js': code }, [version]);
  const options = ['--dry-run', '--name', 'w', '--outdir', 'out', '--compatibility-date'];
  run(bin(folder, 'wrangler'), ['deploy', ...options, '2026-01-01', 'w.js'], folder);
  const bytes = readFileSync(join(folder, 'out/w.js')).length;
  assert.ok(bytes < 6000, `${String(bytes)} bytes`);
  return `${version}: ${String(bytes)} bytes for one function, not minified`;
};

/** Jest's jsdom, with \`require\` and with ES modules. */
const jestJsdom = () => {
  const check = "test('it', () => { expect(isTerminal('Failed')).toBe(true); });";
  const head = '/** @jest-environment jsdom */\n';
  const version = `jest-environment-jsdom@${exact('jest').split('@')[1]}`;
  const folder = project(
    'jsdom',
    {
      'a.test.cjs': `${head}const { isTerminal } = require('runchart');\nrequire('runchart/element');\nrequire('runchart/machine');\n${check}`,
      'b.test.js': `${head}import { isTerminal } from 'runchart';\nimport 'runchart/element';\nimport 'runchart/machine';\n${check}`,
    },
    [exact('jest'), version],
  );
  const jest = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js'];
  run(process.execPath, [...jest, '--testMatch', '**/*.test.*js'], folder);
  run(process.execPath, [...jest, '--testMatch', '**/*.test.js'], folder);
  return `${version}: require and import`;
};

/** Parcel finds the entries once it is told to read \`exports\`. */
const parcel = () => {
  const version = 'parcel@2.16.4';
  const folder = project(
    'parcel',
    {
      'index.html': '<script type="module" src="p.js"></script>',
      'p.js': "import { runMachine } from 'runchart/machine';\nconsole.log(runMachine.id);",
    },
    [version],
  );
  const build = ['build', 'index.html', '--no-cache'];
  const before = spawnSync(bin(folder, 'parcel'), build, { cwd: folder, encoding: 'utf8' });
  assert.notEqual(before.status, 0, 'Parcel reads exports by itself now: mend the docs');
  const file = join(folder, 'package.json');
  const own = JSON.parse(readFileSync(file, 'utf8'));
  const told = { ...own, '@parcel/resolver-default': { packageExports: true } };
  writeFileSync(file, JSON.stringify(told));
  run(bin(folder, 'parcel'), build, folder);
  return `${version}: with packageExports`;
};

const consumers = { wrangler, jestJsdom, parcel, metro, nuxt, next };

// One that fails leaves the others their turn.
try {
  for (const [name, consume] of chosen(consumers)) {
    try {
      say(await consume());
    } catch (e) {
      process.exitCode = 1;
      console.log(`  FAILED  ${name}: ${e.message}`);
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
