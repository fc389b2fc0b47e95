/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- a hash table in typed arrays, updated for twenty thousand lines a second */
/**
 * The commands that the runs of a board had, to find those that are delivered again: the latest of each run, and the latest in all.
 */
import type { CommandId } from '../values/CommandId.js';
import { areSameId, hashOfId, ID_WIDTH, writeId } from './IdNumbers.js';
import { makeRecords } from './Records.js';
import type { RunTable } from './RunTable.js';
import { FIELD } from './RunTable.js';

// ------------------------------------------------------------------------------------------------------------ model

/** How many commands are remembered. */
export interface CommandLimits {
  /** For one run. */
  readonly commandsOfRun: number;
  /** For all runs together. */
  readonly commandsInAll: number;
}

/** The commands of the runs of a table. */
export interface CommandMemory {
  /** The number of the op in which a run had a command; -1 if it is not remembered. */
  readonly find: (run: number, id: CommandId) => number;
  /** Remembers a command that is not. */
  readonly add: (run: number, id: CommandId, op: number) => void;
}

/** Where the fields of a command's record are; its id is at its beginning. */
const COMMAND = {
  run: ID_WIDTH,
  /** How many commands the run had before. */
  before: ID_WIDTH + 1,
  op: ID_WIDTH + 2,
} as const;

const WIDTH = COMMAND.op + 1;
const FREE = -1;
const FIRST_CAPACITY = 64;

// ------------------------------------------------------------------------------------------------------- operations

/** Makes a memory without commands. */
export const makeCommandMemory = (
  runs: RunTable,
  { commandsOfRun, commandsInAll }: CommandLimits,
): CommandMemory => {
  /** A ring of the latest commands. */
  const { blockOf, startOf } = makeRecords(WIDTH);
  let count = 0;
  let dropped = 0;
  /** The places of the commands in the ring, at their hash or, if that is taken, after it; at most half of the places are taken. */
  let slots = new Int32Array(FIRST_CAPACITY).fill(FREE);
  /** The command that is looked up. */
  const wanted = new Float64Array(WIDTH);

  const hashOf = (from: Float64Array, at: number): number =>
    hashOfId(from, at) ^ Math.imul(from[at + COMMAND.run] ?? 0, 0x9e3779b1);

  const isAt = (place: number, from: Float64Array, at: number): boolean => {
    const [block, start] = [blockOf(place), startOf(place)];
    return (
      areSameId(block, start, from, at) && block[start + COMMAND.run] === from[at + COMMAND.run]
    );
  };

  /** The slot of a command, or the free one where it belongs. */
  const slotOf = (from: Float64Array, at: number): number => {
    const mask = slots.length - 1;
    let slot = hashOf(from, at) & mask;
    for (;;) {
      const place = slots[slot] ?? FREE;
      if (place === FREE || isAt(place, from, at)) return slot;
      slot = (slot + 1) & mask;
    }
  };

  const want = (run: number, id: CommandId): void => {
    writeId(wanted, 0, id);
    wanted[COMMAND.run] = run;
  };

  /** Frees a slot, and moves back the commands after it that would no longer be found. */
  const free = (slot: number): void => {
    const mask = slots.length - 1;
    let hole = slot;
    for (let next = (hole + 1) & mask; slots[next] !== FREE; next = (next + 1) & mask) {
      const place = slots[next] ?? 0;
      const home = hashOf(blockOf(place), startOf(place)) & mask;
      if (((next - home) & mask) < ((next - hole) & mask)) continue;
      slots[hole] = place;
      hole = next;
    }
    slots[hole] = FREE;
  };

  const dropFirst = (): void => {
    const place = dropped % commandsInAll;
    const slot = slotOf(blockOf(place), startOf(place));
    // The run may have had the command again, after it was forgotten there.
    if (slots[slot] === place) free(slot);
    dropped += 1;
  };

  const grow = (): void => {
    slots = new Int32Array(slots.length * 2).fill(FREE);
    for (let command = dropped; command < count; command += 1) {
      const place = command % commandsInAll;
      slots[slotOf(blockOf(place), startOf(place))] = place;
    }
  };

  const commandsOf = (run: number): number =>
    runs.blockOf(run)[runs.startOf(run) + FIELD.commands] ?? 0;

  return {
    find: (run, id) => {
      want(run, id);
      const place = slots[slotOf(wanted, 0)] ?? FREE;
      if (place === FREE) return -1;
      const [block, start] = [blockOf(place), startOf(place)];
      const age = commandsOf(run) - (block[start + COMMAND.before] ?? 0);
      return age > commandsOfRun ? -1 : (block[start + COMMAND.op] ?? -1);
    },
    add: (run, id, op) => {
      if (count - dropped === commandsInAll) dropFirst();
      if ((count - dropped) * 2 >= slots.length) grow();
      want(run, id);
      const before = commandsOf(run);
      wanted[COMMAND.before] = before;
      wanted[COMMAND.op] = op;
      runs.blockOf(run)[runs.startOf(run) + FIELD.commands] = before + 1;
      const place = count % commandsInAll;
      slots[slotOf(wanted, 0)] = place;
      blockOf(place).set(wanted, startOf(place));
      count += 1;
    },
  };
};
