/* eslint-disable functional/immutable-data -- writes numbers to typed arrays */
/**
 * A run as numbers in a typed array, and the way back.
 *
 * Law: `readRun` returns the run that `writeRun` was given; the id of the run is kept elsewhere.
 */
import * as O from 'fp-ts/lib/Option.js';
import type { RunInstance } from '../run/RunInstance.js';
import { makeRun } from '../run/RunInstance.js';
import type { RunState } from '../run/RunState.js';
import { runStates } from '../run/RunState.js';
import type { AttemptCount } from '../values/AttemptCount.js';
import type { AttemptId } from '../values/AttemptId.js';
import type { Priority } from '../values/Priority.js';
import type { RunId } from '../values/RunId.js';
import type { TaskId } from '../values/TaskId.js';
import type { Timestamp } from '../values/Timestamp.js';
import { ID_WIDTH, NO_ID, readId, writeId } from './IdNumbers.js';

/** The fields of a run that are numbers, in their order. */
const numberFields = [
  'attemptCount',
  'createdAt',
  'scheduledAt',
  'lastStateChangeAt',
  'effectivePriority',
] as const satisfies ReadonlyArray<keyof RunInstance>;

/** One more than the index of the state, and 0 if there is no run. */
const STATE = 0;
const TASK = STATE + 1;
const ATTEMPT = TASK + ID_WIDTH;
const NUMBERS = ATTEMPT + ID_WIDTH;

/** How many numbers a run takes. */
export const RUN_WIDTH = NUMBERS + numberFields.length;

/** Writes a run at a place; the id of its task only if `isNew`. */
export const writeRun = (to: Float64Array, at: number, run: RunInstance, isNew: boolean): void => {
  to[at + STATE] = 1 + runStates.indexOf(run.state);
  if (isNew) writeId(to, at + TASK, run.taskId);
  if (O.isNone(run.currentAttemptId)) to[at + ATTEMPT] = NO_ID;
  else writeId(to, at + ATTEMPT, run.currentAttemptId.value);
  numberFields.forEach((field, i) => {
    to[at + NUMBERS + i] = run[field];
  });
};

/** The state of the run at a place; `undefined` if there is none. */
export const stateAt = (from: Float64Array, at: number): RunState | undefined =>
  runStates[(from[at + STATE] ?? 0) - 1];

/** The id of the task of the run at a place. */
// SAFETY: `writeRun` wrote it.
export const taskIdAt = (from: Float64Array, at: number): TaskId =>
  readId(from, at + TASK) as TaskId;

const attemptIdAt = (from: Float64Array, at: number): RunInstance['currentAttemptId'] =>
  from[at + ATTEMPT] === NO_ID
    ? O.none
    : // SAFETY: `writeRun` wrote it.
      Object.freeze(O.some(readId(from, at + ATTEMPT) as AttemptId));

/** A number of the run at a place. */
export const runNumberAt = (
  from: Float64Array,
  at: number,
  field: (typeof numberFields)[number],
): number => from[at + NUMBERS + numberFields.indexOf(field)] ?? 0;

/** Reads the run at a place; `undefined` if there is none. */
export const readRun = (
  from: Float64Array,
  at: number,
  id: RunId,
  taskId: TaskId = taskIdAt(from, at),
): RunInstance | undefined => {
  const state = stateAt(from, at);
  if (state === undefined) return undefined;
  // SAFETY: `writeRun` wrote the numbers of a run.
  return makeRun(
    id,
    taskId,
    state,
    attemptIdAt(from, at),
    runNumberAt(from, at, 'attemptCount') as AttemptCount,
    runNumberAt(from, at, 'createdAt') as Timestamp,
    runNumberAt(from, at, 'scheduledAt') as Timestamp,
    runNumberAt(from, at, 'lastStateChangeAt') as Timestamp,
    runNumberAt(from, at, 'effectivePriority') as Priority,
  );
};
