/** React 18 and 19: rendered on a server, hydrated in Chromium. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { titleInChromium } from './chromium.mjs';
import { exact, own, run, say, scratch, tarball } from './project.mjs';

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
// The run changes before React hydrates.
store.send({ type: 'promote' });
hydrateRoot(document.getElementById('root'), h(StrictMode, null, h(Run, { store })), {
  onRecoverableError: (error) => { throw error; },
});
`;

export const react = async () => {
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
      // The development build, which reports mismatches and mounts twice.
      define: { 'process.env.NODE_ENV': '"development"' },
      logLevel: 'error',
    });
    writeFileSync(join(site, 'index.html'), run(process.execPath, ['ssr.mjs'], folder));
    assert.equal(await titleInChromium(site), 'hydrated, then Ready');
    say(`React ${version}: rendered on a server, hydrated in Strict Mode, no eval`);
  }
};
