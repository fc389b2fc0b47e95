/** When a supervised worker is restarted, and when the supervisor gives up. */
import * as O from 'fp-ts/lib/Option.js';

/** How often and after which delay a worker is restarted. */
export interface RestartPolicy {
  /** How many restarts in a row may fail: the worker does not start, or ends before it has answered a request. */
  readonly maxRestarts: number;
  /** Milliseconds before the first restart in a row; they double with each further one. */
  readonly restartDelay: number;
}

/** Milliseconds to wait before the given restart in a row, counted from 1; none if it exceeds the maximum. */
export const delayBefore = (
  { maxRestarts, restartDelay }: RestartPolicy,
  restart: number,
): O.Option<number> => (restart > maxRestarts ? O.none : O.some(restartDelay * 2 ** (restart - 1)));
