/** A run on the wire, as usually written with zod. */
import type { RunInstance, RunState } from 'runchart';
import { z } from 'zod';
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

const runId = z.guid().refine((id) => id !== NIL);
const timestamp = z.int().min(0);

const run = z
  .object({
    id: runId,
    task_id: runId,
    state: z.enum(states),
    current_attempt_id: z.guid().nullish(),
    attempt_count: z.uint32(),
    created_at: timestamp,
    scheduled_at: timestamp,
    effective_priority: z.int32(),
    last_state_change_at: timestamp.default(0),
  })
  .refine(
    ({ state, current_attempt_id }) => state === 'Running' || (current_attempt_id ?? null) === null,
  )
  .refine(
    ({ state, scheduled_at, created_at, last_state_change_at }) =>
      state !== 'Ready' || scheduled_at <= Math.max(created_at, last_state_change_at),
  );

/** Only validates. */
export const check = (u: unknown): boolean => run.safeParse(u).success;

/** Decodes to a run. */
export const decode = (u: unknown): RunInstance | undefined => {
  const parsed = run.safeParse(u);
  return parsed.success ? toRun(parsed.data) : undefined;
};
