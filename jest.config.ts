/** @jest-config-loader esbuild-register */
// Jest reads the line above, because Node 20 cannot load TypeScript.
import { availableParallelism } from 'node:os';
import type { Config } from 'jest';

/**
 * Tests with real parts: browsers, processes, workers, the built command. All others need only the sources. Both projects use
 * this list, one to select files and the other to ignore them, so that each file is in exactly one project.
 */
const real = [
  'bench/',
  'cli/',
  'diagram/',
  'docs/',
  'element/',
  'examples/',
  'explore/javascript',
  'inspector/(page|server)',
  'package/',
  'react/',
  'release/parts',
  'soak/',
  'store/',
  'statecharts/(pictures|scxml)',
  'testing/(export|score|subjects)\\.',
  'worker/(browser|memory|Supervisor\\.)',
].map((path) => `/test/${path}(.*\\.)?test\\.ts$`);

const project = {
  testEnvironment: 'node',
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/build/mutation/'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    // Sources import one another by the name of the emitted file; Jest looks for the source.
    '^(\\.{1,2}/.*)\\.js$': ['$1', '$1.js'],
    // The benchmarks and the examples import the library by its name.
    '^runchart$': '<rootDir>/src/index.ts',
    '^runchart/engine$': '<rootDir>/src/engine/index.ts',
    '^runchart/explore$': '<rootDir>/src/explore/index.ts',
    '^runchart/lifecycle$': '<rootDir>/src/lifecycle/index.ts',
    '^runchart/lifecycle/machine$': '<rootDir>/src/lifecycle/machine.ts',
    '^runchart/machine$': '<rootDir>/src/actor/index.ts',
    '^runchart/store$': '<rootDir>/src/store/index.ts',
    '^runchart/store/pglite$': '<rootDir>/src/store/pglite.ts',
    '^runchart/store/postgres$': '<rootDir>/src/store/postgres.ts',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript' },
          target: 'es2022',
          transform: { verbatimModuleSyntax: true },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
} satisfies NonNullable<Config['projects']>[number];

const config: Config = {
  projects: [
    {
      ...project,
      displayName: 'pure',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: real,
    },
    {
      ...project,
      displayName: 'real',
      testRegex: real,
      globalSetup: '<rootDir>/test/support/prepare.mjs',
    },
  ],
  // One more than there are cores, because the real tests spend a fifth of their time waiting for processes and timers.
  maxWorkers: availableParallelism() + 1,
  testSequencer: '<rootDir>/test/support/longestFirst.mjs',
  collectCoverageFrom: ['machines/**/*.ts', 'src/**/*.ts'],
  // `v8` reported full coverage of an inline arrow function that was never called.
  coverageProvider: 'babel',
};

export default config;
