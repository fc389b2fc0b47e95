/**
 * A failed test and its signature. Failures with the same signature count as one fault, and shrinking preserves the signature.
 */
import * as O from 'fp-ts/lib/Option.js';
import { isRecord } from '../codec/untrusted.js';
import type { Failure } from './Failure.js';
import { eventName, stateText } from './pathText.js';
import { runsOf } from './scenario.js';
import type { TestCase } from './TestCase.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * A test and its failure.
 * @category Verification
 */
export interface FailedTest {
  readonly test: TestCase;
  readonly failure: Failure;
  /**
   * The tests that must run before it in the same process for it to fail, because the subject keeps state between scenarios.
   * Empty if the test does not fail alone and no such tests were found.
   */
  readonly after?: ReadonlyArray<TestCase>;
}

// ------------------------------------------------------------------------------------------------------- operations

/** Names the kind of an outcome: its keys, and the code of an error. */
export const kindOf = (outcome: unknown): string =>
  isRecord(outcome)
    ? isRecord(outcome['err'])
      ? `err ${JSON.stringify(outcome['err']['code'])}`
      : Object.keys(outcome).join()
    : typeof outcome;

/** Computes the signature of a failure: the same for all tests that fail in the same state, on the same event and in the same way. */
export const signatureOf = ({ test, failure }: FailedTest): string => {
  switch (failure._tag) {
    case 'Differs': {
      const at = test.steps[failure.step];
      const before = runsOf(test.steps.slice(0, failure.step)).at(-1) ?? O.none;
      const place = at === undefined ? '' : `${stateText(before)} + ${eventName(at.step)}`;
      const kinds = [kindOf(failure.expected), kindOf(failure.actual)] as const;
      const fields = failure.differences.map(({ path }) => path).sort();
      // If one outcome is an error and the other a run, every field differs, so the fields say nothing.
      return [place, ...kinds, ...(kinds[0] === kinds[1] ? fields : [])].join('|');
    }
    case 'Died':
      return `${failure._tag}|${String(failure.code)}|${String(failure.signal)}`;
    case 'Threw':
      return `${failure._tag}|${failure.message.replace(/[0-9a-f-]{36}|\d+/g, '#').slice(0, 80)}`;
    case 'TooFewOutcomes':
    case 'TooManyOutcomes':
    case 'Garbage':
    case 'WrongName':
    case 'OutOfOrder':
    case 'Hung':
    case 'TooFewAnswers':
    case 'TooManyAnswers':
    case 'FloodedStderr':
      return failure._tag;
  }
};
