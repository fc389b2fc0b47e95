/**
 * Lists the events that are legal for a run, and why the others are not, by the result of `decide` for each.
 *
 * Laws: `decide` accepts an enabled action, and the run enters its target; `decide` refuses a disabled action with the same
 * error; `decide` accepts each event of a path in turn, and no path is shorter.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { AttemptId } from '../values/AttemptId.js';
import { decide } from './decide.js';
import type { EventType, RunEvent } from './RunEvent.js';
import { eventTypes } from './RunEvent.js';
import type { RunInstance } from './RunInstance.js';
import type { RefusalError } from './RunInstanceError.js';
import type { RunState } from './RunState.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * An event that would be accepted now.
 * @category Actions
 */
export interface EnabledAction {
  readonly _tag: 'Enabled';
  readonly type: EventType;
  /** The state after it. */
  readonly target: RunState;
  /** An event of this type that would be accepted; fill in your own attempt id, priority or instant. */
  readonly event: RunEvent;
}

/**
 * An event that would be refused now, whatever it carries.
 * @category Actions
 */
export interface DisabledAction {
  readonly _tag: 'Disabled';
  readonly type: EventType;
  readonly error: RefusalError;
}

/**
 * An event of the chart, and whether a run accepts it.
 * @category Actions
 */
export type AllowedAction = EnabledAction | DisabledAction;

// -------------------------------------------------------------------------------------------------------- operations

/** Returns an event of a type, which the run accepts if it accepts any of that type. */
const acceptableEvent = (run: RunInstance, type: EventType): RunEvent => {
  const attemptId = pipe(
    run.currentAttemptId,
    O.getOrElse(() => AttemptId.nil),
  );
  if (type === 'attempt.start' || type === 'attempt.finish') return { type, attemptId };
  if (type === 'priority.set') return { type, effectivePriority: run.effectivePriority };
  return { type };
};

/**
 * Lists every event of the chart, enabled with the state it leads to, or disabled with the error of `decide`.
 *
 * @example
 * ```ts
 * import { allowedActions, newScheduled, TaskId, Timestamp } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const enabled = pipe(
 *   newScheduled({ taskId: TaskId.generate(), scheduledAt: Timestamp.min, createdAt: Timestamp.min }),
 *   E.map((run) => allowedActions(run).filter(({ _tag }) => _tag === 'Enabled').map(({ type }) => type)),
 * )
 * assert.deepStrictEqual(enabled, E.right(['promote', 'cancel']))
 * ```
 * @category Actions
 */
export const allowedActions = (run: RunInstance): ReadonlyArray<AllowedAction> =>
  eventTypes.map((type) => {
    const event = acceptableEvent(run, type);
    return pipe(
      decide(event)(run),
      E.match(
        (error): AllowedAction => ({ _tag: 'Disabled', type, error }),
        ({ state }): AllowedAction => ({ _tag: 'Enabled', type, target: state, event }),
      ),
    );
  });

/**
 * Matches an action against two branches.
 *
 * Shape: `matchAction(onDisabled, onEnabled)(action)`, the failure first, as in fp-ts's `match`.
 *
 * @example
 * ```ts
 * import { allowedActions, matchAction, newScheduled, TaskId, Timestamp } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const button = matchAction(({ type, error }) => `${type}: ${error._tag}`, ({ type, target }) => `${type} to ${target}`)
 * const buttons = pipe(
 *   newScheduled({ taskId: TaskId.generate(), scheduledAt: Timestamp.min, createdAt: Timestamp.min }),
 *   E.map((run) => allowedActions(run).map(button).slice(0, 3)),
 * )
 * assert.deepStrictEqual(buttons, E.right(['promote to Ready', 'cancel to Canceled', 'lease: InvalidTransition']))
 * ```
 * @category Actions
 */
export const matchAction =
  <B>(onDisabled: (action: DisabledAction) => B, onEnabled: (action: EnabledAction) => B) =>
  (action: AllowedAction): B =>
    action._tag === 'Enabled' ? onEnabled(action) : onDisabled(action);

interface Path {
  readonly run: RunInstance;
  readonly events: ReadonlyArray<RunEvent>;
}

/** Runs with the same key take the same path to another state. */
const pathKey = ({ state, currentAttemptId }: RunInstance): string =>
  `${state} ${currentAttemptId._tag}`;

const search = (
  to: RunState,
  frontier: ReadonlyArray<Path>,
  seen: ReadonlySet<string>,
): O.Option<ReadonlyArray<RunEvent>> => {
  const found = frontier.find(({ run }) => run.state === to);
  if (found !== undefined) return O.some(found.events);
  if (frontier.length === 0) return O.none;
  const known = new Set([...seen, ...frontier.map(({ run }) => pathKey(run))]);
  const next = new Map(
    frontier
      .flatMap(({ run, events }) =>
        eventTypes.flatMap((type): ReadonlyArray<readonly [string, Path]> => {
          const event = acceptableEvent(run, type);
          const after = decide(event)(run);
          return E.isLeft(after) || known.has(pathKey(after.right))
            ? []
            : [[pathKey(after.right), { run: after.right, events: [...events, event] }]];
        }),
      )
      .toReversed(), // of two paths with the same key, the map keeps the one that comes first in the chart
  );
  return search(to, [...next.values()].toReversed(), known);
};

/**
 * Finds a shortest list of events that lead a run to a state. It is empty if the run is in that state, and `none` if there is no
 * path.
 *
 * @example
 * ```ts
 * import { newScheduled, pathTo, TaskId, Timestamp } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as O from 'fp-ts/lib/Option.js'
 *
 * const run = newScheduled({ taskId: TaskId.generate(), scheduledAt: Timestamp.min, createdAt: Timestamp.min })
 * assert.deepStrictEqual(
 *   pipe(run, E.map(pathTo('Running'))),
 *   E.right(O.some([{ type: 'promote' }, { type: 'lease' }, { type: 'start' }])),
 * )
 * ```
 * @category Actions
 */
export const pathTo =
  (to: RunState) =>
  (run: RunInstance): O.Option<ReadonlyArray<RunEvent>> =>
    search(to, [{ run, events: [] }], new Set());
