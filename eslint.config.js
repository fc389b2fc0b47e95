import { defineConfig, globalIgnores } from 'eslint/config';
import functional from 'eslint-plugin-functional';
import jest from 'eslint-plugin-jest';
import imports from 'eslint-plugin-simple-import-sort';
import tsdoc from 'eslint-plugin-tsdoc';
import tseslint from 'typescript-eslint';

export default defineConfig(
  globalIgnores(['build/', 'dist/', 'coverage/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },

  {
    name: 'all TypeScript',
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/array-type': ['error', { default: 'generic' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      eqeqeq: 'error',
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              // fp-ts and io-ts have no exports map, so Node needs the full name of a file. Importing fp-ts itself would
              // load all of its modules.
              regex: '^fp-ts(?!/lib/\\w+\\.js$)|^io-ts/(?!lib/\\w+\\.js$)',
              message: "Write 'fp-ts/lib/Either.js', 'io-ts' or 'io-ts/lib/PathReporter.js'.",
            },
          ],
        },
      ],
    },
  },

  {
    name: 'imports in one order',
    files: ['**/*.{ts,tsx,js,mjs}'],
    plugins: { imports },
    rules: {
      // One block: Node's modules, packages, then our modules, parent folders first.
      'imports/imports': [
        'error',
        { groups: [['^\\u0000', '^node:', '^@?\\w', '^\\.\\./', '^\\./']] },
      ],
    },
  },

  {
    name: 'the library is functional',
    files: ['machines/**/*.ts', 'src/**/*.ts'],
    // The command and the inspector are imperative shells around files, sockets, documents and terminals.
    ignores: ['src/cli/**', 'src/inspector/{page,server}/**'],
    plugins: { functional },
    rules: {
      // The one mutation allowed: `Object.assign(codec, {...})` adds companions to a codec that was just made.
      'functional/immutable-data': ['error', { ignoreIdentifierPattern: ['^codec$'] }],
      'functional/no-classes': 'error',
      'functional/no-let': 'error',
      'functional/no-loop-statements': 'error',
      'functional/no-throw-statements': 'error',
      'functional/no-this-expressions': 'error',
    },
  },

  {
    name: 'the library and its command',
    files: ['machines/**/*.ts', 'src/**/*.{ts,tsx}'],
    plugins: { tsdoc },
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      'no-console': 'error',
      'tsdoc/syntax': 'error',
    },
  },

  {
    name: 'the statechart',
    files: ['machines/**/*.ts'],
    rules: {
      // XState takes the types of a machine from asserted values: `types: { context: {} as Context }`.
      '@typescript-eslint/consistent-type-assertions': 'off',
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      // The chart uses no clock, randomness, timer or output: instants and ids arrive inside events.
      'no-restricted-globals': ['error', 'Date', 'crypto', 'performance', 'setTimeout'],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random' }],
    },
  },

  {
    name: 'tests',
    files: ['test/**/*.test.ts'],
    extends: [jest.configs['flat/recommended'], jest.configs['flat/style']],
    rules: {
      // Properties and tables assert inside the functions they call.
      'jest/expect-expect': ['error', { assertFunctionNames: ['expect*', 'assert*', 'fc.assert'] }],
      'jest/no-conditional-expect': 'off',
      'jest/no-standalone-expect': 'off',
      'jest/prefer-importing-jest-globals': 'error',
      'jest/prefer-strict-equal': 'error',
    },
  },
);
