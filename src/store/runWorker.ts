/* eslint-disable functional/immutable-data, functional/no-let -- a loop around handlers that run, with what they are at */
/**
 * `runWorker`: takes runs of a store, calls their handlers, and writes what became of them.
 *
 * Every write of an attempt carries its id, so a worker whose run was given to another changes nothing. A run is taken and started in one
 * write, and settled in another; settlements that come while one is written are written together.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { v4 } from 'uuid';
import type { RunEvent } from '../run/RunEvent.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { AttemptId } from '../values/AttemptId.js';
import type { RunId } from '../values/RunId.js';
import type { TaskId } from '../values/TaskId.js';
import type { Backoff } from './backoff.js';
import { exponentialBackoff } from './backoff.js';
import type { DatabaseFailed } from './Database.js';
import type { Json } from './Json.js';
import { encodeJson, notStorableMessage } from './Json.js';
import type { InsertError, MutateError, Mutation, RunStore } from './RunStore.js';
import type { BadSchedule } from './Schedules.js';
import type { StoredRun } from './StoredRun.js';
import { taskNamed } from './taskNamed.js';
import type { Instruments, Telemetry } from './Telemetry.js';
import { instrumentsOf } from './Telemetry.js';
import type { WorkResult } from './WorkResult.js';
import { fail, retry, workResultOf } from './WorkResult.js';

// ------------------------------------------------------------------------------------------------------------ model

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

/** An attempt whose handler runs. */
interface Attempt {
  readonly stored: StoredRun;
  readonly attemptId: AttemptId;
  readonly abort: AbortController;
  progress: unknown;
  /** Its handler has returned. */
  isOver: boolean;
}

interface Settlement {
  readonly attempt: Attempt;
  readonly mutation: Mutation;
  readonly outcome: WorkResult['_tag'];
}

// ------------------------------------------------------------------------------------------------------ settlements

const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);

/** The last event of a settlement, by what the handler returned. */
const endingOf = (result: WorkResult, { failures, maxFailures }: StoredRun): RunEvent['type'] => {
  switch (result._tag) {
    case 'Complete':
      return 'complete';
    case 'Suspend':
      return 'suspend';
    case 'Fail':
      return 'fail';
    case 'RetryLater':
      return result.failed && failures + 1 >= maxFailures ? 'fail' : 'retry';
  }
};

/** What is written when a handler has returned. */
const mutationOf = (
  { stored, attemptId }: Attempt,
  returned: WorkResult,
  backoff: Backoff,
  worker: string,
): Mutation => {
  const encoded = returned._tag === 'Complete' ? encodeJson(returned.result) : E.right('');
  // The work is done, and is not done again.
  const result = E.isLeft(encoded)
    ? fail(`the result: ${notStorableMessage(encoded.left)}`)
    : returned;
  const failed = result._tag === 'Fail' || (result._tag === 'RetryLater' && result.failed);
  const type = endingOf(result, stored);
  const note = result._tag === 'Complete' ? undefined : result.reason;
  return {
    id: stored.run.id,
    known: stored,
    worker,
    event: [
      { type: 'attempt.finish', attemptId },
      // SAFETY: these events have no required field but their type.
      { type } as RunEvent,
    ],
    failed,
    ...(note === undefined ? {} : { note }),
    ...(result._tag === 'Complete' && result.result !== undefined ? { result: result.result } : {}),
    ...(result._tag === 'RetryLater'
      ? { delayMs: result.afterMs ?? (result.failed ? backoff(stored.failures + 1) : 0) }
      : {}),
  };
};

// ------------------------------------------------------------------------------------------------------------- loop

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until all that is ready to run has run: handlers that end in one turn are followed by one claim. */
const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve);
  });

/** The longest delay of a timer. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** How long the worker waits after a statement failed. */
const AFTER_ERROR = 500;

/** The most runs of one claim. */
const CLAIMED_AT_ONCE = 500;

/** How many times the concurrency may wait to be settled before no more is taken. */
const MAX_UNSETTLED = 2;

const handlerFor = (
  handlers: Handlers,
): {
  readonly of: (task: TaskId) => Handler | undefined;
  readonly tasks?: ReadonlyArray<TaskId>;
} => {
  if (typeof handlers === 'function') return { of: () => handlers };
  const byTask = new Map(Object.entries(handlers).map(([name, each]) => [taskNamed(name), each]));
  return { of: (task) => byTask.get(task), tasks: [...byTask.keys()] };
};

/**
 * Starts a worker.
 *
 * @example
 * ```ts
 * import { openRunStore, runWorker, taskNamed } from 'runchart/store'
 * import { openPGlite } from 'runchart/store/pglite'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as TE from 'fp-ts/lib/TaskEither.js'
 *
 * const opened = await pipe(openPGlite(), TE.chainW(openRunStore()))()
 * if (E.isLeft(opened)) throw new Error(opened.left._tag)
 * const store = opened.right
 *
 * await store.insert({ taskId: taskNamed('greet'), payload: 'Ada' })()
 * const greeted: Array<unknown> = []
 * const worker = runWorker(store, { greet: ({ payload }) => void greeted.push(payload) })
 * await worker.idle()
 * await worker.stop()
 *
 * const counts = await store.counts()()
 * assert.deepStrictEqual([greeted, E.isRight(counts) && counts.right.Completed], [['Ada'], 1])
 * await store.close()
 * ```
 * @category Workers
 */
export const runWorker = (
  store: RunStore,
  handlers: Handlers,
  {
    concurrency = 10,
    leaseSeconds = 30,
    backoff = exponentialBackoff(),
    name: prefix = 'worker',
    idleMs = 10_000,
    graceMs = 10_000,
    telemetry = {},
    onEvent = () => undefined,
  }: WorkerOptions = {},
): Worker => {
  const name = `${prefix}-${v4().slice(0, 8)}`;
  const { of: handlerOf, tasks } = handlerFor(handlers);
  const instruments: Instruments = instrumentsOf(telemetry);
  const active = new Map<RunId, Attempt>();
  let settlements: ReadonlyArray<Settlement> = [];
  let settling: Promise<void> | undefined;
  let stopping = false;
  const isTaking = (): boolean => !stopping;
  let isStopped = false;
  let isDrained = false;
  /** Nobody waits for the settlements any more. */
  let isAbandoned = false;
  let idlers: ReadonlyArray<() => void> = [];

  // ------------------------------------------------------------------------------------------------------- waking

  let wake: () => void = () => undefined;
  let isAwake = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const look = (): void => {
    isAwake = true;
    wake();
  };
  /** Wakes the loop in time; an earlier time stays. */
  let wakesAt = Infinity;
  const wakeIn = (ms: number): void => {
    const at = Date.now() + ms;
    if (at >= wakesAt) return;
    clearTimeout(timer);
    wakesAt = at;
    timer = setTimeout(look, Math.min(ms, LONGEST_TIMER));
  };
  const sleep = (): Promise<void> =>
    new Promise((resolve) => {
      if (isAwake) {
        resolve();
        return;
      }
      wake = resolve;
    });

  const isIdle = (): boolean =>
    isDrained &&
    // A claim that was sent before somebody asked says nothing of what came meanwhile.
    !isAwake &&
    active.size === 0 &&
    settlements.length === 0 &&
    settling === undefined;
  const settleIdlers = (): void => {
    if (!isStopped && !isIdle()) return;
    const waiting = idlers;
    idlers = [];
    waiting.forEach((resolve) => {
      resolve();
    });
  };

  // ----------------------------------------------------------------------------------------------------- settling

  const writeSettlements = async (): Promise<void> => {
    const batch = settlements;
    settlements = [];
    const written = await store.mutateMany(batch.map(({ mutation }) => mutation))();
    if (E.isLeft(written)) {
      onEvent({ type: 'error', error: written.left });
      await wait(AFTER_ERROR);
      // A run whose lease has passed meanwhile is refused by its attempt.
      settlements = [...batch, ...settlements];
      return;
    }
    batch.forEach(({ attempt, mutation, outcome }, i) => {
      const done = written.right[i];
      if (done !== undefined && E.isRight(done))
        onEvent({ type: 'settled', run: done.right.run, outcome, note: mutation.note });
      else if (done !== undefined)
        onEvent({ type: 'refused', runId: attempt.stored.run.id, error: done.left });
    });
    look();
  };

  const settle = (settlement: Settlement): void => {
    const { attempt } = settlement;
    attempt.isOver = true;
    // The next run is taken while this one is settled.
    if (active.get(attempt.stored.run.id) === attempt) active.delete(attempt.stored.run.id);
    look();
    settlements = [...settlements, settlement];
    settling ??= (async () => {
      // Handlers that end in the same turn are settled together.
      await nextTurn();
      // eslint-disable-next-line functional/no-loop-statements -- until nothing came while it was written
      while (settlements.length > 0 && !isAbandoned) await writeSettlements();
      settling = undefined;
      settleIdlers();
    })();
  };

  // ----------------------------------------------------------------------------------------------------- handlers

  const lose = (attempt: Attempt, reason: string): void => {
    if (attempt.abort.signal.aborted) return;
    attempt.abort.abort(new Error(reason));
    onEvent({ type: 'lost', runId: attempt.stored.run.id });
  };

  const handle = async (attempt: Attempt): Promise<void> => {
    const { stored, attemptId, abort } = attempt;
    const { run } = stored;
    const handler = handlerOf(run.taskId);
    await instruments.attempt(
      {
        'runchart.run': run.id,
        'runchart.task': run.taskId,
        'runchart.attempt': attemptId,
        'runchart.attempt.number': run.attemptCount,
      },
      async (end) => {
        const returned = await (async () =>
          handler === undefined
            ? fail(`no handler for the task ${run.taskId}`)
            : workResultOf(
                await handler({
                  run,
                  payload: stored.payload,
                  attemptId,
                  failures: stored.failures,
                  signal: abort.signal,
                  progress: (value) => {
                    attempt.progress = value;
                  },
                }),
              ))().catch((thrown: unknown) => retry(messageOf(thrown)));
        if (attempt.isOver) return;
        end(
          returned._tag,
          returned._tag === 'Fail' || (returned._tag === 'RetryLater' && returned.failed),
        );
        settle({
          attempt,
          outcome: returned._tag,
          mutation: mutationOf(attempt, returned, backoff, name),
        });
      },
    );
  };

  const begin = (stored: StoredRun): void => {
    const attemptId = O.toUndefined(stored.run.currentAttemptId);
    if (attemptId === undefined) return;
    const attempt: Attempt = {
      stored,
      attemptId,
      abort: new AbortController(),
      progress: undefined,
      isOver: false,
    };
    active.set(stored.run.id, attempt);
    void handle(attempt);
  };

  // ------------------------------------------------------------------------------------------------ signs of life

  const beat = async (): Promise<void> => {
    const attempts = [...active.values()].filter(
      ({ abort, isOver }) => !isOver && !abort.signal.aborted,
    );
    if (attempts.length === 0) return;
    const beats = attempts.map((attempt) => {
      const { progress } = attempt;
      attempt.progress = undefined;
      const encoded = encodeJson(progress);
      return {
        id: attempt.stored.run.id,
        attemptId: attempt.attemptId,
        ...(progress === undefined || E.isLeft(encoded) ? {} : { progress }),
      };
    });
    const held = await store.heartbeat(name, leaseSeconds, beats)();
    if (E.isLeft(held)) {
      if (held.left._tag === 'DatabaseFailed') onEvent({ type: 'error', error: held.left });
      return;
    }
    const ids = new Set(held.right);
    attempts
      .filter((attempt) => !ids.has(attempt.stored.run.id) && !attempt.isOver)
      .forEach((attempt) => {
        lose(attempt, 'the run is not this attempt’s any more');
      });
  };
  const heart = setInterval(() => void beat(), (1000 * leaseSeconds) / 3);

  /** Somebody sent a command to a run: is it still this attempt's? */
  const check = async (id: RunId): Promise<void> => {
    const attempt = active.get(id);
    if (attempt === undefined) return;
    const now = await store.load(id)();
    if (E.isLeft(now) || attempt.isOver) return;
    const { currentAttemptId, state } = now.right.run;
    if (O.isSome(currentAttemptId) && currentAttemptId.value === attempt.attemptId) return;
    lose(attempt, `the run is ${state}`);
  };

  // -------------------------------------------------------------------------------------------------------- claims

  const claimOnce = async (): Promise<boolean> => {
    const limit = Math.min(concurrency - active.size, CLAIMED_AT_ONCE);
    // Few runs at a time are dear: while others are settled, more may come free.
    const isSoon = settling !== undefined && 2 * limit < concurrency;
    if (limit <= 0 || isSoon || settlements.length >= MAX_UNSETTLED * concurrency) return false;
    const claimed = await store.claim({
      worker: name,
      limit,
      leaseSeconds,
      start: true,
      ...(tasks === undefined ? {} : { tasks }),
    })();
    if (E.isLeft(claimed)) {
      onEvent({ type: 'error', error: claimed.left });
      wakeIn(AFTER_ERROR);
      return false;
    }
    const { runs, nextInMs = idleMs, nextScheduleInMs } = claimed.right;
    if (runs.length > 0) onEvent({ type: 'claimed', runs });
    runs.forEach(begin);
    if (nextScheduleInMs === 0) {
      const fired = await store.fireSchedules()();
      if (E.isLeft(fired)) onEvent({ type: 'error', error: fired.left });
      else return true;
    }
    isDrained = runs.length < limit;
    wakeIn(
      Math.min(
        nextInMs,
        nextScheduleInMs === undefined || nextScheduleInMs === 0 ? idleMs : nextScheduleInMs,
        idleMs,
      ),
    );
    return runs.length === limit;
  };

  const loop = (async () => {
    /* eslint-disable functional/no-loop-statements -- one claim after the other */
    while (isTaking()) {
      isAwake = false;
      clearTimeout(timer);
      wakesAt = Infinity;
      while (isTaking() && (await claimOnce()));
      settleIdlers();
      if (isTaking()) await sleep();
      await nextTurn();
    }
    /* eslint-enable functional/no-loop-statements */
  })();

  const onNotification = (payload: string): void => {
    const [kind, value = ''] = payload.split(' ');
    if (kind === 'ready') {
      isDrained = false;
      look();
    }
    // On the store's clock; the next claim says how long it is from then.
    else if (kind === 'due' && Number(value) < wakesAt + idleMs) look();
    // SAFETY: an id of the store; one that is none is not found.
    else if (kind === 'run') void check(value as RunId);
  };
  const listening = store.database.listen(store.channel, { onNotification, onGap: look })();
  // What was added before it listened has told nobody.
  void listening.then(look);

  return {
    name,
    active: () => active.size,
    idle: () =>
      new Promise((resolve) => {
        idlers = [...idlers, resolve];
        if (isStopped) settleIdlers();
        else look();
      }),
    stop: async () => {
      stopping = true;
      look();
      await loop;
      const running = (): boolean => active.size > 0;
      const until = Date.now() + graceMs;
      /* eslint-disable functional/no-loop-statements -- waits for handlers */
      while (running() && Date.now() < until) await wait(Math.min(20, graceMs));
      [...active.values()]
        .filter(({ isOver }) => !isOver)
        .forEach((attempt) => {
          attempt.abort.abort(new Error('the worker is stopped'));
          settle({
            attempt,
            outcome: 'RetryLater',
            mutation: mutationOf(
              attempt,
              { _tag: 'RetryLater', afterMs: 0, failed: false, reason: 'the worker was stopped' },
              backoff,
              name,
            ),
          });
        });
      const last = Date.now() + Math.max(graceMs, 1000);
      while (settling !== undefined && Date.now() < last) await wait(5);
      isAbandoned = true;
      /* eslint-enable functional/no-loop-statements */
      clearInterval(heart);
      clearTimeout(timer);
      const heard = await listening;
      if (E.isRight(heard)) await heard.right();
      isStopped = true;
      settleIdlers();
    },
  };
};
