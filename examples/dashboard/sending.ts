/**
 * All that this page asks of the host, and the account of what came of it.
 *
 * Law: the edges that are noted are those that were taken, since all changes go through here, and are answered in their order.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { Task } from 'fp-ts/lib/Task.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type {
  CommandId,
  ConnectionLost,
  RefusalError,
  RunEvent,
  RunId,
  RunInstance,
} from 'runchart';
import { isTerminal, Timestamp } from 'runchart';
import type { HostError, RequestError, RunHostClient, RunNotFound } from 'runchart/worker';
import { hostErrorMessage } from 'runchart/worker';
import type { Board } from './board.js';
import type { Traffic } from './traffic.js';

/** What can be asked. */
export interface Sending {
  /** Sends an event to a run. One with a command's id may come twice and acts once. */
  readonly send: (
    runId: RunId,
    event: RunEvent,
    commandId?: CommandId,
  ) => TaskEither<RefusalError | RunNotFound | ConnectionLost, RunInstance>;
  /** Begins the next occurrence of a run that has ended, under its id: a host forgets no run, and this page must not grow. */
  readonly beginAnew: (run: RunInstance) => Task<void>;
  /** Is nothing under way that was asked? */
  readonly isIdle: () => boolean;
}

const requestErrors: Readonly<Record<RequestError['_tag'], true>> = {
  HostGone: true,
  RequestTimeout: true,
  RequestCancelled: true,
  Malformed: true,
  Overloaded: true,
};

/** Did no answer come, whatever kept it? */
const isRequestError = (error: HostError): error is RequestError => error._tag in requestErrors;

/** Asks through a client. */
export const makeSending = (client: RunHostClient, board: Board, traffic: Traffic): Sending => {
  /** The runs as they were last answered, which is a moment earlier than they are told. */
  const answered = new Map<RunId, RunInstance>();
  let underWay = 0;

  /** Counts what is under way. */
  const counted =
    <A>(task: Task<A>): Task<A> =>
    async () => {
      underWay += 1;
      const answer = await task();
      underWay -= 1;
      return answer;
    };

  const take = (run: RunInstance): void => {
    answered.set(run.id, run);
    board.expect(run.id);
  };

  return {
    send: (runId, event, commandId) =>
      counted(async () => {
        const answer = await client.send(
          runId,
          event,
          commandId === undefined ? {} : { commandId },
        )();
        if (E.isLeft(answer) && isRequestError(answer.left))
          return E.left({ _tag: 'ConnectionLost', reason: hostErrorMessage(answer.left) });
        const before = answered.get(runId) ?? board.get(runId);
        traffic.note(answer, before === undefined ? undefined : `${before.state} ${event.type}`);
        if (E.isRight(answer)) take(answer.right);
        return pipe(
          answer,
          // SAFETY: the others have just been left out.
          E.mapLeft((error) => error as Exclude<typeof error, RequestError>),
        );
      }),
    beginAnew: (run) =>
      counted(async () => {
        const { id, taskId, state } = answered.get(run.id) ?? run;
        // Whoever asks may not have been told that it has begun anew already.
        if (!isTerminal(state)) return;
        const now = Timestamp.now();
        const times = { scheduledAt: now, createdAt: now };
        const begun = await client.apply({
          op: 'new_scheduled_with_id',
          runId: id,
          taskId,
          ...times,
        })();
        if (E.isLeft(begun) && isRequestError(begun.left)) return;
        traffic.note(begun);
        if (E.isRight(begun)) take(begun.right);
      }),
    isIdle: () => underWay === 0,
  };
};
