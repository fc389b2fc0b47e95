/** `verify`: verifies an implementation of the lifecycle against a suite. */
import type { Report } from './Report.js';
import type { VerifyOptions } from './runSuite.js';
import { defaults, inProcess, runSuite } from './runSuite.js';
import { runVocabulary } from './runVocabulary.js';
import type { ScenarioWire } from './scenario.js';
import { scenarioOf } from './scenario.js';
import type { TestCase } from './TestCase.js';

/**
 * The implementation under test: a function from a scenario, as JSON, to one outcome for each step, as a list or as
 * `{ name, outcomes }`, directly or in a promise. Each scenario starts without a run.
 * @category Verification
 */
export type Subject = (scenario: ScenarioWire) => unknown;

/**
 * Verifies an implementation in this process, for instance in a Jest test.
 *
 * Never throws: a subject that throws, rejects, times out or returns garbage gets a tagged failure in the report.
 * {@link isVerified} reduces the report to a boolean, {@link reportText} formats it.
 *
 * @example
 * ```ts
 * import { runScenario, ScenarioCodec } from 'runchart'
 * import { isVerified, testOf, verify } from 'runchart/testing'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const suite = [testOf('too early', ['by hand'], [{ step: { op: 'promote_to_ready' } }])]
 * const right = (scenario: unknown) => {
 *   const decoded = ScenarioCodec.decode(scenario)
 *   return E.isRight(decoded) ? runScenario(decoded.right) : []
 * }
 *
 * const ok = await verify(right, suite)
 * assert.strictEqual(isVerified(ok), true)
 *
 * const lazy = await verify(() => [], suite)
 * assert.strictEqual(lazy.failed[0]?.failure._tag, 'TooFewOutcomes')
 * ```
 * @category Verification
 */
export const verify = (
  subject: Subject,
  suite: ReadonlyArray<TestCase>,
  options: VerifyOptions = {},
): Promise<Report> =>
  runSuite(
    runVocabulary,
    // The subject gets a copy, so that it cannot mutate the suite.
    inProcess((test) => subject(structuredClone(scenarioOf(test)))),
    suite,
    { ...defaults, ...options },
  );
