/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- a private ring buffer, scanned for each search */
/**
 * The facts of the latest ops of a board by which runs are searched and counted: the run, the instant, the outcome, and what the
 * line said of attempt, worker, outcome and error. They are numbers, so a quarter of a million of them are looked at in milliseconds.
 */
import type { JournalEntry } from '../journal/JournalEntry.js';
import { NO_INSTANT } from '../journal/TimeAnomaly.js';
import { ID_WIDTH, NO_ID, readId, writeId } from './IdNumbers.js';
import type { Names } from './Names.js';
import { makeNames } from './Names.js';
import type { QueryField, QueryTerm } from './Query.js';
import { makeRecords } from './Records.js';
import type { RunSet } from './RunSet.js';
import { hasRun, makeRunSet } from './RunSet.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What became of an op. A refused one has `refused` and the index of its error's tag. */
export const RESULT = {
  accepted: 0,
  created: 1,
  ended: 2,
  /** A run was created in a state in which it is over. */
  createdEnded: 3,
  redelivered: 4,
  refused: 5,
} as const;

/** Where an op stands in time, and what became of it. */
export interface OpMark {
  readonly run: number;
  /** Unix seconds; `undefined` for an op without an instant. */
  readonly at: number | undefined;
  readonly result: number;
}

/** What lines said, with which a search can go on. */
export interface Said {
  readonly field: QueryField;
  readonly text: string;
  /** How many of the kept ops say so. */
  readonly ops: number;
}

/** The facts of the latest ops. */
export interface OpFacts {
  /** Adds the facts of the next op. `at` is the instant of its line, or `NO_INSTANT`. Returns what it says as a number, for {@link OpFacts.last}. */
  readonly add: (run: number, entry: JournalEntry, result: number, at: number) => number;
  /** What lines said last, given the number of what they said before and that of the next one: what is not said again stays. */
  readonly last: (before: number, next: number) => number;
  /** What a number stands for. */
  readonly textsOf: (number: number) => Readonly<Partial<Record<(typeof named)[number], string>>>;
  /** How many ops there were. */
  readonly size: () => number;
  /** How many of them are no longer known. */
  readonly dropped: () => number;
  /** The runs, of `runs` in all, an op of which says what a word asks for. */
  readonly runsWhoseOpsSay: (term: QueryTerm, runs: number) => RunSet;
  /** Visits the ops of a set of runs, the oldest first; without a set, of all. */
  readonly visit: (runs: RunSet | undefined, visitor: (mark: OpMark) => void) => void;
  /** What the kept ops say that begins as a text, or has it within: at most `limit` of each field, most often said first. */
  readonly said: (term: QueryTerm, limit: number) => ReadonlyArray<Said>;
  /** How many texts were too many to be searched. */
  readonly notSearchable: () => number;
}

/** Where the facts of an op are. */
const FACT = {
  /** The number of the run and, in its lowest bits, the result. */
  run: 0,
  /** `NO_INSTANT` without one. */
  at: 1,
  /** The numbers of the names, packed. */
  names: 2,
  attempt: 3,
} as const;

const WIDTH = FACT.attempt + ID_WIDTH;
const RESULTS = 64;
/** The names of a field are numbered up to this; three of them fit into a safe integer. */
const NAMES = 2 ** 17;
const MAX_NAMES = 20_000;

const named = ['worker', 'outcome', 'error'] as const satisfies ReadonlyArray<QueryField>;

// ------------------------------------------------------------------------------------------------------- operations

/** The number of a name among the packed ones. */
const unpack = (packed: number, index: number): number =>
  Math.floor(packed / NAMES ** index) % NAMES;

/** A name that is the whole text is meant alone; else those that begin with it, or have it within if any field is meant. */
const namesFor = (
  names: Names,
  { field, text }: QueryTerm,
  prefersWhole: boolean,
): ReadonlySet<number> => {
  if (field === undefined) return names.find((name) => name.includes(text));
  const whole = prefersWhole ? names.find((name) => name === text) : new Set<number>();
  return whole.size > 0 ? whole : names.find((name) => name.startsWith(text));
};

/** Makes the facts of at most `limit` ops. */
export const makeOpFacts = (limit: number): OpFacts => {
  const { blockOf, startOf } = makeRecords(WIDTH);
  const tables = named.map(() => makeNames(MAX_NAMES));
  let count = 0;

  const first = (): number => Math.max(0, count - limit);

  /** Visits the record of each kept op. */
  const scan = (visitor: (block: Float64Array, at: number) => void): void => {
    for (let op = first(); op < count; op += 1) {
      const place = op % limit;
      visitor(blockOf(place), startOf(place));
    }
  };

  const runAt = (block: Float64Array, at: number): number =>
    Math.floor((block[at + FACT.run] ?? 0) / RESULTS);

  const hasAttempt = (block: Float64Array, at: number): boolean =>
    block[at + FACT.attempt] !== NO_ID;

  /** Whether an op, by its record, says what a word asks for. */
  const test = (
    term: QueryTerm,
    prefersWhole = true,
  ): ((block: Float64Array, at: number) => boolean) => {
    const { field, text } = term;
    const wanted = named.map((name, i) => {
      const names = tables[i];
      return names !== undefined && (field === undefined || field === name)
        ? namesFor(names, term, prefersWhole)
        : new Set<number>();
    });
    const asksForNames = wanted.some(({ size }) => size > 0);
    const asksForAttempt =
      (field === undefined || field === 'attempt') && /^[0-9a-f-]+$/u.test(text);
    return (block, at) =>
      (asksForNames &&
        wanted.some(
          (numbers, i) => numbers.size > 0 && numbers.has(unpack(block[at + FACT.names] ?? 0, i)),
        )) ||
      (asksForAttempt &&
        hasAttempt(block, at) &&
        readId(block, at + FACT.attempt).startsWith(text));
  };

  return {
    add: (run, entry, result, instant) => {
      const place = count % limit;
      const [block, at] = [blockOf(place), startOf(place)];
      block[at + FACT.run] = run * RESULTS + result;
      block[at + FACT.at] = instant;
      const said = named.reduce(
        (packed, name, i) => packed + (tables[i]?.numberOf(entry[name]) ?? 0) * NAMES ** i,
        0,
      );
      block[at + FACT.names] = said;
      if (entry.op === 'start_attempt' || entry.op === 'finish_attempt')
        writeId(block, at + FACT.attempt, entry.attemptId);
      else block[at + FACT.attempt] = NO_ID;
      count += 1;
      return said;
    },
    last: (before, next) =>
      next === 0
        ? before
        : named.reduce((packed, _, i) => {
            const said = unpack(next, i);
            return packed + (said === 0 ? unpack(before, i) : said) * NAMES ** i;
          }, 0),
    textsOf: (number) =>
      Object.fromEntries(
        named.flatMap((name, i) => {
          const text = tables[i]?.textOf(unpack(number, i));
          return text === undefined ? [] : [[name, text]];
        }),
      ),
    size: () => count,
    dropped: first,
    runsWhoseOpsSay: (term, runs) => {
      const { set, add } = makeRunSet(runs);
      const says = test(term);
      scan((block, at) => {
        if (says(block, at)) add(runAt(block, at));
      });
      return set;
    },
    visit: (runs, visitor) => {
      scan((block, at) => {
        const run = runAt(block, at);
        if (runs !== undefined && !hasRun(runs, run)) return;
        const instant = block[at + FACT.at] ?? NO_INSTANT;
        visitor({
          run,
          at: instant === NO_INSTANT ? undefined : instant,
          result: (block[at + FACT.run] ?? 0) % RESULTS,
        });
      });
    },
    said: ({ field, text }, most) => {
      const counts = new Map<string, Said>();
      const says = test({ field, text }, false);
      const add = (of: QueryField, said: string | undefined): void => {
        if (said === undefined || (field !== undefined && field !== of)) return;
        const lowered = said.toLowerCase();
        if (!(field === undefined ? lowered.includes(text) : lowered.startsWith(text))) return;
        const key = `${of}:${said}`;
        counts.set(key, { field: of, text: said, ops: (counts.get(key)?.ops ?? 0) + 1 });
      };
      scan((block, at) => {
        if (text !== '' && !says(block, at)) return;
        named.forEach((name, i) => {
          add(name, tables[i]?.textOf(unpack(block[at + FACT.names] ?? 0, i)));
        });
        if (text !== '' && hasAttempt(block, at) && /^[0-9a-f-]+$/u.test(text)) {
          const id = readId(block, at + FACT.attempt);
          if (id.startsWith(text)) add('attempt', id);
        }
      });
      const sorted = [...counts.values()].sort(
        (a, b) => b.ops - a.ops || (a.text < b.text ? -1 : 1),
      );
      return [...named, 'attempt' as const].flatMap((name) =>
        sorted.filter((said) => said.field === name).slice(0, most),
      );
    },
    notSearchable: () => tables.reduce((sum, names) => sum + names.leftOut(), 0),
  };
};
