/** A run's actor as the place where the run lives, so that a store can show it. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { RunEvent } from '../run/RunEvent.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { RefusalError } from '../run/RunInstanceError.js';
import type { ActorStopped, NotAnEvent } from '../run/SendError.js';
import type { ServerRun } from './LiveRun.js';
import type { RunTransport } from './RunStore.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What is needed of an actor; `createRunActor` of `runchart/machine` gives one. */
export interface LiveActor {
  /** Does an event, and answers with the run after it or with why not. */
  readonly send: (
    event: RunEvent,
  ) => E.Either<RefusalError | NotAnEvent | ActorStopped, RunInstance>;
  /** The run as it is. */
  readonly getRun: () => RunInstance;
  /** Calls after each change. */
  readonly subscribe: (listener: () => void) => { readonly unsubscribe: () => void };
}

// ------------------------------------------------------------------------------------------------------ constructors

/**
 * The transport to an actor in the same program.
 *
 * @example
 * ```ts
 * import { newScheduled, TaskId, Timestamp } from 'runchart'
 * import { actorTransport, createRunStore } from 'runchart/live'
 * import { createRunActor } from 'runchart/machine'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const run = newScheduled({ taskId: TaskId.generate(), scheduledAt: Timestamp.min, createdAt: Timestamp.min })
 * if (E.isRight(run)) {
 *   const actor = createRunActor(run.right)
 *   const store = createRunStore(run.right, { transport: actorTransport(actor) })
 *   assert.strictEqual(E.isRight(await store.send({ type: 'promote' })), true)
 *   assert.strictEqual(actor.getRun().state, 'Ready')
 *   assert.strictEqual(E.isRight(await store.send({ type: 'complete' })), false)
 * }
 * ```
 */
export const actorTransport = (actor: LiveActor): RunTransport<ActorStopped> => ({
  send:
    ({ event }) =>
    () =>
      Promise.resolve(
        pipe(
          actor.send(event),
          E.map((run): ServerRun => ({ run })),
        ),
      ),
  subscribe: (listener) => {
    const tell = (): void => {
      listener({ run: actor.getRun() });
    };
    const subscription = actor.subscribe(tell);
    tell();
    return () => {
      subscription.unsubscribe();
    };
  },
});
