/** Random statecharts: what is explored of each agrees with a real actor. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import type { Exploration } from '../../src/explore/index.js';
import { explore } from '../../src/explore/index.js';
import { tries } from '../support/arbitraries.js';
import { right } from '../support/right.js';
import { firstDisagreement } from './agree.js';
import { arbitraryStatechart } from './randomStatechart.js';

describe('a random statechart', () => {
  it('is explored as a real actor runs it', () => {
    let walked = 0;
    fc.assert(
      fc.property(arbitraryStatechart, fc.nat(), (machine, seed) => {
        const explored = explore(machine, {
          events: [{ type: 'a' }, { type: 'b' }],
          outcomes: { task: { done: [1], error: ['no'] } },
          limit: 60,
        });
        // What never comes to rest would never come to rest in an actor, too.
        if (
          E.isLeft(explored) &&
          'message' in explored.left &&
          explored.left.message.includes('never comes to rest')
        )
          return;
        const exploration = right(explored) as Exploration;
        if (exploration.leftOut.some(({ why }) => why.includes('never comes to rest'))) return;
        walked += exploration.lts.transitions.length;
        expect(firstDisagreement(machine, exploration, { steps: 120, seed })).toBeUndefined();
      }),
      tries(25),
    );
    expect(walked).toBeGreaterThan(100);
  });
});
