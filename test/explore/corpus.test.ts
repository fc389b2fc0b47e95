/** Every machine of the corpus is explored, and a real actor agrees with what was found, at random steps. */
import { describe, expect, it } from '@jest/globals';
import type { AnyStateMachine } from 'xstate';
import type { Exploration, ExploreOptions } from '../../src/explore/index.js';
import { explore } from '../../src/explore/index.js';
import type { CorpusMachine } from '../statecharts/CorpusMachine.js';
import { corpus } from '../statecharts/index.js';
import { tries } from '../support/arbitraries.js';
import { right } from '../support/right.js';
import { firstDisagreement } from './agree.js';

const STEPS = tries(2000).numRuns;

const optionsOf = ({
  events,
  input,
  outcomes,
  key,
}: CorpusMachine): ExploreOptions<AnyStateMachine> => ({
  events,
  input,
  ...(outcomes === undefined ? {} : { outcomes }),
  ...(key === undefined ? {} : { key }),
});

it('has at least 60 machines', () => {
  expect(corpus.length).toBeGreaterThanOrEqual(60);
});

describe.each(corpus)('$name', (entry) => {
  it(`is explored, and agrees with a real actor at ${String(STEPS)} random steps`, () => {
    const exploration = right(explore(entry.machine, optionsOf(entry))) as Exploration;
    expect(
      firstDisagreement(entry.machine, exploration, {
        steps: STEPS,
        seed: 1,
        input: entry.input,
        ...(entry.key === undefined ? {} : { key: entry.key }),
      }),
    ).toBeUndefined();
  });
});
