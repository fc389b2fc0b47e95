/** Mutants of the refusals. */
import { expect, it } from '@jest/globals';
import * as O from 'fp-ts/lib/Option.js';
import type { RunState } from '../../../src/index.js';
import type { EngineState } from '../../../src/testing/score/Engine.js';
import { faultless } from '../../../src/testing/score/Engine.js';
import { refusalMutants } from '../../../src/testing/score/mutateRefusals.js';
import { exampleIn } from '../../../src/testing/score/steps.js';
import { expectDerived } from '../../support/derivedLines.js';
import { mutantNamed } from './answers.js';
import { mutantLines } from './mutantLines.js';

it('a mutant changes the refusal of one state, and no other', () => {
  const name = 'Scheduled + complete (transition_to): is passed over in silence';
  const { engine } = mutantNamed(refusalMutants(), name);
  const step = { op: 'transition_to', to: 'Completed' } as const;
  const holding = (state: RunState): EngineState => ({ run: O.some(exampleIn(state)), taken: 0 });
  expect(engine(holding('Scheduled'), step)[1]).toHaveProperty('ok');
  expect(engine(holding('Ready'), step)).toStrictEqual(faultless(holding('Ready'), step));
  expect(faultless(holding('Ready'), step)[1]).toHaveProperty('err');
});

it('the mutants do what follows from the chart', () => {
  expectDerived('mutants.txt', mutantLines('refusals'));
});
