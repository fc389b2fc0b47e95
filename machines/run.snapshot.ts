/**
 * Conversion between runs and XState snapshots, to start an actor in any state and to read its run.
 *
 * Law: `fromSnapshot(toSnapshot(run))` equals `run`, even if the persisted snapshot went through JSON.
 */
import * as O from 'fp-ts/lib/Option.js';
import type { SnapshotFrom } from 'xstate';
import type { RunInstance } from './run.chart.js';
import { runMachine } from './run.machine.js';

/**
 * A snapshot of {@link runMachine}.
 * @category Machine
 */
export type RunSnapshot = SnapshotFrom<typeof runMachine>;

/**
 * Converts a run to a snapshot. Its status is `done` if the state is final, otherwise `active`.
 *
 * @example
 * ```ts
 * import { newReady, Priority, TaskId, Timestamp } from 'runchart'
 * import { fromSnapshot, runMachine, toSnapshot } from 'runchart/machine'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { createActor } from 'xstate'
 *
 * const now = Timestamp.now()
 * const state = pipe(
 *   newReady({ taskId: TaskId.generate(), scheduledAt: now, createdAt: now, effectivePriority: Priority.initial }),
 *   E.map((run) => {
 *     const actor = createActor(runMachine, { snapshot: toSnapshot(run) }).start()
 *     actor.send({ type: 'lease' })
 *     return fromSnapshot(actor.getSnapshot()).state
 *   }),
 * )
 * assert.deepStrictEqual(state, E.right('Leased'))
 * ```
 * @category Machine
 */
export const toSnapshot = ({ state, ...context }: RunInstance): RunSnapshot =>
  runMachine.resolveState({ value: state, context });

/**
 * Converts a snapshot to a run.
 *
 * @example
 * ```ts
 * import { newScheduled, TaskId, Timestamp } from 'runchart'
 * import { fromSnapshot, runMachine, toSnapshot } from 'runchart/machine'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { transition } from 'xstate'
 *
 * const run = newScheduled({ taskId: TaskId.generate(), scheduledAt: Timestamp.min, createdAt: Timestamp.min })
 * const after = (type: 'promote' | 'lease') =>
 *   pipe(run, E.map((r) => fromSnapshot(transition(runMachine, toSnapshot(r), { type })[0]).state))
 * assert.deepStrictEqual(after('promote'), E.right('Ready'))
 * assert.deepStrictEqual(after('lease'), E.right('Scheduled'))
 * ```
 * @category Machine
 */
export const fromSnapshot = ({
  value,
  context,
}: Pick<RunSnapshot, 'value' | 'context'>): RunInstance =>
  // The same fields in the same order as elsewhere in the library, so that all runs share one hidden class.
  Object.freeze({
    id: context.id,
    taskId: context.taskId,
    state: value,
    currentAttemptId: O.isNone(context.currentAttemptId)
      ? O.none
      : Object.freeze(O.some(context.currentAttemptId.value)),
    attemptCount: context.attemptCount,
    createdAt: context.createdAt,
    scheduledAt: context.scheduledAt,
    lastStateChangeAt: context.lastStateChangeAt,
    effectivePriority: context.effectivePriority,
  });
