/** The forms that a suite can be exported in, by name: tests in, text out. */
import { itfTrace } from './export/itf.js';
import { javascriptSource } from './export/javascript.js';
import { rustSource } from './export/rust.js';
import type { TestCase } from './Suite.js';
import { encodeSuite } from './Suite.js';

/**
 * What an export is told.
 * @category Exports
 */
export interface ExportOptions {
  /** Where the subject is found, as the exported source is to name it. */
  readonly subjectModule: string;
}

/**
 * A form of export.
 * @category Exports
 */
export interface ExportFormat {
  /** One line. */
  readonly description: string;
  /** How a path of the subject's module looks that is taken if none is given; none for a form that is no source. */
  readonly subjectModule?: string;
  /** The tests in this form: the whole text of a file. */
  readonly text: (tests: ReadonlyArray<TestCase>, options: ExportOptions) => string;
}

const lines = (texts: ReadonlyArray<string>): string => texts.map((text) => `${text}\n`).join('');

const javascript = (runner: 'jest' | 'vitest' | 'node', description: string): ExportFormat => ({
  description,
  subjectModule: './subject.js',
  text: (tests, { subjectModule }) => javascriptSource(runner, tests, subjectModule),
});

/**
 * The forms of export.
 *
 * `ndjson`: a scenario a line with an `expect` in each step. `itf`: a trace a line, each a whole ITF document. `jest`, `vitest`
 * and `node` (`node:test`): an ES module that imports the subject, a function from a scenario to its outcomes. `rust`: a module
 * with a `#[test]` for each test, and the trait that the subject implements.
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
    description: 'traces in the format of Apalache and Quint, one a line',
    text: (tests) => lines(tests.map((test) => JSON.stringify(itfTrace(test)))),
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
 * The name of a form of export.
 * @category Exports
 */
export type ExportFormatName = keyof typeof exportFormats;
