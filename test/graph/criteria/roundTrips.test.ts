/** The cycles of a system are exponentially many: the criterion walks those that can be walked. */
import { describe, expect, it } from '@jest/globals';
import { endPaths, roundTripPaths } from '../../../src/graph/criteria/roundTrips.js';
import type { Lts } from '../../../src/graph/Lts.js';

/** From each of `n` states an input leads to each of the first `reached`. */
const complete = (n: number, reached: number): Lts<number> => {
  const states = Array.from({ length: n }, (_, i) => String(i));
  const inputs = states.slice(0, reached);
  return {
    initial: '0',
    states,
    inputs,
    transitions: states.flatMap((source) =>
      inputs.map((target) => ({
        source,
        input: Number(target),
        label: target,
        accepted: true,
        outcome: target,
        target,
      })),
    ),
    abstracted: [],
  };
};

describe('round-trips', () => {
  it('walks every cycle that takes no edge twice, if there are not too many', () => {
    // Two loops, there and back, and each of the loops on the way, or both.
    expect(roundTripPaths(complete(2, 2), 3)).toHaveLength(7);
  });

  it('walks only the shorter ones, if there are too many', () => {
    const paths = roundTripPaths(complete(12, 12), 2);
    // 12 loops, and 66 ways there and back; those of three states would be 220 more and those with a loop 132.
    expect(paths.slice(0, -1).map((path) => path.length)).toHaveLength(12 + 66);
    expect(endPaths(complete(12, 12))).toStrictEqual([]);
  });

  it('walks loops, if there are too many of anything longer', () => {
    const paths = roundTripPaths(complete(40, 40), 2);
    expect(paths.slice(0, -1)).toHaveLength(40);
  });
});
