/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- a private ring buffer, and the records of a table */
/**
 * The op history of a board: the latest ops of each run, bounded for each run and in all, in number and in bytes.
 *
 * The ops are in a ring of records, and their lines in a queue of bytes. The ops of a run are linked. Each has the run before it, which
 * is all that is needed to replay a story from the first op that is kept.
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
  readonly decode: (text: string) => E.Either<string, JournalEntry>;
}

/** The latest ops of every run. */
export interface OpHistory {
  /** Makes room for an op of a run, which is as it was before the op. Then the op may be applied to the run. */
  readonly add: (index: number, origin: OpOrigin, line: number, text: string) => void;
  readonly storyOf: (index: number) => Story;
}

/** Where the fields of an op's record are. The run before it is at its beginning. */
const OP = {
  instant: RUN_WIDTH,
  line: RUN_WIDTH + 1,
  /** The index of its run; -1 if the op was dropped. */
  run: RUN_WIDTH + 2,
  /** Where the next op of the same run is. */
  next: RUN_WIDTH + 3,
  /** The place of its text. */
  chunk: RUN_WIDTH + 4,
  start: RUN_WIDTH + 5,
  end: RUN_WIDTH + 6,
} as const;

const WIDTH = OP.end + 1;
const DROPPED = -1;

// ------------------------------------------------------------------------------------------------------- operations

/** How many bytes a chunk of texts has; a longer text has a chunk of its own. */
const CHUNK = 256 * 1024;
/** UTF-8 has at most this many bytes for a code unit of UTF-16. */
const BYTES_OF_UNIT = 3;

/** Where a text is: the number of its chunk, and its bytes there. */
interface TextPlace {
  readonly chunk: number;
  readonly start: number;
  readonly end: number;
}

/** A queue of texts in chunks of bytes, which are numbered from 0. */
interface TextQueue {
  readonly add: (text: string) => TextPlace;
  readonly read: (place: TextPlace) => string;
  /** Frees the chunks before this one. */
  readonly freeBefore: (chunk: number) => void;
  /** How many bytes all chunks have. */
  readonly size: () => number;
}

const makeTextQueue = (): TextQueue => {
  const chunks = new Map<number, Uint8Array>();
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  let size = 0;
  let first = 0;
  let last = -1;
  let bytes = new Uint8Array(0);
  let next = 0;

  const addChunk = (chunk: Uint8Array<ArrayBuffer>): void => {
    last += 1;
    chunks.set(last, chunk);
    size += chunk.length;
    bytes = chunk;
    next = 0;
  };

  return {
    add: (text) => {
      const most = text.length * BYTES_OF_UNIT;
      if (most > CHUNK) {
        addChunk(encoder.encode(text));
        next = bytes.length;
        return { chunk: last, start: 0, end: next };
      }
      if (next + most > bytes.length) addChunk(new Uint8Array(CHUNK));
      const start = next;
      next += encoder.encodeInto(text, bytes.subarray(start)).written;
      return { chunk: last, start, end: next };
    },
    read: ({ chunk, start, end }) => decoder.decode(chunks.get(chunk)?.subarray(start, end)),
    freeBefore: (chunk) => {
      for (; first < chunk; first += 1) {
        size -= chunks.get(first)?.length ?? 0;
        chunks.delete(first);
      }
    },
    size: () => size,
  };
};

/** Makes a history of the ops of a table's runs. `onForgotten` is called for each op dropped to stay within the limits. */
export const makeOpHistory = (
  runs: RunTable,
  { opsOfRun, opsInAll, opBytes }: OpLimits,
  onForgotten: () => void,
): OpHistory => {
  const { blockOf, startOf } = makeRecords(WIDTH);
  const origins: Array<OpOrigin> = [];
  const texts = makeTextQueue();
  /** How many places of the ring hold ops, dropped ones included, and where the next one is written. */
  let length = 0;
  let next = 0;

  const numberAt = (place: number, field: number): number =>
    blockOf(place)[startOf(place) + field] ?? 0;

  /** Drops the first op of a run. */
  const forgetFirst = (index: number): void => {
    const block = runs.blockOf(index);
    const start = runs.startOf(index);
    const first = block[start + FIELD.first] ?? 0;
    blockOf(first)[startOf(first) + OP.run] = DROPPED;
    block[start + FIELD.first] = numberAt(first, OP.next);
    block[start + FIELD.kept] = (block[start + FIELD.kept] ?? 0) - 1;
    onForgotten();
  };

  const oldest = (): number => (next - length + opsInAll) % opsInAll;

  /** Takes the oldest op out of the ring. It is the first of its run, unless it was dropped before. */
  const forgetOldest = (): void => {
    const run = numberAt(oldest(), OP.run);
    if (run !== DROPPED) forgetFirst(run);
    length -= 1;
    if (length > 0) texts.freeBefore(numberAt(oldest(), OP.chunk));
  };

  const opAt = (place: number): ReadonlyArray<StoryOp> => {
    const origin = origins[place];
    if (origin === undefined) return [];
    const { decode, ...shared } = origin;
    const entry = decode(
      texts.read({
        chunk: numberAt(place, OP.chunk),
        start: numberAt(place, OP.start),
        end: numberAt(place, OP.end),
      }),
    );
    return E.isLeft(entry) ? [] : [{ ...shared, line: numberAt(place, OP.line), entry: entry.right }];
  };

  return {
    add: (index, origin, line, text) => {
      const run = runs.blockOf(index);
      const its = runs.startOf(index);
      if ((run[its + FIELD.kept] ?? 0) === opsOfRun) forgetFirst(index);
      if (length === opsInAll) forgetOldest();
      const place = texts.add(text);
      const block = blockOf(next);
      const start = startOf(next);
      for (let i = 0; i < RUN_WIDTH; i += 1) block[start + i] = run[its + i] ?? 0;
      block[start + OP.instant] = run[its + FIELD.instant] ?? 0;
      block[start + OP.line] = line;
      block[start + OP.run] = index;
      block[start + OP.chunk] = place.chunk;
      block[start + OP.start] = place.start;
      block[start + OP.end] = place.end;
      origins[next] = origin;
      const kept = run[its + FIELD.kept] ?? 0;
      if (kept === 0) run[its + FIELD.first] = next;
      else {
        const last = run[its + FIELD.last] ?? 0;
        blockOf(last)[startOf(last) + OP.next] = next;
      }
      run[its + FIELD.last] = next;
      run[its + FIELD.kept] = kept + 1;
      run[its + FIELD.ops] = (run[its + FIELD.ops] ?? 0) + 1;
      next = (next + 1) % opsInAll;
      length += 1;
      while (texts.size() > opBytes && length > 1) forgetOldest();
    },
    storyOf: (index) => {
      const run = runs.blockOf(index);
      const its = runs.startOf(index);
      const runId = runs.idAt(index);
      const kept = run[its + FIELD.kept] ?? 0;
      const places: Array<number> = [];
      for (let at = run[its + FIELD.first] ?? 0; places.length < kept; at = numberAt(at, OP.next))
        places.push(at);
      const [first] = places;
      const base =
        first === undefined
          ? readRun(run, its, runId)
          : readRun(blockOf(first), startOf(first), runId);
      const baseInstant =
        first === undefined ? run[its + FIELD.instant] : numberAt(first, OP.instant);
      return {
        runId,
        base: O.fromNullable(base),
        baseInstant: Timestamp.is(baseInstant) ? O.some(baseInstant) : O.none,
        forgotten: (run[its + FIELD.ops] ?? 0) - kept,
        ops: places.flatMap(opAt),
      };
    },
  };
};
