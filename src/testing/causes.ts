/* eslint-disable functional/no-loop-statements, functional/immutable-data -- unites groups in local maps */
/**
 * Groups failures by their likely cause, since one mistake in an engine shows in many states and events.
 *
 * Failures with one signature have one cause. So have those that
 * - get the same fields of the run, or of the same error, wrong, wherever that is: a field is computed wrongly;
 * - take or refuse an event wrongly because of the same guard: the guard is wrong, and many edges have it;
 * - take or refuse an event wrongly for another reason, in the same state or on the same event: an edge or a row of the table is
 *   wrong. Two edges with neither in common count as two causes.
 *
 * A guess, since only the engine's source can tell; a fault lists all its ways, so that nothing is hidden.
 */
import * as O from 'fp-ts/lib/Option.js';
import { isRecord } from '../codec/untrusted.js';
import { refuse } from '../run/decide.js';
import type { RunEvent } from '../run/RunEvent.js';
import type { RunState } from '../run/RunState.js';
import { runTable } from '../run/runTable.js';
import type { FailedTest } from './FailedTest.js';
import { kindOf, signatureOf } from './FailedTest.js';
import { eventName } from './pathText.js';
import { isConstructor } from './play.js';
import { faultTitle } from './reportText.js';
import { nonZeroRun } from './runModel.js';
import { runsOf } from './scenario.js';
import { valuesOf } from './Values.js';

// ------------------------------------------------------------------------------------------------------------ model

/** Failures that presumably have one cause, and the titles of the steps at fault, one for each signature. */
export interface Cause {
  readonly failures: ReadonlyArray<FailedTest>;
  readonly ways: ReadonlyArray<string>;
}

// ------------------------------------------------------------------------------------------------------- operations

/** The codes of the errors that the chart's guards refuse with. */
const guardErrors: ReadonlySet<string> = new Set(
  runTable.edges.flatMap(({ event, guards }) => {
    const values = valuesOf(0);
    // SAFETY: an event of the chart with the only field that a refusal reads.
    const sent = { type: event, attemptId: values.attemptId(1) } as RunEvent;
    return guards.map((guard) => refuse(nonZeroRun(values), sent, guard)._tag);
  }),
);

/** Returns the code of an outcome that is an error. */
const errorOf = (outcome: unknown): string | undefined =>
  isRecord(outcome) && isRecord(outcome['err']) && typeof outcome['err']['code'] === 'string'
    ? outcome['err']['code']
    : undefined;

/** Lists the keys of a failure; failures that share a key have one cause. */
const keysOf = (failed: FailedTest): ReadonlyArray<string> => {
  const { test, failure } = failed;
  if (failure._tag !== 'Differs') return [signatureOf(failed)];
  const move = test.steps[failure.step];
  const run = runsOf(test.steps.slice(0, failure.step)).at(-1) ?? O.none;
  if (move === undefined) return [signatureOf(failed)];
  const kinds = [kindOf(failure.expected), kindOf(failure.actual)];
  const state = O.isSome(run) ? run.value.state : 'no run';
  const event = isConstructor(move.step) ? move.step.op : eventName(move.step, stateOf(run));
  if (kinds[0] === kinds[1]) {
    const fields = failure.differences.map(({ path }) => path);
    // A wrong state is a wrong edge; another field is wrong wherever it is computed.
    return fields.includes('ok.state')
      ? [`state of ${state}`, `state after ${event}`]
      : fields.map((field) => `${kinds.join()} ${field}`);
  }
  const [wanted, got] = [errorOf(failure.expected), errorOf(failure.actual)];
  // Two errors: one is taken for the other, wherever that is.
  if (wanted !== undefined && got !== undefined) return [kinds.join()];
  const code = wanted ?? got ?? '';
  return guardErrors.has(code)
    ? [kinds.join()]
    : [`${kinds.join()} in ${state}`, `${kinds.join()} on ${event}`];
};

const stateOf = (run: ReturnType<typeof runsOf>[number]): RunState | undefined =>
  O.toUndefined(run)?.state;

/** Groups failures by their likely cause; the causes are in the order of their first failure. */
export const groupByCause = (failed: ReadonlyArray<FailedTest>): ReadonlyArray<Cause> => {
  const parents = new Map<string, string>();
  const rootOf = (key: string): string => {
    const parent = parents.get(key) ?? key;
    return parent === key ? key : rootOf(parent);
  };
  const signatures = new Map<string, FailedTest>();
  const keyed = failed.map((one) => {
    const signature = signatureOf(one);
    const known = signatures.has(signature);
    if (!known) signatures.set(signature, one);
    if (!known)
      for (const key of keysOf(one)) {
        const [a, b] = [rootOf(`= ${signature}`), rootOf(key)];
        parents.set(b, a);
      }
    return { one, signature };
  });
  const causes = new Map<
    string,
    { readonly failures: Array<FailedTest>; readonly ways: Set<string> }
  >();
  for (const { one, signature } of keyed) {
    const root = rootOf(`= ${signature}`);
    const cause = causes.get(root) ?? { failures: [], ways: new Set() };
    causes.set(root, cause);
    cause.failures.push(one);
    if (signatures.get(signature) === one) cause.ways.add(faultTitle(one));
  }
  return [...causes.values()].map(({ failures, ways }) => ({ failures, ways: [...ways] }));
};
