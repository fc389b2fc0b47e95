/** @jest-config-loader esbuild-register */
// The line above is read by Jest: Node 20 cannot load TypeScript by itself.
import type { Config } from 'jest';

const config: Config = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  // Sources import one another by the name of the emitted file; Jest looks for the source.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
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
  collectCoverageFrom: ['machines/**/*.ts', 'src/**/*.ts'],
  // `v8` reported full coverage of an inline arrow function that was never called.
  coverageProvider: 'babel',
};

export default config;
