/** What a score counts, on few mutants and small suites. */
import { describe, expect, it } from '@jest/globals';
import { criteria } from '../../../src/testing/criteria.js';
import { testsOf } from '../../../src/testing/generate.js';
import { faultless } from '../../../src/testing/score/Engine.js';
import type { Mutant } from '../../../src/testing/score/Mutant.js';
import { mutants } from '../../../src/testing/score/mutants.js';
import { score, scoreBy, scoreOf } from '../../../src/testing/score/score.js';
import { RUN, TASK } from '../../../src/testing/score/steps.js';
import type { TestCase } from '../../../src/testing/TestCase.js';
import { right } from '../../support/right.js';
import { mutantNamed } from './answers.js';

const states = right(testsOf({ criteria: ['states'] })).tests;
const guards = right(testsOf({ criteria: ['guards'] })).tests;

const list = mutants();
const named = (name: string): Mutant => mutantNamed(list, name);

const dropped = named('Scheduled + promote (transition_to): is missing');
const guardless = named('Running + complete (transition_to): without noActiveAttempt');
const remembering = named('start_attempt: the attempt that ended last is refused');
const decoding = named('deserialize: refuses a negative priority');
// At one site, so that its verdict takes no seconds.
const leaking: Mutant = {
  ...named('a scenario begins with the run of the one before'),
  site: 'Ready + lease (transition_to)',
};
const refusing = named('new_scheduled_with_id: refuses a run scheduled for the past');
const different = [dropped, guardless, remembering, decoding, leaking, refusing];

const equivalent: ReadonlyArray<readonly [Mutant, string]> = [
  [
    named('Ready + lease (transition_to): recordStateChange without lastStateChangeAt'),
    'no op of a scenario carries the instant that would be recorded',
  ],
  [
    named('Leased + promote (transition_to): takePriority without effectivePriority'),
    'the op carries no priority to take',
  ],
  [
    named('Running + complete (transition_to): clearAttempt without currentAttemptId'),
    'the guard ensures that there is no attempt to clear',
  ],
  [named('Ready + promote (transition_to): from and to mixed up'), 'both are the same state'],
  [
    {
      kind: 'setter wrong',
      name: 'no fault',
      site: 'Ready + lease (transition_to)',
      engine: faultless,
    },
    'no step tells it apart in any state',
  ],
];

const nameOf = ({ kind, name }: Mutant) => ({ kind, name });
const stepsIn = (tests: ReadonlyArray<TestCase>): number =>
  tests.flatMap(({ steps }) => steps).length;

const none = { killed: 0, mutants: 0 };

describe('a score', () => {
  const suites = [
    { name: 'states', tests: states },
    { name: 'all', tests: guards },
  ] as const;
  const tried = [...different, ...equivalent.map(([mutant]) => mutant)];
  const ignored = () => undefined;

  it('counts for each suite the mutants that it kills, and names the others, without the equivalent ones', () => {
    expect(scoreOf(guards, suites, tried, ignored)).toStrictEqual({
      mutants: 11,
      criteria: [
        {
          criterion: 'states',
          tests: states.length,
          steps: stepsIn(states),
          killed: 1,
          survivors: [guardless, remembering, decoding, leaking, refusing].map(nameOf),
          parts: {
            edges: { killed: 1, mutants: 1 },
            guards: { killed: 0, mutants: 1 },
            updates: none,
            errors: none,
            traces: none,
            'new runs': { killed: 0, mutants: 1 },
            decoder: { killed: 0, mutants: 1 },
            data: none,
            memory: { killed: 0, mutants: 2 },
          },
        },
        {
          criterion: 'all',
          tests: guards.length,
          steps: stepsIn(guards),
          killed: 4,
          survivors: [leaking, refusing].map(nameOf),
          parts: {
            edges: { killed: 1, mutants: 1 },
            guards: { killed: 1, mutants: 1 },
            updates: none,
            errors: none,
            traces: none,
            'new runs': { killed: 0, mutants: 1 },
            decoder: { killed: 1, mutants: 1 },
            data: none,
            memory: { killed: 1, mutants: 2 },
          },
        },
      ],
      equivalent: equivalent.map(([mutant, why]) => ({ ...nameOf(mutant), why, pairs: 1139 })),
      missed: [
        { ...nameOf(leaking), steps: [] },
        {
          ...nameOf(refusing),
          steps: [
            {
              op: 'new_scheduled_with_id',
              run_id: RUN,
              task_id: TASK,
              scheduled_at: 10,
              created_at: 20,
            },
          ],
        },
      ],
    });
  });

  it('tells its progress, every sixteen mutants and at the end', () => {
    const told: Array<readonly [number, number]> = [];
    const many = Array.from({ length: 17 }, () => dropped);
    scoreOf(guards, suites, many, (done, total) => told.push([done, total]));
    expect(told).toStrictEqual([
      [0, 51],
      [48, 51],
      [51, 51],
    ]);
  });
});

describe('the options of a score', () => {
  const few = () => [dropped];

  it('are all criteria and the first seed by default', () => {
    const { seed, mutants: count, criteria: scored } = right(scoreBy(few, {}));
    expect({ seed, count }).toStrictEqual({ seed: 1, count: 1 });
    expect(scored.map(({ criterion }) => criterion)).toStrictEqual([
      ...criteria.map(({ name }) => name),
      'all',
    ]);
    expect(scored.map(({ tests }) => tests)).toStrictEqual([
      ...criteria.map(({ name }) => right(testsOf({ criteria: [name] })).tests.length),
      right(testsOf()).tests.length,
    ]);
  });

  it('are those of its suites', () => {
    const options = { criteria: ['random'], seed: 5 } as const;
    const { seed, criteria: scored } = right(scoreBy(few, options));
    expect(seed).toBe(5);
    expect(scored.map(({ steps }) => steps)).toStrictEqual([
      stepsIn(right(testsOf(options)).tests),
    ]);
    expect(stepsIn(right(testsOf({ ...options, seed: 1 })).tests)).not.toBe(scored[0]?.steps);
    const switches = { criteria: ['n-switch'], switches: 1 } as const;
    expect(right(scoreBy(few, switches)).criteria.map(({ tests }) => tests)).toStrictEqual([
      right(testsOf(switches)).tests.length,
    ]);
  });

  it('are refused as those of a suite', () => {
    expect(score({ seed: -1 })).toStrictEqual(testsOf({ seed: -1 }));
  });
});
