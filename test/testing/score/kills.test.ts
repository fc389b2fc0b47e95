/** Which suites kill a mutant, and that it is asked no more than it needs to be. */
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import type { RunState } from '../../../src/index.js';
import { runScenario } from '../../../src/index.js';
import type { Step } from '../../../src/journal/Step.js';
import { testsOf } from '../../../src/testing/generate.js';
import type { Engine } from '../../../src/testing/score/Engine.js';
import { answered, faultless, INITIAL, siteOf } from '../../../src/testing/score/Engine.js';
import { makeKills, makePrepare } from '../../../src/testing/score/kills.js';
import type { Mutant } from '../../../src/testing/score/Mutant.js';
import { mutants } from '../../../src/testing/score/mutants.js';
import { RUN, TASK } from '../../../src/testing/score/steps.js';
import type { StepWire, TestCase } from '../../../src/testing/TestCase.js';
import { at, priority } from '../../support/arbitraries.js';
import { right } from '../../support/right.js';
import { outcomesOf } from './answers.js';

const create: Step = {
  op: 'new_ready_with_id',
  runId: RUN,
  taskId: TASK,
  scheduledAt: at(10),
  createdAt: at(20),
  effectivePriority: priority(3),
};
const to = (state: RunState): Step => ({ op: 'transition_to', to: state });
const cancel = to('Canceled');

/** Makes a test of steps, of which some are written in another form. */
const testOf = (
  steps: ReadonlyArray<Step>,
  written: Readonly<Record<number, StepWire>> = {},
): TestCase => {
  const outcomes = outcomesOf(faultless, steps);
  return {
    name: 'a test',
    criteria: [],
    steps: steps.flatMap((step, i) => {
      const wanted = outcomes[i];
      const form = written[i];
      return wanted === undefined
        ? []
        : [{ step, expect: wanted, title: '', ...(form === undefined ? {} : { written: form }) }];
    }),
  };
};

const laps = testOf([create, to('Leased'), to('Ready'), to('Leased'), to('Ready'), to('Leased')]);
const short = testOf([create, cancel]);
const SITE = 'Ready + lease (transition_to)';

/** Makes a mutant that counts the steps that it is asked. */
const counting = (engine: Engine, site?: string) => {
  let asked = 0;
  const mutant: Mutant = {
    kind: 'wrong later',
    name: 'counts',
    ...(site === undefined ? {} : { site }),
    engine: (...given) => {
      asked += 1;
      return engine(...given);
    },
  };
  return { kills: makeKills(mutant), asked: () => asked };
};

/** Leases go wrong in secret, until a step for which `ends` holds. */
const secretly =
  (ends: (step: Step) => boolean): Engine =>
  (held, step) => {
    const [after, outcome] = faultless(held, step);
    if (siteOf(held, step) === SITE) return [{ ...after, taken: 1 }, outcome];
    return [ends(step) ? { ...after, taken: 0 } : after, outcome];
  };

describe('a mutant is asked', () => {
  it.each<[string, Engine, string | undefined, number]>([
    ['once for a step that occurs again in the same state', faultless, SITE, 1],
    ['nothing if no test comes to its site', faultless, 'Ready + suspend (transition_to)', 0],
    ['each step once if it has no site', faultless, undefined, 4],
    ['the steps after its site until it is in the same state again', secretly(() => true), SITE, 3],
    ['all steps after its site if it never is', secretly(() => false), SITE, 5],
  ])('%s', (_, engine, site, asked) => {
    const mutant = counting(engine, site);
    const suite = makePrepare()([short, laps, short]);
    expect(mutant.kills(suite)).toBe(false);
    expect(mutant.asked()).toBe(asked);
  });

  it('nothing again by a suite that was prepared with the other', () => {
    const mutant = counting(faultless);
    const prepare = makePrepare();
    mutant.kills(prepare([laps, short]));
    const before = mutant.asked();
    mutant.kills(prepare([short, laps, laps]));
    expect([before, mutant.asked()]).toStrictEqual([4, 4]);
  });

  it('a step in each of its forms', () => {
    const mutant = counting(faultless);
    const form = { op: 'transition_to', to: 'Canceled', more: 1 };
    const prepared = makePrepare()([short, testOf([create, cancel], { 1: form })]);
    expect(mutant.kills(prepared)).toBe(false);
    expect(mutant.asked()).toBe(3);
  });
});

describe('a mutant is killed', () => {
  const refusing: Engine = (held, step) =>
    held.taken === 0
      ? faultless(held, step)
      : answered(held, E.left({ _tag: 'Decode', message: '' }));
  it.each<[string, boolean, Engine, ReadonlyArray<TestCase>]>([
    ['by a wrong answer at its site', true, (held) => [held, { err: { code: 'NoRun' } }], [laps]],
    [
      'by a wrong answer after its site',
      true,
      (held, step) =>
        siteOf(held, step) === SITE ? secretly(() => false)(held, step) : refusing(held, step),
      [short, laps],
    ],
    [
      'not if no test comes to its site',
      false,
      (held) => [held, { err: { code: 'NoRun' } }],
      [short],
    ],
    ['not by no tests', false, (held) => [held, { err: { code: 'NoRun' } }], []],
  ])('%s', (_, killed, engine, tests) => {
    const { kills } = counting(engine, SITE);
    expect(kills(makePrepare()(tests))).toBe(killed);
  });

  it('by the form in which a step is written', () => {
    const engine: Engine = (held, step, written) =>
      written === undefined ? faultless(held, step) : [INITIAL, { err: { code: 'Decode' } }];
    const { kills } = counting(engine);
    expect(kills(makePrepare()([short]))).toBe(false);
    expect(kills(makePrepare()([testOf([create, cancel], { 1: { op: 'x' } })]))).toBe(true);
  });
});

describe('a mutant that keeps its state from one test to the next', () => {
  const leak = { kind: 'leak', name: 'leaks', leaks: true } as const;
  const unborn = testOf([cancel, create]);

  it('is killed by a test that has no run, after one that has', () => {
    const kills = makeKills({ ...leak, engine: faultless });
    const prepare = makePrepare();
    expect(kills(prepare([unborn]))).toBe(false);
    expect(kills(prepare([short, laps]))).toBe(false);
    expect(kills(prepare([short, unborn]))).toBe(true);
  });

  it('is told how a step is written', () => {
    const engine: Engine = (held, step, written) =>
      written === undefined ? faultless(held, step) : [held, { err: { code: 'NoRun' } }];
    expect(
      makeKills({ ...leak, engine })(makePrepare()([testOf([create], { 0: { op: 'x' } })])),
    ).toBe(true);
  });
});

describe('a suite', () => {
  const suites = (['states', 'tour', 'transitions'] as const).map(
    (name) => right(testsOf({ criteria: [name] })).tests,
  );
  const isWrong = ({ engine }: Mutant, { name, steps }: TestCase): boolean => {
    const answer = runScenario({ name, steps: steps.map(({ step }) => step) });
    const given = outcomesOf(
      engine,
      steps.map(({ step }) => step),
    );
    return !('outcomes' in answer) || JSON.stringify(answer.outcomes) !== JSON.stringify(given);
  };

  it('kills the mutants that answer some of its tests wrongly', () => {
    const some = mutants().filter(
      ({ kind, leaks }, i) => leaks !== true && (i % 41 === 0 || kind === 'wrong later'),
    );
    const prepare = makePrepare();
    const prepared = suites.map(prepare);
    const found = some.map((mutant) => {
      const kills = makeKills(mutant);
      return [mutant.name, prepared.map(kills)];
    });
    expect(found).toStrictEqual(
      some.map((mutant) => [
        mutant.name,
        suites.map((tests) => tests.some((test) => isWrong(mutant, test))),
      ]),
    );
    expect(new Set(found.flat(2)).has(true)).toBe(true);
  });
});
