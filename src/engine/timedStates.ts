/** The states in which a run falls due by itself. */
import type { RunState } from '../run/RunState.js';

/** The states in which a worker holds a run; its lease expires. */
export const heldStates: ReadonlyArray<RunState> = ['Leased', 'Running'];

/** The states in which a run waits for an instant. */
export const waitingStates: ReadonlyArray<RunState> = ['Scheduled', 'RetryWait'];

/** The states in which a run falls due: `due_at` of a store says when. */
export const timedStates: ReadonlyArray<RunState> = [...waitingStates, ...heldStates];
