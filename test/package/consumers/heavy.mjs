/**
 * The consumers that take too long for CI, run by hand before a release:
 *
 *   npm run build && npm pack --ignore-scripts
 *   node test/package/consumers/heavy.mjs runchart-*.tgz
 *
 * docs/runtimes.md says with which versions and when it passed last.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exact, project, run, say, scratch } from './project.mjs';

const bin = (folder, name) => join(folder, 'node_modules/.bin', name);

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
  const server = spawn(process.execPath, ['.output/server/index.mjs'], {
    cwd: folder,
    env: { ...process.env, PORT: '0', NITRO_HOST: '127.0.0.1' },
  });
  try {
    const [printed] = await once(server.stdout, 'data');
    const [url] = /http:\/\/[\w.[\]:]+/.exec(String(printed));
    const page = await fetch(url);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /terminal: true/);
    assert.equal(await (await fetch(`${url}/api/run`)).text(), 'run');
  } finally {
    // A gentler signal waits for connections that are kept alive.
    server.kill('SIGKILL');
  }
  say(`${version}: its production server`);
};

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
  say(`${version}: ${String(bytes)} bytes for one function, not minified`);
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
  say(`${version}: require and import`);
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
  say(`${version}: with packageExports`);
};

try {
  wrangler();
  jestJsdom();
  parcel();
  await nuxt();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
