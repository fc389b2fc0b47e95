/** The model of a worker: what handlers get and return, what a worker meets, and how it is set. */
import type { RunInstance } from '../run/RunInstance.js';
import type { AttemptId } from '../values/AttemptId.js';
import type { RunId } from '../values/RunId.js';
import type { Backoff } from './backoff.js';
import type { DatabaseFailed } from './Database.js';
import type { Json } from './Json.js';
import type { InsertError, MutateError } from './RunStore.js';
import type { BadSchedule } from './Schedules.js';
import type { StoredRun } from './StoredRun.js';
import type { Telemetry } from './Telemetry.js';
import type { WorkResult } from './WorkResult.js';

/**
 * What a handler gets.
 * @category Workers
 */
export interface Work {
  readonly run: RunInstance;
  readonly payload: Json | undefined;
  readonly attemptId: AttemptId;
  /** How many attempts of this run failed or were lost before. */
  readonly failures: number;
  /**
   * Aborted when the run is no longer this attempt's: it was canceled, or its lease expired. Its reason says which. Also when the worker is
   * stopped and the handler took too long.
   */
  readonly signal: AbortSignal;
  /** Tells how far the work is. It is stored with the next sign of life. */
  readonly progress: (value: unknown) => void;
}

/**
 * Does the work of a run. What it returns says what becomes of the run; nothing is the same as `complete()`, and an error that it throws as
 * `retry()`.
 * @category Workers
 */
export type Handler = (
  work: Work,
  // eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- a handler may return nothing
) => WorkResult | void | Promise<WorkResult | void>;

/**
 * The handler of all tasks, or one for each by its name (`taskNamed`) or its id. With these the worker takes no other tasks.
 * @category Workers
 */
export type Handlers = Handler | Readonly<Record<string, Handler>>;

/**
 * Something that a worker met.
 * @category Workers
 */
export type WorkerEvent =
  | { readonly type: 'claimed'; readonly runs: ReadonlyArray<StoredRun> }
  | {
      readonly type: 'settled';
      readonly run: RunInstance;
      readonly outcome: WorkResult['_tag'];
      readonly note: string | undefined;
    }
  /** The run was not this attempt's any more: nothing was changed. */
  | { readonly type: 'refused'; readonly runId: RunId; readonly error: MutateError }
  /** The handler's signal was aborted, because the run is not its attempt's any more. */
  | { readonly type: 'lost'; readonly runId: RunId }
  | {
      readonly type: 'error';
      readonly error: DatabaseFailed | InsertError | MutateError | BadSchedule;
    };

/**
 * The options of a worker.
 * @category Workers
 */
export interface WorkerOptions {
  /** How many handlers run at once; default: 10. */
  readonly concurrency?: number;
  /**
   * How many runs more the worker takes at most, so that a statement takes many, while its handlers return within milliseconds; default: four
   * times `concurrency`. Those that get no handler soon are given back. If the process dies, they are lost like those with a handler.
   */
  readonly ahead?: number;
  /** How long a run stays this worker's without a sign of life, in seconds; default: 30. A third of it lies between two signs. */
  readonly leaseSeconds?: number;
  readonly backoff?: Backoff;
  /** The worker's name; a random part is added, so that no two processes have one name. Default: `worker`. */
  readonly name?: string;
  /** The longest time without a look at the store, in milliseconds; default: 10,000. Notifications and timers wake it sooner. */
  readonly idleMs?: number;
  /** How long `stop` waits for handlers before it aborts them, in milliseconds; default: 10,000. */
  readonly graceMs?: number;
  readonly telemetry?: Telemetry;
  readonly onEvent?: (event: WorkerEvent) => void;
}

/**
 * A worker that runs.
 * @category Workers
 */
export interface Worker {
  /** Its name, as the store has it. */
  readonly name: string;
  /** How many handlers run. */
  readonly active: () => number;
  /** Looks at the store, and resolves once nothing is due and no handler runs, or the worker is stopped. */
  readonly idle: () => Promise<void>;
  /**
   * Takes no more runs, and waits for the handlers. Those that take too long are aborted, and their runs wait for another worker without
   * a failure.
   */
  readonly stop: () => Promise<void>;
}
