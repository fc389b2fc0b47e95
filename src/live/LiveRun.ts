/**
 * A run on this side of a connection, as a pure reducer: what the server last said, and the commands that it has not answered.
 *
 * A command is shown as done at once. The server's word replaces ours: each time it says something, the commands without an
 * answer are decided anew upon it, in the order in which they were sent. One that has become illegal meanwhile is left out
 * of what is shown and still waits for its answer.
 *
 * Laws: with no command waiting, what is shown is what the server said; however answers, refusals, pushes and losses
 * interleave, in whatever order and however often, once every command is answered and the server's latest word has arrived,
 * what is shown is that word; a message that changes nothing gives back the very state it was given.
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

/** An event under the id of its command: a server that gets it twice answers the second time as the first. */
export interface RunCommand {
  readonly commandId: CommandId;
  readonly event: RunEvent;
}

/** A command that has no answer yet. */
export interface PendingCommand extends RunCommand {
  /** The connection was lost before the answer came: whether the server took it is not known. */
  readonly isLost: boolean;
}

/** The run as the server has it. */
export interface ServerRun {
  readonly run: RunView;
  /**
   * Rises with each change of the run, so that older news is known as such. Without it, what arrives last counts: then the
   * connection must keep the order.
   */
  readonly revision?: number;
}

/** The last event that was refused, and why. */
export interface RejectedEvent<Refusal> {
  readonly event: RunEvent;
  readonly error: Refusal;
  /** By the chart on this side, before anything was sent; or by the server, and what was shown has been rolled back. */
  readonly by: 'client' | 'server';
}

/** A run on this side of a connection. */
export interface LiveState<Refusal> {
  /** What the server last said. */
  readonly confirmed: RunView;
  /** The newest revision seen; `-Infinity` before the first. */
  readonly revision: number;
  /** In the order in which they were sent. */
  readonly pending: ReadonlyArray<PendingCommand>;
  /** What is shown: the pending commands done upon the confirmed run. */
  readonly run: RunView;
  readonly lastError: O.Option<RejectedEvent<Refusal>>;
}

/** What can happen to it. */
export type LiveMessage<Refusal> =
  | { readonly _tag: 'Sent'; readonly command: RunCommand }
  | { readonly _tag: 'RefusedHere'; readonly event: RunEvent; readonly error: Refusal }
  | { readonly _tag: 'Accepted'; readonly commandId: CommandId; readonly server: ServerRun }
  | { readonly _tag: 'Refused'; readonly commandId: CommandId; readonly error: Refusal }
  | { readonly _tag: 'Lost'; readonly commandId: CommandId }
  | { readonly _tag: 'Resent' }
  | { readonly _tag: 'Pushed'; readonly server: ServerRun }
  | { readonly _tag: 'Dismissed' };

// ------------------------------------------------------------------------------------------------------ constructors

/** A run as it was first given, nothing pending. */
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

/** The same run in the same condition: nothing that anybody could see. */
const isSame = (a: RunView, b: RunView): boolean =>
  a === b || (isKnownRun(a) && isKnownRun(b) && runInstanceEq.equals(a, b));

/** Keeps the object that is there if the new one says the same. */
const keep = (old: RunView, fresh: RunView): RunView => (isSame(old, fresh) ? old : fresh);

/** The pending commands done upon what the server said; one that is illegal there is left out. */
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

/** The server's word, unless it is of another run, or older than what is known. */
const hear = <Refusal>(state: LiveState<Refusal>, server: ServerRun): LiveState<Refusal> => {
  const { run, revision = state.revision } = server;
  const isNews =
    run.id === state.confirmed.id && (server.revision === undefined || revision > state.revision);
  if (!isNews) return state;
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
  isMeant: (command: PendingCommand) => boolean,
): LiveState<Refusal> =>
  state.pending.some((command) => isMeant(command) && command.isLost !== isLost)
    ? {
        ...state,
        pending: state.pending.map((command) =>
          isMeant(command) ? { ...command, isLost } : command,
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
    case 'RefusedHere': {
      const { event, error } = message;
      return { ...state, lastError: O.some({ event, error, by: 'client' }) };
    }
    case 'Accepted':
      return hear(without(state, message.commandId), message.server);
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
      return hear(state, message.server);
    case 'Dismissed':
      return O.isNone(state.lastError) ? state : { ...state, lastError: O.none };
  }
};

/** What a message makes of it. */
export const reduceLive = <Refusal>(
  state: LiveState<Refusal>,
  message: LiveMessage<Refusal>,
): LiveState<Refusal> => {
  const next = step(state, message);
  return next.confirmed === state.confirmed && next.pending === state.pending ? next : rebase(next);
};
