/** Every machine of the corpus is explored, and a real actor agrees with what was found, at 10,000 random steps each. */
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import type { AnyStateMachine } from 'xstate';
import type { Exploration, ExploreOptions } from '../../src/explore/index.js';
import { explore } from '../../src/explore/index.js';
import type { CorpusMachine } from '../statecharts/CorpusMachine.js';
import { corpus } from '../statecharts/index.js';
import { right } from '../support/right.js';
import { firstDisagreement } from './agree.js';

const STEPS = 10_000;

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

it('explores at least 54 of 60', () => {
  const explored = corpus.map((entry) => explore(entry.machine, optionsOf(entry)));
  expect(corpus.length).toBeGreaterThanOrEqual(60);
  expect(explored.filter(E.isRight).length).toBeGreaterThanOrEqual(54);
});

describe.each(corpus)('$name', (entry) => {
  it(`agrees with a real actor at ${String(STEPS)} random steps`, () => {
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
