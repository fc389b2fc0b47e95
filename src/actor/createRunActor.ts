/* eslint-disable functional/no-let -- an actor is a cell: one run that is replaced */
/**
 * A run as an actor whose `send` returns a result for every event: an XState actor of the machine, behind `decide`.
 *
 * An XState actor ignores an illegal event. This one decides first: a legal event goes to the XState actor, and `send` returns
 * the new run; an illegal one goes to the `refused` handlers, and `send` returns the error.
 *
 * Laws: after every `send` the snapshot is that of the run last returned; a refused event changes nothing and notifies no
 * subscriber; nothing throws, whatever is sent; subscribers get every snapshot once, in order, including those of events that
 * a listener sends.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { InspectionEvent, Observer, Snapshot, Subscription } from 'xstate';
import { createActor } from 'xstate';
import type { RunInstance } from '../../machines/run.chart.js';
import { runMachine } from '../../machines/run.machine.js';
import type { RunSnapshot } from '../../machines/run.snapshot.js';
import { toSnapshot } from '../../machines/run.snapshot.js';
import type { ChartIdentity } from '../run/ChartIdentity.js';
import { chartIdentity } from '../run/ChartIdentity.js';
import type { RefusalOf } from '../run/decide.js';
import { decide } from '../run/decide.js';
import type { EventOf, EventType } from '../run/RunEvent.js';
import type { RefusalError } from '../run/RunInstanceError.js';
import type { ActorStopped, NotAnEvent } from '../run/SendError.js';
import { decodeEvent } from '../run/SendError.js';
import { makeCallQueue } from './CallQueue.js';
import { makeListeners } from './Listeners.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * Why an actor refused an event.
 * @category Actors
 */
export type ActorRefusal = RefusalError | NotAnEvent | ActorStopped;

/**
 * A refused event, the error, and the run, which did not change.
 * @category Actors
 */
export interface Refused {
  readonly type: 'refused';
  readonly error: ActorRefusal;
  /** The value as sent; with `NotAnEvent` it is not an event. */
  readonly event: unknown;
  readonly run: RunInstance;
}

/**
 * Options of an actor.
 * @category Actors
 */
export interface RunActorOptions {
  /**
   * XState's inspection: called with the inspection events of the XState actor right after each step, never during one.
   */
  readonly inspect?: Observer<InspectionEvent> | ((event: InspectionEvent) => void);
}

/**
 * XState's persisted snapshot with the identity of its chart. It is safe for JSON, and `restoreRun` restores it.
 * @category Actors
 */
export type PersistedSnapshot = Snapshot<unknown> & { readonly chart: ChartIdentity };

/** A listener for snapshots: a function or an observer. `complete` is called when the run is final or the actor stops. */
type SnapshotListener = ((snapshot: RunSnapshot) => void) | Partial<Observer<RunSnapshot>>;

/**
 * A run as an actor. Its functions do not use `this`.
 * @category Actors
 */
export interface RunActor {
  /** Sends an event. Returns the next run, or the error if the event was refused and nothing changed. */
  readonly send: <Type extends EventType>(
    event: { readonly type: Type } & EventOf<Type>,
  ) => E.Either<RefusalOf<Type> | NotAnEvent | ActorStopped, RunInstance>;
  /** Calls the listener with every new snapshot, but not with the current one. */
  readonly subscribe: (listener: SnapshotListener) => Subscription;
  /** Calls the handler with every refused event. */
  readonly on: (type: 'refused', handler: (refused: Refused) => void) => Subscription;
  /** Returns XState's snapshot, the same object until the run changes. */
  readonly getSnapshot: () => RunSnapshot;
  /** Returns the run, the same object until it changes. */
  readonly getRun: () => RunInstance;
  /** Returns XState's persisted snapshot with the identity of its chart; `restoreRun` restores it. */
  readonly getPersistedSnapshot: () => PersistedSnapshot;
  /** Stops the XState actor and removes all listeners. Later events are refused as `ActorStopped`. */
  readonly stop: () => void;
}

// ------------------------------------------------------------------------------------------------------ constructors

const observerOf = <A>(listener: ((a: A) => void) | Partial<Observer<A>>): Partial<Observer<A>> =>
  typeof listener === 'function' ? { next: listener } : listener;

const subscription = (remove: () => boolean): Subscription => ({
  unsubscribe: () => {
    remove();
  },
});

const finished: Subscription = { unsubscribe: () => undefined };

/**
 * Starts an actor for a run in any state.
 *
 * Errors of `send`: those of `decide` for the type of the event; `NotAnEvent` if untyped code sends something else;
 * `ActorStopped` after `stop`.
 *
 * @example
 * ```ts
 * import { newScheduled, TaskId, Timestamp } from 'runchart'
 * import { createRunActor } from 'runchart/machine'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const actor = pipe(
 *   newScheduled({ taskId: TaskId.generate(), scheduledAt: Timestamp.min, createdAt: Timestamp.min }),
 *   E.map((run) => createRunActor(run)),
 * )
 * if (E.isRight(actor)) {
 *   const { getRun, getSnapshot, on, send } = actor.right
 *   const refusals: Array<string> = []
 *   on('refused', ({ error }) => refusals.push(error._tag))
 *   const promoted = send({ type: 'promote' })
 *   assert.deepStrictEqual(promoted, E.right(getRun()))
 *   assert.strictEqual(E.isLeft(send({ type: 'complete' })), true)
 *   assert.deepStrictEqual(refusals, ['InvalidTransition'])
 *   assert.strictEqual(getSnapshot().value, 'Ready')
 * }
 * ```
 * @category Actors
 */
export const createRunActor = (run: RunInstance, options: RunActorOptions = {}): RunActor => {
  const calls = makeCallQueue();
  const observers = makeListeners<Partial<Observer<RunSnapshot>>>();
  const refusedHandlers = makeListeners<(refused: Refused) => void>();

  const inspecting = (listener: NonNullable<RunActorOptions['inspect']>) => {
    const inspector = observerOf(listener);
    return {
      inspect: (event: InspectionEvent) => {
        calls.enqueue(() => inspector.next?.(event));
      },
    };
  };

  const actor = createActor(runMachine, {
    snapshot: toSnapshot(run),
    ...(options.inspect === undefined ? {} : inspecting(options.inspect)),
  });
  let current = run;
  let stopped = false;

  const complete = (): void => {
    calls.enqueue(...observers.each((observer) => observer.complete?.()), observers.clear);
  };

  const refuse = <Error extends ActorRefusal>(
    event: unknown,
    error: Error,
  ): E.Either<Error, never> => {
    const refused: Refused = { type: 'refused', error, event, run: current };
    calls.enqueue(
      ...refusedHandlers.each((handler) => {
        handler(refused);
      }),
    );
    calls.flush();
    return E.left(error);
  };

  const accept = (next: RunInstance): void => {
    current = next;
    const snapshot = actor.getSnapshot();
    calls.enqueue(...observers.each((observer) => observer.next?.(snapshot)));
    if (snapshot.status === 'done') complete();
    calls.flush();
  };

  actor.start();
  calls.flush();

  return {
    // SAFETY: `decide` returns only the errors of the event's own type.
    send: ((sent: unknown) => {
      if (stopped) return refuse(sent, { _tag: 'ActorStopped', runId: current.id });
      const event = decodeEvent(current.id)(sent);
      if (E.isLeft(event)) return refuse(sent, event.left);
      const next = decide(event.right)(current);
      if (E.isLeft(next)) return refuse(sent, next.left);
      actor.send(event.right);
      accept(next.right);
      return next;
    }) as RunActor['send'],
    subscribe: (listener) => {
      const observer = observerOf(listener);
      if (!stopped && actor.getSnapshot().status !== 'done')
        return subscription(observers.add(observer));
      calls.enqueue(() => observer.complete?.());
      calls.flush();
      return finished;
    },
    on: (_, handler) => (stopped ? finished : subscription(refusedHandlers.add(handler))),
    getSnapshot: () => actor.getSnapshot(),
    getRun: () => current,
    getPersistedSnapshot: () => ({ ...actor.getPersistedSnapshot(), chart: chartIdentity }),
    stop: () => {
      stopped = true;
      actor.stop();
      complete();
      calls.enqueue(refusedHandlers.clear);
      calls.flush();
    },
  };
};
