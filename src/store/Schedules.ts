/** The model of schedules, and what can be wrong with them. */
import type { Priority } from '../values/Priority.js';
import type { TaskId } from '../values/TaskId.js';
import type { DatabaseFailed } from './Database.js';
import type { Json, NotStorable } from './Json.js';

/**
 * When a schedule makes runs: at the times of a cron pattern, or after a number of seconds again and again.
 * @category Schedules
 */
export type Times =
  | {
      /** A pattern of five fields, or of six with seconds first: `0 9 * * MON-FRI`. */
      readonly cron: string;
      /** The time zone in which the pattern is read, by its IANA name; default: UTC. */
      readonly timeZone?: string;
    }
  | { readonly everySeconds: number };

/**
 * A schedule.
 * @category Schedules
 */
export type Schedule = Times & {
  readonly name: string;
  readonly taskId: TaskId;
  readonly payload?: unknown;
  readonly effectivePriority?: Priority;
  readonly maxFailures?: number;
};

/**
 * A schedule as it is stored.
 * @category Schedules
 */
export interface ScheduleState {
  readonly name: string;
  readonly taskId: TaskId;
  readonly times: Times;
  readonly payload: Json | undefined;
  /** Unix milliseconds: when it makes its next run. */
  readonly nextAt: number;
}

/**
 * The times of a schedule cannot be read, or never come.
 * @category Errors
 */
export interface BadSchedule {
  readonly _tag: 'BadSchedule';
  readonly name: string;
  readonly reason: string;
}

/**
 * Why a schedule was not stored.
 * @category Errors
 */
export type ScheduleError = DatabaseFailed | BadSchedule | NotStorable;
