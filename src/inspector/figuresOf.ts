/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- one pass over possibly all changes of a board */
/**
 * `figuresOf`: the figures of the runs of a board that a filter shows.
 *
 * Those of all runs are counted as lines are read, so they hold what was dropped since; those of a filter are counted from the changes and
 * the ops that the board keeps.
 */
import { NO_INSTANT } from '../journal/TimeAnomaly.js';
import type { RunState } from '../run/RunState.js';
import { isTerminal, runStates } from '../run/RunState.js';
import type { JournalTimes } from '../times/JournalTimes.js';
import type { TimeFigures } from '../times/StateTimes.js';
import { makeStateTimes } from '../times/StateTimes.js';
import type { Standing } from '../times/Stuck.js';
import { findStuck } from '../times/Stuck.js';
import type { ThroughputFigures } from '../times/Throughput.js';
import { makeThroughput } from '../times/Throughput.js';
import type { Board } from './Board.js';
import type { Figures, OverTime, StuckRows, UnlikeRow } from './Figures.js';
import type { Filter } from './Filter.js';
import { isEveryRun } from './Filter.js';
import { RESULT } from './OpFacts.js';
import { refusalTags } from './reasons.js';
import { changeOf, isBeginning, isDate, isDated } from './RunChange.js';
import type { RunSet } from './RunSet.js';
import { countRuns, hasRun } from './RunSet.js';
import type { LabelOf } from './runsOf.js';
import { runsOf } from './runsOf.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What figures are asked for. */
export interface FiguresQuestion {
  readonly filter: Filter;
  /** How long a run must be in its state to be listed as stuck, in seconds. */
  readonly stuckFor: number;
  /** The instant until which stays that last are counted. */
  readonly asOf: number;
}

/** How many stuck runs, and how many that are unlike the rest, are listed. */
const LIMIT = 50;

/** Fewer stays than this tell nothing of what is usual. */
const MIN_STAYS = 20;

// ------------------------------------------------------------------------------------------------------- operations

/** The stay of a run in a state. */
type OnStay = (state: RunState, from: number, until: number, lasts: boolean) => void;

/** Follows a run through its kept changes. Returns how many were dropped. */
const followRun = (
  board: Board,
  number: number,
  note: (state: RunState, isActive: boolean, at: number, begins: boolean) => void,
  date: (at: number) => void,
): number => {
  let state: RunState | undefined;
  let isActive = false;
  return board.visitChanges(number, (at, code) => {
    const own = isDated(code) ? at : NO_INSTANT;
    if (isDate(code)) {
      if (state !== undefined) date(at);
      return;
    }
    const change = changeOf(code);
    if (change === undefined || change._tag === 'Refused') return;
    if (change._tag === 'Entered') {
      // The first kept change may not be the first one: what was before it is unknown.
      const begins = state === undefined || isBeginning(code);
      state = change.state;
      if (begins) isActive = false;
      note(state, isActive, own, begins);
    } else if (state !== undefined) {
      isActive = change._tag === 'AttemptBegan';
      note(state, isActive, own, false);
    }
  });
};

/** Tells the stays of a run in its states, those of unknown length excepted; the last one lasts until `asOf` if the run is not over. */
const visitStays = (board: Board, number: number, asOf: number, onStay: OnStay): void => {
  let state: RunState | undefined;
  let from = NO_INSTANT;
  const leave = (until: number, lasts: boolean): void => {
    if (state !== undefined && from !== NO_INSTANT && until !== NO_INSTANT && until >= from)
      onStay(state, from, until, lasts);
  };
  followRun(
    board,
    number,
    (next, _, at, begins) => {
      if (next === state && !begins) return;
      if (!begins) leave(at, false);
      state = next;
      from = at;
    },
    (at) => {
      from = at;
    },
  );
  if (state !== undefined && !isTerminal(state)) leave(asOf, true);
};

const timesOf = (
  board: Board,
  runs: RunSet,
): { readonly times: TimeFigures; readonly dropped: number } => {
  const times = makeStateTimes();
  let dropped = 0;
  for (let number = 0; number < board.size(); number += 1) {
    if (!hasRun(runs, number)) continue;
    // The rows are those of one run after the other: each begins anew.
    dropped += followRun(
      board,
      number,
      (state, isActive, at, begins) => {
        if (begins) times.begin(0, state, isActive, at);
        else {
          times.enter(0, runStates.indexOf(state), at);
          times.setActive(0, isActive, at);
        }
      },
      (at) => {
        times.date(0, at);
      },
    );
  }
  return { times: times.figures(), dropped };
};

const overTimeOf = ({ seconds, intervals, unknown }: ThroughputFigures): OverTime => ({
  seconds,
  buckets: intervals.map(({ refusedBy, ...bucket }) => ({
    ...bucket,
    refusedBy: Object.fromEntries(refusedBy),
  })),
  unknown,
});

/** The kept lines of some runs over time. */
const linesOf = (board: Board, runs: RunSet): ThroughputFigures => {
  const lines = makeThroughput();
  board.facts.visit(runs, ({ at = NO_INSTANT, result }) => {
    if (result === RESULT.redelivered) return;
    const tag = refusalTags[result - RESULT.refused];
    if (tag !== undefined) lines.refused(at, tag);
    else
      lines.accepted(
        at,
        result === RESULT.created || result === RESULT.createdEnded,
        result === RESULT.ended || result === RESULT.createdEnded,
      );
  });
  return lines.figures();
};

/** The runs that are in their state for long. */
const stuckOf = (
  board: Board,
  { states }: JournalTimes,
  runs: RunSet,
  { asOf, stuckFor }: FiguresQuestion,
): StuckRows => {
  const standings = function* (): Generator<Standing, void> {
    for (let number = 0; number < board.size(); number += 1) {
      if (!hasRun(runs, number)) continue;
      const run = board.runAt(number);
      if (run === undefined || isTerminal(run.state)) continue;
      const entered = states.enteredAt(number);
      const since =
        entered === NO_INSTANT ? Math.max(run.lastStateChangeAt, run.createdAt) : entered;
      yield { run, since };
    }
  };
  const found = findStuck(standings(), { asOf, seconds: stuckFor, limit: LIMIT });
  return {
    total: found.total,
    byState: runStates.map((state) => found.byState.get(state) ?? 0),
    runs: found.runs.map(({ run, since, seconds }) => ({
      ...{ id: run.id, state: run.state, since, seconds, attempts: run.attemptCount },
      ...board.lastSaid(run.id),
    })),
  };
};

/** The runs with a stay that was much longer than those of all runs in its state, the most unusual first. */
const unlikeOf = (
  board: Board,
  all: TimeFigures,
  runs: RunSet,
  asOf: number,
): ReadonlyArray<UnlikeRow> => {
  const usual = new Map(
    all.states.flatMap(({ state, count, p99 }) => (count < MIN_STAYS ? [] : [[state, p99]])),
  );
  let found: Array<UnlikeRow> = [];
  const excess = ({ seconds, p99 }: UnlikeRow): number => seconds / Math.max(1, p99);
  const keepMost = (): void => {
    found = found.sort((a, b) => excess(b) - excess(a)).slice(0, LIMIT);
  };
  for (let number = 0; number < board.size(); number += 1) {
    if (!hasRun(runs, number)) continue;
    let most: UnlikeRow | undefined;
    visitStays(board, number, asOf, (state, from, until, lasts) => {
      const p99 = usual.get(state);
      if (p99 === undefined || until - from <= p99) return;
      const row = { id: board.rowAt(number).id, state, seconds: until - from, lasts, p99 };
      if (most === undefined || excess(row) > excess(most)) most = row;
    });
    if (most !== undefined) found.push(most);
    if (found.length >= 4 * LIMIT) keepMost();
  }
  keepMost();
  return found;
};

/** The figures of the runs that a filter shows. `journal` has the times of all runs of the board. */
export const figuresOf = (
  board: Board,
  journal: JournalTimes,
  question: FiguresQuestion,
  labelOf: LabelOf,
): Figures => {
  const { filter, asOf } = question;
  const isAll = isEveryRun(filter);
  const runs = runsOf(board, filter, labelOf);
  const all = journal.states.figures();
  const { times, dropped } = isAll ? { times: all, dropped: 0 } : timesOf(board, runs);
  return {
    asOf,
    runs: countRuns(runs),
    times,
    ...(isAll ? {} : { allTimes: all }),
    overTime: overTimeOf(isAll ? journal.throughput.figures() : linesOf(board, runs)),
    stuck: stuckOf(board, journal, runs, question),
    unlike: unlikeOf(board, all, runs, asOf),
    droppedChanges: dropped,
    droppedOps: isAll ? 0 : board.facts.dropped(),
  };
};
