/* eslint-disable functional/no-let -- an actor is a cell: one run that is replaced */
/**
 * A run as an actor that never swallows an event: XState's actor of the machine, answering each event as the facade does.
 *
 * An actor of XState ignores what it cannot take. This one asks the facade first: what is legal goes to XState's actor, and
 * the new run is the answer; what is not is the answer, too, and whoever listens to `refused` hears of it.
 *
 * Laws: after every `send` the snapshot is that of the run last answered; a refused event changes nothing, and notifies
 * nobody of a change; nothing throws, whatever is sent; listeners hear every snapshot once, in order, also of events that a
 * listener sends.
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
import { readEvent } from '../run/SendError.js';
import { makeListeners, makeCallQueue } from './Listeners.js';

// ------------------------------------------------------------------------------------------------------------ model

/** Why an actor did not take what it was sent. */
export type ActorRefusal = RefusalError | NotAnEvent | ActorStopped;

/** An event that was refused: what was sent, why not, and the run as it stayed. */
export interface Refused {
  readonly type: 'refused';
  readonly error: ActorRefusal;
  /** As it was sent; with `NotAnEvent` it is none. */
  readonly event: unknown;
  readonly run: RunInstance;
}

/** What an actor may be given besides its run. */
export interface RunActorOptions {
  /**
   * XState's inspection, for its inspectors: called with the events of the actor beneath, right after each step, never
   * within one.
   */
  readonly inspect?: Observer<InspectionEvent> | ((event: InspectionEvent) => void);
}

/** A snapshot to be stored: XState's, and the chart it is from. JSON-safe; `restoreRun` takes it back. */
export type PersistedSnapshot = Snapshot<unknown> & { readonly chart: ChartIdentity };

/** Who listens to snapshots: a function, or an observer. `complete` comes when the run is final, or the actor stopped. */
type SnapshotListener = ((snapshot: RunSnapshot) => void) | Partial<Observer<RunSnapshot>>;

/** A run as an actor. Its functions need no `this`. */
export interface RunActor {
  /** The run after the event, which is now the actor's; or why it was refused, and nothing has changed. */
  readonly send: <Type extends EventType>(
    event: { readonly type: Type } & EventOf<Type>,
  ) => E.Either<RefusalOf<Type> | NotAnEvent | ActorStopped, RunInstance>;
  /** Calls with every new snapshot, not with the present one. */
  readonly subscribe: (listener: SnapshotListener) => Subscription;
  /** Calls with every event that is refused. */
  readonly on: (type: 'refused', handler: (refused: Refused) => void) => Subscription;
  /** XState's snapshot; the same object until the run changes. */
  readonly getSnapshot: () => RunSnapshot;
  /** The run; the same object until it changes. */
  readonly getRun: () => RunInstance;
  /** XState's persisted snapshot, marked with the chart it is from; `restoreRun` takes it back. */
  readonly getPersistedSnapshot: () => PersistedSnapshot;
  /** Stops XState's actor and lets go of all listeners. Whatever is sent afterwards is refused as `ActorStopped`. */
  readonly stop: () => void;
}

// ------------------------------------------------------------------------------------------------------ constructors

const observerOf = <A>(listener: ((a: A) => void) | Partial<Observer<A>>): Partial<Observer<A>> =>
  typeof listener === 'function' ? { next: listener } : listener;

const subscription = (letGo: () => boolean): Subscription => ({
  unsubscribe: () => {
    letGo();
  },
});

const finished = subscription(() => false);

/**
 * An actor for a run in any state, started.
 *
 * Errors of `send`: for the type of each event those that `decide` gives; `NotAnEvent` for what untyped code sends that is
 * none; `ActorStopped` after `stop`.
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
 */
export const createRunActor = (run: RunInstance, options: RunActorOptions = {}): RunActor => {
  const outbox = makeCallQueue();
  const observers = makeListeners<Partial<Observer<RunSnapshot>>>();
  const refusedHandlers = makeListeners<(refused: Refused) => void>();
  const inspector = options.inspect === undefined ? undefined : observerOf(options.inspect);

  const actor = createActor(runMachine, {
    snapshot: toSnapshot(run),
    ...(inspector === undefined
      ? {}
      : {
          inspect: (event: InspectionEvent) => {
            outbox.enqueue(() => inspector.next?.(event));
          },
        }),
  });
  let current = run;
  let stopped = false;

  const complete = (): void => {
    outbox.enqueue(...observers.each((observer) => observer.complete?.()), observers.clear);
  };

  const refuse = <Error extends ActorRefusal>(
    event: unknown,
    error: Error,
  ): E.Either<Error, never> => {
    const refused: Refused = { type: 'refused', error, event, run: current };
    outbox.enqueue(
      ...refusedHandlers.each((handler) => {
        handler(refused);
      }),
    );
    outbox.flush();
    return E.left(error);
  };

  const accept = (next: RunInstance): void => {
    current = next;
    const snapshot = actor.getSnapshot();
    outbox.enqueue(...observers.each((observer) => observer.next?.(snapshot)));
    if (snapshot.status === 'done') complete();
    outbox.flush();
  };

  actor.start();
  outbox.flush();

  return {
    // SAFETY: of the errors, `decide` gives only those of the event's own type.
    send: ((sent: unknown) => {
      if (stopped) return refuse(sent, { _tag: 'ActorStopped', runId: current.id });
      const event = readEvent(current.id)(sent);
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
      outbox.enqueue(() => observer.complete?.());
      outbox.flush();
      return finished;
    },
    on: (_, handler) => (stopped ? finished : subscription(refusedHandlers.add(handler))),
    getSnapshot: () => actor.getSnapshot(),
    getRun: () => current,
    getPersistedSnapshot: () => ({ ...actor.getPersistedSnapshot(), chart: chartIdentity }),
    stop: () => {
      if (stopped) return;
      stopped = true;
      actor.stop();
      complete();
      outbox.enqueue(refusedHandlers.clear);
      outbox.flush();
    },
  };
};
