import { entries } from './entries.js';

/** @type {import('knip').KnipConfig} */
export default {
  entry: [
    ...entries.map(({ source }) => source),
    'src/cli/main.ts',
    // Put in the place of io-ts by the build.
    'src/codec/lazyIoTs.ts',
    'src/inspector/page/main.tsx',
    'src/cli/import/importThread.ts',
    'src/inspector/server/layoutWorker.ts',
    'test/inspector/apps/record.ts',
    'docs/*.mjs',
    'test/diagram/scion.mjs',
    'test/formal/main.ts',
    // Bundled by `npm run soak`, and threads of it.
    'test/soak/{main,shard,host}.ts',
    // Run by hand, before a release.
    'test/package/consumers/heavy.mjs',
    'test/store/{chaos,crash}/*.mjs',
    // Stryker loads it by path.
    'test/mutation/runner.mjs',
    // A process of the example starts it by path.
    'examples/queue/worker.mjs',
    'bench/{peers,children}/*.ts',
    'examples/dashboard/{main.tsx,vite.config.ts,worker.ts}',
    'examples/frameworks/*.tsx',
    'examples/subjects/*.ts',
    // The command loads these by path, and a test bundles the page.
    'examples/{checkout,order}/*.machine.ts',
    'examples/signup/{page,signup.machine}.ts',
    'test/fixtures/machines/*',
    // Bundled for the browser by its test.
    'test/react/page.ts',
    'test/fixtures/subjects/*.mjs',
    // Bundled by test/fuzz/instrument.mjs.
    'test/fuzz/{main,thread}.ts',
    // The command loads machines by path.
    'test/statecharts/machines/*.machine.ts',
    'test/types/**/*.tst.ts',
  ],
  project: [
    '{machines,src,test,bench,docs,examples}/**/*.{ts,tsx,js,mjs,cjs}',
    // Only compared with what is exported.
    '!test/fixtures/derived/**',
  ],
  // The type of a parameter or a field is exported, so that users can name it.
  ignoreExportsUsedInFile: { interface: true, type: true },
  // Used where knip does not look: as a preset of Babel, in the first line of jest.config.ts, by path, to run exported suites,
  // by a name that a test computes, and by one that the build computes.
  ignoreDependencies: [
    'babel-preset-solid',
    'esbuild-register',
    'mermaid',
    'mermaid-12',
    'vitest',
    'spdx-license-list',
  ],
  // Not npm packages: the test of the Rust export says if rustc is missing, a benchmark does without taskset, and only a superuser
  // starts PostgreSQL by runuser.
  ignoreBinaries: ['runuser', 'rustc', 'taskset'],
};
