/** A run on the wire, as usually written with valibot. */
import type { RunInstance, RunState } from 'runchart';
import * as v from 'valibot';
import { toRun } from './toRun.js';

const NIL = '00000000-0000-0000-0000-000000000000';

const states = [
  'Scheduled',
  'Ready',
  'Leased',
  'Running',
  'RetryWait',
  'Suspended',
  'Completed',
  'Failed',
  'Canceled',
] as const satisfies ReadonlyArray<RunState>;

const uuid = v.pipe(v.string(), v.uuid());
const runId = v.pipe(v.string(), v.uuid(), v.notValue(NIL));
const timestamp = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const run = v.pipe(
  v.object({
    id: runId,
    task_id: runId,
    state: v.picklist(states),
    current_attempt_id: v.nullish(uuid),
    attempt_count: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(4294967295)),
    created_at: timestamp,
    scheduled_at: timestamp,
    effective_priority: v.pipe(
      v.number(),
      v.integer(),
      v.minValue(-2147483648),
      v.maxValue(2147483647),
    ),
    last_state_change_at: v.optional(timestamp, 0),
  }),
  v.check(
    ({ state, current_attempt_id }) => state === 'Running' || (current_attempt_id ?? null) === null,
  ),
  v.check(
    ({ state, scheduled_at, created_at, last_state_change_at }) =>
      state !== 'Ready' || scheduled_at <= Math.max(created_at, last_state_change_at),
  ),
);

/** Only validates. */
export const check = (u: unknown): boolean => v.safeParse(run, u).success;

/** Decodes to a run. */
export const decode = (u: unknown): RunInstance | undefined => {
  const parsed = v.safeParse(run, u);
  return parsed.success ? toRun(parsed.output) : undefined;
};
