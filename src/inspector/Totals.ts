/* eslint-disable functional/immutable-data -- counters that are updated for ten thousand lines a second */
/** `Totals`: sums over every line that was read, their wire format, and the counter that makes them. */
import * as t from 'io-ts';
import { listOf, wireRecord } from '../codec/WireRecord.js';
import type { EntryError } from '../journal/Command.js';
import type { EventType } from '../run/RunEvent.js';
import type { RunState } from '../run/RunState.js';
import { runStates } from '../run/RunState.js';
import { runTable } from '../run/runTable.js';
import { integerCodec } from '../values/Integer.js';

// ------------------------------------------------------------------------------------------------------------ model

/** Sums over every line that was read. */
export interface Totals {
  readonly lines: number;
  readonly accepted: number;
  /** Ops that created a run which existed, so that it lost what it was; they do not count as accepted. */
  readonly begunAgain: number;
  readonly redelivered: number;
  readonly malformed: number;
  /** Anomalies of time. */
  readonly anomalies: number;
  /** Refused ops by the tag of their error. */
  readonly refused: Readonly<Partial<Record<EntryError['_tag'], number>>>;
  /** Runs in each state, in the order of `runStates`. */
  readonly states: ReadonlyArray<number>;
  /** How often each edge was taken, in the order of the chart's edges. */
  readonly edges: ReadonlyArray<number>;
  /** Lines of runs beyond the limit of runs. */
  readonly leftOut: number;
}

/** Counts the lines of a board by their results. */
export interface TotalsCounter {
  readonly add: (name: Exclude<keyof Totals, 'refused' | 'states' | 'edges'>) => void;
  readonly addRefused: (error: EntryError) => void;
  /** Counts an accepted op: the edge that it took, by its index, and the run in its new state, which may have begun again. */
  readonly addAccepted: (
    before: RunState | undefined,
    edge: number,
    after: RunState,
    isBegunAgain: boolean,
  ) => void;
  readonly totals: () => Totals;
}

// ----------------------------------------------------------------------------------------------------------- codecs

/** The codec of a count, an integer from 0. */
export const CountCodec = integerCodec<number>('a count', { min: 0, max: Number.MAX_SAFE_INTEGER });
const counts = listOf('a list of counts', CountCodec);

/** The codec of {@link Totals}. */
export const TotalsCodec = wireRecord('totals', {
  lines: CountCodec,
  accepted: CountCodec,
  begunAgain: CountCodec,
  redelivered: CountCodec,
  malformed: CountCodec,
  anomalies: CountCodec,
  refused: t.record(t.string, CountCodec),
  states: counts,
  edges: counts,
  leftOut: CountCodec,
});

// ------------------------------------------------------------------------------------------------------- operations

/** The index, in the chart's list of edges, of the edge that an event takes from a state; -1 if there is none. */
export const edgeIndex = (state: RunState | undefined, event: EventType | undefined): number => {
  const edge = state === undefined || event === undefined ? undefined : runTable.edge(state, event);
  return edge === undefined ? -1 : runTable.edges.indexOf(edge);
};

/** Adds to the number at an index; an index outside the list is ignored. */
const addAt = (list: Array<number>, index: number, by: number): void => {
  const n = list[index];
  if (n !== undefined) list[index] = n + by;
};

/** Makes a counter at zero. */
export const makeTotalsCounter = (): TotalsCounter => {
  const sums = {
    lines: 0,
    accepted: 0,
    begunAgain: 0,
    redelivered: 0,
    malformed: 0,
    anomalies: 0,
    leftOut: 0,
  };
  const refused: Partial<Record<EntryError['_tag'], number>> = {};
  const states = runStates.map(() => 0);
  const edges = runTable.edges.map(() => 0);
  return {
    add: (name) => {
      sums[name] += 1;
    },
    addRefused: ({ _tag }) => {
      refused[_tag] = (refused[_tag] ?? 0) + 1;
    },
    addAccepted: (before, edge, after, isBegunAgain) => {
      if (isBegunAgain) sums.begunAgain += 1;
      else sums.accepted += 1;
      addAt(edges, edge, 1);
      if (before !== undefined) addAt(states, runStates.indexOf(before), -1);
      addAt(states, runStates.indexOf(after), 1);
    },
    totals: () => ({ ...sums, refused: { ...refused }, states: [...states], edges: [...edges] }),
  };
};
