/**
 * A failed test and its signature. Failures with the same signature count as one fault, and shrinking preserves the signature.
 */
import type { Failure } from './Failure.js';
import type { TestCase } from './TestCase.js';
import type { AnyTest, OutcomeOf, Vocabulary } from './Vocabulary.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * A test and its failure.
 * @category Verification
 */
export interface FailedTest<T extends AnyTest = TestCase> {
  readonly test: T;
  readonly failure: Failure<OutcomeOf<T>>;
  /**
   * The tests that must run before it in the same process for it to fail, because the subject keeps state between scenarios.
   * Empty if the test does not fail alone and no such tests were found.
   */
  readonly after?: ReadonlyArray<T>;
}

// ------------------------------------------------------------------------------------------------------- operations

/** Computes the signature of a failure: the same for all tests that fail in the same state, on the same event and in the same way. */
export const signatureOf = <T extends AnyTest>(
  { kindOf, placeOf }: Pick<Vocabulary<T>, 'kindOf' | 'placeOf'>,
  { test, failure }: FailedTest<T>,
): string => {
  switch (failure._tag) {
    case 'Differs': {
      const kinds = [kindOf(failure.expected), kindOf(failure.actual)] as const;
      const fields = failure.differences.map(({ path }) => path).sort();
      // If one outcome is an error and the other a state, every field differs, so the fields say nothing.
      return [placeOf(test, failure.step), ...kinds, ...(kinds[0] === kinds[1] ? fields : [])].join(
        '|',
      );
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
