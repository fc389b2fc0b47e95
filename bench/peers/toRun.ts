/** Converts a checked record on the wire to a run, as our codec does. */
import * as O from 'fp-ts/lib/Option.js';
import type { RunInstance } from 'runchart';

/** A run on the wire, as the peers type it after checking it. */
export interface Checked {
  readonly id: string;
  readonly task_id: string;
  readonly state: RunInstance['state'];
  readonly current_attempt_id?: string | null | undefined;
  readonly attempt_count: number;
  readonly created_at: number;
  readonly scheduled_at: number;
  readonly effective_priority: number;
  readonly last_state_change_at?: number | undefined;
}

/** A run with strings and numbers in place of brands. */
type Unbranded =
  Omit<RunInstance, 'currentAttemptId'> extends infer Run
    ? { readonly [K in keyof Run]: Run[K] extends string ? string : number }
    : never;

export const toRun = (wire: Checked): RunInstance => {
  const run: Unbranded & { readonly currentAttemptId: O.Option<string> } = {
    id: wire.id,
    taskId: wire.task_id,
    state: wire.state,
    currentAttemptId:
      wire.current_attempt_id === null || wire.current_attempt_id === undefined
        ? O.none
        : Object.freeze(O.some(wire.current_attempt_id)),
    attemptCount: wire.attempt_count,
    createdAt: wire.created_at,
    scheduledAt: wire.scheduled_at,
    lastStateChangeAt: wire.last_state_change_at ?? 0,
    effectivePriority: wire.effective_priority,
  };
  // SAFETY: the callers have checked the fields.
  return Object.freeze(run as unknown as RunInstance);
};
