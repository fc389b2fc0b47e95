/** The example of each framework, compiled with the framework's compiler, mounted and clicked in a real Chromium. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformAsync } from '@babel/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Plugin } from 'esbuild';
import { build, transform } from 'esbuild';
import type { Browser } from 'playwright-core';
import { compile } from 'svelte/compiler';
import { compileScript, parse } from 'vue/compiler-sfc';
import type { RunState } from '../../src/index.js';
import { allowedActions } from '../../src/index.js';
import { runIn } from '../support/arbitraries.js';
import { launch, openPage, serve } from '../support/browser.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = path.join(root, 'examples/frameworks');

/** A plugin that compiles files with the compiler of their framework. */
const compiler = (
  filter: RegExp,
  toScript: (code: string, file: string) => Promise<string>,
): Plugin => ({
  name: String(filter),
  setup: (bundler) => {
    bundler.onLoad({ filter }, async (args) => ({
      contents: await toScript(readFileSync(args.path, 'utf8'), args.path),
      loader: 'js',
    }));
  },
});

const plugins: ReadonlyArray<Plugin> = [
  compiler(/\.vue$/, (code) => {
    const { descriptor } = parse(code);
    return Promise.resolve(compileScript(descriptor, { id: 'run', inlineTemplate: true }).content);
  }),
  compiler(/\.svelte$/, (code, filename) =>
    Promise.resolve(compile(code, { generate: 'client', filename }).js.code),
  ),
  compiler(/solid\.tsx$/, async (code, filename) => {
    const { code: jsx } = await transform(code, { loader: 'tsx', jsx: 'preserve' });
    const compiled = await transformAsync(jsx, {
      presets: ['solid'],
      filename,
      configFile: false,
      babelrc: false,
    });
    return compiled?.code ?? '';
  }),
];

/** The code that mounts each example, as in an app with one page. */
const mounts: Readonly<Record<string, string>> = {
  'react.tsx': `import { createElement } from 'react';
    import { createRoot } from 'react-dom/client';
    import { Run } from './react.tsx';
    createRoot(target).render(createElement(Run, { initial }));`,
  'solid.tsx': `import { createComponent, render } from 'solid-js/web';
    import { Run } from './solid.tsx';
    render(() => createComponent(Run, { initial }), target);`,
  'Run.vue': `import { createApp } from 'vue/dist/vue.runtime.esm-bundler.js';
    import Run from './Run.vue';
    createApp(Run, { initial }).mount(target);`,
  'Run.svelte': `import { mount } from 'svelte';
    import Run from './Run.svelte';
    mount(Run, { target, props: { initial } });`,
};

/** The events that a run in a state accepts, in the chart's order. */
const enabledIn = (state: RunState): ReadonlyArray<string> =>
  allowedActions(runIn(state)).flatMap(({ _tag, type }) => (_tag === 'Enabled' ? [type] : []));

const pageOf = async (mount: string): Promise<string> => {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { newScheduled, TaskId, Timestamp } from 'runchart';
        const args = { taskId: TaskId.generate(), scheduledAt: Timestamp.min, createdAt: Timestamp.min };
        const initial = newScheduled(args).right;
        const target = document.body;
        ${mount}`,
      resolveDir: folder,
    },
    bundle: true,
    format: 'esm',
    write: false,
    define: {
      'process.env.NODE_ENV': '"production"',
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
    logLevel: 'silent',
    plugins: [...plugins],
  });
  return outputFiles[0]?.text ?? '';
};

describe('the example for', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  it.each(Object.entries(mounts))(
    '%s shows a run, and sends the event that is clicked',
    async (_, mount) => {
      const served = await serve({
        '/': { body: '<!doctype html><body><script type="module" src="/page.js"></script>' },
        '/page.js': { type: 'text/javascript', body: await pageOf(mount) },
      });
      const { page, problems, close } = await openPage(browser);
      await page.goto(served.url);
      const buttons = () => page.locator('button').allTextContents();
      const click = (name: string) => page.getByRole('button', { name, exact: true }).click();
      await page.locator('output', { hasText: 'Scheduled' }).waitFor({ timeout: 10_000 });
      expect(await buttons()).toStrictEqual(enabledIn('Scheduled'));
      await click('promote');
      await page.locator('output', { hasText: 'Ready' }).waitFor({ timeout: 10_000 });
      expect(await buttons()).toStrictEqual(enabledIn('Ready'));
      await click('cancel');
      await page.locator('output', { hasText: 'Canceled' }).waitFor({ timeout: 10_000 });
      expect(await buttons()).toStrictEqual([]);
      expect(problems).toStrictEqual([]);
      await close();
      await served.close();
    },
  );

  it.each(Object.keys(mounts))('%s has about fifteen lines besides its imports', (file) => {
    const lines = readFileSync(path.join(folder, file), 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.trim().startsWith('import '));
    expect(lines.length).toBeLessThanOrEqual(18);
  });
});
