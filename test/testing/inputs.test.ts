/** The inputs of a run, and what they send in a world. */
import { describe, expect, it } from '@jest/globals';
import * as O from 'fp-ts/lib/Option.js';
import type { AttemptCount } from '../../src/index.js';
import { createdStates, inputs, loadNonZeroRun, nonZeroRun } from '../../src/testing/inputs.js';
import type { World } from '../../src/testing/play.js';
import { initialWorld, stepIn } from '../../src/testing/play.js';
import { valuesOf } from '../../src/testing/Values.js';

const values = valuesOf(1);
const { attemptId, priority, changedAt } = values;

/** The step of an input in a world with a run that has an attempt, or none, after a number of attempts. */
const stepOf = (label: string, attempts: number, active?: number): unknown => {
  const run = {
    ...nonZeroRun(values),
    currentAttemptId: active === undefined ? O.none : O.some(attemptId(active)),
  };
  const world: World = { run: O.some(run), attempts, length: 6 };
  return inputs
    .filter((one) => one.label === label)
    .map(({ input }) => stepIn(input(world, values)));
};
const start = (n: number): unknown => [{ op: 'start_attempt', attemptId: attemptId(n) }];
const finish = (n: number): unknown => [{ op: 'finish_attempt', attemptId: attemptId(n) }];

describe('the input', () => {
  it.each<[string, number, number | undefined, unknown]>([
    ['lease', 0, undefined, [{ op: 'transition_to', to: 'Leased' }]],
    ['transition_to Scheduled', 0, undefined, [{ op: 'transition_to', to: 'Scheduled' }]],
    ['promote (promote_to_ready)', 0, undefined, [{ op: 'promote_to_ready' }]],
    [
      'promote (effectivePriority)',
      0,
      undefined,
      [{ op: 'promote_to_ready_with_priority', effectivePriority: priority(6) }],
    ],
    [
      'priority.set',
      0,
      undefined,
      [{ op: 'set_effective_priority', effectivePriority: priority(6) }],
    ],
    [
      'record_state_change_at',
      0,
      undefined,
      [{ op: 'record_state_change_at', timestamp: changedAt(6) }],
    ],
    ['attempt.start', 0, undefined, start(1)],
    ['attempt.start', 2, 2, start(3)],
    ['attempt.start (an id that was used)', 0, undefined, start(1)],
    ['attempt.start (an id that was used)', 2, undefined, start(2)],
    ['attempt.start (an id that was used)', 3, 2, start(2)],
    ['attempt.finish', 0, undefined, finish(1)],
    ['attempt.finish', 2, undefined, finish(2)],
    ['attempt.finish', 3, 2, finish(2)],
    ['attempt.finish (another id)', 0, undefined, finish(1)],
    ['attempt.finish (another id)', 1, 1, finish(2)],
    ['attempt.finish (another id)', 2, 2, finish(1)],
    ['attempt.finish (another id)', 3, 3, finish(2)],
  ])('%s after %j attempts, while %j is active', (label, attempts, active, step) => {
    expect(stepOf(label, attempts, active)).toStrictEqual(step);
  });
});

it('a run is created in two states', () => {
  expect(createdStates).toStrictEqual(['Scheduled', 'Ready']);
});

it('a run without a field that is 0 can be loaded', () => {
  const made = loadNonZeroRun(initialWorld, values);
  const step = stepIn(made);
  const json: unknown = step.op === 'deserialize' ? JSON.parse(step.json) : undefined;
  expect(json).toStrictEqual({
    id: values.runId,
    task_id: values.taskId,
    state: 'Scheduled',
    current_attempt_id: null,
    attempt_count: 7 as AttemptCount,
    created_at: values.createdAt,
    scheduled_at: values.scheduledAt,
    last_state_change_at: changedAt(0),
    effective_priority: priority(0),
  });
});
