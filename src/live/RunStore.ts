/* eslint-disable functional/no-let, functional/immutable-data -- a store holds a mutable state, and a map of promises to resolve */
/**
 * A store of one run for a user interface: the run, its legal events, the reasons why the others are illegal, and an optimistic
 * `send`, which rolls back when the server refuses. It depends on no framework.
 *
 * Laws: `getSnapshot` returns the same object until something changes; listeners are called after each change and only then;
 * nothing throws and no promise rejects, whatever a transport does; an event that is illegal on the client is not sent.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { Option } from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { makeCallQueue } from '../actor/CallQueue.js';
import { makeListeners } from '../actor/Listeners.js';
import { isRecord, readField, textOfThrown } from '../codec/untrusted.js';
import type { RunEvent } from '../run/RunEvent.js';
import type { RefusalError } from '../run/RunInstanceError.js';
import type { RunView, ViewAction } from '../run/RunView.js';
import { decideView, viewActions } from '../run/RunView.js';
import type { ConnectionLost, NotAnEvent, UnknownState } from '../run/SendError.js';
import { decodeEvent } from '../run/SendError.js';
import { CommandId } from '../values/CommandId.js';
import type {
  LiveMessage,
  LiveState,
  PendingCommand,
  RejectedEvent,
  RunCommand,
  ServerRun,
} from './LiveRun.js';
import { initialLive, reduceLive } from './LiveRun.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * A server's error: any record with a `_tag`.
 * @category Stores
 */
export interface Tagged {
  readonly _tag: string;
}

/**
 * Why an event was refused: an error of the chart, of the store, or of the server.
 * @category Stores
 */
export type LiveRefusal<Refusal extends Tagged = never> =
  Refusal | RefusalError | UnknownState | NotAnEvent | ConnectionLost;

/**
 * A transport to the server of the run: a run host in a worker, a WebSocket, an HTTP client.
 * @category Transports
 */
export interface RunTransport<Refusal extends Tagged = never> {
  /**
   * Sends a command. `ConnectionLost`, or a rejected promise, means that no answer arrived: the command stays pending, and may
   * be sent again under the same id. Every other error is a refusal of the server.
   */
  readonly send: (command: RunCommand) => TaskEither<LiveRefusal<Refusal>, ServerRun>;
  /** Calls the listener with each new version of the run, preferably also with the current one. Runs with other ids are ignored. */
  readonly subscribe?: (listener: (server: ServerRun) => void) => () => void;
}

/**
 * A snapshot for a user interface; the same object until some of it changes.
 * @category Stores
 */
export interface RunSnapshot<Refusal extends Tagged = never> {
  /** The run with the pending commands applied. */
  readonly run: RunView;
  /** The run as the server last sent it. */
  readonly confirmed: RunView;
  /** Every event of the chart: enabled with its target, or disabled with the reason. */
  readonly actions: ReadonlyArray<ViewAction>;
  /** The commands without an answer. */
  readonly pending: ReadonlyArray<PendingCommand>;
  /** The event that was refused last, until another event is sent or `dismiss` is called. */
  readonly lastError: Option<RejectedEvent<LiveRefusal<Refusal>>>;
}

/**
 * The part of a store that a component needs: the three functions of `useSyncExternalStore`, and `send`. None uses `this`.
 * @category Transports
 */
export interface RunSource<Refusal extends Tagged = never> {
  /** Returns the current snapshot. */
  readonly getSnapshot: () => RunSnapshot<Refusal>;
  /** Returns the first snapshot, which a server renders and a client hydrates with. */
  readonly getServerSnapshot: () => RunSnapshot<Refusal>;
  /** Calls the listener after each change. Returns a function that unsubscribes it. */
  readonly subscribe: (listener: () => void) => () => void;
  /**
   * Sends an event. The promise resolves with the server's answer and never rejects; after a lost connection it waits for
   * `resend` or `giveUp`.
   */
  readonly send: (event: RunEvent) => Promise<E.Either<LiveRefusal<Refusal>, RunView>>;
}

/**
 * A run for a user interface.
 * @category Stores
 */
export interface RunStore<Refusal extends Tagged = never> extends RunSource<Refusal> {
  /** Sends the commands whose answers were lost again, in order and with the same ids. */
  readonly resend: () => void;
  /** Rolls back the commands whose answers were lost, and resolves their promises with `ConnectionLost`. */
  readonly giveUp: () => void;
  /** Takes a run that the server sent outside the transport. */
  readonly push: (server: ServerRun) => void;
  /** Clears the last error. */
  readonly dismiss: () => void;
}

/**
 * Options of a store.
 * @category Stores
 */
export interface RunStoreOptions<Refusal extends Tagged = never> {
  /** The transport to the server. Without it the run lives in the store, and every legal event takes effect. */
  readonly transport?: RunTransport<Refusal>;
  /** The revision of the initial run. */
  readonly revision?: number;
}

// ------------------------------------------------------------------------------------------------------ constructors

const isConnectionLost = (error: Tagged): error is ConnectionLost =>
  error._tag === 'ConnectionLost';

const lost = (reason: string): ConnectionLost => ({ _tag: 'ConnectionLost', reason });

/** Checks only the fields that the store reads; the transport decodes the run. */
const isServerRun = (u: unknown): u is ServerRun => {
  const run = isRecord(u) ? readField(u, 'run') : undefined;
  return isRecord(run) && typeof readField(run, 'id') === 'string';
};

const isAnswer = <Refusal extends Tagged>(
  u: unknown,
): u is E.Either<LiveRefusal<Refusal>, ServerRun> => {
  if (!isRecord(u)) return false;
  const refusal = readField(u, 'left');
  switch (readField(u, '_tag')) {
    case 'Right':
      return isServerRun(readField(u, 'right'));
    case 'Left':
      return isRecord(refusal) && typeof readField(refusal, '_tag') === 'string';
    default:
      return false;
  }
};

/** Sends a command; if the transport throws or rejects, the answer is lost. */
const ask = async <Refusal extends Tagged>(
  transport: RunTransport<Refusal>,
  command: RunCommand,
): Promise<E.Either<LiveRefusal<Refusal>, ServerRun>> => {
  try {
    const given: unknown = await transport.send(command)();
    return isAnswer<Refusal>(given)
      ? given
      : E.left(lost('the transport returned an invalid answer'));
  } catch (error) {
    return E.left(lost(textOfThrown(error)));
  }
};

const snapshotOf = <Refusal extends Tagged>(
  { run, confirmed, pending, lastError }: LiveState<LiveRefusal<Refusal>>,
  previous?: RunSnapshot<Refusal>,
): RunSnapshot<Refusal> =>
  previous?.run === run &&
  previous.confirmed === confirmed &&
  previous.pending === pending &&
  previous.lastError === lastError
    ? previous
    : Object.freeze({
        run,
        confirmed,
        actions: previous?.run === run ? previous.actions : viewActions(run),
        pending,
        lastError,
      });

/**
 * Makes a store of one run.
 *
 * It subscribes to its transport only while it has listeners, so an unused store needs no cleanup.
 *
 * @example
 * ```ts
 * import { newScheduled, TaskId, Timestamp } from 'runchart'
 * import { createRunStore } from 'runchart/live'
 * import * as E from 'fp-ts/lib/Either.js'
 * import * as TE from 'fp-ts/lib/TaskEither.js'
 *
 * const run = newScheduled({ taskId: TaskId.generate(), scheduledAt: Timestamp.min, createdAt: Timestamp.min })
 * if (E.isRight(run)) {
 *   // A server that has canceled the run, and refuses every event.
 *   const no = { _tag: 'InvalidTransition', runId: run.right.id, from: 'Canceled', to: 'Ready' } as const
 *   const store = createRunStore(run.right, { transport: { send: () => TE.left(no) } })
 *   const answer = store.send({ type: 'promote' })
 *   assert.strictEqual(store.getSnapshot().run.state, 'Ready')
 *   assert.deepStrictEqual(await answer, E.left(no))
 *   assert.strictEqual(store.getSnapshot().run.state, 'Scheduled')
 *
 *   const here = createRunStore(run.right)
 *   const promoted = await here.send({ type: 'promote' })
 *   assert.strictEqual(E.isRight(promoted) && promoted.right.state, 'Ready')
 * }
 * ```
 * @category Stores
 */
export const createRunStore = <Refusal extends Tagged = never>(
  run: RunView,
  { transport, revision }: RunStoreOptions<Refusal> = {},
): RunStore<Refusal> => {
  type Answer = E.Either<LiveRefusal<Refusal>, RunView>;

  let state = initialLive<LiveRefusal<Refusal>>(
    revision === undefined ? { run } : { run, revision },
  );
  const first = snapshotOf<Refusal>(state);
  let snapshot = first;
  let disconnect: (() => void) | undefined;
  const calls = makeCallQueue();
  const listeners = makeListeners<() => void>();
  const waiting = new Map<CommandId, (answer: Answer) => void>();

  /** Reduces the messages, and notifies the listeners once. */
  const dispatch = (...messages: ReadonlyArray<LiveMessage<LiveRefusal<Refusal>>>): void => {
    state = messages.reduce(reduceLive, state);
    const next = snapshotOf(state, snapshot);
    if (next === snapshot) return;
    snapshot = next;
    calls.enqueue(
      ...listeners.each((listener) => {
        listener();
      }),
    );
    calls.flush();
  };

  const push = (server: ServerRun): void => {
    if (isServerRun(server)) dispatch({ _tag: 'Pushed', server });
  };

  /** Resolves the promise of a command; later answers to it are ignored. */
  const answer = (id: CommandId, given: Answer): void => {
    waiting.get(id)?.(given);
    waiting.delete(id);
  };

  const transmit = async (to: RunTransport<Refusal>, command: RunCommand): Promise<void> => {
    const { commandId } = command;
    const given = await ask(to, command);
    if (E.isRight(given)) {
      dispatch({ _tag: 'Accepted', commandId, server: given.right });
      answer(commandId, E.right(given.right.run));
    } else if (isConnectionLost(given.left)) {
      dispatch({ _tag: 'Lost', commandId });
    } else {
      dispatch({ _tag: 'Refused', commandId, error: given.left });
      answer(commandId, given);
    }
  };

  const lostCommands = () => state.pending.filter(({ isLost }) => isLost);

  return {
    getSnapshot: () => snapshot,
    getServerSnapshot: () => first,
    subscribe: (listener) => {
      const remove = listeners.add(listener);
      // Called through the queue, so that an exception of the transport is reported as uncaught.
      calls.enqueue(() => {
        if (listeners.size() > 0) disconnect ??= transport?.subscribe?.(push);
      });
      calls.flush();
      return () => {
        if (!remove()) return;
        calls.enqueue(() => {
          if (listeners.size() > 0) return;
          const unsubscribe = disconnect;
          disconnect = undefined;
          unsubscribe?.();
        });
        calls.flush();
      };
    },
    send: (sent) => {
      const event = decodeEvent(state.run.id)(sent);
      if (E.isLeft(event)) return Promise.resolve(event);
      const next = decideView(event.right)(state.run);
      if (E.isLeft(next)) {
        dispatch({ _tag: 'RefusedLocally', event: event.right, error: next.left });
        return Promise.resolve(next);
      }
      const command: RunCommand = { commandId: CommandId.generate(), event: event.right };
      if (transport === undefined) {
        const { commandId } = command;
        dispatch(
          { _tag: 'Sent', command },
          { _tag: 'Accepted', commandId, server: { run: next.right } },
        );
        return Promise.resolve(next);
      }
      dispatch({ _tag: 'Sent', command });
      return new Promise((resolve) => {
        waiting.set(command.commandId, resolve);
        void transmit(transport, command);
      });
    },
    resend: () => {
      const again = lostCommands();
      dispatch({ _tag: 'Resent' });
      if (transport !== undefined) again.forEach((command) => void transmit(transport, command));
    },
    giveUp: () => {
      lostCommands().forEach(({ commandId }) => {
        const error = lost('given up');
        dispatch({ _tag: 'Refused', commandId, error });
        answer(commandId, E.left(error));
      });
    },
    push,
    dismiss: () => {
      dispatch({ _tag: 'Dismissed' });
    },
  };
};
