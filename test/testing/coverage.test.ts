/** The coverage of the chart by tests written by hand. */
import { describe, expect, it } from '@jest/globals';
import * as O from 'fp-ts/lib/Option.js';
import type { RunState, Step } from '../../src/index.js';
import { AttemptCount } from '../../src/index.js';
import { coverageOf, formatCoverage } from '../../src/testing/coverage.js';
import { testOf } from '../../src/testing/scenario.js';
import type { Coverage } from '../../src/testing/Suite.js';
import type { TestCase } from '../../src/testing/TestCase.js';
import { valuesOf } from '../../src/testing/Values.js';
import { eventTypes, internal, moves, states } from '../expectations.js';

const { runId, taskId, scheduledAt, createdAt, attemptId, changedAt, priority } = valuesOf(1);
const scheduled: Step = { op: 'new_scheduled_with_id', runId, taskId, scheduledAt, createdAt };
const to = (state: RunState): Step => ({ op: 'transition_to', to: state });
const start = (n: number): Step => ({ op: 'start_attempt', attemptId: attemptId(n) });
const finish = (n: number): Step => ({ op: 'finish_attempt', attemptId: attemptId(n) });
const restore = (count: number): Step => ({
  op: 'restore_attempt_state_for_bootstrap',
  count: count as AttemptCount,
  activeAttempt: O.none,
});
const promote: Step = { op: 'promote_to_ready' };
const change: Step = { op: 'record_state_change_at', timestamp: changedAt(1) };

const testOfSteps = (name: string, ...steps: ReadonlyArray<Step>): TestCase =>
  testOf(
    name,
    [],
    steps.map((step) => ({ step })),
  );

const toRunning = [scheduled, promote, to('Leased'), to('Running')];

const tests = [
  testOfSteps('early', promote),
  testOfSteps(
    'life',
    ...toRunning,
    start(1),
    to('Failed'),
    finish(2),
    change,
    finish(1),
    to('Completed'),
    to('Ready'),
    change,
  ),
  testOfSteps(
    'boundary',
    ...toRunning,
    restore(AttemptCount.max - 1),
    start(1),
    finish(1),
    start(2),
    to('Scheduled'),
  ),
  testOfSteps('far below', ...toRunning, restore(7), start(1)),
  testOfSteps('full', ...toRunning, restore(AttemptCount.max), start(1), finish(3)),
  testOfSteps('again', scheduled, promote, scheduled, promote, {
    op: 'set_effective_priority',
    effectivePriority: priority(1),
  }),
];

/** The items that tests reach, with these tests. */
const reached = (coverage: Coverage, kind: keyof Coverage): unknown =>
  Object.fromEntries(
    coverage[kind].flatMap((item) => (item.tests.length === 0 ? [] : [[item.name, item.tests]])),
  );

const coverage = coverageOf(tests);
const running = ['life', 'boundary', 'far below', 'full'];

describe('tests reach', () => {
  it.each<[keyof Coverage, unknown]>([
    [
      'states',
      {
        Scheduled: [...running, 'again'],
        Ready: [...running, 'again'],
        Leased: running,
        Running: running,
        Completed: ['life'],
      },
    ],
    [
      'edges',
      {
        'Scheduled + promote': [...running, 'again'],
        'Ready + lease': running,
        'Ready + priority.set': ['again'],
        'Leased + start': running,
        'Running + complete': ['life'],
        'Running + attempt.start': ['life', 'boundary', 'far below'],
        'Running + attempt.finish': ['life', 'boundary'],
      },
    ],
    [
      'pairs',
      {
        'Scheduled + promote, then lease': running,
        'Scheduled + promote, then priority.set': ['again'],
        'Ready + lease, then start': running,
        'Leased + start, then attempt.start': ['life'],
        'Running + attempt.start, then attempt.finish': ['life', 'boundary'],
        'Running + attempt.finish, then complete': ['life'],
      },
    ],
    [
      'guards',
      {
        'Running + complete [noActiveAttempt]': ['life'],
        'Running + fail [noActiveAttempt fails]': ['life'],
        'Running + attempt.start [noActiveAttempt]': running,
        'Running + attempt.start [attemptCountBelowMax]': ['life', 'boundary', 'far below'],
        'Running + attempt.start [attemptCountBelowMax fails]': ['boundary', 'full'],
        'Running + attempt.start [attemptCountBelowMax at its boundary]': ['boundary', 'full'],
        'Running + attempt.finish [hasActiveAttempt]': ['life', 'boundary'],
        'Running + attempt.finish [hasActiveAttempt fails]': ['full'],
        'Running + attempt.finish [ownsActiveAttempt]': ['life', 'boundary'],
        'Running + attempt.finish [ownsActiveAttempt fails]': ['life'],
      },
    ],
    [
      'refusals',
      { 'Running + transition_to Scheduled': ['boundary'], 'Completed + promote': ['life'] },
    ],
    [
      'ops',
      {
        'new_scheduled_with_id, accepted': [...running, 'again'],
        'transition_to, accepted': running,
        'transition_to, refused': ['life', 'boundary'],
        'promote_to_ready, accepted': [...running, 'again'],
        'promote_to_ready, refused': ['early'],
        'set_effective_priority, accepted': ['again'],
        'start_attempt, accepted': ['life', 'boundary', 'far below'],
        'start_attempt, refused': ['boundary', 'full'],
        'finish_attempt, accepted': ['life', 'boundary'],
        'finish_attempt, refused': ['life', 'full'],
        'record_state_change_at, accepted': ['life'],
        'restore_attempt_state_for_bootstrap, accepted': ['boundary', 'far below', 'full'],
      },
    ],
  ])('these %s', (kind, expected) => {
    expect(reached(coverage, kind)).toStrictEqual(expected);
  });

  it('a boundary by tests on both sides of it', () => {
    const sides = coverageOf([
      testOfSteps('below', ...toRunning, restore(AttemptCount.max - 1), start(1)),
      testOfSteps('at', ...toRunning, restore(AttemptCount.max), start(1)),
    ]);
    expect(sides.guards.find(({ name }) => name.endsWith('at its boundary]'))).toStrictEqual({
      name: 'Running + attempt.start [attemptCountBelowMax at its boundary]',
      tests: ['below', 'at'],
    });
  });

  it('no boundary by adjacent counts for which the guard holds', () => {
    const alike = coverageOf([
      testOfSteps('seven', ...toRunning, restore(7), start(1)),
      testOfSteps('eight', ...toRunning, restore(8), start(1)),
    ]);
    expect(alike.guards.find(({ name }) => name.endsWith('at its boundary]'))?.tests).toStrictEqual(
      [],
    );
  });

  it('no boundary by counts that are not adjacent', () => {
    const apart = coverageOf([
      testOfSteps('far', ...toRunning, restore(7), start(1)),
      testOfSteps('full', ...toRunning, restore(AttemptCount.max), start(1)),
    ]);
    expect(apart.guards.find(({ name }) => name.endsWith('at its boundary]'))?.tests).toStrictEqual(
      [],
    );
  });
});

describe('without tests', () => {
  const none = coverageOf([]);
  const names = (kind: keyof Coverage): ReadonlyArray<string> => none[kind].map(({ name }) => name);
  const edges = [
    ...moves.map(({ from, event, to: target }) => ({ from, event, target })),
    ...internal.map(([state, event]) => ({ from: state, event, target: state })),
  ];

  it('every item is named', () => {
    expect(names('states')).toStrictEqual(states);
    expect(names('edges').toSorted()).toStrictEqual(
      edges.map(({ from, event }) => `${from} + ${event}`).toSorted(),
    );
    expect(names('pairs').toSorted()).toStrictEqual(
      edges
        .flatMap(({ from, event, target }) =>
          edges.flatMap((next) =>
            next.from === target ? [`${from} + ${event}, then ${next.event}`] : [],
          ),
        )
        .toSorted(),
    );
    expect(names('refusals').toSorted()).toStrictEqual(
      states
        .flatMap((state) => [
          ...eventTypes
            .filter((event) => !edges.some((edge) => edge.from === state && edge.event === event))
            .map((event) => `${state} + ${event}`),
          `${state} + transition_to Scheduled`,
        ])
        .toSorted(),
    );
    expect(names('guards').filter((name) => name.includes('boundary'))).toStrictEqual([
      'Running + attempt.start [attemptCountBelowMax at its boundary]',
    ]);
    expect(names('guards')).toHaveLength(2 * (4 + 2 + 2) + 1);
    expect(names('ops').slice(0, 2)).toStrictEqual([
      'new_scheduled_with_id, accepted',
      'new_scheduled_with_id, refused',
    ]);
  });

  it.each<[keyof Coverage, string]>([
    ['states', 'no test takes it; states asks for it'],
    ['edges', 'no test takes it; transitions and tour ask for it'],
    ['pairs', 'no test takes it; transition-pairs asks for it'],
    ['guards', 'no test takes it; guards asks for it'],
    ['refusals', 'no test takes it; refusals asks for it'],
    ['ops', 'no test takes it; transitions, guards and construction ask for it'],
  ])('the %s say which criterion asks for them', (kind, why) => {
    expect(none[kind].find(({ impossible }) => impossible !== true)).toStrictEqual({
      name: names(kind)[0],
      tests: [],
      why,
    });
  });

  it('some pairs are impossible, because of a guard', () => {
    expect(none.pairs.filter(({ impossible }) => impossible)).toStrictEqual(
      [
        ['Leased + start, then attempt.finish', 'hasActiveAttempt, ownsActiveAttempt', 'start'],
        ...['retry', 'suspend', 'complete', 'fail', 'attempt.start'].map((next) => [
          `Running + attempt.start, then ${next}`,
          next === 'attempt.start' ? 'noActiveAttempt, attemptCountBelowMax' : 'noActiveAttempt',
          'attempt.start',
        ]),
        [
          'Running + attempt.finish, then attempt.finish',
          'hasActiveAttempt, ownsActiveAttempt',
          'attempt.finish',
        ],
      ].map(([name, guards, event]) => ({
        name,
        tests: [],
        impossible: true,
        why: `${String(guards)} never holds right after ${String(event)}`,
      })),
    );
  });
});

it('is formatted as the counts, and what is not covered', () => {
  const item = { name: 'Ready', tests: ['a'] };
  const other = { name: 'Failed', tests: [], why: 'no test takes it' };
  const [edges, pairs, guards, refusals, ops] = [[other], [], [item], [], [item, item]];
  expect(
    formatCoverage({ states: [item, other], edges, pairs, guards, refusals, ops }),
  ).toStrictEqual([
    'states    1 of 2',
    'edges     0 of 1',
    'pairs     0 of 0',
    'guards    1 of 1',
    'refusals  0 of 0',
    'ops       2 of 2',
    'not covered in states: Failed: no test takes it',
    'not covered in edges: Failed: no test takes it',
  ]);
});
