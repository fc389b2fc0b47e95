/**
 * The lifecycle as an XState machine, actors of it for runs, and conversions between runs and its snapshots.
 *
 * @module runchart/machine
 */
export { createRunActor } from './createRunActor.js';
export type {
  ActorRefusal,
  PersistedSnapshot,
  Refused,
  RunActor,
  RunActorOptions,
} from './createRunActor.js';
export type { RunContext, RunEvent, RunInstance, RunState } from '../../machines/run.chart.js';
export { runChart } from '../../machines/run.chart.js';
export type { RunInput } from '../../machines/run.machine.js';
export { runMachine } from '../../machines/run.machine.js';
export type { RunSnapshot } from '../../machines/run.snapshot.js';
export { fromSnapshot, toSnapshot } from '../../machines/run.snapshot.js';
