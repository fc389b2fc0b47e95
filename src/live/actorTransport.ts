/** `actorTransport`: connects a store to an actor in the same program. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { RunEvent } from '../run/RunEvent.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { RefusalError } from '../run/RunInstanceError.js';
import type { ActorStopped, NotAnEvent } from '../run/SendError.js';
import type { ServerRun } from './LiveRun.js';
import type { RunTransport } from './RunStore.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The part of an actor that the transport uses; `createRunActor` of `runchart/machine` makes one.
 * @category Transports
 */
export interface LiveActor {
  /** Sends an event. Returns the next run, or the error. */
  readonly send: (
    event: RunEvent,
  ) => E.Either<RefusalError | NotAnEvent | ActorStopped, RunInstance>;
  /** Returns the current run. */
  readonly getRun: () => RunInstance;
  /** Calls the listener after each change. */
  readonly subscribe: (listener: () => void) => { readonly unsubscribe: () => void };
}

// ------------------------------------------------------------------------------------------------------ constructors

/**
 * Makes a transport to an actor in the same program.
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
 * @category Transports
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
    const publish = (): void => {
      listener({ run: actor.getRun() });
    };
    const subscription = actor.subscribe(publish);
    publish();
    return () => {
      subscription.unsubscribe();
    };
  },
});
