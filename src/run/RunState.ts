/**
 * `RunState`: the states of a run, their edges and finality, all derived from the chart.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { Eq } from 'fp-ts/lib/Eq.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as S from 'fp-ts/lib/string.js';
import type { RunState as State } from '../../machines/run.chart.js';
import { runChart } from '../../machines/run.chart.js';
import type { FastCodec } from '../codec/FastCodec.js';
import { INVALID, leafCodec } from '../codec/FastCodec.js';
import type { StateConfig } from './ChartTable.js';
import { runTable } from './runTable.js';

// ------------------------------------------------------------------------------------------------------------ model

type States = typeof runChart.states;

/**
 * The states, read from the chart and not from its table, so that a bundle of `isTerminal` has no compiler in it.
 * Untyped code may look up a state that the chart does not have.
 */
const states: Readonly<Record<string, StateConfig<State, string, string, string>>> =
  runChart.states;

/**
 * A state of a run, with the same name as on the wire.
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
 * A state that an edge leads to.
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
// SAFETY: the keys are the chart's own.
export const runStates = Object.freeze(Object.keys(states)) as ReadonlyArray<RunState>;

// ----------------------------------------------------------------------------------------------------------- codecs

/** The chart's own strings. Decoding returns one of them, so that states compare by identity. */
const known: ReadonlyMap<unknown, RunState> = new Map(runStates.map((state) => [state, state]));

/**
 * The codec of {@link RunState}. Names are case-sensitive.
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
 * Tests whether a state is final, so that no event leaves it.
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
export const isTerminal = (state: RunState): state is FinalState => states[state]?.type === 'final';

/**
 * Tests whether an edge leads from one state to another. Its guards may still refuse a run.
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
 * Lists the states that the edges of a state lead to, in the chart's order; none for a final state.
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
 * Returns the target if an edge leads from one state to another, otherwise `InvalidStateTransition`.
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
 * Returns a state's name for display, in snake_case.
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
 * Matches a state against one branch for each state; all are required.
 *
 * @example
 * ```ts
 * import type { RunState } from 'runchart'
 * import { matchRunState, runStates } from 'runchart'
 *
 * const elsewhere = Object.fromEntries(runStates.map((state) => [state, () => false])) as Record<RunState, () => boolean>
 * const isWithWorker = matchRunState({ ...elsewhere, Leased: () => true, Running: () => true })
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
