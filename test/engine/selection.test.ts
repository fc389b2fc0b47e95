import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as RA from 'fp-ts/lib/ReadonlyArray.js';
import { selectionOrd, selectRuns } from '../../src/engine/index.js';
import type { RunInstance } from '../../src/index.js';
import { states, waits } from '../expectations.js';
import { arbitraryRun, at, priority, runId, runIn, tries } from '../support/arbitraries.js';

/** A run with a name, so that an order can be read. */
const ready = (effective: number, created: number, id: number): RunInstance =>
  runIn('Ready', {
    effectivePriority: priority(effective),
    createdAt: at(created),
    id: runId(id),
  });

/** In the order in which they are taken. */
const queue = [
  ready(2 ** 31 - 1, 9, 9),
  ready(1, 5, 1),
  ready(1, 5, 2),
  ready(1, 6, 0xa),
  ready(1, 6, 0xf),
  ready(1, 6, 0x10),
  ready(0, 0, 3),
  ready(0, Number.MAX_SAFE_INTEGER, 1),
  ready(-1, 0, 1),
  ready(-(2 ** 31), 0, 1),
];

describe('the order of selection', () => {
  it('is the priority downwards, the creation upwards, the id upwards', () => {
    expect(RA.sort(selectionOrd)(queue.toReversed())).toStrictEqual(queue);
    queue.forEach((run, i) => {
      expect(queue.map((other) => selectionOrd.compare(run, other))).toStrictEqual(
        queue.map((_, j) => Math.sign(i - j)),
      );
    });
  });

  it('is a total order', () => {
    const { compare, equals } = selectionOrd;
    fc.assert(
      fc.property(arbitraryRun, arbitraryRun, arbitraryRun, (a, b, c) => {
        expect(compare(a, a)).toBe(0);
        expect(compare(a, b) + compare(b, a)).toBe(0);
        expect(equals(a, b)).toBe(compare(a, b) === 0);
        if (compare(a, b) <= 0 && compare(b, c) <= 0) expect(compare(a, c)).toBeLessThanOrEqual(0);
      }),
      tries(1000),
    );
  });
});

describe('the runs to start', () => {
  it('are the first of those in Ready', () => {
    const [first, second] = queue;
    const others = states.filter((state) => state !== 'Ready' && waits[state]?.until !== 'lease');
    const runs = [...others.map((state) => runIn(state)), ...queue.toReversed()];
    expect(selectRuns(2)(runs)).toStrictEqual([first, second]);
    expect(selectRuns(2)(new Set(runs))).toStrictEqual([first, second]);
    expect(selectRuns(Infinity)(runs)).toStrictEqual(queue);
  });

  it.each(states.filter((state) => waits[state]?.until === 'lease'))(
    'leave a place to a run in %s',
    (state) => {
      const [first] = queue;
      expect(selectRuns(2)([runIn(state), ...queue])).toStrictEqual([first]);
      expect(selectRuns(1)([runIn(state), ...queue])).toStrictEqual([]);
      expect(selectRuns(1)([runIn(state), runIn(state), ...queue])).toStrictEqual([]);
    },
  );

  it.each([0, -1, NaN])('are none with %d places', (places) => {
    expect(selectRuns(places)(queue)).toStrictEqual([]);
  });
});
