/**
 * What an engine of your own needs beside the chart: instants and durations, due runs and their order, leases, backoff, limits.
 *
 * @module runchart/engine
 */
export { chanceOf, constantBackoff, exponentialBackoff, jittered } from './Backoff.js';
export type { Backoff } from './Backoff.js';
export { dueAt, isDue, leaseExpired, nextDue } from './due.js';
export {
  addDuration,
  days,
  Duration,
  durationSince,
  hours,
  minutes,
  seconds,
  timerDelay,
} from './Duration.js';
export { beginAttempt, completeAttempt, dueEvents, expireLease, failAttempt } from './events.js';
export { attemptsBelow, retriesBelow } from './Policy.js';
export type { Policy, Timing } from './Policy.js';
export { selectionOrd, selectRuns } from './selection.js';
export { journalEntryOf } from '../journal/journalEntryOf.js';
