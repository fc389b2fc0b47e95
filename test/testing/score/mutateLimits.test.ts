/** Edges that are refused after some times, and how they count. */
import { describe, expect, it } from '@jest/globals';
import { none } from 'fp-ts/lib/Option.js';
import type { RunState } from '../../../src/index.js';
import type { Step } from '../../../src/journal/Step.js';
import { limitMutants } from '../../../src/testing/score/mutateLimits.js';
import { ATTEMPT, RUN, TASK } from '../../../src/testing/score/steps.js';
import { at, count, priority, runId } from '../../support/arbitraries.js';
import { answersOf, mutantNamed } from './answers.js';

const ids = { runId: RUN, taskId: TASK, scheduledAt: at(10), createdAt: at(20) };
const create: Step = { op: 'new_ready_with_id', ...ids, effectivePriority: priority(3) };
const to = (state: RunState): Step => ({ op: 'transition_to', to: state });
const lap = [to('Leased'), to('Ready')];
const promote: Step = { op: 'promote_to_ready' };
const leaseAgain = `Ready + lease (transition_to): is refused after`;

const refused = {
  err: {
    code: 'InvalidTransition',
    message: `invalid run transition for ${RUN}: Ready -> Leased`,
    run_id: RUN,
    from: 'Ready',
    to: 'Leased',
  },
};

describe('the mutants that limit an edge', () => {
  it('are of the edges that can be taken again, for each op, and for five limits', () => {
    const sites = [
      'Ready + lease (transition_to)',
      'Ready + priority.set (set_effective_priority)',
      'Leased + promote (transition_to)',
      'Leased + promote (promote_to_ready)',
      'Leased + promote (promote_to_ready_with_priority)',
      'Leased + start (transition_to)',
      'Running + retry (transition_to)',
      'Running + suspend (transition_to)',
      'Running + attempt.start (start_attempt)',
      'Running + attempt.finish (finish_attempt)',
      'RetryWait + promote (transition_to)',
      'RetryWait + promote (promote_to_ready)',
      'RetryWait + promote (promote_to_ready_with_priority)',
      'Suspended + promote (transition_to)',
      'Suspended + promote (promote_to_ready)',
      'Suspended + promote (promote_to_ready_with_priority)',
    ];
    expect(limitMutants().map(({ kind, site, name }) => [kind, site, name])).toStrictEqual(
      sites.flatMap((site) =>
        [1, 2, 3, 5, 10].map((n) => [
          'wrong later',
          site,
          `${site}: is refused after ${String(n)} times`,
        ]),
      ),
    );
  });

  it.each([1, 2, 3, 5, 10])('refuse the edge after %i times', (limit) => {
    const mutant = mutantNamed(limitMutants(), `${leaseAgain} ${String(limit)} times`);
    const laps = Array.from({ length: limit }, () => lap).flat();
    expect(answersOf(mutant, [create, ...laps, to('Leased')])).toStrictEqual([
      'Ready',
      ...Array.from({ length: limit }, () => ['Leased', 'Ready']).flat(),
      refused,
    ]);
  });

  it('do not count what another op does, nor what is refused', () => {
    const mutant = mutantNamed(
      limitMutants(),
      'Leased + promote (transition_to): is refused after 1 times',
    );
    const states = [to('Leased'), promote, to('Leased'), to('Completed'), ...lap.toReversed()];
    expect(answersOf(mutant, [create, ...states, to('Ready')])).toMatchObject([
      'Ready',
      'Leased',
      'Ready',
      'Leased',
      { err: { code: 'InvalidTransition', from: 'Leased', to: 'Completed' } },
      'Ready',
      'Leased',
      { err: { code: 'InvalidTransition', from: 'Leased', to: 'Ready' } },
    ]);
  });

  it.each<[string, Step, boolean]>([
    ['begins anew with a new run', create, true],
    ['goes on after a refused constructor', { ...create, runId: runId(0) }, false],
    [
      'goes on after a recorded instant',
      { op: 'record_state_change_at', timestamp: at(30) },
      false,
    ],
    [
      'goes on after a restored attempt',
      { op: 'restore_attempt_state_for_bootstrap', count: count(0), activeAttempt: none },
      false,
    ],
    ['goes on after a refused attempt', { op: 'finish_attempt', attemptId: ATTEMPT }, false],
  ])('have a count that %s', (_, step, anew) => {
    const mutant = mutantNamed(limitMutants(), `${leaseAgain} 1 times`);
    expect(answersOf(mutant, [create, ...lap, step, to('Leased')]).at(-1)).toStrictEqual(
      anew ? 'Leased' : refused,
    );
  });
});
