/** Scores: a mutant differs only at its site, and the criteria together kill every mutant that is not equivalent. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import type { OutcomeWire, Step } from '../../src/index.js';
import { runScenario, ScenarioCodec } from '../../src/index.js';
import { criteria, faultKinds, score } from '../../src/testing/index.js';
import type { Engine, EngineState } from '../../src/testing/score/Engine.js';
import { faultless, INITIAL, siteOf } from '../../src/testing/score/Engine.js';
import { makeEquivalence } from '../../src/testing/score/equivalence.js';
import { mutants } from '../../src/testing/score/mutants.js';
import { allSteps } from '../../src/testing/score/steps.js';
import { tries } from '../support/arbitraries.js';
import { right } from '../support/right.js';
import { arbitraryScenario } from './scenarios.js';

const scenarios = arbitraryScenario.filter((wire) => E.isRight(ScenarioCodec.decode(wire)));

const all = mutants();

const outcomesOf = (engine: Engine, steps: ReadonlyArray<Step>): ReadonlyArray<OutcomeWire> => {
  let held: EngineState = INITIAL;
  return steps.map((step) => {
    const [after, outcome] = engine(held, step);
    held = after;
    return outcome;
  });
};

describe('the faultless engine', () => {
  it('answers as runScenario does', () => {
    fc.assert(
      fc.property(scenarios, (wire) => {
        const scenario = right(ScenarioCodec.decode(wire));
        const { name, steps } = scenario;
        expect({ name, outcomes: outcomesOf(faultless, steps) }).toStrictEqual(
          runScenario(scenario),
        );
      }),
      tries(300),
    );
  });
});

describe('a mutant', () => {
  it('has a unique name, and there are mutants of every kind', () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    expect(new Set(all.map(({ kind }) => kind))).toStrictEqual(new Set(Object.keys(faultKinds)));
  });

  it('is faultless everywhere except at its site', () => {
    const sited = all.filter(({ site }) => site !== undefined);
    fc.assert(
      fc.property(
        fc.constantFrom(...sited),
        scenarios,
        fc.constantFrom(...allSteps),
        ({ site, engine }, wire, last) => {
          let held: EngineState = INITIAL;
          for (const step of [...right(ScenarioCodec.decode(wire)).steps, last]) {
            const answer = faultless(held, step);
            if (siteOf(held, step) !== site) expect(engine(held, step)).toStrictEqual(answer);
            [held] = answer;
          }
        },
      ),
      tries(200),
    );
  });

  it('that is not equivalent differs from the faultless engine after the steps of the verdict', () => {
    const verdictOf = makeEquivalence();
    fc.assert(
      fc.property(fc.constantFrom(...all.filter(({ leaks }) => leaks !== true)), (mutant) => {
        const verdict = verdictOf(mutant);
        if (verdict._tag === 'Equivalent') return;
        expect(outcomesOf(mutant.engine, verdict.steps)).not.toStrictEqual(
          outcomesOf(faultless, verdict.steps),
        );
      }),
      tries(20),
    );
  });
});

describe('score', () => {
  const progress: Array<readonly [number, number]> = [];
  const result = right(score({ onProgress: (done, total) => progress.push([done, total]) }));
  const byName = new Map(result.criteria.map((one) => [one.criterion, one] as const));
  const alive = result.mutants - result.equivalent.length;

  it('has all criteria together kill every mutant that is not equivalent', () => {
    expect(result.missed).toStrictEqual([]);
    expect(byName.get('all')?.survivors).toStrictEqual([]);
    expect(byName.get('all')?.killed).toBe(alive);
  });

  it('has a reason for each equivalent mutant', () => {
    const reasons = new Set(result.equivalent.map(({ why }) => why));
    expect(result.equivalent.length).toBeLessThan(100);
    expect([...reasons].toSorted()).toStrictEqual([
      'both are the same state',
      'no op of a scenario carries the instant that would be recorded',
      'the guard ensures that there is no attempt to clear',
      'the op carries no priority to take',
    ]);
  });

  it('finds no criterion that kills all mutants alone, and none that kills none', () => {
    expect([...byName.keys()]).toStrictEqual([...criteria.map(({ name }) => name), 'all']);
    for (const { criterion, killed, survivors, parts } of result.criteria) {
      expect(killed + survivors.length).toBe(alive);
      expect(Object.values(parts).reduce((sum, part) => sum + part.killed, 0)).toBe(killed);
      expect(killed).toBeGreaterThan(0);
      expect(survivors.length === 0).toBe(criterion === 'all');
    }
  });

  it('reports its progress', () => {
    expect(progress.length).toBeGreaterThan(10);
    expect(progress.map(([done]) => done)).toStrictEqual(
      progress.map(([done]) => done).toSorted((a, b) => a - b),
    );
    expect(progress.at(-1)?.[0]).toBe(progress.at(-1)?.[1]);
  });

  it('refuses what generate refuses', () => {
    expect(E.isLeft(score({ seed: -1 }))).toBe(true);
    // SAFETY: from untyped code.
    const nope = score({ criteria: ['nope' as 'all'] });
    expect(E.isLeft(nope) && nope.left._tag).toBe('UnknownCriterion');
  });
});
