/** Compares what a subject shows with what must be seen. */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { RunInstance } from '../../src/index.js';
import type { Expected } from './oracle.js';
import type { Action, Observation, Outcome, Tagged } from './Subject.js';

/** A difference: what was compared, what must be seen, and what was. */
export interface Difference {
  readonly of: 'outcome' | 'run' | 'wire' | 'answer' | 'actions' | 'frozen' | 'throw';
  readonly expected: unknown;
  readonly actual: unknown;
}

const sameRun = (a: RunInstance, b: RunInstance): boolean =>
  a === b ||
  (a.id === b.id &&
    a.taskId === b.taskId &&
    a.state === b.state &&
    O.toUndefined(a.currentAttemptId) === O.toUndefined(b.currentAttemptId) &&
    a.attemptCount === b.attemptCount &&
    a.createdAt === b.createdAt &&
    a.scheduledAt === b.scheduledAt &&
    a.lastStateChangeAt === b.lastStateChangeAt &&
    a.effectivePriority === b.effectivePriority &&
    Object.keys(b).length === FIELDS);

/** A run has no other fields. */
const FIELDS = 9;

/** Whether two flat records are equal. */
const sameRecord = (a: object, b: object): boolean => {
  if (a === b) return true;
  // SAFETY: the fields of both are unknown.
  const [one, other] = [a, b] as [Fields, Fields];
  for (const key in one) if (!Object.is(one[key], other[key])) return false;
  for (const key in other) if (!(key in one)) return false;
  return true;
};

type Fields = Readonly<Record<string, unknown>>;

/** The wording of JSON that is no run is free. */
const sameError = (a: Tagged, b: Tagged): boolean =>
  a._tag === 'Decode' ? b._tag === 'Decode' : sameRecord(a, b);

const sameOutcome = (a: Outcome, b: Outcome): boolean =>
  E.isLeft(a)
    ? E.isLeft(b) && sameError(a.left, b.left)
    : E.isRight(b) && sameRun(a.right, b.right);

/** Whether an action is the expected one, in what it says. */
const sameAction = (a: Action, b: Action): boolean =>
  a.type === b.type &&
  a.isEnabled === b.isEnabled &&
  (b.target === undefined || a.target === b.target) &&
  (b.event === undefined || (a.event !== undefined && sameRecord(a.event, b.event))) &&
  (b.error === undefined || (a.error !== undefined && sameError(a.error, b.error)));

/** The first actions that differ, or the lists if their lengths do. */
const differentActions = (
  expected: ReadonlyArray<Action>,
  actual: ReadonlyArray<Action>,
): Difference | undefined => {
  if (expected.length !== actual.length) return { of: 'actions', expected, actual };
  for (const [i, action] of expected.entries()) {
    const other = actual[i];
    if (other === undefined || !sameAction(action, other))
      return { of: 'actions', expected: action, actual: other };
  }
  return undefined;
};

const isFrozen = (run: RunInstance, isFlat: boolean): boolean =>
  Object.isFrozen(run) &&
  (isFlat || O.isNone(run.currentAttemptId) || Object.isFrozen(run.currentAttemptId));

/** The first difference; `undefined` if there is none. */
export const differenceOf = (expected: Expected, seen: Observation): Difference | undefined => {
  const { outcome, run, wire, answer, actions } = expected;
  for (const actual of seen.outcomes) {
    if (!sameOutcome(outcome, actual)) return { of: 'outcome', expected: outcome, actual };
    if (E.isRight(actual) && !isFrozen(actual.right, seen.isFlat === true))
      return { of: 'frozen', expected: true, actual: actual.right };
  }
  for (const actual of seen.runs)
    if (run === undefined ? actual !== undefined : actual === undefined || !sameRun(run, actual))
      return { of: 'run', expected: run, actual };
  if (seen.wire !== undefined && wire !== seen.wire)
    return { of: 'wire', expected: wire, actual: seen.wire };
  const isFree = E.isLeft(outcome) && outcome.left._tag === 'Decode';
  if (seen.answer !== undefined && !isFree && answer !== seen.answer)
    return { of: 'answer', expected: answer, actual: seen.answer };
  return seen.actions === undefined ? undefined : differentActions(actions ?? [], seen.actions);
};
