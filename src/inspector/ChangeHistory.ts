/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- a private ring of numbers in typed arrays, written for twenty thousand lines a second */
/**
 * The changes of every run in time: the latest of each run, and of all together.
 *
 * They are in a ring of typed arrays, 13 bytes a change: its instant, its code, and how many changes ago its run had the one before
 * it. So a change is dropped by counting: nothing refers to it from elsewhere.
 */
import { NO_INSTANT } from '../journal/TimeAnomaly.js';
import type { TimeRange } from './Filter.js';
import type { ChangeCode, RunChanges } from './RunChange.js';
import { shownCode } from './RunChange.js';
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
  /**
   * Visits the kept changes of a run as they were added, the oldest first, also those that are not shown. Returns how many earlier ones
   * were dropped.
   */
  readonly visit: (index: number, visitor: (at: number, code: ChangeCode) => void) => number;
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

  /** Visits the kept changes of a run, the latest first. Returns their number. */
  const visitBack = (index: number, visitor: (at: number, code: ChangeCode) => void): number => {
    const [run, its] = [runs.blockOf(index), runs.startOf(index)];
    const first = Math.max(0, count - changesInAll);
    let visited = 0;
    for (let number = (run[its + FIELD.lastChange] ?? 0) - 1; number >= first;) {
      const place = number % changesInAll;
      const block = blocks[place >>> BITS];
      if (block === undefined || visited === changesOfRun) break;
      visitor(block.at[place & MASK] ?? 0, block.codes[place & MASK] ?? 0);
      visited += 1;
      const back = block.back[place & MASK] ?? 0;
      if (back === 0) break;
      number -= back;
    }
    return visited;
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
      const visited = visitBack(index, (instant, code) => {
        const shown = shownCode(code);
        if (shown === undefined || instant === NO_INSTANT) return;
        at.push(instant);
        codes.push(shown);
      });
      return {
        number: index,
        ops: run[its + FIELD.ops] ?? 0,
        forgotten: (run[its + FIELD.changes] ?? 0) - visited,
        at: at.reverse(),
        codes: codes.reverse(),
      };
    },
    runsChangedIn: ({ from, to }) => {
      const { set, add } = makeRunSet(runs.size());
      for (let index = 0; index < runs.size(); index += 1)
        visitBack(index, (at, code) => {
          if (at >= from && at < to && shownCode(code) !== undefined) add(index);
        });
      return set;
    },
    visit: (index, visitor) => {
      const kept: Array<readonly [number, ChangeCode]> = [];
      const visited = visitBack(index, (at, code) => {
        kept.push([at, code]);
      });
      for (const [at, code] of kept.reverse()) visitor(at, code);
      return (runs.blockOf(index)[runs.startOf(index) + FIELD.changes] ?? 0) - visited;
    },
    dropped: () => Math.max(0, count - changesInAll),
  };
};
