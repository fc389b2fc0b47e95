/**
 * `RunState`: where a run stands in its lifecycle. States, edges and finality are the chart's; none is listed here.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { Eq } from 'fp-ts/lib/Eq.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as S from 'fp-ts/lib/string.js';
import type { runChart } from '../../machines/run.chart.js';
import type { RunState as State } from '../../machines/run.chart.js';
import type { FastCodec } from '../codec/FastCodec.js';
import { INVALID, leafCodec } from '../codec/FastCodec.js';
import { runTable } from './runTable.js';

// ------------------------------------------------------------------------------------------------------------ model

type States = typeof runChart.states;

/**
 * A state of a run, named as on the wire.
 * @category States and events
 */
export type RunState = State;

/**
 * A state that a run never leaves.
 * @category States and events
 */
export type FinalState = {
  [S in RunState]: States[S] extends { readonly type: 'final' } ? S : never;
}[RunState];

/**
 * A state that some edge enters.
 * @category States and events
 */
export type EnterableState = {
  [S in RunState]: States[S] extends { readonly on: infer On }
    ? { [K in keyof On]: On[K] extends { readonly target: infer T } ? T : never }[keyof On]
    : never;
}[RunState];

/**
 * There is no edge between two states.
 * @category States and events
 */
export interface InvalidStateTransition {
  readonly _tag: 'InvalidStateTransition';
  readonly from: RunState;
  readonly to: RunState;
}

/**
 * Every state, in lifecycle order.
 *
 * @example
 * ```ts
 * import { isTerminal, runStates } from 'runchart'
 *
 * assert.strictEqual(runStates[0], 'Scheduled')
 * assert.deepStrictEqual(runStates.filter(isTerminal), ['Completed', 'Failed', 'Canceled'])
 * ```
 * @category States and events
 */
export const runStates: ReadonlyArray<RunState> = runTable.states;

// ----------------------------------------------------------------------------------------------------------- codecs

/** The chart's own texts: a state that was read from elsewhere becomes one of these, which compare by identity. */
const known: ReadonlyMap<unknown, RunState> = new Map(runStates.map((state) => [state, state]));

/**
 * The codec of {@link RunState}: the wire names, capitals and all.
 *
 * @example
 * ```ts
 * import { RunState } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * assert.deepStrictEqual(RunState.decode('RetryWait'), E.right('RetryWait'))
 * assert.strictEqual(E.isLeft(RunState.decode('retry_wait')), true)
 * ```
 * @category States and events
 */
export const RunState: FastCodec<RunState> = /* #__PURE__ */ leafCodec(
  `one of ${runStates.join(', ')}`,
  (u): u is RunState => known.has(u),
  (u) => known.get(u) ?? INVALID,
  (state) => state,
);

// ------------------------------------------------------------------------------------------------------- refinements

/**
 * Is this state final, so that no event leaves it?
 *
 * @example
 * ```ts
 * import { isTerminal } from 'runchart'
 *
 * assert.strictEqual(isTerminal('Canceled'), true)
 * assert.strictEqual(isTerminal('RetryWait'), false)
 * ```
 * @category States and events
 */
export const isTerminal = (state: RunState): state is FinalState => runTable.isFinal(state);

/**
 * Is there an edge from one state to another? A guard may still refuse a run that takes it.
 *
 * @example
 * ```ts
 * import { isValidTransition } from 'runchart'
 *
 * assert.strictEqual(isValidTransition('Leased', 'Running'), true)
 * assert.strictEqual(isValidTransition('Ready', 'Running'), false)
 * ```
 * @category States and events
 */
export const isValidTransition = (from: RunState, to: RunState): boolean =>
  E.isRight(transition(from, to));

// -------------------------------------------------------------------------------------------------------- operations

const successors: ReadonlyMap<RunState, ReadonlyArray<EnterableState>> = new Map(
  runStates.map((from) => [
    from,
    Object.freeze(
      runTable.edges
        .filter((edge) => edge.source === from && edge.target !== from)
        // SAFETY: an edge enters its target.
        .map((edge) => edge.target as EnterableState),
    ),
  ]),
);

/**
 * The states that an edge leads to, in the chart's order; none from a final state.
 *
 * @example
 * ```ts
 * import { validTransitions } from 'runchart'
 *
 * assert.deepStrictEqual(validTransitions('Leased'), ['Ready', 'Running', 'Canceled'])
 * assert.deepStrictEqual(validTransitions('Failed'), [])
 * ```
 * @category States and events
 */
export const validTransitions = (from: RunState): ReadonlyArray<EnterableState> =>
  successors.get(from) ?? [];

/**
 * The state after a move from one state to another, or the refusal if there is no such edge.
 *
 * @example
 * ```ts
 * import { transition } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * assert.deepStrictEqual(transition('Ready', 'Leased'), E.right('Leased'))
 * assert.deepStrictEqual(
 *   transition('Completed', 'Ready'),
 *   E.left({ _tag: 'InvalidStateTransition', from: 'Completed', to: 'Ready' }),
 * )
 * ```
 * @category States and events
 */
export const transition = (
  from: RunState,
  to: RunState,
): E.Either<InvalidStateTransition, EnterableState> =>
  pipe(
    validTransitions(from).find((state) => state === to),
    E.fromNullable({ _tag: 'InvalidStateTransition', from, to }),
  );

// ------------------------------------------------------------------------------------------------------- destructors

/**
 * A state's name for people: lower case, words apart.
 *
 * @example
 * ```ts
 * import { displayRunState } from 'runchart'
 *
 * assert.strictEqual(displayRunState('RetryWait'), 'retry_wait')
 * ```
 * @category States and events
 */
export const displayRunState = (state: RunState): string =>
  state.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();

/**
 * One branch for each state, all of them required.
 *
 * @example
 * ```ts
 * import { matchRunState } from 'runchart'
 *
 * const isWithWorker = matchRunState({
 *   Scheduled: () => false,
 *   Ready: () => false,
 *   Leased: () => true,
 *   Running: () => true,
 *   RetryWait: () => false,
 *   Suspended: () => false,
 *   Completed: () => false,
 *   Failed: () => false,
 *   Canceled: () => false,
 * })
 * assert.strictEqual(isWithWorker('Leased'), true)
 * assert.strictEqual(isWithWorker('RetryWait'), false)
 * ```
 * @category States and events
 */
export const matchRunState =
  <B>(branches: Readonly<Record<RunState, () => B>>) =>
  (state: RunState): B =>
    branches[state]();

// --------------------------------------------------------------------------------------------------------- instances

/**
 * Equality of states.
 *
 * @example
 * ```ts
 * import { runStateEq } from 'runchart'
 *
 * assert.strictEqual(runStateEq.equals('Ready', 'Ready'), true)
 * assert.strictEqual(runStateEq.equals('Ready', 'Leased'), false)
 * ```
 * @category States and events
 */
export const runStateEq: Eq<RunState> = S.Eq;
