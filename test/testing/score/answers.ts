/** What a mutant answers to steps in a row. */
import type { Step } from '../../../src/journal/Step.js';
import type { OutcomeWire } from '../../../src/journal/StepOutcome.js';
import type { Engine, EngineState } from '../../../src/testing/score/Engine.js';
import { INITIAL } from '../../../src/testing/score/Engine.js';
import type { Mutant } from '../../../src/testing/score/Mutant.js';

/** Returns the mutant with a name. */
export const mutantNamed = (mutants: ReadonlyArray<Mutant>, name: string): Mutant => {
  const found = mutants.find((mutant) => mutant.name === name);
  if (found === undefined) throw new Error(`no mutant called ${name}`);
  return found;
};

/** Returns the outcome of each step. */
export const outcomesOf = (
  engine: Engine,
  steps: ReadonlyArray<Step>,
): ReadonlyArray<OutcomeWire> => {
  let held: EngineState = INITIAL;
  return steps.map((step) => {
    const [after, outcome] = engine(held, step);
    held = after;
    return outcome;
  });
};

/** Returns the state after each step, or the error. */
export const answersOf = ({ engine }: Mutant, steps: ReadonlyArray<Step>): ReadonlyArray<unknown> =>
  outcomesOf(engine, steps).map((outcome) => ('ok' in outcome ? outcome.ok.state : outcome));
