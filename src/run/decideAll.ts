/* eslint-disable functional/no-let, functional/no-loop-statements -- one loop that is there to be fast */
/** `decideAll` applies many events to a run. */
import * as E from 'fp-ts/lib/Either.js';
import type { RefusalOf } from './decide.js';
import { refuse } from './decide.js';
import type { Mutable } from './InPlace.js';
import type { EventOf, EventType, RunEvent } from './RunEvent.js';
import type { RunInstance } from './RunInstance.js';
import type { RefusalError } from './RunInstanceError.js';
import { runTable } from './runTable.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The refusal of one of several events: its index, its error, and the run before it.
 * @category Decisions
 */
export interface RefusedAt<Refusal extends RefusalError = RefusalError> {
  readonly index: number;
  readonly error: Refusal;
  readonly run: RunInstance;
}

// -------------------------------------------------------------------------------------------------------- operations

/**
 * Applies events to a run one after another: returns the last run, or the first refusal with its index and the run before it.
 *
 * Shape: `decideAll(events)(run)`. The same as a chain of `decide`, in less time: a run between two events is not frozen, since
 * nobody sees it. Without events it returns the run that it was given. Errors: `RefusedAt` of those of the events' types.
 *
 * @example
 * ```ts
 * import { decideAll, newScheduled, TaskId, Timestamp } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const run = newScheduled({ taskId: TaskId.generate(), scheduledAt: Timestamp.min, createdAt: Timestamp.min })
 *
 * const leased = pipe(run, E.chainW(decideAll([{ type: 'promote' }, { type: 'lease' }])))
 * assert.strictEqual(E.isRight(leased) && leased.right.state, 'Leased')
 *
 * const refused = decideAll([{ type: 'promote' }, { type: 'complete' }, { type: 'lease' }])
 * const outcome = pipe(run, E.mapLeft(() => 'no run' as const), E.chainW(refused), E.mapLeft((e) => e !== 'no run' && e))
 * assert.ok(E.isLeft(outcome) && outcome.left && outcome.left.index === 1 && outcome.left.run.state === 'Ready')
 * ```
 * @category Decisions
 */
export const decideAll =
  <Type extends EventType>(events: ReadonlyArray<{ readonly type: Type } & EventOf<Type>>) =>
  (run: RunInstance): E.Either<RefusedAt<RefusalOf<Type>>, RunInstance> => {
    let current: Mutable<RunInstance> | undefined;
    for (let index = 0; index < events.length; index += 1) {
      // SAFETY: the index is below the length.
      const event = events[index] as RunEvent;
      const before = current ?? run;
      const edge = runTable.edge(before.state, event.type);
      const reason = edge === undefined ? 'undeclared' : runTable.refusedBy(edge, before, event);
      if (edge === undefined || reason !== undefined) {
        // SAFETY: the reason is `undeclared` or a guard on an edge of this event.
        const error = refuse(before, event, reason ?? 'undeclared') as RefusalOf<Type>;
        return E.left({ index, error, run: current === undefined ? run : runTable.seal(current) });
      }
      current ??= runTable.copy(run);
      runTable.advance(edge, current, event);
    }
    return E.right(current === undefined ? run : runTable.seal(current));
  };
