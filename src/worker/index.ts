/**
 * The run host: many runs in a worker, and its typed client.
 *
 * @module runchart/worker
 */
export type { ClientStats, ConnectOptions } from './Connection.js';
export type { Endpoint, NodeEndpoint, WebEndpoint } from './Endpoint.js';
export { journalEntryOf } from '../journal/journalEntryOf.js';
export { hostErrorMessage } from './HostError.js';
export type { ChartMismatch } from '../run/ChartIdentity.js';
export type {
  ConnectError,
  CreateError,
  HostError,
  HostGone,
  Malformed,
  OpError,
  Overloaded,
  ProtocolMismatch,
  RequestCancelled,
  RequestError,
  RequestTimeout,
  RunExists,
  RunNotFound,
} from './HostError.js';
export type { RunFilter } from './Protocol.js';
export { makeRunHost, serveRunHost } from './RunHost.js';
export type { RunHost, RunHostOptions, RunHostStats } from './RunHost.js';
export { connectRunHost } from './connectRunHost.js';
export type {
  CommandOptions,
  CreateEntry,
  JournalLines,
  JournalOptions,
  ListOptions,
  RunChanges,
  RunHostClient,
  SubscribeOptions,
  Unsubscribe,
} from './RunHostClient.js';
export type { RunPage } from './Runs.js';
export { RunHostSnapshotCodec } from './Snapshot.js';
export type { CommandAnswer, HeldRun, RunHostSnapshot } from './Snapshot.js';
export { makeSupervisedHost } from './Supervisor.js';
export type { SupervisedRunHost, SupervisorOptions, SupervisorStats } from './Supervisor.js';
export type { RequestOptions, Signal } from './timeout.js';
