/**
 * A test runner for Stryker that needs some ten milliseconds for a mutant, not a second: it bundles each test file once, and runs the
 * bundle again for every mutant, in one process, by the functions of Jest itself.
 *
 * Each run evaluates all sources anew, so a mutant of what is computed at load is tested like any other. The first failure ends it.
 * Properties have one seed, so that the score does not vary, and do not shrink what fails.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { Script } from 'node:vm';
import { declareFactoryPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import {
  determineHitLimitReached,
  DryRunStatus,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import { build } from 'esbuild';
import { expect } from 'expect';
import * as circus from 'jest-circus';
import { ModuleMocker } from 'jest-mock';

const require = createRequire(import.meta.url);
// As the bundles get it: what is imported is another module, whose settings they do not have.
const fc = require('fast-check');
const jest = new ModuleMocker(globalThis);
const names = ['afterAll', 'afterEach', 'beforeAll', 'beforeEach', 'describe', 'it', 'test'];

/** The usual matchers, and when they hold: Jest makes two hundred functions for each value that it is asked about. */
const holds = { toBe: Object.is, toStrictEqual: isDeepStrictEqual };
const quickExpect = (received) =>
  new Proxy(holds, {
    get: (_, matcher) =>
      Object.hasOwn(holds, matcher)
        ? (wanted) => holds[matcher](received, wanted) || expect(received)[matcher](wanted)
        : expect(received)[matcher],
  });
const globals = {
  ...Object.fromEntries(names.map((name) => [name, circus[name]])),
  expect: Object.assign(quickExpect, expect),
  jest,
};

/** What Stryker's instrumented sources read and write. */
const instrumented = (globalThis.__stryker__ ??= {});

// --------------------------------------------------------------------------------------------------------- bundling

/** Gives each file its own `import.meta.url`, which a bundle lacks. */
const ownUrl = {
  name: 'own url',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\/test\/.*\.ts$/ }, ({ path }) => {
      const url = JSON.stringify(pathToFileURL(path).href);
      return {
        contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', url),
        loader: 'ts',
      };
    });
  },
};

const bundle = async (path) => {
  const { outputFiles } = await build({
    entryPoints: [path],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    logLevel: 'error',
    tsconfigRaw: {},
    alias: Object.fromEntries(
      ['', '/engine', '/explore', '/lifecycle', '/lifecycle/machine', '/machine'].map((entry) => [
        `runchart${entry}`,
        `./src${entry === '/machine' ? '/actor' : entry}${entry === '/lifecycle/machine' ? '.ts' : '/index.ts'}`,
      ]),
    ),
    plugins: [ownUrl],
  });
  return new Script(`(function (require) {${outputFiles[0].text}\n})`, { filename: path });
};

const requireFrom = (name) => (name === '@jest/globals' ? globals : require(name));

// ---------------------------------------------------------------------------------------------------------- running

/** The tests of a block in the order in which they run, with a name that no other test of the file has. */
const named = (file) => {
  const seen = new Map();
  const walk = (block, prefix) =>
    block.children.flatMap((child) => {
      const name = `${prefix} ${child.name}`;
      if (child.type === 'describeBlock') return walk(child, name);
      seen.set(name, (seen.get(name) ?? 0) + 1);
      return [[child, seen.get(name) === 1 ? name : `${name} (${seen.get(name)})`]];
    });
  return new Map(walk(circus.getState().rootDescribeBlock, file));
};

/** The run that the events of Jest are about. */
let current;

circus.addEventHandler(({ name, test }) => {
  if (name === 'test_start') {
    const id = current.ids.get(test);
    if (current.failed || !(current.selected?.has(id) ?? true)) test.mode = 'skip';
    else instrumented.currentTestId = id;
  } else if (name === 'test_done') {
    instrumented.currentTestId = undefined;
    const [failure] = test.errors.flat();
    current.failed ||= failure !== undefined;
    current.results.push({
      id: current.ids.get(test),
      name: current.ids.get(test),
      fileName: current.path,
      timeSpentMs: test.duration ?? 0,
      ...(failure === undefined
        ? { status: TestStatus.Success }
        : { status: TestStatus.Failed, failureMessage: String(failure?.message ?? failure) }),
    });
  }
});

/** Runs a test file; a file that does not load fails its first test, named `FILE loads`. */
const runFile = async ({ path, script }, { selected, loaded = () => undefined } = {}) => {
  const file = relative(process.cwd(), path);
  circus.resetState();
  current = { path, ids: new Map(), selected, failed: false, results: [] };
  const loads = { id: `${file} loads`, name: `${file} loads`, fileName: path, timeSpentMs: 0 };
  try {
    script.runInThisContext()(requireFrom);
    loaded();
  } catch (error) {
    return [{ ...loads, status: TestStatus.Failed, failureMessage: String(error) }];
  }
  current.ids = named(file);
  const { unhandledErrors } = await circus.run();
  const [error] = current.failed ? [] : unhandledErrors;
  return [
    error === undefined
      ? { ...loads, status: TestStatus.Success }
      : { ...loads, status: TestStatus.Failed, failureMessage: String(error) },
    ...current.results,
  ];
};

// ----------------------------------------------------------------------------------------------------------- plugin

class Runner {
  constructor(options) {
    this.paths = options.tests;
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 17, endOnFailure: true });
    Error.stackTraceLimit = 0;
    // XState warns of each event that a stopped actor gets, and throws from a timer what nobody observes.
    console.warn = console.error = () => undefined;
    process.on('uncaughtException', () => undefined);
    this.files = [];
    for (const path of this.paths) this.files.push({ path, script: await bundle(path), took: 0 });
  }

  async dryRun() {
    const tests = [];
    for (const file of this.files) {
      const began = performance.now();
      tests.push(...(await runFile(file)));
      file.took = performance.now() - began;
      if (process.env.MUTATION_TIMES)
        process.stdout.write(`${file.took.toFixed(0)} ${file.path}\n`);
    }
    this.files.sort((a, b) => a.took - b.took);
    return {
      status: DryRunStatus.Complete,
      tests,
      mutantCoverage: instrumented.mutantCoverage ?? { static: {}, perTest: {} },
    };
  }

  /** The fastest files first, but before them the one that is named as the mutant's. */
  inOrder(source) {
    const mirror = source
      .replace(/^.*\/(?:src\/|(?=machines\/))/, 'test/')
      .replace('.ts', '.test.ts');
    return this.files.toSorted((a, b) => b.path.endsWith(mirror) - a.path.endsWith(mirror));
  }

  async mutantRun({ activeMutant, mutantActivation, testFilter, hitLimit, sandboxFileName }) {
    const activate = () => (instrumented.activeMutant = activeMutant.id);
    const selected = testFilter === undefined ? undefined : new Set(testFilter);
    const tests = [];
    instrumented.hitLimit = hitLimit;
    instrumented.hitCount = hitLimit === undefined ? undefined : 0;
    for (const file of this.inOrder(sandboxFileName)) {
      const prefix = `${relative(process.cwd(), file.path)} `;
      if (selected !== undefined && !testFilter.some((id) => id.startsWith(prefix))) continue;
      instrumented.activeMutant = undefined;
      if (mutantActivation === 'static') activate();
      const results = await runFile(file, { selected, loaded: activate });
      tests.push(...results);
      if (results.some(({ status }) => status === TestStatus.Failed)) break;
    }
    instrumented.activeMutant = undefined;
    jest.restoreAllMocks();
    return toMutantRunResult(
      determineHitLimitReached(instrumented.hitCount, hitLimit) ?? {
        status: DryRunStatus.Complete,
        tests,
      },
    );
  }

  dispose() {}
}

const runner = (options) => new Runner(options);
runner.inject = tokens('options');

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'circus', runner)];

export const strykerValidationSchema = {
  type: 'object',
  properties: { tests: { type: 'array', items: { type: 'string' } } },
};
