/**
 * What became of a suite: how many tests passed, which failed and how, and the faults behind the failures.
 */
import type { FailedTest } from './FailedTest.js';
import type { Failure } from './Failure.js';
import type { TestCase } from './Suite.js';

/**
 * Failures of one kind in one place, which one fault explains.
 * @category Verification
 */
export interface Fault {
  /** The smallest test that shows it, and what is wrong with the answer. */
  readonly minimal: FailedTest;
  /** The test that it was made from, which is of the suite. */
  readonly original: FailedTest;
  /** The tests of the suite that show it, by name. */
  readonly tests: ReadonlyArray<string>;
}

/**
 * What became of a suite.
 * @category Verification
 */
export interface Report {
  readonly suite: ReadonlyArray<TestCase>;
  /** What failed, in the order of the suite. */
  readonly failed: ReadonlyArray<FailedTest>;
  /** The names of the tests that were not asked. */
  readonly notRun: ReadonlyArray<string>;
  /** Failures by fault; of those beyond the most wanted, none is shrunk. */
  readonly faults: ReadonlyArray<Fault>;
  /** How many of the faults were shrunk. */
  readonly shrunk: number;
}

/**
 * Did every test pass?
 *
 * @example
 * ```ts
 * import { isVerified, testOf, verify } from 'runchart/testing'
 *
 * const suite = [testOf('too early', ['by hand'], [{ step: { op: 'promote_to_ready' } }])]
 * assert.strictEqual(isVerified(await verify(() => [{ err: { code: 'NoRun' } }], suite)), true)
 * assert.strictEqual(isVerified(await verify(() => [{ err: { code: 'Decode' } }], suite)), false)
 * ```
 * @category Verification
 */
export const isVerified = ({ failed, notRun }: Report): boolean =>
  failed.length === 0 && notRun.length === 0;

/** How many tests passed. */
export const passed = ({ suite, failed, notRun }: Report): number =>
  suite.length - failed.length - notRun.length;

/** What failed in a test of a report, by name. */
export const failuresByTest = ({ failed }: Report): ReadonlyMap<string, Failure> =>
  new Map(failed.map(({ test, failure }) => [test.name, failure]));
