/* eslint-disable functional/immutable-data -- a host counts what it has seen */
/**
 * The run host: owns many runs and serves them to clients through ports, in a Web Worker, a SharedWorker, a worker of
 * `worker_threads`, or in the same program as its clients.
 *
 * Laws: requests of a client are handled in order, each once, and answered in that order; every message is decoded, and a
 * malformed one is counted or answered and never ends the host; the memory for a client's unread messages is bounded.
 */
import type * as E from 'fp-ts/lib/Either.js';
import type { JournalEntry } from '../journal/JournalEntry.js';
import { DEFAULT_REMEMBER } from '../journal/RunFold.js';
import type { ChartMismatch } from '../run/ChartIdentity.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { RunState } from '../run/RunState.js';
import type { RunId } from '../values/RunId.js';
import type { Endpoint } from './Endpoint.js';
import type { RunNotFound } from './HostError.js';
import type { ApplyError } from './Runs.js';
import { makeRuns } from './Runs.js';
import type { Session } from './servePort.js';
import { servePort } from './servePort.js';
import type { RunHostSnapshot } from './Snapshot.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The limits of a host.
 * @category Hosts
 */
export interface RunHostOptions {
  /** How many of its latest commands are remembered for each run; an older one is applied again if it is redelivered. Defaults to 128. */
  readonly remember?: number;
  /** How many of the latest journal lines are kept for subscribers that come late or fall behind. Defaults to 10,000. */
  readonly tail?: number;
  /** How many requests of a client may be unanswered, or have unacknowledged answers. Defaults to 1,024. */
  readonly window?: number;
  /** How many changed runs a subscriber may be behind before it is sent all runs again. Defaults to 100,000. */
  readonly maxChanged?: number;
  /** How many subscriptions a client may have open; any more fail with `Overloaded`. Defaults to 10,000. */
  readonly maxSubscriptions?: number;
  /** Milliseconds of silence after which a client is forgotten, checked when another connects. Defaults to 300,000. */
  readonly idle?: number;
}

/**
 * Counters of a host.
 * @category Hosts
 */
export interface RunHostStats {
  /** Clients that are connected. */
  readonly clients: number;
  /** Subscriptions that are open. */
  readonly subscriptions: number;
  /** Messages and requests that could not be decoded. */
  readonly malformed: number;
  /** Clients that were disconnected because they did not acknowledge answers. */
  readonly overloaded: number;
}

/**
 * A host of runs.
 * @category Hosts
 */
export interface RunHost {
  /** Applies a journal's op directly, without a port. Errors: those of the op; `RunNotFound` where a replay says `NoRun`. */
  readonly apply: (entry: JournalEntry) => E.Either<ApplyError, RunInstance>;
  /** Returns one run. Errors: `RunNotFound`. */
  readonly get: (runId: RunId) => E.Either<RunNotFound, RunInstance>;
  /** Returns how many runs are in each state. */
  readonly counts: () => Readonly<Record<RunState, number>>;
  /** Returns everything that the host holds. */
  readonly snapshot: () => RunHostSnapshot;
  /** Replaces everything that the host holds. Errors: `ChartMismatch` if the snapshot is of another chart. */
  readonly restore: (snapshot: RunHostSnapshot) => E.Either<ChartMismatch, void>;
  /** Serves the client at the other end of a port, and returns a function that stops serving it. */
  readonly serve: (endpoint: Endpoint) => () => void;
  /** Returns the host's counters. */
  readonly stats: () => RunHostStats;
}

// ---------------------------------------------------------------------------------------------------------- defaults

const DEFAULTS = {
  remember: DEFAULT_REMEMBER,
  tail: 10_000,
  window: 1024,
  maxChanged: 100_000,
  maxSubscriptions: 10_000,
  idle: 300_000,
};

// -------------------------------------------------------------------------------------------------------- operations

/**
 * Makes a host without runs. `serve` it to as many ports as there are clients.
 *
 * @example
 * ```ts
 * import { RunId } from 'runchart'
 * import { connectRunHost, makeRunHost } from 'runchart/worker'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const host = makeRunHost()
 * const { port1, port2 } = new MessageChannel()
 * host.serve(port1)
 *
 * const connected = await connectRunHost(port2)()
 * if (E.isRight(connected)) {
 *   const client = connected.right
 *   const runId = RunId.generate()
 *   assert.deepStrictEqual(await client.get(runId)(), E.left({ _tag: 'RunNotFound', runId }))
 *   client.close()
 * }
 * assert.strictEqual(E.isRight(connected), true)
 * port1.close()
 * ```
 * @category Hosts
 */
export const makeRunHost = (options: RunHostOptions = {}): RunHost => {
  const { remember, tail, ...limits } = { ...DEFAULTS, ...options };
  const runs = makeRuns(remember, tail);
  const sessions = new Set<Session>();
  const seen = { malformed: 0, overloaded: 0 };
  const shared = {
    runs,
    sessions,
    limits,
    onMalformed: () => (seen.malformed += 1),
    onOverloaded: () => (seen.overloaded += 1),
  };

  return {
    apply: (entry) => runs.apply(entry, false).outcome,
    get: runs.get,
    counts: runs.counts,
    snapshot: runs.snapshot,
    restore: runs.restore,
    serve: servePort(shared),
    stats: () => ({
      clients: sessions.size,
      subscriptions: [...sessions].reduce((n, { feeds }) => n + feeds.size, 0),
      ...seen,
    }),
  };
};

/**
 * Makes a host that serves one port: the whole program of a worker. The port is `self` in a Web Worker, and `parentPort` in a
 * worker of Node.
 *
 * @example
 * ```ts
 * import { connectRunHost, serveRunHost } from 'runchart/worker'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const { port1, port2 } = new MessageChannel()
 * serveRunHost(port1)
 * const connected = await connectRunHost(port2)()
 * assert.strictEqual(E.isRight(connected), true)
 * if (E.isRight(connected)) connected.right.close()
 * port1.close()
 * ```
 * @category Hosts
 */
export const serveRunHost = (endpoint: Endpoint, options: RunHostOptions = {}): RunHost => {
  const host = makeRunHost(options);
  host.serve(endpoint);
  return host;
};
