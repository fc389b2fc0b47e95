/**
 * Names the likely causes of failures, since one mistake in an engine shows in many states and events.
 *
 * Failures with one signature have one cause. So have those that
 * - get the same fields of the run, or of the same error, wrong, wherever that is: a field is computed wrongly;
 * - leave out, or add, the same field of any error, or give its `run_id` wrongly: errors are written wrongly;
 * - answer in the same shape that is no outcome, or with the same error that no engine may give there;
 * - leave the run as it was instead of refusing a step or making a new run: steps are passed over silently;
 * - take or refuse an event wrongly because of the same check: the check is wrong, and many edges have it. A check that is left out
 *   shows as the next one that refuses, or as a success;
 * - take or refuse an event wrongly for another reason, in the same state or on the same event: an edge or a row of the table is
 *   wrong. Two edges with neither in common count as two causes.
 *
 * A guess, since only the engine's source can tell; a fault lists all its ways, so that nothing is hidden.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { isRecord } from '../codec/untrusted.js';
import { errorFields } from '../journal/ErrorFields.js';
import { encodeOutcome } from '../journal/StepOutcome.js';
import { refuse } from '../run/decide.js';
import type { EventType, RunEvent } from '../run/RunEvent.js';
import { eventTypes } from '../run/RunEvent.js';
import type { RunInstance } from '../run/RunInstance.js';
import { runMoves, runTable } from '../run/runTable.js';
import type { FailedTest } from './FailedTest.js';
import { nonZeroRun } from './inputs.js';
import type { FieldDifference } from './Json.js';
import { differencesOf } from './Json.js';
import { kindOf } from './kindOf.js';
import { eventName } from './pathText.js';
import { isConstructor } from './play.js';
import { runsOf } from './scenario.js';
import { valuesOf } from './Values.js';

// ------------------------------------------------------------------------------------------------------- operations

/** Returns the code of the error with which an event is refused, because a guard refuses it or because it is `undeclared`. */
const refusalCode = (event: EventType, reason: string): string => {
  const values = valuesOf(0);
  // SAFETY: an event of the chart with the only field that a refusal reads.
  const sent = { type: event, attemptId: values.attemptId(1) } as RunEvent;
  return refuse(nonZeroRun(values), sent, reason)._tag;
};

/** The codes of the errors that the chart's guards refuse with. */
const guardErrors: ReadonlySet<string> = new Set(
  runTable.edges.flatMap(({ event, guards }) => guards.map((guard) => refusalCode(event, guard))),
);

/** The codes of the errors for which several events are refused where the chart has no edge. */
const edgeErrors: ReadonlySet<string> = new Set(
  eventTypes
    .filter((event) => runMoves.target(event) !== undefined)
    .map((event) => refusalCode(event, 'undeclared')),
);

/** Returns the code of an outcome that is an error. */
const errorOf = (outcome: unknown): string | undefined =>
  isRecord(outcome) && isRecord(outcome['err']) && typeof outcome['err']['code'] === 'string'
    ? outcome['err']['code']
    : undefined;

const isOutcome = (outcome: unknown): boolean =>
  isRecord(outcome) && (isRecord(outcome['ok']) || errorOf(outcome) !== undefined);

/** Tells whether no engine may answer with an error to a step that is sent to a run. */
const isForeign = (code: string, run: O.Option<RunInstance>): boolean =>
  !Object.hasOwn(errorFields, code) || (code === 'NoRun' && O.isSome(run));

/** Names a field that is wrong; the fields that all errors share are written in one place. */
const fieldKey = (kind: string, { path, expected, actual }: FieldDifference): string =>
  kind.startsWith('err ') &&
  (path === 'err.run_id' || expected === undefined || actual === undefined)
    ? `error ${path}`
    : `${kind} ${path}`;

/** Tells whether an outcome is the run as it was before the step. */
const isUnchanged = (outcome: unknown, run: O.Option<RunInstance>): boolean =>
  O.isSome(run) && differencesOf(encodeOutcome(E.right(run.value)), outcome).length === 0;

/** Lists the keys of a step that is taken, or refused with another error, although it must not be. */
const acceptanceKeys = (
  wanted: string | undefined,
  got: string | undefined,
  placed: (what: string) => ReadonlyArray<string>,
): ReadonlyArray<string> => {
  if (wanted === undefined)
    return guardErrors.has(got ?? '') ? [`check ${got ?? ''}`] : placed(`refused, ${got ?? ''}`);
  if (!edgeErrors.has(wanted)) return [`check ${wanted}`];
  // Two errors: one is taken for the other, wherever that is.
  return got === undefined ? placed('taken') : [`${got} for ${wanted}`];
};

/** Lists the keys of a failure whose outcomes differ; failures that share a key have one cause. */
export const causesOf = ({ test, failure }: FailedTest): ReadonlyArray<string> => {
  const move = failure._tag === 'Differs' ? test.steps[failure.step] : undefined;
  if (failure._tag !== 'Differs' || move === undefined) return [];
  const { expected, actual, differences } = failure;
  const run = runsOf(test.steps.slice(0, failure.step)).at(-1) ?? O.none;
  const from = O.toUndefined(run)?.state;
  const state = from ?? 'no run';
  const event = eventName(move.step, from);
  const placed = (what: string): ReadonlyArray<string> => [
    `${what} in ${state}`,
    `${what} on ${event}`,
  ];
  if (!isOutcome(actual)) return [`answered ${kindOf(actual)}`];
  const [wanted, got] = [errorOf(expected), errorOf(actual)];
  if (got !== undefined && isForeign(got, run)) return [`answered ${got}`];
  if (wanted !== got) {
    const keys = acceptanceKeys(wanted, got, placed);
    return isUnchanged(actual, run) ? [...keys, 'a step is passed over'] : keys;
  }
  if (isConstructor(move.step) && isUnchanged(actual, run)) return ['a step is passed over'];
  // A wrong state is a wrong edge; another field is wrong wherever it is computed.
  return differences.some(({ path }) => path === 'ok.state')
    ? placed('another state')
    : differences.map((difference) => fieldKey(kindOf(expected), difference));
};
