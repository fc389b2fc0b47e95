/**
 * A store of a run for a user interface, with optimistic updates, for any framework or none.
 *
 * @module runchart/live
 */
export { actorTransport } from './actorTransport.js';
export type { LiveActor } from './actorTransport.js';
export type { PendingCommand, RejectedEvent, RunCommand, ServerRun } from './LiveRun.js';
export { createRunStore } from './RunStore.js';
export type {
  LiveRefusal,
  RunSnapshot,
  RunSource,
  RunStore,
  RunStoreOptions,
  RunTransport,
  Tagged,
} from './RunStore.js';
