/**
 * The branded types of a run's fields, with their constants. Their codecs and constructors are in `src/values`.
 *
 * A brand keeps values of different kinds apart at compile time: a `TaskId` is not accepted where a `RunId` is expected.
 */
import type * as t from 'io-ts';

// -------------------------------------------------------------------------------------------------------------- ids

export interface RunIdBrand {
  readonly RunId: unique symbol;
}
export interface TaskIdBrand {
  readonly TaskId: unique symbol;
}
export interface AttemptIdBrand {
  readonly AttemptId: unique symbol;
}
export interface CommandIdBrand {
  readonly CommandId: unique symbol;
}

/** The id of a run: a canonical UUID. */
export type RunId = t.Branded<string, RunIdBrand>;

/** The id of the task that a run is an occurrence of: a canonical UUID. */
export type TaskId = t.Branded<string, TaskIdBrand>;

/** The id of one attempt: a canonical UUID. */
export type AttemptId = t.Branded<string, AttemptIdBrand>;

/** The id of one command, which identifies redeliveries: a canonical UUID. */
export type CommandId = t.Branded<string, CommandIdBrand>;

/** The UUID of 128 zero bits. */
const NIL = '00000000-0000-0000-0000-000000000000';

export const RunId = { nil: NIL as RunId } as const;
export const TaskId = { nil: NIL as TaskId } as const;
export const AttemptId = { nil: NIL as AttemptId } as const;
export const CommandId = { nil: NIL as CommandId } as const;

// ---------------------------------------------------------------------------------------------------------- numbers

export interface TimestampBrand {
  readonly Timestamp: unique symbol;
}
export interface PriorityBrand {
  readonly Priority: unique symbol;
}
export interface AttemptCountBrand {
  readonly AttemptCount: unique symbol;
}

/** An instant in whole unix seconds, 0 to 2^53-1, the range in which numbers are exact. */
export type Timestamp = t.Branded<number, TimestampBrand>;

/** The urgency of a run: a signed 32-bit integer. Larger is more urgent. */
export type Priority = t.Branded<number, PriorityBrand>;

/** The number of attempts that a run has started: an unsigned 32-bit integer. */
export type AttemptCount = t.Branded<number, AttemptCountBrand>;

export const Timestamp = {
  min: 0 as Timestamp,
  max: Number.MAX_SAFE_INTEGER as Timestamp,
} as const;

export const Priority = {
  min: -(2 ** 31) as Priority,
  /** The priority of a run created in Scheduled. */
  initial: 0 as Priority,
  max: (2 ** 31 - 1) as Priority,
} as const;

export const AttemptCount = {
  min: 0 as AttemptCount,
  /** No attempt yet. */
  zero: 0 as AttemptCount,
  max: (2 ** 32 - 1) as AttemptCount,
} as const;
