/** Generated suites: their laws, and the coverage that each criterion guarantees. */
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { answerLine } from '../../src/index.js';
import type { Coverage, CriterionName, GenerateOptions } from '../../src/testing/index.js';
import {
  coverageOf,
  criteria,
  encodeSuite,
  formatCoverage,
  generate,
} from '../../src/testing/index.js';
import { eventTypes, guardsOf, internal, moves, states } from '../expectations.js';
import { suiteOf } from './suite.js';

const all = suiteOf();

/** The events that a run accepts only without an active attempt. */
const whenIdle = Object.entries(guardsOf).flatMap(([type, guards]) =>
  guards.includes('noActiveAttempt') ? [type] : [],
);
const lines = encodeSuite(all).trimEnd().split('\n');

const missing = (coverage: Coverage, kind: keyof Coverage): ReadonlyArray<string> =>
  coverage[kind].flatMap(({ name, tests }) => (tests.length === 0 ? [name] : []));

const stepsIn = (...only: ReadonlyArray<CriterionName>): number =>
  suiteOf({ criteria: only }).tests.reduce((sum, { steps }) => sum + steps.length, 0);

describe('a suite', () => {
  it('is the same for the same options, byte for byte, and another for another seed', () => {
    expect(encodeSuite(suiteOf())).toBe(encodeSuite(all));
    expect(encodeSuite(suiteOf({ seed: 2 }))).not.toBe(encodeSuite(all));
  });

  it('gives every test a unique name', () => {
    expect(new Set(all.tests.map(({ name }) => name)).size).toBe(all.tests.length);
  });

  it('has no test that is a prefix of another', () => {
    const texts = all.tests
      .map(({ steps }) =>
        steps.map((step) => `${JSON.stringify([step.step, step.written])}\n`).join(''),
      )
      .toSorted();
    expect(texts.filter((text, i) => texts[i + 1]?.startsWith(text))).toStrictEqual([]);
  });

  it('loses no coverage by leaving such tests out', () => {
    const apart = criteria.flatMap(({ name }) => suiteOf({ criteria: [name] }).tests);
    const reached = (coverage: Coverage) =>
      Object.values<Coverage[keyof Coverage]>({ ...coverage }).map(
        (kind) => kind.filter(({ tests }) => tests.length > 0).length,
      );
    expect(reached(all.coverage)).toStrictEqual(reached(coverageOf(apart)));
    expect(new Set(all.tests.flatMap((test) => test.criteria))).toStrictEqual(
      new Set(criteria.map(({ name }) => name)),
    );
  });

  it('has some ten thousand steps', () => {
    const steps = all.tests.reduce((sum, test) => sum + test.steps.length, 0);
    expect(steps).toBeGreaterThan(2000);
    expect(steps).toBeLessThan(12_000);
  });

  it('ends no test with a refusal if there is a run to show', () => {
    const bare = all.tests.filter(({ steps }) => {
      const last = steps.at(-1);
      return (
        last !== undefined && 'err' in last.expect && steps.some((step) => 'ok' in step.expect)
      );
    });
    expect(bare).toStrictEqual([]);
  });

  it('asks every field that may be left out both ways, in every state in which its op is asked', () => {
    const forms = new Map<string, Set<boolean>>();
    const note = (place: string, isLeftOut: boolean): void => {
      forms.set(place, (forms.get(place) ?? new Set()).add(isLeftOut));
    };
    for (const { steps } of all.tests) {
      let run = 'no run';
      for (const { step, written, expect: outcome } of steps) {
        if (step.op === 'restore_attempt_state_for_bootstrap' && O.isNone(step.activeAttempt))
          note(`${run} + ${step.op}`, written !== undefined && !('active_attempt' in written));
        if (step.op === 'deserialize' && 'ok' in outcome && outcome.ok.current_attempt_id === null)
          note(`${run} + ${step.op}`, !step.json.includes('"current_attempt_id"'));
        if ('ok' in outcome)
          run = `${outcome.ok.state}${outcome.ok.current_attempt_id === null ? '' : ' with an attempt'}`;
      }
    }
    const oneWay = [...forms].filter(([, ways]) => ways.size < 2).map(([place]) => place);
    expect(oneWay).toStrictEqual([]);
    // With and without a run, in every state, and in each with an attempt.
    const restored = [...forms.keys()].filter((place) => place.includes('restore'));
    expect(restored).toHaveLength(1 + 2 * states.length);
  });

  it('titles each step as the chart names it', () => {
    const titles = new Set(all.tests.flatMap(({ steps }) => steps.map(({ title }) => title)));
    [
      'Running + complete [noActiveAttempt] -> Completed',
      'Running + complete [noActiveAttempt fails] -> AttemptInProgress',
      'Running + attempt.finish [ownsActiveAttempt fails] -> AttemptOwnershipMismatch',
      'Running + attempt.start [attemptCountBelowMax fails] -> AttemptCountOverflow',
      'Scheduled + lease -> InvalidTransition',
      'Ready + transition_to Scheduled -> InvalidTransition',
      'no run + promote -> NoRun',
      'new_ready_with_id -> ReadyScheduledAtAfterCreatedAt',
      'deserialize -> Decode',
      'Failed + record_state_change_at -> Failed',
    ].forEach((title) => {
      expect(titles).toContain(title);
    });
  });

  it('is NDJSON in which every line is a scenario with the outcomes it expects', () => {
    const wrong = lines.filter((line) => {
      const { steps } = JSON.parse(line) as {
        readonly steps: ReadonlyArray<{ readonly expect: unknown }>;
      };
      const answer = answerLine(line);
      return (
        !('outcomes' in answer) ||
        JSON.stringify(answer.outcomes) !== JSON.stringify(steps.map((step) => step.expect))
      );
    });
    expect(wrong).toStrictEqual([]);
  });
});

describe('the criteria', () => {
  it('have a name, a definition and a source', () => {
    expect(criteria.map(({ name }) => name)).toStrictEqual([
      'states',
      'transitions',
      'transition-pairs',
      'n-switch',
      'round-trips',
      'guards',
      'refusals',
      'tour',
      'w-method',
      'construction',
      'random',
    ]);
    criteria.forEach(({ definition, source }) => {
      expect(definition).not.toBe('');
      expect(source).toMatch(/, (19|20)\d\d/);
    });
  });

  it.each<[CriterionName, keyof Coverage]>([
    ['states', 'states'],
    ['transitions', 'edges'],
    ['tour', 'edges'],
    ['guards', 'guards'],
    ['refusals', 'refusals'],
    ['w-method', 'refusals'],
  ])('%s reaches all %s', (name, kind) => {
    expect(missing(suiteOf({ criteria: [name] }).coverage, kind)).toStrictEqual([]);
  });

  it.each<CriterionName>(['transition-pairs', 'n-switch'])(
    '%s takes every pair except those that a guard forbids',
    (name) => {
      const { coverage } = suiteOf({ criteria: [name] });
      expect(missing(coverage, 'pairs')).toStrictEqual(missing(all.coverage, 'pairs'));
      expect(missing(coverage, 'pairs')).toStrictEqual([
        'Leased + start, then attempt.finish',
        ...whenIdle.map((next) => `Running + attempt.start, then ${next}`),
        'Running + attempt.finish, then attempt.finish',
      ]);
    },
  );

  it('together cover all that can be covered, and say why the rest cannot', () => {
    const edges = [
      ...moves.map(({ from, to }) => ({ from, to })),
      ...internal.map(([state]) => ({ from: state, to: state })),
    ];
    const joined = edges.flatMap(({ to }) => edges.filter(({ from }) => from === to)).length;
    const forbidden = missing(all.coverage, 'pairs').length;
    const illegal = states.length * eventTypes.length - edges.length + states.length;
    const whole = (n: number): string => `${String(n)} of ${String(n)}`;
    expect(formatCoverage(all.coverage)).toStrictEqual([
      expect.stringMatching(`^states +${whole(states.length)}$`),
      expect.stringMatching(`^edges +${whole(edges.length)}$`),
      expect.stringMatching(`^pairs +${String(joined - forbidden)} of ${String(joined)}$`),
      expect.stringMatching(/^guards +(\d+) of \1$/),
      expect.stringMatching(`^refusals +${whole(illegal)}$`),
      expect.stringMatching(/^ops +(\d+) of \1$/),
      ...missing(all.coverage, 'pairs').map((name) =>
        expect.stringContaining(`not covered in pairs: ${name}: `),
      ),
    ]);
  });

  it('take their options', () => {
    const { tests } = suiteOf({ criteria: ['random'], count: 3, length: 5 });
    expect(tests.filter(({ name }) => !name.includes('left out'))).toHaveLength(3);
    const walk = (seed: number) =>
      suiteOf({ criteria: ['random'], seed }).tests.map(({ steps }) =>
        steps.map(({ title }) => title),
      );
    expect(walk(1)).not.toStrictEqual(walk(2));
    const sizes = [0, 1, 2, 3].map(
      (switches) => suiteOf({ criteria: ['n-switch'], switches }).tests.length,
    );
    expect(sizes).toStrictEqual([...sizes].sort((a, b) => a - b));
    expect(suiteOf({ criteria: ['w-method'], extraStates: 1 }).tests.length).toBeGreaterThan(1000);
    expect(stepsIn('transition-pairs')).toBeLessThan(stepsIn('n-switch'));
  });
});

describe('generate refuses', () => {
  it.each<[string, GenerateOptions, unknown]>([
    [
      'an unknown criterion',
      { criteria: ['luck' as CriterionName] },
      { _tag: 'UnknownCriterion', name: 'luck', known: criteria.map(({ name }) => name) },
    ],
    [
      'a seed that is not an integer',
      { seed: 0.5 },
      {
        _tag: 'InvalidOption',
        option: 'seed',
        expected: 'an integer from 0 to 4294967295',
        found: 0.5,
      },
    ],
    [
      'a negative number of walks',
      { count: -1 },
      { _tag: 'InvalidOption', option: 'count', expected: 'an integer from 0 to 10000', found: -1 },
    ],
    [
      'too many extra states',
      { extraStates: 3 },
      {
        _tag: 'InvalidOption',
        option: 'extraStates',
        expected: 'an integer from 0 to 2',
        found: 3,
      },
    ],
  ])('%s', (_, options, error) => {
    expect(generate(options)).toStrictEqual(E.left(error));
  });
});
