/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- a private ring buffer, and the records of a table */
/**
 * The op history of a board: the latest ops of each run, bounded for each run and in all, in number and in bytes.
 *
 * The ops are in a ring of records, and their lines in a queue of bytes. Each op has the number of the op of its run before it, and
 * that run before the op, from which a story is replayed. So an op is dropped by counting: nothing refers to it from elsewhere.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { JournalEntry } from '../journal/JournalEntry.js';
import { Timestamp } from '../values/Timestamp.js';
import { readRun, RUN_WIDTH } from './PackedRun.js';
import { makeRecords } from './Records.js';
import type { RunTable } from './RunTable.js';
import { FIELD } from './RunTable.js';
import type { Story, StoryOp } from './Story.js';
import { makeTextQueue } from './TextQueue.js';

// ------------------------------------------------------------------------------------------------------------ model

/** How many ops are kept. */
export interface OpLimits {
  /** For one run. */
  readonly opsOfRun: number;
  /** For all runs together. */
  readonly opsInAll: number;
  /** How many bytes the lines of all kept ops may have. */
  readonly opBytes: number;
}

/** What ops that are read alike share. */
export interface OpOrigin extends Omit<StoryOp, 'line' | 'entry'> {
  /** Decodes the line of the op again. */
  readonly decode: (text: string) => E.Either<unknown, JournalEntry>;
}

/** The latest ops of every run. */
export interface OpHistory {
  /** Adds an op to a run, to which it is applied only afterwards. */
  readonly add: (index: number, origin: OpOrigin, line: number, text: string) => void;
  /** How many ops there were: the number of the next one. */
  readonly size: () => number;
  /** The entry of an op by its number; none if it was dropped. */
  readonly entryOf: (op: number) => O.Option<JournalEntry>;
  readonly storyOf: (index: number) => Story;
}

/** Where the fields of an op's record are. The run before it is at its beginning. */
const OP = {
  instant: RUN_WIDTH,
  line: RUN_WIDTH + 1,
  /** One more than the number of the run's op before this one; 0 for its first op. */
  previous: RUN_WIDTH + 2,
  /** The place of its text. */
  chunk: RUN_WIDTH + 3,
  start: RUN_WIDTH + 4,
  end: RUN_WIDTH + 5,
} as const;

const WIDTH = OP.end + 1;

// ------------------------------------------------------------------------------------------------------- operations

/** Makes a history of the ops of a table's runs. */
export const makeOpHistory = (
  runs: RunTable,
  { opsOfRun, opsInAll, opBytes }: OpLimits,
): OpHistory => {
  const records = makeRecords(WIDTH);
  const origins: Array<OpOrigin> = [];
  const texts = makeTextQueue();
  /** How many ops there were, and how many of them were dropped: the numbers of the next op and of the first one that is kept. */
  let count = 0;
  let dropped = 0;

  const numberAt = (op: number, field: number): number => {
    const place = op % opsInAll;
    return records.blockOf(place)[records.startOf(place) + field] ?? 0;
  };

  const dropFirst = (): void => {
    dropped += 1;
    if (dropped < count) texts.freeBefore(numberAt(dropped, OP.chunk));
  };

  const read = (op: number): ReadonlyArray<StoryOp> => {
    const origin = origins[op % opsInAll];
    if (origin === undefined) return [];
    const { decode, ...shared } = origin;
    const text = texts.read({
      chunk: numberAt(op, OP.chunk),
      start: numberAt(op, OP.start),
      end: numberAt(op, OP.end),
    });
    const entry = decode(text);
    return E.isLeft(entry) ? [] : [{ ...shared, line: numberAt(op, OP.line), entry: entry.right }];
  };

  /** The numbers of the kept ops of a run, oldest first; `last` is one more than the number of its last op. */
  const numbersOf = (last: number): ReadonlyArray<number> => {
    const numbers: Array<number> = [];
    for (let next = last; next > dropped && numbers.length < opsOfRun;) {
      numbers.push(next - 1);
      next = numberAt(next - 1, OP.previous);
    }
    return numbers.toReversed();
  };

  return {
    add: (index, origin, line, text) => {
      if (count - dropped === opsInAll) dropFirst();
      const [run, its] = [runs.blockOf(index), runs.startOf(index)];
      const { chunk, start, end } = texts.add(text);
      const place = count % opsInAll;
      const [block, at] = [records.blockOf(place), records.startOf(place)];
      for (let i = 0; i < RUN_WIDTH; i += 1) block[at + i] = run[its + i] ?? 0;
      block[at + OP.instant] = run[its + FIELD.instant] ?? 0;
      block[at + OP.line] = line;
      block[at + OP.previous] = run[its + FIELD.lastOp] ?? 0;
      block[at + OP.chunk] = chunk;
      block[at + OP.start] = start;
      block[at + OP.end] = end;
      origins[place] = origin;
      count += 1;
      run[its + FIELD.lastOp] = count;
      run[its + FIELD.ops] = (run[its + FIELD.ops] ?? 0) + 1;
      while (texts.size() > opBytes && count - dropped > 1) dropFirst();
    },
    size: () => count,
    entryOf: (op) => {
      const [found] = op < dropped ? [] : read(op);
      return found === undefined ? O.none : O.some(found.entry);
    },
    storyOf: (index) => {
      const [run, its] = [runs.blockOf(index), runs.startOf(index)];
      const numbers = numbersOf(run[its + FIELD.lastOp] ?? 0);
      const first = numbers[0] === undefined ? undefined : numbers[0] % opsInAll;
      const [block, at, instant] =
        first === undefined
          ? [run, its, FIELD.instant]
          : [records.blockOf(first), records.startOf(first), OP.instant];
      const runId = runs.idAt(index);
      const baseInstant = block[at + instant];
      return {
        runId,
        base: O.fromNullable(readRun(block, at, runId)),
        baseInstant: Timestamp.is(baseInstant) ? O.some(baseInstant) : O.none,
        forgotten: (run[its + FIELD.ops] ?? 0) - numbers.length,
        ops: numbers.flatMap(read),
      };
    },
  };
};
