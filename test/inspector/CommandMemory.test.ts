import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CommandId } from '../../src/index.js';
import { makeCommandMemory } from '../../src/inspector/CommandMemory.js';
import { makeRunTable } from '../../src/inspector/RunTable.js';
import { right, runId } from '../support/arbitraries.js';

const RUNS = 3;
const ids = Array.from({ length: 120 }, (_, n) => right(CommandId.decode(runId(n + 1))));

const memoryOf = (commandsOfRun: number, commandsInAll: number) => {
  const table = makeRunTable();
  for (let n = 1; n <= RUNS; n += 1) table.add(runId(n));
  return makeCommandMemory(table, { commandsOfRun, commandsInAll });
};

interface Added {
  readonly run: number;
  readonly id: CommandId;
  readonly op: number;
}

/** What should be found: the op of the command, if few enough commands came after it. */
const expected = (
  added: ReadonlyArray<Added>,
  [ofRun, inAll]: readonly [number, number],
  run: number,
  id: CommandId,
): number => {
  const place = added.findLastIndex((one) => one.run === run && one.id === id);
  const later = added.slice(place + 1);
  const isKept =
    place !== -1 && later.length < inAll && later.filter((one) => one.run === run).length < ofRun;
  return isKept ? (added[place]?.op ?? -1) : -1;
};

describe('the commands of runs', () => {
  test('are found in their own run', () => {
    const memory = memoryOf(128, 1000);
    ids.forEach((id, op) => {
      memory.add(op % RUNS, id, op);
    });
    ids.forEach((id, op) => {
      expect([0, 1, 2].map((run) => memory.find(run, id))).toStrictEqual(
        [0, 1, 2].map((run) => (run === op % RUNS ? op : -1)),
      );
    });
  });

  test('are as many as the limits say, the latest ones', () => {
    const command = fc.record({ run: fc.nat(RUNS - 1), id: fc.constantFrom(...ids) });
    fc.assert(
      fc.property(
        fc.array(command, { minLength: 100, maxLength: 300 }),
        fc.constantFrom([3, 31] as const, [100, 31] as const, [3, 100] as const, [1, 1] as const),
        (sent, limits) => {
          const memory = memoryOf(limits[0], limits[1]);
          const added: Array<Added> = [];
          sent.forEach(({ run, id }, op) => {
            const found = memory.find(run, id);
            expect(found).toBe(expected(added, limits, run, id));
            if (found !== -1) return;
            memory.add(run, id, op);
            added.push({ run, id, op });
          });
        },
      ),
    );
  });
});
