/** The formats that a suite can be exported to. */
import type { ItfIntegers } from './export/itf.js';
import { itfTrace } from './export/itf.js';
import { javascriptSource } from './export/javascript.js';
import { rustSource } from './export/rust.js';
import { encodeSuite } from './Suite.js';
import type { TestCase } from './TestCase.js';

/**
 * The options of an export.
 * @category Exports
 */
export interface ExportOptions {
  /** The path of the subject's module, as written in the exported source. */
  readonly subjectModule: string;
  /** How ITF traces write integers; `number` by default. */
  readonly integers?: ItfIntegers;
}

/**
 * An export format.
 * @category Exports
 */
export interface ExportFormat {
  /** One line. */
  readonly description: string;
  /** The default path of the subject's module; absent for a format that is not source code. */
  readonly subjectModule?: string;
  /** Exports tests as the text of a file. */
  readonly text: (tests: ReadonlyArray<TestCase>, options: ExportOptions) => string;
}

const lines = (texts: ReadonlyArray<string>): string => texts.map((text) => `${text}\n`).join('');

const javascript = (runner: 'jest' | 'vitest' | 'node', description: string): ExportFormat => ({
  description,
  subjectModule: './subject.js',
  text: (tests, { subjectModule }) => javascriptSource(runner, tests, subjectModule),
});

/**
 * The export formats by name.
 *
 * `ndjson`: one scenario per line, with an `expect` in each step. `itf`: one trace per line, each a complete ITF document. `jest`,
 * `vitest` and `node` (`node:test`): an ES module that imports the subject, a function from a scenario to its outcomes. `rust`: a
 * module with a `#[test]` for each test, and the trait that the subject implements.
 *
 * @example
 * ```ts
 * import { exportFormats, testOf } from 'runchart/testing'
 *
 * const tests = [testOf('too early', ['by hand'], [{ step: { op: 'promote_to_ready' } }])]
 * const options = { subjectModule: './subject.js' }
 * assert.match(exportFormats.node.text(tests, options), /from 'node:test'/)
 * ```
 * @category Exports
 */
export const exportFormats = {
  ndjson: {
    description: 'scenarios with what each step must answer, one a line',
    text: (tests) => encodeSuite({ tests }),
  },
  itf: {
    description: 'traces in the format that Apalache and Quint write (ITF), one a line',
    text: (tests, { integers }) =>
      lines(tests.map((test) => JSON.stringify(itfTrace(test, integers)))),
  },
  jest: javascript('jest', 'source of a test file for Jest, as an ES module'),
  vitest: javascript('vitest', 'source of a test file for Vitest'),
  node: javascript('node', 'source of a test file for node:test'),
  rust: {
    description: 'source of #[test]s in Rust, against a trait that the subject implements',
    subjectModule: 'subject.rs',
    text: (tests, { subjectModule }) => rustSource(tests, subjectModule),
  },
} as const satisfies Readonly<Record<string, ExportFormat>>;

/**
 * The name of an export format.
 * @category Exports
 */
export type ExportFormatName = keyof typeof exportFormats;
