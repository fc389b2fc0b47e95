/* eslint-disable functional/immutable-data, functional/no-let -- a loop around handlers that run, with what they are at */
/**
 * `runWorker`: takes runs of a store, calls their handlers, and writes what became of them.
 *
 * Every write of an attempt carries its id, so a worker whose run was given to another changes nothing. A run is taken and started in one
 * write, and settled in another; settlements that come while one is written are written together. While handlers are quick, more runs are
 * taken than they are at.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { v4 } from 'uuid';
import type { AttemptId } from '../values/AttemptId.js';
import type { RunId } from '../values/RunId.js';
import type { TaskId } from '../values/TaskId.js';
import { makeAlarm } from './alarm.js';
import { exponentialBackoff } from './backoff.js';
import { encodeJson } from './Json.js';
import type { RunStore } from './RunStore.js';
import { settlementOf } from './settlement.js';
import { makeSettling } from './settling.js';
import type { StoredRun } from './StoredRun.js';
import { aheadFor, slowestOf } from './takingAhead.js';
import { taskNamed } from './taskNamed.js';
import type { Instruments } from './Telemetry.js';
import { instrumentsOf } from './Telemetry.js';
import { AFTER_ERROR, nextTurn, wait } from './waits.js';
import type { Handler, Handlers, Worker, WorkerOptions } from './Worker.js';
import type { WorkResult } from './WorkResult.js';
import { fail, retry, workResultOf } from './WorkResult.js';

// ------------------------------------------------------------------------------------------------------------ model

/** An attempt whose handler runs, or waits until another has returned. */
interface Attempt {
  readonly stored: StoredRun;
  readonly attemptId: AttemptId;
  readonly abort: AbortController;
  progress: unknown;
  /** When its lease expires, if no sign of life arrives: in milliseconds of this process's clock. */
  heldUntil: number;
  /** Its handler has returned, or will not be called. */
  isOver: boolean;
}

// ------------------------------------------------------------------------------------------------------------- loop

const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);

/** The most runs of one claim. */
const CLAIMED_AT_ONCE = 500;

/** How many times those that are held may wait to be settled before no more is taken. */
const MAX_UNSETTLED = 2;

const STOPPED = 'the worker was stopped';

/** How long an attempt waits for its handler before its run is given back: in milliseconds. */
const LONGEST_WAIT = 250;

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
    ahead = 4 * concurrency,
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
  const leaseMs = 1000 * leaseSeconds;
  const { of: handlerOf, tasks } = handlerFor(handlers);
  const instruments: Instruments = instrumentsOf(telemetry);
  const active = new Map<RunId, Attempt>();
  /** Those of the attempts that were taken ahead. */
  let waiting: ReadonlyArray<Attempt> = [];
  let handling = 0;
  let slowest = Infinity;
  /** How many attempts it holds at most. */
  const capacity = (): number => concurrency + aheadFor(concurrency, ahead, slowest);
  let stopping = false;
  const isTaking = (): boolean => !stopping;
  let isStopped = false;
  let isDrained = false;
  let idlers: ReadonlyArray<() => void> = [];
  const alarm = makeAlarm();

  const isIdle = (): boolean =>
    isDrained &&
    // A claim that was sent before somebody asked says nothing of what came meanwhile.
    !alarm.hasRung() &&
    active.size === 0 &&
    settling.waiting() === 0 &&
    !settling.isBusy();
  const settleIdlers = (): void => {
    if (!isStopped && !isIdle()) return;
    const waiting = idlers;
    idlers = [];
    waiting.forEach((resolve) => {
      resolve();
    });
  };

  // ----------------------------------------------------------------------------------------------------- settling

  const settling = makeSettling(store, onEvent, { onWritten: alarm.ring, onEmpty: settleIdlers });

  const settle = (attempt: Attempt, result: WorkResult): void => {
    attempt.isOver = true;
    const runId = attempt.stored.run.id;
    // The next run is taken while this one is settled.
    if (active.get(runId) === attempt) active.delete(runId);
    alarm.ring();
    settling.add({
      runId,
      outcome: result._tag,
      mutation: settlementOf(attempt, result, backoff, name),
    });
  };

  /** Leaves runs to any worker, without a failure. */
  const giveBack = (attempts: ReadonlyArray<Attempt>, reason: string): void => {
    attempts
      .filter(({ isOver }) => !isOver)
      .forEach((attempt) => {
        settle(attempt, { _tag: 'RetryLater', afterMs: 0, failed: false, reason });
      });
  };

  // ----------------------------------------------------------------------------------------------------- handlers

  const lose = (attempt: Attempt, reason: string): void => {
    if (attempt.abort.signal.aborted) return;
    if (waiting.includes(attempt)) {
      attempt.isOver = true;
      waiting = waiting.filter((other) => other !== attempt);
      active.delete(attempt.stored.run.id);
    }
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
        const beganAt = performance.now();
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
        slowest = slowestOf(slowest, performance.now() - beganAt);
        if (attempt.isOver) return;
        end(
          returned._tag,
          returned._tag === 'Fail' || (returned._tag === 'RetryLater' && returned.failed),
        );
        settle(attempt, returned);
      },
    );
  };

  /** Calls the handlers of the attempts that wait, as many as may run at once. */
  const begin = (): void => {
    // eslint-disable-next-line functional/no-loop-statements -- until none waits
    while (isTaking() && handling < concurrency) {
      const [attempt, ...rest] = waiting;
      if (attempt === undefined) return;
      waiting = rest;
      handling += 1;
      void handle(attempt).then(() => {
        handling -= 1;
        begin();
      });
    }
  };

  const attemptOf = (stored: StoredRun): ReadonlyArray<Attempt> => {
    const attemptId = O.toUndefined(stored.run.currentAttemptId);
    if (attemptId === undefined) return [];
    const attempt: Attempt = {
      stored,
      attemptId,
      abort: new AbortController(),
      progress: undefined,
      heldUntil: performance.now() + leaseMs,
      isOver: false,
    };
    active.set(stored.run.id, attempt);
    return [attempt];
  };

  let giving: ReturnType<typeof setTimeout> | undefined;
  const take = (runs: ReadonlyArray<StoredRun>): void => {
    waiting = [...waiting, ...runs.flatMap(attemptOf)];
    begin();
    if (waiting.length === 0) return;
    const late = new Set(waiting);
    clearTimeout(giving);
    giving = setTimeout(() => {
      const left = waiting.filter((attempt) => late.has(attempt));
      if (left.length === 0) return;
      slowest = Math.max(slowest, LONGEST_WAIT);
      waiting = waiting.filter((attempt) => !late.has(attempt));
      giveBack(left, 'its worker had no time for it');
    }, LONGEST_WAIT);
  };

  // ------------------------------------------------------------------------------------------------ signs of life

  const beat = async (): Promise<void> => {
    const attempts = [...active.values()].filter(
      ({ abort, isOver }) => !isOver && !abort.signal.aborted,
    );
    if (attempts.length === 0) return;
    const told = attempts.map(({ progress }) => progress);
    const beats = attempts.map(({ stored, attemptId, progress }) => ({
      id: stored.run.id,
      attemptId,
      ...(progress === undefined || E.isLeft(encodeJson(progress)) ? {} : { progress }),
    }));
    const sentAt = performance.now();
    const held = await store.heartbeat(name, leaseSeconds, beats)();
    if (E.isLeft(held)) {
      if (held.left._tag === 'DatabaseFailed') onEvent({ type: 'error', error: held.left });
      return;
    }
    const ids = new Set(held.right);
    attempts.forEach((attempt, i) => {
      // What was told meanwhile goes with the next sign.
      if (attempt.progress === told[i]) attempt.progress = undefined;
      if (ids.has(attempt.stored.run.id)) attempt.heldUntil = sentAt + leaseMs;
      else if (!attempt.isOver) lose(attempt, 'the run is not this attempt’s any more');
    });
  };
  /** The store may be away for longer than a lease: whoever reaches it takes the runs. */
  const loseExpired = (): void => {
    const now = performance.now();
    active.forEach((attempt) => {
      if (attempt.heldUntil <= now)
        lose(attempt, 'its lease has expired: the store cannot be reached');
    });
  };
  const heart = setInterval(() => {
    loseExpired();
    void beat();
  }, leaseMs / 3);

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
    const limit = Math.min(capacity() - active.size, CLAIMED_AT_ONCE);
    // Few runs at a time are dear: while others are settled, more may come free.
    const isSoon = settling.isBusy() && 2 * limit < capacity();
    if (limit <= 0 || isSoon || settling.waiting() >= MAX_UNSETTLED * capacity()) return false;
    const claimed = await store.claim({
      worker: name,
      limit,
      leaseSeconds,
      start: true,
      ...(tasks === undefined ? {} : { tasks }),
    })();
    if (E.isLeft(claimed)) {
      onEvent({ type: 'error', error: claimed.left });
      alarm.ringIn(AFTER_ERROR);
      return false;
    }
    const { runs, nextInMs = idleMs, nextScheduleInMs } = claimed.right;
    if (runs.length > 0) onEvent({ type: 'claimed', runs });
    take(runs);
    if (nextScheduleInMs === 0) {
      const fired = await store.fireSchedules()();
      if (E.isLeft(fired)) onEvent({ type: 'error', error: fired.left });
      else return true;
    }
    isDrained = runs.length < limit;
    alarm.ringIn(
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
      alarm.reset();
      while (isTaking() && (await claimOnce()));
      settleIdlers();
      if (isTaking()) await alarm.sleep();
      await nextTurn();
    }
    /* eslint-enable functional/no-loop-statements */
  })();

  const onNotification = (payload: string): void => {
    const [kind, value = ''] = payload.split(' ');
    if (kind === 'ready') {
      isDrained = false;
      alarm.ring();
    }
    // On the store's clock; the next claim says how long it is from then.
    else if (kind === 'due' && Number(value) < alarm.ringsAt() + idleMs) alarm.ring();
    // SAFETY: an id of the store; one that is none is not found.
    else if (kind === 'run') void check(value as RunId);
  };
  /** What happened while it did not listen has told nobody. */
  const onGap = (): void => {
    active.forEach((_, id) => void check(id));
    alarm.ring();
  };
  const listening = store.database.listen(store.channel, { onNotification, onGap })();
  void listening.then((heard) => {
    if (E.isLeft(heard)) onEvent({ type: 'error', error: heard.left });
    onGap();
  });

  return {
    name,
    active: () => handling,
    idle: () =>
      new Promise((resolve) => {
        idlers = [...idlers, resolve];
        if (isStopped) settleIdlers();
        else alarm.ring();
      }),
    stop: async () => {
      stopping = true;
      alarm.ring();
      await loop;
      clearTimeout(giving);
      const left = waiting;
      waiting = [];
      giveBack(left, STOPPED);
      const running = (): boolean => active.size > 0;
      const until = Date.now() + graceMs;
      /* eslint-disable functional/no-loop-statements -- waits for handlers */
      while (running() && Date.now() < until) await wait(Math.min(20, graceMs));
      active.forEach(({ abort }) => {
        abort.abort(new Error('the worker is stopped'));
      });
      giveBack([...active.values()], STOPPED);
      const last = Date.now() + Math.max(graceMs, 1000);
      while (settling.isBusy() && Date.now() < last) await wait(5);
      settling.abandon();
      /* eslint-enable functional/no-loop-statements */
      clearInterval(heart);
      alarm.reset();
      const heard = await listening;
      if (E.isRight(heard)) await heard.right();
      isStopped = true;
      settleIdlers();
    },
  };
};
