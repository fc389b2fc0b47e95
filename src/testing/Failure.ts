/**
 * What can be wrong with a subject's answer to a test, each with a name.
 *
 * A subject's answer is compared step by step, and the first step that differs is at fault: after it the subject's run is
 * another one. The text of a `Decode` is free, everything else is compared exactly.
 */
import * as O from 'fp-ts/lib/Option.js';
import { isRecord } from '../codec/untrusted.js';
import type { OutcomeWire } from '../journal/StepOutcome.js';
import type { FieldDifference } from './Json.js';
import { differencesOf } from './Json.js';
import type { TestCase } from './Suite.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * A step's outcome is not the expected one.
 * @category Failures
 */
export interface Differs {
  readonly _tag: 'Differs';
  /** The step's index, from 0. */
  readonly step: number;
  readonly expected: OutcomeWire;
  readonly actual: unknown;
  readonly differences: ReadonlyArray<FieldDifference>;
}

/**
 * There are steps without an outcome.
 * @category Failures
 */
export interface TooFewOutcomes {
  readonly _tag: 'TooFewOutcomes';
  readonly expected: number;
  readonly actual: number;
}

/**
 * There are outcomes without a step.
 * @category Failures
 */
export interface TooManyOutcomes {
  readonly _tag: 'TooManyOutcomes';
  readonly expected: number;
  readonly actual: number;
}

/**
 * The answer is none.
 * @category Failures
 */
export interface Garbage {
  readonly _tag: 'Garbage';
  /** What is wrong with it. */
  readonly message: string;
  /** The answer as it came, shortened. */
  readonly text: string;
}

/**
 * The answer is to a scenario of another name.
 * @category Failures
 */
export interface WrongName {
  readonly _tag: 'WrongName';
  readonly actual: unknown;
}

/**
 * The answer is to a scenario that was asked for before or after this one.
 * @category Failures
 */
export interface OutOfOrder {
  readonly _tag: 'OutOfOrder';
  readonly actual: string;
}

/**
 * The subject threw or rejected.
 * @category Failures
 */
export interface Threw {
  readonly _tag: 'Threw';
  readonly message: string;
}

/**
 * No answer came in time.
 * @category Failures
 */
export interface Hung {
  readonly _tag: 'Hung';
  readonly seconds: number;
}

/**
 * The subject's process ended before it had answered.
 * @category Failures
 */
export interface Died {
  readonly _tag: 'Died';
  readonly code: number | null;
  readonly signal: string | null;
  /** The end of what it wrote to standard error. */
  readonly stderr: string;
}

/**
 * The subject's output ended before it had answered, without a failure of its process.
 * @category Failures
 */
export interface TooFewAnswers {
  readonly _tag: 'TooFewAnswers';
  readonly stderr: string;
}

/**
 * The subject answered more often than it was asked.
 * @category Failures
 */
export interface TooManyAnswers {
  readonly _tag: 'TooManyAnswers';
  readonly text: string;
}

/**
 * The subject wrote more to standard error than anybody reads.
 * @category Failures
 */
export interface FloodedStderr {
  readonly _tag: 'FloodedStderr';
  readonly bytes: number;
  readonly stderr: string;
}

/**
 * Why there is no answer to compare.
 * @category Failures
 */
export type Trouble =
  | Garbage
  | WrongName
  | OutOfOrder
  | Threw
  | Hung
  | Died
  | TooFewAnswers
  | TooManyAnswers
  | FloodedStderr;

/**
 * What is wrong with a subject's answer.
 * @category Failures
 */
export type Failure = Differs | TooFewOutcomes | TooManyOutcomes | Trouble;

/** What came back for a test: JSON that should be an answer, or why there is none. */
export type Reply = { readonly _tag: 'Answered'; readonly answer: unknown } | Trouble;

// ------------------------------------------------------------------------------------------------------- operations

const LONGEST = 300;

/** Text from a subject, cut to what is worth showing. */
export const shorten = (text: string): string =>
  text.length > LONGEST ? `${text.slice(0, LONGEST)}... (${String(text.length)} characters)` : text;

const garbage = (message: string, answer: unknown): Failure => ({
  _tag: 'Garbage',
  message,
  text: shorten(JSON.stringify(answer)),
});

const isDecode = (outcome: unknown): boolean =>
  isRecord(outcome) && isRecord(outcome['err']) && outcome['err']['code'] === 'Decode';

/** In which leaves an outcome differs from the expected one; none if it will do. */
const outcomeDifferences = (
  expected: OutcomeWire,
  actual: unknown,
): ReadonlyArray<FieldDifference> => {
  const found = differencesOf(expected, actual);
  return isDecode(expected) && isDecode(actual)
    ? found.filter(({ path }) => path !== 'err.message')
    : found;
};

const judgeOutcomes = (
  { steps }: TestCase,
  outcomes: ReadonlyArray<unknown>,
): O.Option<Failure> => {
  const judged = steps.slice(0, outcomes.length).map(({ expect }, step): Differs => ({
    _tag: 'Differs',
    step,
    expected: expect,
    actual: outcomes[step],
    differences: outcomeDifferences(expect, outcomes[step]),
  }));
  const differs = judged.find(({ differences }) => differences.length > 0);
  if (differs !== undefined) return O.some(differs);
  const counts = { expected: steps.length, actual: outcomes.length };
  return outcomes.length === steps.length
    ? O.none
    : O.some({
        _tag: outcomes.length < steps.length ? 'TooFewOutcomes' : 'TooManyOutcomes',
        ...counts,
      });
};

/** What is wrong with a reply to a test; nothing if it is the expected one. */
export const judge = (test: TestCase, reply: Reply): O.Option<Failure> => {
  if (reply._tag !== 'Answered') return O.some(reply);
  const { answer } = reply;
  if (Array.isArray(answer)) return judgeOutcomes(test, answer);
  if (!isRecord(answer)) return O.some(garbage('expected {"name", "outcomes"}', answer));
  const { name, outcomes } = answer;
  if (name !== test.name && (name !== undefined || outcomes === undefined))
    return O.some(
      isRecord(answer['err'])
        ? garbage('expected {"name", "outcomes"}, the scenario was refused', answer)
        : { _tag: 'WrongName', actual: name ?? null },
    );
  return Array.isArray(outcomes)
    ? judgeOutcomes(test, outcomes)
    : O.some(garbage('expected a list of outcomes', answer));
};

/** The step at which a failure is known to be: from 0, none if only the whole answer is wrong. */
export const stepAtFault = (failure: Failure): O.Option<number> =>
  failure._tag === 'Differs'
    ? O.some(failure.step)
    : failure._tag === 'TooFewOutcomes'
      ? O.some(failure.actual)
      : O.none;
