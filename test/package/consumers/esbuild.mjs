/** esbuild: bundles of every entry for browsers, of one function, and of unused imports. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { entries, exact, hasEffects, project, say } from './project.mjs';

export const esbuild = async () => {
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
  // esbuild fails on a Node built-in for this platform.
  const all = await bundle('all.js');
  say(`esbuild, every entry for browsers: ${String(all.bytes)} bytes, nothing of Node`);
  const one = await bundle('one.js');
  const strangers = one.used.filter((name) =>
    /xstate|\/journal\/|\/actor\/|machine\.|worker|uuid/.test(name),
  );
  assert.deepEqual(strangers, [], 'files that one function does not need');
  assert.ok(one.bytes < all.bytes / 5, `${String(one.bytes)} bytes for one function`);
  say(`esbuild, one function alone: ${String(one.bytes)} bytes, without XState and the rest`);
  const none = await bundle('none.js');
  assert.equal(none.bytes, 0, 'an import for nothing leaves something behind');
  say('esbuild, imported for nothing: no bytes');
};
