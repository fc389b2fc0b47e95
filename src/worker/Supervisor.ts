/* eslint-disable functional/no-let -- the shell of a supervisor: it performs what its reducers return */
/**
 * A host that outlives its worker: when the worker ends, a new one starts from the last snapshot and the ops that were
 * acknowledged since. The shell around `SupervisorState`, `Recording` and `PatientRequests`.
 *
 * Laws: the new worker has every acknowledged op, in order and once; an op that was not acknowledged fails with `HostGone`, and
 * the new worker has not applied it; only a request with a command id is sent again, because a redelivered command is applied
 * only once.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { catchUp } from './catchUp.js';
import { connect } from './connect.js';
import type { Connection, ConnectOptions } from './Connection.js';
import type { Endpoint } from './Endpoint.js';
import { terminate } from './Endpoint.js';
import type { ConnectError } from './HostError.js';
import type { Link } from './makeClient.js';
import { makeClient } from './makeClient.js';
import { makePatientRequests } from './PatientRequests.js';
import { makeRecording } from './Recording.js';
import type { RunHostClient } from './RunHostClient.js';
import type { RunHostSnapshot } from './Snapshot.js';
import { isPromise, spawnWorker } from './spawnWorker.js';
import { makeSubscriptions } from './Subscriptions.js';
import type { SupervisorEffect, SupervisorEvent } from './SupervisorState.js';
import { initialSupervisor, reduceSupervisor } from './SupervisorState.js';
import type { Signal } from './timeout.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * How a host is kept alive.
 * @category Hosts
 */
export interface SupervisorOptions extends ConnectOptions {
  /**
   * Starts a worker. Called again each time a worker has ended. In Deno, return the worker itself and not a promise: the error of
   * a worker to which nobody listens yet ends the program.
   */
  readonly spawn: () => Endpoint | Promise<Endpoint>;
  /** The snapshot that the first worker begins with. */
  readonly snapshot?: RunHostSnapshot;
  /**
   * How many acknowledged ops are kept before a snapshot replaces them. Defaults to 10,000, or to the number of runs in the last
   * snapshot if that is larger; up to a window more may be kept.
   */
  readonly snapshotEvery?: number;
  /** How many restarts in a row may fail, or end before the worker answers a request, before the host is gone. Defaults to 5. */
  readonly maxRestarts?: number;
  /** Milliseconds before the first restart in a row; they double with each further one. Defaults to 50. */
  readonly restartDelay?: number;
  /** Called after each restart, with the reason why the previous worker ended. */
  readonly onRestart?: (reason: string) => void;
}

/**
 * Counters of a supervised host.
 * @category Hosts
 */
export interface SupervisorStats {
  /** How often the worker was replaced. */
  readonly restarts: number;
  /** How many acknowledged ops there are after the last snapshot. */
  readonly journal: number;
}

/**
 * The client of a host that outlives its worker.
 * @category Hosts
 */
export interface SupervisedRunHost extends RunHostClient {
  /** Returns how often the worker was replaced, and how many ops are kept for the next one. */
  readonly supervision: () => SupervisorStats;
}

// ---------------------------------------------------------------------------------------------------------- defaults

const DEFAULTS = {
  maxRestarts: 5,
  restartDelay: 50,
  maxWaiting: 100_000,
  timeout: 30_000,
  onRestart: () => undefined,
};

const NO_STATS = { underWay: 0, waiting: 0, malformed: 0 };

// -------------------------------------------------------------------------------------------------------- operations

const supervise = (
  {
    spawn,
    snapshot,
    snapshotEvery,
    maxRestarts,
    restartDelay,
    onRestart,
    ...options
  }: Required<Pick<SupervisorOptions, keyof typeof DEFAULTS>> & SupervisorOptions,
  signal: Signal | undefined,
  settle: (started: E.Either<ConnectError, SupervisedRunHost>) => void,
): void => {
  const reduce = reduceSupervisor({ maxRestarts, restartDelay });
  let state = initialSupervisor;
  const recording = makeRecording(snapshot, snapshotEvery);
  let current: { readonly connection: Connection; readonly endpoint: Endpoint } | undefined;
  let restarts = 0;
  let resolveGone: (reason: string) => void = () => undefined;
  const gone = new Promise<string>((resolve) => {
    resolveGone = resolve;
  });

  // ---------------------------------------------------------------------------------------------------- lifecycle

  const dispatch = (event: SupervisorEvent): void => {
    const [next, effects] = reduce(state, event);
    state = next;
    effects.forEach(perform);
  };

  const perform = (effect: SupervisorEffect): void => {
    switch (effect._tag) {
      case 'StartWorker':
        void startWorker();
        return;
      case 'Wait':
        setTimeout(dispatch, effect.milliseconds, { _tag: 'DelayOver' });
        return;
      case 'Resume': {
        const connection = live();
        if (connection !== undefined) resume(connection);
        wakeAll();
        return;
      }
      case 'Begin':
        settle(
          E.right({
            ...makeClient(link),
            supervision: () => ({ restarts, journal: recording.log().length }),
          }),
        );
        return;
      case 'RefuseStart':
        settle(E.left(effect.error));
        return;
      case 'ReportRestart':
        restarts += 1;
        onRestart(effect.reason);
        return;
      case 'Finish': {
        const last = current;
        current = undefined;
        last?.connection.close(effect.reason);
        if (last !== undefined) terminate(last.endpoint);
        wakeAll();
        resolveGone(effect.reason);
        return;
      }
    }
  };

  const startWorker = async (): Promise<void> => {
    const starting = spawnWorker(spawn);
    const spawned = isPromise(starting) ? await starting : starting;
    if (E.isLeft(spawned)) {
      dispatch({ _tag: 'StartFailed', error: spawned.left });
      return;
    }
    const endpoint = spawned.right;
    const connected = await connect(endpoint, {
      ...options,
      ...(signal === undefined ? {} : { signal }),
      maxWaiting: Infinity,
      // What a worker answers while it catches up is in the log already.
      onAnswer: (...answer) => {
        if (current?.endpoint !== endpoint) return;
        if (state._tag === 'Running' && state.failures > 0) dispatch({ _tag: 'Answered' });
        recording.record(current.connection, ...answer);
      },
    })();
    const caughtUp = E.isLeft(connected)
      ? connected
      : await catchUp(connected.right, recording.log());
    if (E.isLeft(connected) || E.isLeft(caughtUp) || state._tag === 'Ended') {
      if (E.isRight(connected)) connected.right.close('it could not catch up');
      terminate(endpoint);
      if (E.isLeft(caughtUp)) dispatch({ _tag: 'StartFailed', error: caughtUp.left });
      return;
    }
    const connection = connected.right;
    current = { connection, endpoint };
    recording.begin();
    void connection.gone.then((reason) => {
      if (current?.connection !== connection) return;
      current = undefined;
      terminate(endpoint);
      dispatch({ _tag: 'WorkerLost', reason });
    });
    dispatch({ _tag: 'Started' });
  };

  // ---------------------------------------------------------------------------------------------------- requests

  /** The connection if it is open. A closed one is reported to the supervisor only a turn later. */
  const live = (): Connection | undefined =>
    current?.connection.isOpen() === true ? current.connection : undefined;

  const { ask, whenConnected, waiting, wakeAll } = makePatientRequests({
    live,
    whyNone: () => (state._tag === 'Ended' ? state.reason : undefined),
    timeout: options.timeout,
    maxWaiting: options.maxWaiting,
  });

  const { subscribe, resume } = makeSubscriptions(whenConnected);

  const link: Link = {
    ask,
    subscribe,
    get window() {
      return current?.connection.window ?? 1;
    },
    stats: () => {
      const stats = current?.connection.stats() ?? NO_STATS;
      return { ...stats, waiting: stats.waiting + waiting() };
    },
    gone,
    close: (reason) => {
      dispatch({ _tag: 'Closed', reason });
    },
  };

  void startWorker();
};

/**
 * Starts a worker that runs a host, connects to it, and replaces it whenever it ends. Only this client may change the host's
 * runs, because the recovery log lacks the ops of other clients.
 *
 * Errors: those of `connectRunHost`, for the first worker. `onRestart` and `gone` report what happens to later ones.
 *
 * @example
 * ```ts
 * import { makeSupervisedHost, serveRunHost } from 'runchart/worker'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const spawn = () => {
 *   const { port1, port2 } = new MessageChannel()
 *   serveRunHost(port1)
 *   return port2
 * }
 * const started = await makeSupervisedHost({ spawn })()
 * assert.deepStrictEqual(E.isRight(started) && started.right.supervision(), { restarts: 0, journal: 0 })
 * if (E.isRight(started)) started.right.close()
 * ```
 * @category Hosts
 */
export const makeSupervisedHost =
  ({
    signal,
    ...options
  }: SupervisorOptions & { readonly signal?: Signal }): TaskEither<
    ConnectError,
    SupervisedRunHost
  > =>
  () =>
    new Promise((resolve) => {
      supervise({ ...DEFAULTS, ...options }, signal, resolve);
    });
