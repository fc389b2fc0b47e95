/**
 * The ways in which a subject can fail a test, each with a tag.
 *
 * Outcomes are compared step by step, and only the first that differs is reported, since the subject's state may differ from then
 * on.
 */
import * as O from 'fp-ts/lib/Option.js';
import { isRecord } from '../codec/untrusted.js';
import type { OutcomeWire } from '../journal/StepOutcome.js';
import type { FieldDifference } from './Json.js';
import type { AnyTest, OutcomeOf, Vocabulary } from './Vocabulary.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * A step's outcome is not the expected one.
 * @category Failures
 */
export interface Differs<Outcome = OutcomeWire> {
  readonly _tag: 'Differs';
  /** The step's index, from 0. */
  readonly step: number;
  readonly expected: Outcome;
  readonly actual: unknown;
  readonly differences: ReadonlyArray<FieldDifference>;
}

/**
 * The subject returned fewer outcomes than there are steps.
 * @category Failures
 */
export interface TooFewOutcomes {
  readonly _tag: 'TooFewOutcomes';
  readonly expected: number;
  readonly actual: number;
}

/**
 * The subject returned more outcomes than there are steps.
 * @category Failures
 */
export interface TooManyOutcomes {
  readonly _tag: 'TooManyOutcomes';
  readonly expected: number;
  readonly actual: number;
}

/**
 * The answer is not valid: not JSON, or not of the expected shape.
 * @category Failures
 */
export interface Garbage {
  readonly _tag: 'Garbage';
  readonly message: string;
  /** The answer as received, shortened. */
  readonly text: string;
}

/**
 * The answer names another scenario.
 * @category Failures
 */
export interface WrongName {
  readonly _tag: 'WrongName';
  readonly actual: unknown;
}

/**
 * The answer names a scenario that was sent before or after this one.
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
 * The subject did not answer in time.
 * @category Failures
 */
export interface Hung {
  readonly _tag: 'Hung';
  readonly seconds: number;
}

/**
 * The subject's process failed before it answered.
 * @category Failures
 */
export interface Died {
  readonly _tag: 'Died';
  readonly code: number | null;
  readonly signal: string | null;
  /** The end of its standard error. */
  readonly stderr: string;
}

/**
 * The subject's process exited normally, or closed its output, before it answered.
 * @category Failures
 */
export interface TooFewAnswers {
  readonly _tag: 'TooFewAnswers';
  readonly stderr: string;
}

/**
 * The subject wrote more answers than it received scenarios.
 * @category Failures
 */
export interface TooManyAnswers {
  readonly _tag: 'TooManyAnswers';
  readonly text: string;
}

/**
 * The subject wrote too much to standard error.
 * @category Failures
 */
export interface FloodedStderr {
  readonly _tag: 'FloodedStderr';
  readonly bytes: number;
  readonly stderr: string;
}

/**
 * A failure without outcomes to compare.
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
 * A failure of a test.
 * @category Failures
 */
export type Failure<Outcome = OutcomeWire> =
  Differs<Outcome> | TooFewOutcomes | TooManyOutcomes | Trouble;

/** A subject's reply to a test: JSON that should be an answer, or why there is none. */
export type Reply = { readonly _tag: 'Answered'; readonly answer: unknown } | Trouble;

// ------------------------------------------------------------------------------------------------------- operations

const MAX_LENGTH = 300;

/** Shortens text from a subject for display. */
export const shorten = (text: string): string =>
  text.length > MAX_LENGTH
    ? `${text.slice(0, MAX_LENGTH)}... (${String(text.length)} characters)`
    : text;

const garbage = (message: string, answer: unknown): Garbage => ({
  _tag: 'Garbage',
  message,
  text: shorten(JSON.stringify(answer)),
});

type Judge<T extends AnyTest> = Pick<Vocabulary<T>, 'differences'>;

const judgeOutcomes = <T extends AnyTest>(
  { differences }: Judge<T>,
  { steps }: T,
  outcomes: ReadonlyArray<unknown>,
): O.Option<Failure<OutcomeOf<T>>> => {
  const judged = steps.slice(0, outcomes.length).map(({ expect }, step): Differs<OutcomeOf<T>> => ({
    _tag: 'Differs',
    step,
    expected: expect,
    actual: outcomes[step],
    differences: differences(expect, outcomes[step]),
  }));
  const differs = judged.find((one) => one.differences.length > 0);
  if (differs !== undefined) return O.some(differs);
  const counts = { expected: steps.length, actual: outcomes.length };
  return outcomes.length === steps.length
    ? O.none
    : O.some({
        _tag: outcomes.length < steps.length ? 'TooFewOutcomes' : 'TooManyOutcomes',
        ...counts,
      });
};

/** Compares a reply with the expected outcomes of a test; `none` if the test passes. */
export const judge = <T extends AnyTest>(
  vocabulary: Judge<T>,
  test: T,
  reply: Reply,
): O.Option<Failure<OutcomeOf<T>>> => {
  if (reply._tag !== 'Answered') return O.some(reply);
  const { answer } = reply;
  if (Array.isArray(answer)) return judgeOutcomes(vocabulary, test, answer);
  if (!isRecord(answer)) return O.some(garbage('expected {"name", "outcomes"}', answer));
  const { name, outcomes } = answer;
  if (name !== test.name && (name !== undefined || outcomes === undefined))
    return O.some(
      isRecord(answer['err'])
        ? garbage('expected {"name", "outcomes"}, the scenario was refused', answer)
        : { _tag: 'WrongName', actual: name ?? null },
    );
  return Array.isArray(outcomes)
    ? judgeOutcomes(vocabulary, test, outcomes)
    : O.some(garbage('expected a list of outcomes', answer));
};

/** Returns the index of the step at fault, from 0; `none` if the failure concerns the whole answer. */
export const stepAtFault = (failure: Failure<unknown>): O.Option<number> =>
  failure._tag === 'Differs'
    ? O.some(failure.step)
    : failure._tag === 'TooFewOutcomes'
      ? O.some(failure.actual)
      : O.none;
