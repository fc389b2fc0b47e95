import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NO_INSTANT } from '../../src/journal/TimeAnomaly.js';
import { makeThroughput, MAX_INTERVALS } from '../../src/times/Throughput.js';
import { tries } from '../support/arbitraries.js';

const line = fc.record({
  at: fc.oneof(
    fc.nat(500),
    fc.integer({ min: 1_700_000_000, max: 1_700_100_000 }),
    fc.constant(NO_INSTANT),
  ),
  tag: fc.constantFrom(undefined, undefined, 'A', 'B'),
  isCreated: fc.boolean(),
  isEnded: fc.boolean(),
});

describe('throughput', () => {
  it('counts each line in the interval of its instant', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 200 }), (lines) => {
        const throughput = makeThroughput();
        for (const { at, tag, isCreated, isEnded } of lines)
          if (tag === undefined) throughput.accepted(at, isCreated, isEnded);
          else throughput.refused(at, tag);
        const { seconds, intervals, first, last, unknown } = throughput.figures();
        const timed = lines.filter(({ at }) => at !== NO_INSTANT);
        const instants = timed.map(({ at }) => at);
        expect({ first, last, unknown }).toStrictEqual({
          first: instants.length === 0 ? undefined : Math.min(...instants),
          last: instants.length === 0 ? undefined : Math.max(...instants),
          unknown: lines.length - timed.length,
        });
        const starts = [...new Set(instants.map((at) => at - (at % seconds)))].sort(
          (a, b) => a - b,
        );
        expect(starts.length).toBeLessThanOrEqual(MAX_INTERVALS);
        expect(intervals).toStrictEqual(
          starts.map((from) => {
            const own = timed.filter(({ at }) => at - (at % seconds) === from);
            const accepted = own.filter(({ tag }) => tag === undefined);
            const tags = own.flatMap(({ tag }) => (tag === undefined ? [] : [tag]));
            return {
              from,
              accepted: accepted.length,
              created: accepted.filter(({ isCreated }) => isCreated).length,
              ended: accepted.filter(({ isEnded }) => isEnded).length,
              refused: tags.length,
              refusedBy: new Map(
                [...new Set(tags)].map((tag) => [tag, tags.filter((each) => each === tag).length]),
              ),
            };
          }),
        );
      }),
      tries(200),
    );
  });

  it('has short intervals for a short journal, and longer ones for a longer one', () => {
    const lengthOf = (until: number): number => {
      const throughput = makeThroughput();
      for (let at = 0; at <= until; at += until / 10) throughput.accepted(at, false, false);
      return throughput.figures().seconds;
    };
    expect([100, 1000, 86_400, 10 ** 7, 10 ** 9, 10 ** 10].map(lengthOf)).toStrictEqual([
      1,
      5,
      900,
      12 * 3600,
      4 * 28 * 86_400,
      64 * 28 * 86_400,
    ]);
  });
});
