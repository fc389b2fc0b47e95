/** Mutants of constructors, of setters and of the input of ops. */
import { describe, expect, it } from '@jest/globals';
import * as O from 'fp-ts/lib/Option.js';
import type { EngineState } from '../../../src/testing/score/Engine.js';
import { faultless, INITIAL } from '../../../src/testing/score/Engine.js';
import { dataMutants } from '../../../src/testing/score/mutateData.js';
import { exampleIn, TASK } from '../../../src/testing/score/steps.js';
import { at, priority, runId } from '../../support/arbitraries.js';
import { expectDerived } from '../../support/derivedLines.js';
import { mutantNamed } from './answers.js';
import { mutantLines } from './mutantLines.js';

describe('a fault of one op', () => {
  const ids = { runId: runId(7), taskId: TASK, effectivePriority: priority(3) };

  it('that changes the order of checks leaves alone what passes the check', () => {
    const { engine } = mutantNamed(dataMutants(), 'new_ready_with_id: asks for InvalidRunId last');
    const early = {
      op: 'new_ready_with_id',
      ...ids,
      scheduledAt: at(20),
      createdAt: at(10),
    } as const;
    const answer = engine(INITIAL, early);
    expect(answer).toStrictEqual(faultless(INITIAL, early));
    expect(answer[1]).toMatchObject({ err: { code: 'ReadyScheduledAtAfterCreatedAt' } });
  });

  it('loses no run when another op fails', () => {
    const { engine } = mutantNamed(dataMutants(), 'new_ready_with_id: loses the run when it fails');
    const held: EngineState = { run: O.some(exampleIn('Ready')), taken: 0 };
    const [after, outcome] = engine(held, { op: 'transition_to', to: 'Completed' });
    expect(outcome).toHaveProperty('err');
    expect(after).toStrictEqual(held);
  });
});

it('the mutants do what follows from the chart', () => {
  expectDerived('mutants.txt', mutantLines('data'));
});
