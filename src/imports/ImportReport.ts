/* eslint-disable functional/immutable-data, functional/no-loop-statements -- counts that grow as the records are read */
/** What an import made, what has no place in the lifecycle, what was assumed and what was malformed, with the first examples of each kind. */

// ------------------------------------------------------------------------------------------------------------ model

/** Where a record stands. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** How often something of a kind came up, and where first. */
export interface Tally {
  readonly count: number;
  readonly first: ReadonlyArray<Place>;
}

/** Some kinds of things, the most frequent first. */
export interface Tallies {
  readonly total: number;
  readonly by_kind: Readonly<Record<string, Tally>>;
}

/** The report of an import, as it is written in JSON. */
export interface ImportReport {
  /** The name of the mapping. */
  readonly from: string;
  readonly records: number;
  /** The lines of the journal. */
  readonly lines: number;
  readonly runs: number;
  readonly no_place: Tallies;
  readonly assumed: Tallies;
  readonly malformed: {
    readonly total: number;
    readonly first: ReadonlyArray<Place & { readonly message: string }>;
  };
}

/** Counts what comes up. */
export interface Counter {
  readonly add: (kind: string, place: Place) => void;
  /** Adds what another counter counted in later records. False if there are so many kinds that one counter had counted them otherwise. */
  readonly addAll: (tallies: Tallies) => boolean;
  readonly tallies: () => Tallies;
}

// -------------------------------------------------------------------------------------------------------- operations

/** How many examples of a kind are kept. */
const MAX_EXAMPLES = 3;

/** Further kinds are counted as one. */
const MAX_KINDS = 200;
const OTHERS = 'other kinds';

/** Makes a counter. */
export const makeCounter = (): Counter => {
  const kinds = new Map<string, { count: number; readonly first: Array<Place> }>();
  const kindOf = (name: string): { count: number; readonly first: Array<Place> } => {
    const known = kinds.get(name) ?? (kinds.size < MAX_KINDS ? undefined : kinds.get(OTHERS));
    if (known !== undefined) return known;
    const added = { count: 0, first: [] };
    kinds.set(kinds.size < MAX_KINDS ? name : OTHERS, added);
    return added;
  };
  return {
    add: (name, place) => {
      const kind = kindOf(name);
      kind.count += 1;
      if (kind.first.length < MAX_EXAMPLES) kind.first.push(place);
    },
    addAll: ({ by_kind: byKind }) => {
      for (const [name, { count, first }] of Object.entries(byKind)) {
        const kind = kindOf(name);
        kind.count += count;
        for (const place of first) if (kind.first.length < MAX_EXAMPLES) kind.first.push(place);
      }
      return kinds.size < MAX_KINDS;
    },
    tallies: () => {
      const sorted = [...kinds].sort(
        ([a, { count: x }], [b, { count: y }]) => y - x || (a < b ? -1 : 1),
      );
      return {
        total: sorted.reduce((sum, [, { count }]) => sum + count, 0),
        by_kind: Object.fromEntries(
          sorted.map(([name, { count, first }]) => [name, { count, first }]),
        ),
      };
    },
  };
};
