/**
 * A run on the client's side of a connection, as a pure reducer: the run as the server last sent it, and the commands without
 * an answer.
 *
 * A command takes effect at once in the shown run. Each time the server sends the run, the unanswered commands are decided
 * again on top of it, in the order in which they were sent. A command that has become illegal is left out of the shown run and
 * still waits for its answer.
 *
 * Laws: with no command pending, the shown run is the server's; once every command is answered and the server's latest run has
 * arrived, the shown run is that run, in whatever order and however often answers, pushes and losses arrive; a message that
 * changes nothing returns the same state object.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { RunEvent } from '../run/RunEvent.js';
import { runInstanceEq } from '../run/RunInstance.js';
import type { RunView } from '../run/RunView.js';
import { decideView, isKnownRun } from '../run/RunView.js';
import type { CommandId } from '../values/CommandId.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * An event with the id of its command. A server answers a redelivery with its first answer.
 * @category Transports
 */
export interface RunCommand {
  readonly commandId: CommandId;
  readonly event: RunEvent;
}

/**
 * A command that has no answer yet.
 * @category Stores
 */
export interface PendingCommand extends RunCommand {
  /** Whether the connection was lost before the answer arrived. The server may have applied the command. */
  readonly isLost: boolean;
}

/**
 * A run as the server sent it.
 * @category Transports
 */
export interface ServerRun {
  readonly run: RunView;
  /**
   * A number that rises with each change of the run, so that older versions are ignored. Without it the last run to arrive wins,
   * so the connection must keep the order.
   */
  readonly revision?: number;
}

/**
 * A refused event and the error.
 * @category Stores
 */
export interface RejectedEvent<Refusal> {
  readonly event: RunEvent;
  readonly error: Refusal;
  /** Who refused it: the client before sending it, or the server, after which the shown run was rolled back. */
  readonly by: 'client' | 'server';
}

/** A run on the client's side of a connection. */
export interface LiveState<Refusal> {
  /** The run as the server last sent it. */
  readonly confirmed: RunView;
  /** The newest revision received; `-Infinity` before the first. */
  readonly revision: number;
  /** The commands without an answer, in the order in which they were sent. */
  readonly pending: ReadonlyArray<PendingCommand>;
  /** The shown run: the confirmed run with the pending commands applied. */
  readonly run: RunView;
  readonly lastError: O.Option<RejectedEvent<Refusal>>;
}

/** The messages of the reducer. */
export type LiveMessage<Refusal> =
  | { readonly _tag: 'Sent'; readonly command: RunCommand }
  | { readonly _tag: 'RefusedLocally'; readonly event: RunEvent; readonly error: Refusal }
  | { readonly _tag: 'Accepted'; readonly commandId: CommandId; readonly server: ServerRun }
  | { readonly _tag: 'Refused'; readonly commandId: CommandId; readonly error: Refusal }
  | { readonly _tag: 'Lost'; readonly commandId: CommandId }
  | { readonly _tag: 'Resent' }
  | { readonly _tag: 'Pushed'; readonly server: ServerRun }
  | { readonly _tag: 'Dismissed' };

// ------------------------------------------------------------------------------------------------------ constructors

/** Makes a live run without pending commands. */
export const initialLive = <Refusal>({
  run,
  revision = -Infinity,
}: ServerRun): LiveState<Refusal> => ({
  confirmed: run,
  revision,
  pending: [],
  run,
  lastError: O.none,
});

// -------------------------------------------------------------------------------------------------------- operations

/** Compares two runs by reference, or by value if both are known. */
const isSame = (a: RunView, b: RunView): boolean =>
  a === b || (isKnownRun(a) && isKnownRun(b) && runInstanceEq.equals(a, b));

/** Returns the old object if the new one is equal. */
const keep = (old: RunView, fresh: RunView): RunView => (isSame(old, fresh) ? old : fresh);

/** Applies the pending commands to the confirmed run, and skips those that are illegal. */
const rebase = <Refusal>(state: LiveState<Refusal>): LiveState<Refusal> => ({
  ...state,
  run: keep(
    state.run,
    state.pending.reduce<RunView>(
      (run, { event }) =>
        pipe(
          decideView(event)(run),
          E.getOrElseW(() => run),
        ),
      state.confirmed,
    ),
  ),
});

/** Confirms a run from the server, unless it has another id or is an older version. */
const confirm = <Refusal>(state: LiveState<Refusal>, server: ServerRun): LiveState<Refusal> => {
  const { run, revision = state.revision } = server;
  const isNewer =
    run.id === state.confirmed.id && (server.revision === undefined || revision > state.revision);
  if (!isNewer) return state;
  const confirmed = keep(state.confirmed, run);
  return confirmed === state.confirmed && revision === state.revision
    ? state
    : { ...state, confirmed, revision };
};

const isPending = <Refusal>(state: LiveState<Refusal>, id: CommandId): boolean =>
  state.pending.some(({ commandId }) => commandId === id);

const without = <Refusal>(state: LiveState<Refusal>, id: CommandId): LiveState<Refusal> =>
  isPending(state, id)
    ? { ...state, pending: state.pending.filter(({ commandId }) => commandId !== id) }
    : state;

const markLost = <Refusal>(
  state: LiveState<Refusal>,
  isLost: boolean,
  matches: (command: PendingCommand) => boolean,
): LiveState<Refusal> =>
  state.pending.some((command) => matches(command) && command.isLost !== isLost)
    ? {
        ...state,
        pending: state.pending.map((command) =>
          matches(command) ? { ...command, isLost } : command,
        ),
      }
    : state;

const step = <Refusal>(
  state: LiveState<Refusal>,
  message: LiveMessage<Refusal>,
): LiveState<Refusal> => {
  switch (message._tag) {
    case 'Sent':
      return isPending(state, message.command.commandId)
        ? state
        : {
            ...state,
            pending: [...state.pending, { ...message.command, isLost: false }],
            lastError: O.none,
          };
    case 'RefusedLocally': {
      const { event, error } = message;
      return { ...state, lastError: O.some({ event, error, by: 'client' }) };
    }
    case 'Accepted':
      return confirm(without(state, message.commandId), message.server);
    case 'Refused': {
      const refused = state.pending.find(({ commandId }) => commandId === message.commandId);
      return refused === undefined
        ? state
        : {
            ...without(state, message.commandId),
            lastError: O.some({ event: refused.event, error: message.error, by: 'server' }),
          };
    }
    case 'Lost':
      return markLost(state, true, ({ commandId }) => commandId === message.commandId);
    case 'Resent':
      return markLost(state, false, () => true);
    case 'Pushed':
      return confirm(state, message.server);
    case 'Dismissed':
      return O.isNone(state.lastError) ? state : { ...state, lastError: O.none };
  }
};

/** Reduces a message: returns the next state. */
export const reduceLive = <Refusal>(
  state: LiveState<Refusal>,
  message: LiveMessage<Refusal>,
): LiveState<Refusal> => {
  const next = step(state, message);
  return next.confirmed === state.confirmed && next.pending === state.pending ? next : rebase(next);
};
