/** The runs of the board as numbers: what is written is read again. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RunId, TaskId } from '../../src/index.js';
import { ID_WIDTH, readId, writeId } from '../../src/inspector/IdNumbers.js';
import { readRun, RUN_WIDTH, stateAt, writeRun } from '../../src/inspector/PackedRun.js';
import { BLOCK } from '../../src/inspector/Records.js';
import { makeRunTable } from '../../src/inspector/RunTable.js';
import { arbitraryRun, arbitraryUuid, runId, runIn } from '../support/arbitraries.js';

describe('an id as numbers', () => {
  test('is the same text when it is read again', () => {
    fc.assert(
      fc.property(arbitraryUuid, fc.nat(5), (text, at) => {
        const numbers = new Float64Array(at + ID_WIDTH);
        writeId(numbers, at, text);
        expect(readId(numbers, at)).toBe(text);
      }),
    );
  });

  test.each([RunId.nil, 'ffffffff-ffff-ffff-ffff-ffffffffffff'])('%s', (text) => {
    const numbers = new Float64Array(ID_WIDTH);
    writeId(numbers, 0, text);
    expect(readId(numbers, 0)).toBe(text);
  });
});

describe('a run as numbers', () => {
  test('is the same run when it is read again', () => {
    fc.assert(
      fc.property(arbitraryRun, fc.nat(5), (run, at) => {
        const numbers = new Float64Array(at + RUN_WIDTH);
        expect(readRun(numbers, at, run.id)).toBeUndefined();
        writeRun(numbers, at, run, true);
        expect(readRun(numbers, at, run.id)).toStrictEqual(run);
        expect(stateAt(numbers, at)).toBe(run.state);
      }),
    );
  });

  test('keeps the id of its task while it is the same run, whatever the id is said to be', () => {
    const run = runIn('Ready');
    const numbers = new Float64Array(RUN_WIDTH);
    writeRun(numbers, 0, run, true);
    writeRun(numbers, 0, runIn('Leased', { taskId: TaskId.nil }), false);
    expect(readRun(numbers, 0, run.id)?.taskId).toBe(run.taskId);
  });
});

describe('a table of runs', () => {
  const MANY = 5000;
  const table = makeRunTable();
  const indexes = Array.from({ length: MANY }, (_, i) => table.add(runId(i)));

  test('finds each run, and no other', () => {
    expect(indexes).toStrictEqual(Array.from({ length: MANY }, (_, i) => i));
    expect(indexes.map((_, i) => table.find(runId(i)))).toStrictEqual(indexes);
    expect(indexes.map((_, i) => table.find(runId(MANY + i)))).toStrictEqual(indexes.map(() => -1));
    expect(table.idAt(777)).toBe(runId(777));
    expect(table.size()).toBe(MANY);
  });

  test('makes no object for a run', () => {
    expect(new Set(indexes.map(table.blockOf)).size).toBe(Math.ceil(MANY / BLOCK));
  });
});
