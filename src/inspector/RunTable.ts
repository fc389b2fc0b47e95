/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- a hash table in typed arrays, updated for twenty thousand lines a second */
/** The runs of a board by their ids: a hash table of records of numbers, which the garbage collector does not visit. */
import type { RunId } from '../values/RunId.js';
import { areSameId, hashOfId, ID_WIDTH, readId, writeId } from './IdNumbers.js';
import { RUN_WIDTH } from './PackedRun.js';
import type { Records } from './Records.js';
import { makeRecords } from './Records.js';

const COUNTERS = RUN_WIDTH + ID_WIDTH;

/** Where the fields of a run's record are. The run itself, as `PackedRun.ts` writes it, is at its beginning. */
export const FIELD = {
  id: RUN_WIDTH,
  ops: COUNTERS,
  refused: COUNTERS + 1,
  redelivered: COUNTERS + 2,
  /** Ops that created the run although it existed. */
  begunAgain: COUNTERS + 3,
  /** The edges that the run took, an `IndexSet`. */
  taken: COUNTERS + 4,
  /** The reasons why its ops were refused, an `IndexSet`. */
  reasons: COUNTERS + 5,
  /** Its latest instant, or `NO_INSTANT`. */
  instant: COUNTERS + 6,
  /** One more than the number of its last op, for `OpHistory.ts`; 0 before its first op. */
  lastOp: COUNTERS + 7,
  /** How many different commands it had, for `CommandMemory.ts`. */
  commands: COUNTERS + 8,
  /** One more than the number of its last change, for `ChangeHistory.ts`; 0 before its first one. */
  lastChange: COUNTERS + 9,
  /** How many changes it had. */
  changes: COUNTERS + 10,
  /** The worker, the outcome and the error that its lines named last, as numbers of `OpFacts.ts`. */
  said: COUNTERS + 11,
  /** One more than the index of the reason why an op of it was refused last; 0 for none. */
  lastReason: COUNTERS + 12,
} as const;

const WIDTH = FIELD.lastReason + 1;

/** Runs by their ids. */
export interface RunTable extends Records {
  readonly size: () => number;
  /** The index of a run, counted from 0 in the order in which runs were added; -1 if there is none. */
  readonly find: (id: RunId) => number;
  /** Adds a run that is not in the table, with all numbers 0, and returns its index. */
  readonly add: (id: RunId) => number;
  readonly idAt: (index: number) => RunId;
}

const FREE = -1;
const FIRST_CAPACITY = 64;

/** Makes a table without runs. */
export const makeRunTable = (): RunTable => {
  const records = makeRecords(WIDTH);
  const { blockOf, startOf } = records;
  let size = 0;
  /** The indexes of the runs, at the place of their hash or, if that is taken, after it; at most half of the places are taken. */
  let places = new Int32Array(FIRST_CAPACITY).fill(FREE);
  /** The id that is looked up, as numbers. */
  const wanted = new Float64Array(ID_WIDTH);

  /** The place of the wanted id, or the free place where it belongs. */
  const placeOf = (from: Float64Array, at: number): number => {
    const mask = places.length - 1;
    let place = hashOfId(from, at) & mask;
    for (;;) {
      const index = places[place] ?? FREE;
      if (index === FREE || areSameId(blockOf(index), startOf(index) + FIELD.id, from, at))
        return place;
      place = (place + 1) & mask;
    }
  };

  const grow = (): void => {
    places = new Int32Array(places.length * 2).fill(FREE);
    for (let index = 0; index < size; index += 1)
      places[placeOf(blockOf(index), startOf(index) + FIELD.id)] = index;
  };

  return {
    ...records,
    size: () => size,
    find: (id) => {
      writeId(wanted, 0, id);
      return places[placeOf(wanted, 0)] ?? FREE;
    },
    add: (id) => {
      if (size * 2 >= places.length) grow();
      writeId(wanted, 0, id);
      const index = size;
      places[placeOf(wanted, 0)] = index;
      writeId(blockOf(index), startOf(index) + FIELD.id, id);
      size += 1;
      return index;
    },
    // SAFETY: `add` wrote it.
    idAt: (index) => readId(blockOf(index), startOf(index) + FIELD.id) as RunId,
  };
};
