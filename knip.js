import { entries } from './entries.js';

/** @type {import('knip').KnipConfig} */
export default {
  entry: [
    ...entries.map(({ source }) => source),
    'src/cli/{inspect,main}.ts',
    'src/inspector/page/main.tsx',
    'docs/*.mjs',
    'test/diagram/scion.mjs',
    'bench/{peers,children}/*.ts',
    'examples/dashboard/{main.tsx,vite.config.ts,worker.ts}',
    'examples/frameworks/*.tsx',
    'examples/subjects/*.ts',
    // Bundled for the browser by their tests, from text.
    'test/react/page.ts',
    'test/fixtures/subjects/*.mjs',
    'test/types/**/*.tst.ts',
  ],
  project: ['{machines,src,test,bench,docs,examples}/**/*.{ts,tsx,js,mjs,cjs}'],
  // The type of a parameter or a field is exported for those who read the signature.
  ignoreExportsUsedInFile: { interface: true, type: true },
  // Named where knip does not look: in the first line of jest.config.ts, as a preset of Babel, and by its path, to run
  // exported suites.
  ignoreDependencies: ['babel-preset-solid', 'esbuild-register', 'vitest'],
  // Not part of npm; where it is missing, the test of the source for Rust says so.
  ignoreBinaries: ['rustc'],
};
