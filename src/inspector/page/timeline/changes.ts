/**
 * The changes of the runs that are shown: the page asks for those in view first, then for those around them, and keeps what it was
 * told. There is one question at a time, so that a quick scroll asks for where it ends.
 */
import { signal } from '@preact/signals';
import { MAX_RUNS_ASKED } from '../../Protocol.js';
import type { Row } from '../../Row.js';
import type { RunChanges } from '../../RunChange.js';
import { connection, listenToChanges, send } from '../live.js';
import { playChanges } from '../play.js';
import { place } from '../state.js';

/** A part of a list whose changes are wanted: those in view, from `first` to before `end`, and as many before and after. */
interface Wanted {
  readonly list: ReadonlyArray<Row>;
  readonly first: number;
  readonly end: number;
}

/** By the number of the run. */
let told: Array<RunChanges | undefined> = [];

/** Rises when changes arrive. */
export const toldVersion = signal(0);

/** What the server tells beside changes: how many were dropped in all, and the latest instant of all. */
export const summary = signal<{ readonly dropped: number; readonly latest: number | undefined }>({
  dropped: 0,
  latest: undefined,
});

let wanted: Wanted = { list: [], first: 0, end: 0 };
/** Up to where rows were looked at, counted from the first in view, then those after, then those before. */
let looked = 0;
/** How far it was when the question was asked that is not answered yet. */
let asked = 0;
let askedRuns = 0;
let isAsking = false;

/** So many rows are looked at in one go, so that a frame is not held up. */
const LOOKED_AT_ONCE = 20_000;

const isFresh = ({ number, ops }: Row): boolean => (told[number]?.ops ?? -1) >= ops;

/** The row at a place in the order of asking. */
const rowAt = ({ list, first, end }: Wanted, place: number): Row | undefined => {
  const inView = end - first;
  if (place < 2 * inView) return list[first + place];
  return list[first - 1 - (place - 2 * inView)];
};

/** Asks for the next runs whose changes are unknown or older than their rows. */
const ask = (): void => {
  if (isAsking || connection.peek() !== 'open') return;
  const numbers: Array<number> = [];
  const all = 3 * (wanted.end - wanted.first);
  const last = Math.min(all, looked + LOOKED_AT_ONCE);
  asked = looked;
  for (; looked < last && numbers.length < MAX_RUNS_ASKED; looked += 1) {
    const row = rowAt(wanted, looked);
    if (row !== undefined && !isFresh(row)) numbers.push(row.number);
  }
  askedRuns = numbers.length;
  if (numbers.length > 0) isAsking = send({ type: 'changes', runs: numbers });
  else if (looked < all) setTimeout(ask, 0);
};

/** Says which rows are in view: `first` to before `end` of a list. */
export const want = (list: ReadonlyArray<Row>, first: number, end: number): void => {
  if (place.peek().view === 'play') return;
  if (list !== wanted.list || first !== wanted.first || end !== wanted.end) {
    wanted = { list, first, end };
    looked = 0;
  }
  ask();
};

/** The changes of a run; `undefined` while they are not known. Those of a live run may be a moment old. */
export const changesOf = ({ number }: Row): RunChanges | undefined =>
  place.peek().view === 'play' ? playChanges(number) : told[number];

listenToChanges({
  receive: ({ runs, dropped, latest }) => {
    isAsking = false;
    for (const run of runs) told[run.number] = run;
    // What did not fit into the message is asked for again.
    if (runs.length > 0 && runs.length < askedRuns) looked = Math.min(looked, asked);
    summary.value = { dropped, latest };
    toldVersion.value += 1;
    ask();
  },
  reset: () => {
    told = [];
    isAsking = false;
    looked = 0;
    toldVersion.value += 1;
  },
});
