/* eslint-disable functional/no-let, functional/immutable-data -- a store is a cell: one state that is replaced, and a map of who waits for an answer */
/**
 * A run for a user interface: what to show, what may be clicked and why the rest may not, and a `send` that shows its effect at
 * once and takes it back when the server says no. No framework is needed, and each can watch it.
 *
 * Laws: `getSnapshot` gives the same object until something changes; listeners are called after each change and never without
 * one; nothing throws and no promise rejects, whatever a transport does; an event that is illegal here is not sent.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { Option } from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { makeListeners, makeCallQueue } from '../actor/Listeners.js';
import { isRecord, readField, textOfThrown } from '../codec/untrusted.js';
import type { RunEvent } from '../run/RunEvent.js';
import type { RefusalError } from '../run/RunInstanceError.js';
import type { RunView, ViewAction } from '../run/RunView.js';
import { decideView, viewActions } from '../run/RunView.js';
import type { ConnectionLost, NotAnEvent, UnknownState } from '../run/SendError.js';
import { readEvent } from '../run/SendError.js';
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

/** What a server's refusal has at least. */
export interface Tagged {
  readonly _tag: string;
}

/** Why an event was not taken: a reason of the chart, one of the store, or one of the server's own. */
export type LiveRefusal<Refusal extends Tagged = never> =
  Refusal | RefusalError | UnknownState | NotAnEvent | ConnectionLost;

/** The way to where the run lives: a run host in a worker, a WebSocket, an HTTP client. */
export interface RunTransport<Refusal extends Tagged = never> {
  /**
   * Hands a command over. `ConnectionLost`, or a promise that rejects, says that no answer came: the command stays pending, and
   * may come again under the same id. Everything else on the left is the server's no.
   */
  readonly send: (command: RunCommand) => TaskEither<LiveRefusal<Refusal>, ServerRun>;
  /** Calls with the run whenever it changes, best at once with the present one. Runs of other ids are ignored. */
  readonly subscribe?: (listener: (server: ServerRun) => void) => () => void;
}

/** What there is to show; the same object until some of it changes. */
export interface RunSnapshot<Refusal extends Tagged = never> {
  /** The run, with what was sent and not yet answered already done. */
  readonly run: RunView;
  /** The run as the server last had it. */
  readonly confirmed: RunView;
  /** Every event of the chart, enabled with its target, or disabled with the reason. */
  readonly actions: ReadonlyArray<ViewAction>;
  /** What has no answer yet. */
  readonly pending: ReadonlyArray<PendingCommand>;
  /** The event that was refused last, until another is sent or `dismiss` is called. */
  readonly lastError: Option<RejectedEvent<LiveRefusal<Refusal>>>;
}

/** What a user interface needs of a run: three functions of `useSyncExternalStore`, and `send`. None of them needs `this`. */
export interface RunSource<Refusal extends Tagged = never> {
  /** What there is to show now. */
  readonly getSnapshot: () => RunSnapshot<Refusal>;
  /** What a server rendered, and a client hydrates with: the first snapshot. */
  readonly getServerSnapshot: () => RunSnapshot<Refusal>;
  /** Calls after each change; answers with the way to be let go. */
  readonly subscribe: (listener: () => void) => () => void;
  /**
   * Does an event. The promise has the server's answer, and never rejects; while a connection is lost it waits for `resend`
   * or `giveUp`.
   */
  readonly send: (event: RunEvent) => Promise<E.Either<LiveRefusal<Refusal>, RunView>>;
}

/** A run for a user interface. */
export interface RunStore<Refusal extends Tagged = never> extends RunSource<Refusal> {
  /** Sends again, in order and under their old ids, the commands whose answers were lost. */
  readonly resend: () => void;
  /** Takes back the commands whose answers were lost: they are answered `ConnectionLost`, and no longer shown as done. */
  readonly giveUp: () => void;
  /** Takes the server's word from wherever it came. */
  readonly push: (server: ServerRun) => void;
  /** Forgets the last error. */
  readonly dismiss: () => void;
}

/** Where the run lives, and how new what is known of it is. */
export interface RunStoreOptions<Refusal extends Tagged = never> {
  /** Without it the run lives here: what the chart accepts is done. */
  readonly transport?: RunTransport<Refusal>;
  /** The revision of the run that is given. */
  readonly revision?: number;
}

// ------------------------------------------------------------------------------------------------------ constructors

const isConnectionLost = (error: Tagged): error is ConnectionLost =>
  error._tag === 'ConnectionLost';

const lost = (reason: string): ConnectionLost => ({ _tag: 'ConnectionLost', reason });

/** Whether it has what is looked at here; what is in a run is for the transport to decode. */
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

/** The answer to a command, a transport that throws or rejects being one that lost it. */
const ask = async <Refusal extends Tagged>(
  transport: RunTransport<Refusal>,
  command: RunCommand,
): Promise<E.Either<LiveRefusal<Refusal>, ServerRun>> => {
  try {
    const given: unknown = await transport.send(command)();
    return isAnswer<Refusal>(given) ? given : E.left(lost('what came is no answer'));
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
 * A store of one run, beginning at a run that is known.
 *
 * It listens to its transport while somebody listens to it, so one that nobody watches any more needs no end.
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
 *   // A server that has canceled the run, and says no to everything.
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
  const outbox = makeCallQueue();
  const listeners = makeListeners<() => void>();
  const waiting = new Map<CommandId, (answer: Answer) => void>();

  /** Several messages are one change to whoever listens. */
  const dispatch = (...messages: ReadonlyArray<LiveMessage<LiveRefusal<Refusal>>>): void => {
    state = messages.reduce(reduceLive, state);
    const next = snapshotOf(state, snapshot);
    if (next === snapshot) return;
    snapshot = next;
    outbox.enqueue(
      ...listeners.each((listener) => {
        listener();
      }),
    );
    outbox.flush();
  };

  const push = (server: ServerRun): void => {
    if (isServerRun(server)) dispatch({ _tag: 'Pushed', server });
  };

  /** Tells whoever sent a command its answer; a second answer finds nobody. */
  const answer = (id: CommandId, given: Answer): void => {
    waiting.get(id)?.(given);
    waiting.delete(id);
  };

  const handOver = async (to: RunTransport<Refusal>, command: RunCommand): Promise<void> => {
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
      const letGo = listeners.add(listener);
      // As a listener is called: what a transport throws is for the program to report.
      outbox.enqueue(() => {
        if (listeners.size() > 0) disconnect ??= transport?.subscribe?.(push);
      });
      outbox.flush();
      return () => {
        if (!letGo()) return;
        outbox.enqueue(() => {
          if (listeners.size() > 0) return;
          const letGoOf = disconnect;
          disconnect = undefined;
          letGoOf?.();
        });
        outbox.flush();
      };
    },
    send: (sent) => {
      const event = readEvent(state.run.id)(sent);
      if (E.isLeft(event)) return Promise.resolve(event);
      const next = decideView(event.right)(state.run);
      if (E.isLeft(next)) {
        dispatch({ _tag: 'RefusedHere', event: event.right, error: next.left });
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
        void handOver(transport, command);
      });
    },
    resend: () => {
      const again = lostCommands();
      dispatch({ _tag: 'Resent' });
      if (transport !== undefined) again.forEach((command) => void handOver(transport, command));
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
