/**
 * What the store does by itself: the states in which it acts, and the events that it sends, which are the shortest way through the chart.
 */
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { timedStates } from '../engine/timedStates.js';
import type { EventType } from '../run/RunEvent.js';
import { eventTypes } from '../run/RunEvent.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { RunState } from '../run/RunState.js';
import type { Move } from './chartMoves.js';
import { effectOf, eventsTo, shapes } from './chartMoves.js';
import { literal } from './Database.js';

// ----------------------------------------------------------------------------------------------------------- states

/** The state from which a worker takes a run. */
export const READY: RunState = 'Ready';

// ------------------------------------------------------------------------------------------------------------ takes

/** What the store does with a run that falls due, or whose turn has come. */
export interface Take {
  readonly source: RunState;
  readonly hadAttempt: boolean;
  /** `ready`: it waits for a worker. `lease`: a worker claims it. `start`: and begins an attempt. `fail`: it was lost too often. */
  readonly kind: 'ready' | 'lease' | 'start' | 'fail';
  readonly target: RunState;
  readonly events: ReadonlyArray<EventType>;
  readonly begun: number;
}

const takeOf = (
  shape: RunInstance,
  kind: Take['kind'],
  events: O.Option<ReadonlyArray<EventType>>,
): ReadonlyArray<Take> =>
  pipe(
    events,
    O.chain((types) =>
      pipe(
        effectOf(shape, types),
        O.map(({ target, begun }) => ({
          source: shape.state,
          hadAttempt: O.isSome(shape.currentAttemptId),
          kind,
          target,
          events: types,
          begun,
        })),
      ),
    ),
    O.match(
      () => [],
      (take) => [take],
    ),
  );

const timed = shapes.filter(({ state }) => timedStates.includes(state) || state === READY);

/** The events to Ready by way of it, for a run that is taken from a worker. */
const toReady = (shape: RunInstance): O.Option<ReadonlyArray<EventType>> => eventsTo(shape, READY);

const toLease = (shape: RunInstance): O.Option<ReadonlyArray<EventType>> =>
  pipe(
    toReady(shape),
    O.map((events) => [...events, 'lease' as const]),
  );

/** Every take: the events of each are the shortest way through the chart. */
const takes: ReadonlyArray<Take> = /* #__PURE__ */ timed.flatMap((shape) => [
  ...takeOf(shape, 'ready', toReady(shape)),
  ...takeOf(shape, 'lease', toLease(shape)),
  ...takeOf(
    shape,
    'start',
    pipe(
      toLease(shape),
      O.map((events) => [...events, 'start' as const, 'attempt.start' as const]),
    ),
  ),
  ...(O.isSome(shape.currentAttemptId) ? takeOf(shape, 'fail', eventsTo(shape, 'Failed')) : []),
]);

/** What the store does with the first runs that are ready. */
export const readyTake = (kind: 'lease' | 'start'): Take | undefined =>
  takes.find((take) => take.source === READY && !take.hadAttempt && take.kind === kind);

/**
 * The changes that come with every run: a worker takes it, and settles it. The database checks them by a condition, which takes less time
 * than the function that checks all others.
 */
export const commonMoves: ReadonlyArray<Move> = /* #__PURE__ */ shapes.flatMap((shape) =>
  [
    ...(shape.state === READY ? [readyTake('lease'), readyTake('start')] : []).flatMap((take) =>
      take === undefined ? [] : [take.events],
    ),
    ...(O.isSome(shape.currentAttemptId)
      ? eventTypes.map((ending) => ['attempt.finish', ending] as const)
      : []),
  ].flatMap((events) =>
    pipe(
      effectOf(shape, events),
      O.filter(({ target, attempt }) => target !== shape.state && attempt !== 'same'),
      O.match(
        () => [],
        (effect) => [
          { source: shape.state, hadAttempt: O.isSome(shape.currentAttemptId), ...effect },
        ],
      ),
    ),
  ),
);

/** The takes as rows of SQL: source, had_attempt, kind, target, events, steps, begun, prioritizes. */
export const takeRows: string = /* #__PURE__ */ takes
  .map(
    ({ source, hadAttempt, kind, target, events, begun }) =>
      `(${literal(source)}, ${String(hadAttempt)}, ${literal(kind)}, ${literal(target)}, ${literal(events.join(' '))}, ${events.length}, ${begun}, ${String(events.includes('promote'))})`,
  )
  .join(',\n    ');
