/** Paths through the chart, as text. */
import { describe, expect, it } from '@jest/globals';
import * as O from 'fp-ts/lib/Option.js';
import type { RunState, Step } from '../../src/index.js';
import { eventName, pathText, stateText } from '../../src/testing/pathText.js';
import { valuesOf } from '../../src/testing/Values.js';
import { attemptA, runIn } from '../support/arbitraries.js';

const { attemptId, ...values } = valuesOf(1);
const made: Step = {
  op: 'new_scheduled_with_id',
  runId: values.runId,
  taskId: values.taskId,
  scheduledAt: values.scheduledAt,
  createdAt: values.createdAt,
};
const to = (state: RunState): Step => ({ op: 'transition_to', to: state });
const start: Step = { op: 'start_attempt', attemptId: attemptId(1) };

it.each<[Step, RunState | undefined, string]>([
  [to('Leased'), 'Ready', 'lease'],
  [to('Canceled'), undefined, 'cancel'],
  [to('Scheduled'), 'Ready', 'transition_to Scheduled'],
  [{ op: 'promote_to_ready' }, 'Scheduled', 'promote'],
  [start, 'Running', 'attempt.start'],
  [made, undefined, 'new_scheduled_with_id'],
])('%j from %s is %s', (step, from, name) => {
  expect(eventName(step, from)).toBe(name);
});

it.each([
  ['no run', O.none, 'no run'],
  ['a run', O.some(runIn('Ready')), 'Ready'],
  [
    'a run with an attempt',
    O.some(runIn('Running', { currentAttemptId: O.some(attemptA) })),
    'Running (attempt active)',
  ],
])('the state of %s', (_, run, text) => {
  expect(stateText(run)).toBe(text);
});

describe('the path', () => {
  it.each<[string, ReadonlyArray<Step>, string]>([
    ['of no steps', [], 'no run'],
    ['of a creation', [made], 'Scheduled'],
    ['begins without a run', [{ op: 'promote_to_ready' }], 'no run -promote-> NoRun'],
    ['goes on after a refusal without a run', [start, made], 'Scheduled'],
    [
      'of a refused creation',
      [{ ...made, op: 'deserialize', json: '{' }],
      'no run -deserialize-> Decode',
    ],
    ['of a second creation', [made, made], 'Scheduled -new_scheduled_with_id-> Scheduled'],
    [
      'starts again after a refusal',
      [made, to('Leased'), { op: 'promote_to_ready' }, to('Leased'), to('Running'), start],
      'Scheduled -lease-> InvalidTransition; Scheduled -promote-> Ready -lease-> Leased -start-> Running -attempt.start-> Running (attempt active)',
    ],
  ])('%s', (_, steps, text) => {
    expect(pathText(steps.map((step) => ({ step })))).toBe(text);
  });
});
