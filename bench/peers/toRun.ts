/** What remains to be done once a record is known to be a run on the wire: the run itself, as ours makes it. */
import * as O from 'fp-ts/lib/Option.js';
import type { RunInstance } from '../../src/index.js';

/** What the peers know of a run on the wire, once they have checked it. */
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

/** Strings and numbers where a run has brands: what is branded has been checked. */
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
  // SAFETY: whoever calls this has checked what the brands say.
  return Object.freeze(run as unknown as RunInstance);
};
