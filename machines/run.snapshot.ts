/**
 * Runs and XState snapshots: how an actor starts in any state, and how a run is read back from one.
 *
 * Law: `fromSnapshot(toSnapshot(run))` equals `run`, also after the persisted snapshot went through JSON.
 */
import * as O from 'fp-ts/lib/Option.js';
import type { SnapshotFrom } from 'xstate';
import type { RunInstance } from './run.chart.js';
import { runMachine } from './run.machine.js';

/** A snapshot of {@link runMachine}. */
export type RunSnapshot = SnapshotFrom<typeof runMachine>;

/**
 * The snapshot of an actor that stands where the run stands; in a final state its status is `done`.
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
 */
export const toSnapshot = ({ state, ...context }: RunInstance): RunSnapshot =>
  runMachine.resolveState({ value: state, context });

/**
 * The run that a snapshot stands for.
 *
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
 */
export const fromSnapshot = ({
  value,
  context,
}: Pick<RunSnapshot, 'value' | 'context'>): RunInstance =>
  // The facade's own literal, so that a run has one shape wherever it comes from.
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
