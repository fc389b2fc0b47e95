/** The figures of the page, updated four times a second: readers cannot follow faster, and each update costs time. */
import type { Board, StateCounts } from './board.js';
import type { Watched } from './cell.js';
import { makeCell } from './cell.js';
import type { Sending } from './sending.js';
import type { Tally, Traffic } from './traffic.js';
import { totalOf } from './traffic.js';

/** A rate for each second. */
export interface Rate {
  readonly now: number;
  /** Oldest first. */
  readonly past: ReadonlyArray<number>;
}

/** The figures; the same object until the next update. */
export interface Figures {
  readonly counts: StateCounts;
  readonly taken: Tally;
  readonly refusals: Tally;
  readonly events: Rate;
  readonly refused: Rate;
  readonly frames: Rate;
  /** Has every request so far been answered and reported? */
  readonly isSettled: boolean;
  /** Rises once a second. */
  readonly second: number;
}

/** Figures that are updated four times a second. */
export interface FigureSource extends Watched<Figures> {
  /** Must be called once a frame with the milliseconds since the last. */
  readonly frame: (milliseconds: number) => void;
}

const BEAT = 250;
/** How many updates a rate spans: the last second. */
const WINDOW = 4;
const PAST = 60;

interface Reading {
  readonly at: number;
  readonly accepted: number;
  readonly refused: number;
  readonly frames: number;
}

/** The rate between two readings, for each second. */
const between = (from: Reading, to: Reading, key: Exclude<keyof Reading, 'at'>): number =>
  to.at > from.at ? ((to[key] - from[key]) * 1000) / (to.at - from.at) : 0;

/** The figures of a board and its traffic. */
export const makeFigures = (
  board: Board,
  traffic: Traffic,
  { isIdle }: Pick<Sending, 'isIdle'>,
): FigureSource => {
  let at = 0;
  let frames = 0;

  const read = (): Reading => ({
    at,
    accepted: traffic.accepted(),
    refused: totalOf(traffic.refused()),
    frames,
  });
  let readings: ReadonlyArray<Reading> = [read()];

  const rate = (key: Exclude<keyof Reading, 'at'>, past: ReadonlyArray<number>): Rate => {
    const [from, to] = [readings[0], readings.at(-1)];
    const now = from === undefined || to === undefined ? 0 : between(from, to, key);
    return { now, past: [...past, now].slice(-PAST) };
  };

  const make = (before?: Figures): Figures => ({
    counts: board.counts(),
    taken: traffic.taken(),
    refusals: traffic.refused(),
    events: rate('accepted', before?.events.past ?? []),
    refused: rate('refused', before?.refused.past ?? []),
    frames: rate('frames', before?.frames.past ?? []),
    isSettled: isIdle() && board.isUpToDate(),
    second: Math.floor(at / 1000),
  });
  const figures = makeCell(make());

  return {
    ...figures,
    frame: (milliseconds) => {
      at += milliseconds;
      frames += 1;
      if (at - (readings.at(-1)?.at ?? 0) < BEAT) return;
      readings = [...readings, read()].slice(-WINDOW - 1);
      figures.set(make(figures.getSnapshot()));
    },
  };
};
