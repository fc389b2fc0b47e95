/**
 * A scheduler and its workers, simulated: they move all runs through their lives, and make mistakes. Like real ones they know
 * of a run what they were last told, so that now and then they come too late, and the host refuses.
 *
 * They live in the page because they must use its client: a supervised host may be changed by nobody else.
 */
import type { RunId, RunInstance } from 'runchart';
import { isTerminal } from 'runchart';
import type { Board } from './board.js';
import { nextEvent } from './habits.js';
import type { Sending } from './sending.js';

/** How many events a second, and whether any. */
export interface Pace {
  readonly perSecond: number;
  readonly isPaused: boolean;
}

/** Everybody who moves runs. */
export interface Fleet {
  /** Does what is due after so many milliseconds. */
  readonly work: (milliseconds: number) => void;
  readonly setPace: (pace: Pace) => void;
  /** Leaves one run alone; none, if none is named. */
  readonly spare: (runId: RunId | undefined) => void;
}

/** A page that was asleep does not make up for all of it. */
const LONGEST = 100;
/** So many runs wait for an answer at most: while the worker is dead, the fleet waits too. */
const MOST_BUSY = 1000;
/** How often a run that has ended comes up before the next one takes its place. */
const REST = 4;

/** A fleet that moves the runs of a board. */
export const makeFleet = (board: Board, { send, beginAnew }: Sending): Fleet => {
  let pace: Pace = { perSecond: 0, isPaused: true };
  let spared: RunId | undefined;
  let due = 0;
  const busy = new Set<RunId>();

  const act = async (run: RunInstance): Promise<void> => {
    busy.add(run.id);
    const event = nextEvent(run);
    // What is refused is noted where it was sent; the run has its turn again.
    await (event === undefined ? beginAnew(run)() : send(run.id, event)());
    busy.delete(run.id);
  };

  const isFree = ({ id, state }: RunInstance): boolean =>
    id !== spared && !busy.has(id) && (!isTerminal(state) || Math.random() < 1 / REST);

  return {
    work: (milliseconds) => {
      if (pace.isPaused) return;
      const runs = board.runs();
      due += (pace.perSecond * Math.min(milliseconds, LONGEST)) / 1000;
      // Those who cannot take their turn now give it to another; a few are forgone.
      for (let turns = 2 * due; turns >= 1 && due >= 1 && busy.size < MOST_BUSY; turns -= 1) {
        const run = runs[Math.floor(Math.random() * runs.length)];
        if (run === undefined || !isFree(run)) continue;
        due -= 1;
        void act(run);
      }
      due = Math.min(due, 1);
    },
    setPace: (wanted) => {
      pace = wanted;
    },
    spare: (runId) => {
      spared = runId;
    },
  };
};
