/** Which of the runs that are Ready a worker takes next. */
import { pipe } from 'fp-ts/lib/function.js';
import { concatAll } from 'fp-ts/lib/Monoid.js';
import type { Ord } from 'fp-ts/lib/Ord.js';
import { contramap, getMonoid, reverse } from 'fp-ts/lib/Ord.js';
import type { RunInstance } from '../run/RunInstance.js';
import { Priority } from '../values/Priority.js';
import { RunId } from '../values/RunId.js';
import { Timestamp } from '../values/Timestamp.js';
import { heldStates } from './timedStates.js';

// --------------------------------------------------------------------------------------------------------- instances

/**
 * The order in which workers take runs: the largest priority first, then the oldest, then the smallest id, by its bytes.
 *
 * `runchart/store` takes runs in the same order. In SQL: `ORDER BY effective_priority DESC, created_at, id`.
 *
 * @example
 * ```ts
 * import { newReady, Priority, TaskId, Timestamp } from 'runchart'
 * import { selectionOrd } from 'runchart/engine'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as RA from 'fp-ts/lib/ReadonlyArray.js'
 *
 * const times = { createdAt: Timestamp.min, scheduledAt: Timestamp.min }
 * const priorities = pipe(
 *   [Priority.initial, Priority.max, Priority.min],
 *   E.traverseArray((effectivePriority) => newReady({ taskId: TaskId.generate(), ...times, effectivePriority })),
 *   E.map(RA.sort(selectionOrd)),
 *   E.map(RA.map(({ effectivePriority }) => effectivePriority)),
 * )
 * assert.deepStrictEqual(priorities, E.right([Priority.max, Priority.initial, Priority.min]))
 * ```
 * @category Due runs
 */
export const selectionOrd: Ord<RunInstance> = /* #__PURE__ */ concatAll(
  /* #__PURE__ */ getMonoid<RunInstance>(),
)([
  /* #__PURE__ */ pipe(
    /* #__PURE__ */ reverse(Priority.Ord),
    /* #__PURE__ */ contramap((run: RunInstance) => run.effectivePriority),
  ),
  /* #__PURE__ */ pipe(
    Timestamp.Ord,
    /* #__PURE__ */ contramap((run: RunInstance) => run.createdAt),
  ),
  /* #__PURE__ */ pipe(
    RunId.Ord,
    /* #__PURE__ */ contramap((run: RunInstance) => run.id),
  ),
]);

// -------------------------------------------------------------------------------------------------------- operations

/**
 * Returns the runs to start next: those in Ready, in the order of {@link selectionOrd}, as many as there are places. A run that a worker
 * holds, in Leased or Running, takes a place.
 *
 * Shape: `selectRuns(places)(runs)`.
 *
 * @example
 * ```ts
 * import { decide, newReady, Priority, TaskId, Timestamp } from 'runchart'
 * import { selectRuns } from 'runchart/engine'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const times = { createdAt: Timestamp.min, scheduledAt: Timestamp.min }
 * const readyWith = (effectivePriority: Priority) => newReady({ taskId: TaskId.generate(), ...times, effectivePriority })
 * const runs = pipe(
 *   [readyWith(Priority.min), readyWith(Priority.max), pipe(readyWith(Priority.max), E.chainW(decide({ type: 'lease' })))],
 *   E.sequenceArray,
 * )
 * const prioritiesOf = (places: number) =>
 *   pipe(runs, E.map(selectRuns(places)), E.map((selected) => selected.map((run) => run.effectivePriority)))
 * assert.deepStrictEqual(prioritiesOf(1), E.right([]))
 * assert.deepStrictEqual(prioritiesOf(2), E.right([Priority.max]))
 * assert.deepStrictEqual(prioritiesOf(9), E.right([Priority.max, Priority.min]))
 * ```
 * @category Due runs
 */
export const selectRuns =
  (places: number) =>
  (runs: Iterable<RunInstance>): ReadonlyArray<RunInstance> => {
    const all = [...runs];
    const held = all.filter(({ state }) => heldStates.includes(state)).length;
    return all
      .filter(({ state }) => state === 'Ready')
      .toSorted(selectionOrd.compare)
      .slice(0, Math.max(0, places - held));
  };
