/** esbuild: bundles of every entry for browsers, of one function, and of unused imports; its own conditions. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { browserEntries, entries, exact, hasEffects, project, say } from './project.mjs';

/** The largest bundle of `isTerminal`, in bytes, minified. */
const MAX_ONE = 3000;

/** Takes one file for one that has side effects, and leaves out what it imports. */
const onlyFile = (path) => ({
  name: 'only-file',
  setup: ({ onResolve }) => {
    onResolve({ filter: /.*/ }, (asked) =>
      asked.path === path
        ? { path, sideEffects: true }
        : { path: asked.path, external: true, sideEffects: false },
    );
  },
});

export const esbuild = async () => {
  const folder = project(
    'esbuild',
    {
      'all.js': browserEntries
        .map((entry, i) => `export * as e${String(i)} from '${entry}';`)
        .join('\n'),
      'one.js': "export { isTerminal } from 'runchart';",
      'none.js': entries
        .filter((entry) => !hasEffects(entry))
        .map((entry) => `import '${entry}';`)
        .join('\n'),
    },
    [exact('esbuild')],
  );
  const { build } = await import(join(folder, 'node_modules/esbuild/lib/main.js'));
  const bundle = async (entry, options = {}) => {
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
      ...options,
    });
    const [output] = Object.values(metafile.outputs);
    const used = Object.entries(output.inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([name]) => name);
    return { used, bytes: outputFiles[0].contents.length };
  };
  // esbuild fails on a Node built-in for this platform; PGlite asks for one, which no browser runs: docs/runtimes.md says so.
  const all = await bundle('all.js', { external: ['@electric-sql/pglite'] });
  await assert.rejects(
    bundle('all.js', { logLevel: 'silent' }),
    /node:module/,
    'PGlite asks for nothing of Node now: mend the docs',
  );
  say(`esbuild, every entry for browsers: ${String(all.bytes)} bytes, nothing of Node`);
  const one = await bundle('one.js');
  const strangers = one.used.filter((name) => !/run\.chart\.js$|RunState\.js$/.test(name));
  assert.deepEqual(strangers, [], 'files that one function does not need');
  assert.ok(one.bytes <= MAX_ONE, `${String(one.bytes)} bytes for one function`);
  say(`esbuild, one function alone: ${String(one.bytes)} bytes, the chart and nothing else`);
  // wrangler's are the first; with conditions of one's own, esbuild drops `module`, which one then names.
  for (const conditions of [
    ['workerd', 'worker', 'browser'],
    ['mine', 'module'],
  ]) {
    const own = await bundle('one.js', { conditions });
    assert.equal(own.bytes, one.bytes, `conditions ${conditions.join(', ')}`);
  }
  say('esbuild, the same with the conditions of wrangler, or its own with `module`');
  const { bytes } = await bundle('one.js', { conditions: ['mine'] });
  assert.ok(bytes > MAX_ONE, 'esbuild keeps `module` beside own conditions now: mend the docs');
  const none = await bundle('none.js', { external: ['@electric-sql/pglite', 'pg'] });
  assert.equal(none.bytes, 0, 'an import for nothing leaves something behind');
  say('esbuild, imported for nothing: no bytes');
  const modules = join(folder, 'node_modules/runchart/dist/module');
  const files = readdirSync(modules, { recursive: true }).filter((file) => file.endsWith('.js'));
  const left = [];
  for (const file of files) {
    // What an import for nothing would leave if package.json did not promise that there are no side effects.
    const path = join(modules, file);
    const { outputFiles } = await build({
      stdin: { contents: `import ${JSON.stringify(path)};`, resolveDir: folder },
      bundle: true,
      minify: true,
      format: 'esm',
      write: false,
      logLevel: 'error',
      plugins: [onlyFile(path)],
    });
    // The wrapper of a CommonJS package is loaded with what needs the package, which is `runchart/statechart/scxml` alone; croner, which
    // makes tables of its own, with `runchart/store`.
    if (outputFiles[0].contents.length > 0 && !/^(_virtual|packages)\b/.test(file))
      left.push(file.split(sep).join('/'));
  }
  assert.deepEqual(left, ['element-define.js'], 'files that do something at load');
  say(`esbuild, ${String(files.length)} files: every constant is pure, but the one that defines`);
};
