/** `connectRunHost`: connects a client to a run host. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { connect } from './connect.js';
import type { ConnectOptions } from './Connection.js';
import type { Endpoint } from './Endpoint.js';
import type { ConnectError } from './HostError.js';
import { makeClient } from './makeClient.js';
import type { RunHostClient } from './RunHostClient.js';
import type { Signal } from './timeout.js';

/**
 * Connects to the host behind an endpoint: a `Worker`, the `port` of a `SharedWorker`, or a `MessagePort`.
 *
 * Errors: `ProtocolMismatch` and `ChartMismatch` if the host has another protocol or chart; `RequestTimeout` if it does not
 * answer within `timeout` milliseconds; `HostGone` if it ends before, or fails and does not answer for a second;
 * `RequestCancelled` if the signal is aborted.
 *
 * @example
 * ```ts
 * import { Priority, RunId, TaskId, Timestamp } from 'runchart'
 * import { connectRunHost, serveRunHost } from 'runchart/worker'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as TE from 'fp-ts/lib/TaskEither.js'
 *
 * const { port1, port2 } = new MessageChannel()
 * serveRunHost(port1)
 *
 * const now = Timestamp.now()
 * const runId = RunId.generate()
 * const entry = { op: 'new_ready_with_id', runId, taskId: TaskId.generate(), scheduledAt: now, createdAt: now, effectivePriority: Priority.initial } as const
 * const states = await pipe(
 *   connectRunHost(port2),
 *   TE.chainW((client) =>
 *     pipe(
 *       client.create(entry),
 *       TE.chainW(() => client.send(runId, { type: 'lease', at: now })),
 *       TE.chainFirstIOK(() => client.close),
 *     ),
 *   ),
 *   TE.map(({ state }) => state),
 * )()
 * assert.deepStrictEqual(states, E.right('Leased'))
 * port1.close()
 * ```
 * @category Clients
 */
export const connectRunHost =
  (
    endpoint: Endpoint,
    options: ConnectOptions & { readonly signal?: Signal } = {},
  ): TaskEither<ConnectError, RunHostClient> =>
  // Not `TE.map`, which resolves a turn later: the caller must be able to subscribe before the next message.
  async () =>
    pipe(await connect(endpoint, options)(), E.map(makeClient));
