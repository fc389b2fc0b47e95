/** What verifying runs must know of them. */
import { describe, expect, it } from '@jest/globals';
import type { RunState, Step } from '../../src/index.js';
import { runVocabulary } from '../../src/testing/runVocabulary.js';
import { testOf } from '../../src/testing/scenario.js';
import { valuesOf } from '../../src/testing/Values.js';

const { runId, taskId, scheduledAt, createdAt, attemptId } = valuesOf(1);
const made: Step = { op: 'new_scheduled_with_id', runId, taskId, scheduledAt, createdAt };
const promote: Step = { op: 'promote_to_ready' };
const to = (state: RunState): Step => ({ op: 'transition_to', to: state });
const start: Step = { op: 'start_attempt', attemptId: attemptId(1) };
const test = testOf(
  'one',
  ['by hand'],
  [made, promote, to('Leased'), to('Running'), start, start].map((step) => ({ step })),
);

describe('the differences', () => {
  it('of two refusals to decode are not in their messages', () => {
    const decode = (message: string, more = {}): object => ({
      err: { code: 'Decode', message, ...more },
    });
    const differences = (expected: object, actual: unknown) =>
      runVocabulary.differences(expected as never, actual).map(({ path }) => path);
    expect(differences(decode('a'), decode('b'))).toStrictEqual([]);
    expect(differences(decode('a'), decode('b', { x: 1 }))).toStrictEqual(['err.x']);
    expect(
      differences(
        { err: { code: 'NoRun', message: 'a' } },
        { err: { code: 'NoRun', message: 'b' } },
      ),
    ).toStrictEqual(['err.message']);
    expect(differences(decode('a'), { err: { code: 'NoRun', message: 'b' } })).toStrictEqual([
      'err.code',
      'err.message',
    ]);
    expect(differences({ err: { code: 'NoRun', message: 'a' } }, decode('b'))).toStrictEqual([
      'err.code',
      'err.message',
    ]);
    expect(differences(decode('a'), { err: null })).toStrictEqual(['err']);
    expect(differences(decode('a'), null)).toStrictEqual(['']);
  });
});

it.each([
  [0, 'no run + new_scheduled_with_id'],
  [1, 'Scheduled + promote'],
  [2, 'Ready + lease'],
  [4, 'Running + attempt.start'],
  [5, 'Running (attempt active) + attempt.start'],
  [6, ''],
])('the place of step %j is %j', (step, place) => {
  expect(runVocabulary.placeOf(test, step)).toBe(place);
});

it('knows whether a test expects what the chart says', () => {
  expect(runVocabulary.isOfModel(test)).toBe(true);
  const steps = test.steps.map((step) => ({ ...step, title: 'mine' }));
  expect(runVocabulary.isOfModel({ ...test, steps })).toBe(true);
  const noRun = { err: { code: 'NoRun' } } as const;
  const wrong = test.steps.map((step) => ({ ...step, expect: noRun }));
  expect(runVocabulary.isOfModel({ ...test, steps: wrong })).toBe(false);
});

it('takes the last step alone, and by the shortest paths', () => {
  const one = testOf(
    'one',
    ['by hand'],
    [made, promote, promote].map((step) => ({ step })),
  );
  expect(runVocabulary.lastStepAlone(one)).toStrictEqual([
    testOf('one', ['by hand'], [{ step: promote }]),
  ]);
  expect(runVocabulary.viaShortestPath(one)).toStrictEqual([
    testOf(
      'one',
      ['by hand'],
      [
        {
          step: {
            op: 'new_ready_with_id',
            runId,
            taskId,
            scheduledAt: createdAt,
            createdAt,
            effectivePriority: 0 as never,
          },
        },
        { step: promote },
      ],
    ),
    testOf(
      'one',
      ['by hand'],
      [{ step: { ...made, scheduledAt: createdAt } }, { step: to('Ready') }, { step: promote }],
    ),
  ]);
});

it('leaves runs behind in several states, and of two beginnings', () => {
  const told = runVocabulary.leftovers.map(({ name, criteria, steps }) => [
    name,
    criteria,
    steps.map(({ title }) => title),
  ]);
  const life = [
    'Scheduled + promote -> Ready',
    'Ready + lease -> Leased',
    'Leased + start -> Running',
    'Running + attempt.start [noActiveAttempt, attemptCountBelowMax] -> Running',
  ];
  expect(told).toStrictEqual(
    ['deserialize', 'new_scheduled_with_id'].flatMap((op, i) =>
      [1, 2, 5].map((n) => [
        `before-${String(i)}-${String(n)}`,
        [],
        [`${op} -> Scheduled`, ...life].slice(0, n),
      ]),
    ),
  );
  const ids = runVocabulary.leftovers.map(({ steps }) =>
    steps[0] && 'ok' in steps[0].expect ? steps[0].expect.ok.id : '',
  );
  expect(new Set(ids).size).toBe(2);
});
