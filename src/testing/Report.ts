/**
 * The report of a verification: the tests that passed and failed, and the failures grouped into faults.
 */
import type { FailedTest } from './FailedTest.js';
import type { Failure } from './Failure.js';
import type { TestCase } from './TestCase.js';
import type { AnyTest, OutcomeOf } from './Vocabulary.js';

/**
 * A group of failures that presumably have one cause.
 * @category Verification
 */
export interface Fault<T extends AnyTest = TestCase> {
  /** The smallest failing test found, with its failure. */
  readonly minimal: FailedTest<T>;
  /** The test of the suite that `minimal` was shrunk from. */
  readonly original: FailedTest<T>;
  /** The names of the tests of the suite that fail in this way. */
  readonly tests: ReadonlyArray<string>;
  /** The titles of the steps at which they fail, one for each state and event. */
  readonly ways: ReadonlyArray<string>;
}

/**
 * The report of a verification.
 * @category Verification
 */
export interface Report<T extends AnyTest = TestCase> {
  readonly suite: ReadonlyArray<T>;
  /** The failed tests, in the order of the suite. */
  readonly failed: ReadonlyArray<FailedTest<T>>;
  /** The names of the tests that were not run. */
  readonly notRun: ReadonlyArray<string>;
  /** The failures grouped into faults, first the shrunk ones. */
  readonly faults: ReadonlyArray<Fault<T>>;
  /** The number of faults that were shrunk. */
  readonly shrunk: number;
  /** The seconds that each test took, by name: for a program, from the answer before to its own. */
  readonly seconds: ReadonlyMap<string, number>;
}

/**
 * Tells whether every test passed.
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
export const isVerified = ({
  failed,
  notRun,
}: Pick<Report<AnyTest>, 'failed' | 'notRun'>): boolean =>
  failed.length === 0 && notRun.length === 0;

/** Counts the tests that passed. */
export const passed = ({
  suite,
  failed,
  notRun,
}: Pick<Report<AnyTest>, 'suite' | 'failed' | 'notRun'>): number =>
  suite.length - failed.length - notRun.length;

/** Indexes the failures of a report by the name of the test. */
export const failuresByTest = <T extends AnyTest>({
  failed,
}: Report<T>): ReadonlyMap<string, Failure<OutcomeOf<T>>> =>
  new Map(failed.map(({ test, failure }) => [test.name, failure]));
