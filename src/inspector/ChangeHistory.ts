/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- a private ring of numbers in typed arrays, written for twenty thousand lines a second */
/**
 * The changes of every run in time: the latest of each run, and of all together.
 *
 * They are in a ring of typed arrays, 13 bytes a change: its instant, its code, and how many changes ago its run had the one before
 * it. So a change is dropped by counting: nothing refers to it from elsewhere.
 */
import type { TimeRange } from './Filter.js';
import type { ChangeCode, RunChanges } from './RunChange.js';
import type { RunSet } from './RunSet.js';
import { makeRunSet } from './RunSet.js';
import type { RunTable } from './RunTable.js';
import { FIELD } from './RunTable.js';

// ------------------------------------------------------------------------------------------------------------ model

/** How many changes are kept. */
export interface ChangeLimits {
  /** For one run. */
  readonly changesOfRun: number;
  /** For all runs together; each takes 13 bytes. */
  readonly changesInAll: number;
}

/** The latest changes of every run. */
export interface ChangeHistory {
  /** Adds a change to a run. */
  readonly add: (index: number, at: number, code: ChangeCode) => void;
  readonly changesOf: (index: number) => RunChanges;
  /** The runs that have a change in a range, among those that are kept. */
  readonly runsChangedIn: (range: TimeRange) => RunSet;
  /** How many changes were dropped because all runs together had too many. */
  readonly dropped: () => number;
}

/** The bits of a place that say where in its block a change is. */
const BITS = 14;
const BLOCK = 2 ** BITS;
const MASK = BLOCK - 1;

interface Block {
  readonly at: Float64Array;
  readonly back: Uint32Array;
  readonly codes: Uint8Array;
}

const makeBlock = (): Block => ({
  at: new Float64Array(BLOCK),
  back: new Uint32Array(BLOCK),
  codes: new Uint8Array(BLOCK),
});

// ------------------------------------------------------------------------------------------------------- operations

/** Makes a history of the changes of a table's runs. */
export const makeChangeHistory = (
  runs: RunTable,
  { changesOfRun, changesInAll }: ChangeLimits,
): ChangeHistory => {
  const blocks: Array<Block> = [];
  /** How many changes there were: the number of the next one. */
  let count = 0;

  /** Visits the changes of a run that are kept, the latest first, while the visitor wants more. */
  const visit = (index: number, visitor: (at: number, code: ChangeCode) => boolean): void => {
    const first = Math.max(0, count - changesInAll);
    let number = (runs.blockOf(index)[runs.startOf(index) + FIELD.lastChange] ?? 0) - 1;
    while (number >= first) {
      const place = number % changesInAll;
      const block = blocks[place >>> BITS];
      if (block === undefined) return;
      const at = place & MASK;
      const back = block.back[at] ?? 0;
      if (!visitor(block.at[at] ?? 0, block.codes[at] ?? 0) || back === 0) return;
      number -= back;
    }
  };

  return {
    add: (index, at, code) => {
      const [run, its] = [runs.blockOf(index), runs.startOf(index)];
      const place = count % changesInAll;
      const block = (blocks[place >>> BITS] ??= makeBlock());
      const last = run[its + FIELD.lastChange] ?? 0;
      // A change that far back is dropped before this one is read, and 0 says that there is none.
      const back = last === 0 ? 0 : count + 1 - last;
      block.at[place & MASK] = at;
      block.back[place & MASK] = back > changesInAll ? 0 : back;
      block.codes[place & MASK] = code;
      count += 1;
      run[its + FIELD.lastChange] = count;
      run[its + FIELD.changes] = (run[its + FIELD.changes] ?? 0) + 1;
    },
    changesOf: (index) => {
      const [run, its] = [runs.blockOf(index), runs.startOf(index)];
      const [at, codes]: [Array<number>, Array<ChangeCode>] = [[], []];
      visit(index, (instant, code) => {
        at.push(instant);
        codes.push(code);
        return at.length < changesOfRun;
      });
      return {
        number: index,
        ops: run[its + FIELD.ops] ?? 0,
        forgotten: (run[its + FIELD.changes] ?? 0) - at.length,
        at: at.reverse(),
        codes: codes.reverse(),
      };
    },
    runsChangedIn: ({ from, to }) => {
      const { set, add } = makeRunSet(runs.size());
      for (let index = 0; index < runs.size(); index += 1)
        visit(index, (at) => {
          const isIn = at >= from && at < to;
          if (isIn) add(index);
          return !isIn;
        });
      return set;
    },
    dropped: () => Math.max(0, count - changesInAll),
  };
};
