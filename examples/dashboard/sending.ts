/**
 * Every request of this page to the host, and the counts of their outcomes.
 *
 * Law: the counted edges are those that were taken, since every change goes through here and is answered in order.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { Task } from 'fp-ts/lib/Task.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type {
  CommandId,
  CommandIdReused,
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

/** Why a host refuses an event besides the chart: it has no such run, or knows the command id from another command. */
export type HostRefusal = RunNotFound | CommandIdReused;

/** The requests of the page. */
export interface Sending {
  /** Sends an event to a run. An event with a command id is applied once, even if it arrives twice. */
  readonly send: (
    runId: RunId,
    event: RunEvent,
    commandId?: CommandId,
  ) => TaskEither<RefusalError | HostRefusal | ConnectionLost, RunInstance>;
  /** Starts the next occurrence of an ended run under the same id: a host never forgets a run, and this page must not grow. */
  readonly beginAnew: (run: RunInstance) => Task<void>;
  /** Has every request been answered? */
  readonly isIdle: () => boolean;
}

const requestErrors: Readonly<Record<RequestError['_tag'], true>> = {
  HostGone: true,
  RequestTimeout: true,
  RequestCancelled: true,
  Malformed: true,
  Overloaded: true,
};

/** Did the request get no answer, for whatever reason? */
const isRequestError = (error: HostError): error is RequestError => error._tag in requestErrors;

/** Sends requests through a client. */
export const makeSending = (client: RunHostClient, board: Board, traffic: Traffic): Sending => {
  /** The runs of the latest answers, which come slightly before the reports. */
  const answered = new Map<RunId, RunInstance>();
  let underWay = 0;

  /** Counts the requests without an answer. */
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
          // SAFETY: the other errors were handled above.
          E.mapLeft((error) => error as Exclude<typeof error, RequestError>),
        );
      }),
    beginAnew: (run) =>
      counted(async () => {
        const { id, taskId, state } = answered.get(run.id) ?? run;
        // The caller may not know yet that the next occurrence has started.
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
