/** The system that the criteria work on: the states of the chart, and Running twice, without and with an attempt. */
import { describe, expect, it } from '@jest/globals';
import { numbersReadBy, runModel } from '../../src/testing/runModel.js';
import { valuesOf } from '../../src/testing/Values.js';
import { internal, moves, states } from '../expectations.js';
import { right } from '../support/right.js';

const values = valuesOf(1);
const { all, lifecycle, creations, ...rest } = right(runModel(values));
const [idle, busy] = ['Running [noActiveAttempt]', 'Running [hasActiveAttempt]'];

describe('the model', () => {
  it('has the states of the chart, and Running without and with an attempt', () => {
    expect(all.states.toSorted()).toStrictEqual(
      [...states.filter((state) => state !== 'Running'), idle, busy].toSorted(),
    );
    expect(all.initial).toBe('Scheduled');
    expect(rest.values).toBe(values);
  });

  it('says what it leaves out', () => {
    expect(all.abstracted).toStrictEqual([
      'Values of currentAttemptId and attemptCount that the guards of a state do not distinguish are merged.',
      'No guard reads id, taskId, createdAt, scheduledAt, lastStateChangeAt, effectivePriority: states ignore them, and only outcomes show them.',
      'Walks start from a new run and do not reach boundaries that take a long life; the criterion guards sets runs there.',
    ]);
  });

  it('has the outcome of each input in each state', () => {
    expect(all.transitions).toHaveLength(all.states.length * all.inputs.length);
    const of = (state: string): ReadonlyArray<string> =>
      all.transitions
        .filter(({ source }) => source === state)
        .map(({ label, outcome, target, accepted }) =>
          accepted ? `${label}: ${outcome}, ${target}` : `${label}: ${outcome}`,
        );
    expect(of(busy)).toStrictEqual([
      'transition_to Scheduled: InvalidTransition in Running',
      'promote: InvalidTransition in Running',
      'lease: InvalidTransition in Running',
      'start: InvalidTransition in Running',
      'retry: AttemptInProgress',
      'suspend: AttemptInProgress',
      'complete: AttemptInProgress',
      'fail: AttemptInProgress',
      'cancel: ok, Canceled',
      'promote (promote_to_ready): InvalidTransition in Running',
      'promote (effectivePriority): InvalidTransition in Running',
      'priority.set: PriorityMutationRequiresReady in Running',
      'attempt.start: AttemptAlreadyActive',
      'attempt.start (an id that was used): AttemptAlreadyActive',
      `attempt.finish: ok, ${idle}`,
      'attempt.finish (another id): AttemptOwnershipMismatch',
      `record_state_change_at: ok, ${busy}`,
    ]);
    expect(of('Ready')).toContain('attempt.start: AttemptStartRequiresRunning in Ready');
  });

  it('has a lifecycle of the edges of the chart', () => {
    const chartState = (name: string): string => name.split(' ')[0] ?? '';
    const edges = lifecycle.transitions.map(
      ({ source, label, target }) => `${chartState(source)} ${label} ${chartState(target)}`,
    );
    expect(new Set(edges)).toStrictEqual(
      new Set([
        ...moves.map(({ from, event, to }) => `${from} ${event} ${to}`),
        ...internal.map(([state, event]) => `${state} ${event} ${state}`),
      ]),
    );
    expect(lifecycle.transitions.every(({ accepted }) => accepted)).toBe(true);
  });

  it('has the steps that create a run by the states in which they leave it', () => {
    const ops = [...creations].map(([state, act]) => {
      const made = act({ run: { _tag: 'None' }, attempts: 0, length: 0 }, values);
      return [state, 'step' in made ? made.step.op : made.op];
    });
    expect(ops).toStrictEqual([
      ['Scheduled', 'new_scheduled_with_id'],
      ['Ready', 'new_ready_with_id'],
    ]);
  });
});

it.each([
  ['attemptCountBelowMax', ['attemptCount']],
  ['noActiveAttempt', []],
  ['no guard of the chart', []],
])('%s has a boundary in the numbers that it reads', (guard, fields) => {
  expect(numbersReadBy(guard)).toStrictEqual(fields);
});
