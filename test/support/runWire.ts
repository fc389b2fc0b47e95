/** A run, a run on the wire, and the messages of a codec that refuses one. */
import * as O from 'fp-ts/lib/Option.js';
import type { RunInstanceCodec } from '../../src/index.js';
import { formatDecodeErrors } from '../../src/index.js';
import { attemptA, left, runIn } from './arbitraries.js';

export const NIL = '00000000-0000-0000-0000-000000000000';
export const ID = '00000000-0000-0000-0000-000000000001';
export const TASK = '00000000-0000-0000-0000-000000000002';
export const ATTEMPT = '00000000-0000-0000-0000-00000000000a';

export const wire = {
  id: ID,
  task_id: TASK,
  state: 'Running',
  current_attempt_id: ATTEMPT,
  attempt_count: 3,
  created_at: 1000,
  scheduled_at: 900,
  effective_priority: 4,
  last_state_change_at: 1500,
};

export const run = runIn('Running', { currentAttemptId: O.some(attemptA) });

export const lines = (
  validation: ReturnType<typeof RunInstanceCodec.decode>,
): ReadonlyArray<string> => formatDecodeErrors(left(validation));
