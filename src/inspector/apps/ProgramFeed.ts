/* eslint-disable functional/immutable-data -- what one program sent, in private maps */
/**
 * The feed of one program: puts what it sends on the board of actors, and turns what its runs do into journal entries.
 *
 * Two senders are understood. The observer of this package sends whole steps with the transitions that were taken; these lines are taken
 * here. What `@statelyai/inspect` sends is pieced together in `StatelyFeed.ts`.
 */
import type { ActorBoard } from './ActorBoard.js';
import type { AppLine, StepLine } from './AppLine.js';
import type { ChartIndex } from './ChartIndex.js';
import type { ChartStore } from './ChartStore.js';
import type { Received } from './Received.js';
import { NOTHING, problemOf } from './Received.js';
import { makeRunSteps } from './RunSteps.js';
import { makeStatelyFeed } from './StatelyFeed.js';
import { contextAfter } from './StepInput.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What a feed puts its findings on. */
export interface ProgramFeedOptions {
  readonly board: ActorBoard;
  readonly charts: ChartStore;
  readonly program: number;
  /** Unix milliseconds. */
  readonly now?: () => number;
  /** Called when the feed notices a change without a message: an actor has died if its snapshot does not come. */
  readonly onChange?: () => void;
}

/** The feed of one program. */
export interface ProgramFeed {
  /** Takes a line of the observer, of so many characters. */
  readonly line: (line: AppLine, size: number) => Received;
  /** Takes a message of `@statelyai/inspect`, of so many characters. */
  readonly message: (json: unknown, size: number) => Received;
  /** Nothing more will come. */
  readonly end: () => void;
}

// ------------------------------------------------------------------------------------------------------- operations

/** How many charts one program may have. */
const MAX_CHARTS = 2000;

/** Makes the feed of a program. */
export const makeProgramFeed = ({
  board,
  charts,
  program,
  now = Date.now,
  onChange = () => undefined,
}: ProgramFeedOptions): ProgramFeed => {
  /** By the number that the program gave them. */
  const chartsOfProgram = new Map<number, ChartIndex>();
  const runStep = makeRunSteps(board);
  const messages = makeStatelyFeed({ board, charts, program, runStep, now, onChange });

  const stepLine = (line: StepLine, size: number): Received => {
    const actor = board.findActor(program, line.actor);
    if (actor === undefined) {
      board.leaveOut();
      return NOTHING;
    }
    const isLate = line.late === true;
    const context = contextAfter(actor.context, line);
    const status = line.status ?? actor.status;
    const value = line.value ?? actor.value;
    const { at, event, from, sent, microsteps, output, error } = line;
    board.step(actor, {
      at,
      event,
      from,
      sent,
      microsteps,
      late: isLate,
      status,
      value,
      context,
      output,
      error,
      size,
    });
    return runStep(actor, event, isLate ? undefined : { status, value, context });
  };

  const receiveLine = (line: AppLine, size: number): Received => {
    switch (line.app) {
      case 'recording':
        return NOTHING;
      case 'program':
        if (line.dropped !== undefined) board.addDropped(program, line.dropped);
        return NOTHING;
      case 'chart': {
        const index = chartsOfProgram.size < MAX_CHARTS ? charts.add(line.statechart) : undefined;
        if (index === undefined) return problemOf('too many charts: this one is not shown');
        chartsOfProgram.set(line.chart, index);
        return NOTHING;
      }
      case 'actor': {
        const { chart, status, value, context } = line;
        const index = chart === undefined ? undefined : chartsOfProgram.get(chart);
        const actor = board.putActor(program, line, index, size);
        return actor === undefined || value === undefined
          ? NOTHING
          : runStep(actor, undefined, { status, value, context });
      }
      case 'step':
        return stepLine(line, size);
      case 'problem':
        return problemOf(line.message);
    }
  };

  return { line: receiveLine, message: messages.receive, end: messages.end };
};
