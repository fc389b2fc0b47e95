/**
 * A simulated scheduler and its workers: they send events to all runs, and make mistakes. Like real ones they act on the last
 * reported state of a run, so an event may come too late and be refused.
 *
 * They live in the page because only its client may change a supervised host.
 */
import type { RunId, RunInstance } from 'runchart';
import { isTerminal } from 'runchart';
import type { Board } from './board.js';
import { nextEvent } from './habits.js';
import type { Sending } from './sending.js';

/** The number of events a second, and whether the fleet is paused. */
export interface Pace {
  readonly perSecond: number;
  readonly isPaused: boolean;
}

/** The simulated fleet. */
export interface Fleet {
  /** Sends the events that are due after these milliseconds. */
  readonly work: (milliseconds: number) => void;
  readonly setPace: (pace: Pace) => void;
  /** Exempts one run from the simulation, or none. */
  readonly spare: (runId: RunId | undefined) => void;
}

/** A page that was suspended does not catch up on all of that time. */
const MAX_FRAME = 100;
/** How many runs may wait for an answer. While the worker is dead, the fleet waits too. */
const MAX_BUSY = 1000;
/** How many turns an ended run gets before its next occurrence begins. */
const REST = 4;

/** A fleet that sends events to the runs of a board. */
export const makeFleet = (board: Board, { send, beginAnew }: Sending): Fleet => {
  let pace: Pace = { perSecond: 0, isPaused: true };
  let spared: RunId | undefined;
  let due = 0;
  const busy = new Set<RunId>();

  const act = async (run: RunInstance): Promise<void> => {
    busy.add(run.id);
    const event = nextEvent(run);
    // `sending` counts refusals; the run gets another turn.
    await (event === undefined ? beginAnew(run)() : send(run.id, event)());
    busy.delete(run.id);
  };

  const isFree = ({ id, state }: RunInstance): boolean =>
    id !== spared && !busy.has(id) && (!isTerminal(state) || Math.random() < 1 / REST);

  return {
    work: (milliseconds) => {
      if (pace.isPaused) return;
      const runs = board.runs();
      due += (pace.perSecond * Math.min(milliseconds, MAX_FRAME)) / 1000;
      // A run that cannot take its turn now gives it to another; a few turns are skipped.
      for (let turns = 2 * due; turns >= 1 && due >= 1 && busy.size < MAX_BUSY; turns -= 1) {
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
