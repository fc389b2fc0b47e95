/**
 * The `./machine` entry: the lifecycle as an XState machine, runs as actors of it, and runs to and from its snapshots.
 *
 * @module runchart/machine
 */
export { createRunActor } from './run.actor.js';
export type {
  ActorRefusal,
  PersistedSnapshot,
  Refused,
  RunActor,
  RunActorOptions,
} from './run.actor.js';
export type { RunContext, RunEvent, RunInstance, RunState } from './run.chart.js';
export { runChart } from './run.chart.js';
export type { RunInput } from './run.machine.js';
export { runMachine } from './run.machine.js';
export type { RunSnapshot } from './run.snapshot.js';
export { fromSnapshot, toSnapshot } from './run.snapshot.js';
