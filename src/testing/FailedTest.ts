/**
 * A test that failed, and in what way: failures of one signature are one fault, and the smallest test of a fault is one of the
 * same signature.
 */
import * as O from 'fp-ts/lib/Option.js';
import { isRecord } from '../codec/untrusted.js';
import type { Failure } from './Failure.js';
import type { TestCase } from './Suite.js';
import { runsOf } from './TestCase.js';
import { eventName, standing } from './words.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * A test and what is wrong with a subject's answer to it.
 * @category Verification
 */
export interface FailedTest {
  readonly test: TestCase;
  readonly failure: Failure;
  /**
   * It fails only after these, in one process: something outlives the scenario that it belongs to. None if alone it does
   * not fail, and what must come before it was not found.
   */
  readonly after?: ReadonlyArray<TestCase>;
}

// ------------------------------------------------------------------------------------------------------- operations

const kindOf = (outcome: unknown): string =>
  isRecord(outcome)
    ? isRecord(outcome['err'])
      ? `err ${JSON.stringify(outcome['err']['code'])}`
      : Object.keys(outcome).join()
    : typeof outcome;

/** What kind of failure this is, however it was found: the same for tests in which one fault shows in one place. */
export const signatureOf = ({ test, failure }: FailedTest): string => {
  switch (failure._tag) {
    case 'Differs': {
      const at = test.steps[failure.step];
      const before = runsOf(test.steps.slice(0, failure.step)).at(-1) ?? O.none;
      const place = at === undefined ? '' : `${standing(before)} + ${eventName(at.step)}`;
      const kinds = [kindOf(failure.expected), kindOf(failure.actual)] as const;
      const fields = failure.differences.map(({ path }) => path).sort();
      // Where an error came for a run, every field differs; that it came is enough.
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
