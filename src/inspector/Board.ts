/* eslint-disable functional/immutable-data -- a fold that updates private slots for ten thousand lines a second */
/**
 * The board: every run that the sources named, folded from their journal entries.
 *
 * Everything in it is bounded: runs, ops for each run and in all, problems. The totals count what was dropped.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { createsRun } from '../journal/beginAgain.js';
import { eventOf } from '../journal/EventStep.js';
import type { JournalEntry } from '../journal/JournalEntry.js';
import { DEFAULT_REMEMBER, makeRunFold } from '../journal/RunFold.js';
import { NO_INSTANT, observeTime } from '../journal/TimeAnomaly.js';
import type { RunId } from '../values/RunId.js';
import type { TimeUnit } from '../values/TimeUnit.js';
import { makeChanges } from './Changes.js';
import { addIndex } from './IndexSet.js';
import type { BoardSlot, OpLimits } from './OpHistory.js';
import { makeOpHistory } from './OpHistory.js';
import { refusalTags } from './reasons.js';
import type { Row } from './Row.js';
import type { Story } from './Story.js';
import type { Totals } from './Totals.js';
import { edgeIndex, makeTotalsCounter } from './Totals.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A malformed line, or input that is not a line. */
export interface Problem {
  readonly source: string;
  readonly line: number;
  readonly message: string;
}

/** The limits of a board; defaults: 250,000 runs, 500 ops of each, and 250,000 ops in all. */
export interface BoardLimits extends Partial<OpLimits> {
  readonly runs?: number;
}

/** Takes the rows that changed, at its own pace. */
export interface RowReader {
  /** Takes changed rows until there are at least `enough` or none is left. A new reader takes every row. */
  readonly take: (enough: number) => ReadonlyArray<Row>;
  /** Whether each row, as of now, was taken once. */
  readonly hasSeenAll: () => boolean;
}

/** A board of runs. */
export interface Board {
  /** Applies the entry of a line to its run, unless the run is beyond the limit. */
  readonly apply: (source: string, line: number, entry: JournalEntry, readAs?: TimeUnit) => void;
  /** Counts and shows a malformed line. */
  readonly addMalformed: (problem: Problem) => void;
  /** Counts a malformed line without showing it, because its file is shown as one that is no journal. */
  readonly countMalformed: () => void;
  /** Counts and shows input that is not a line. */
  readonly addProblem: (problem: Problem) => void;
  /** The id of a run that the board holds, for `makeEntryDecoder`. */
  readonly findId: (id: RunId) => RunId | undefined;
  readonly row: (id: RunId) => O.Option<Row>;
  readonly ids: () => IterableIterator<RunId>;
  /** How many ops named a run; 0 if none did. */
  readonly opsOf: (id: RunId) => number;
  /** The number of runs. */
  readonly size: () => number;
  readonly makeReader: () => RowReader;
  readonly totals: () => Totals;
  /** The latest problems, oldest first. */
  readonly problems: () => ReadonlyArray<Problem>;
  readonly story: (id: RunId) => O.Option<Story>;
}

/** How many problems are kept; older ones are only counted. */
const MAX_PROBLEMS = 100;

const MAX_MESSAGE_LENGTH = 500;

const DEFAULT_RUNS = 250_000;
const DEFAULT_OPS_OF_RUN = 500;
const DEFAULT_OPS_IN_ALL = 250_000;

// ------------------------------------------------------------------------------------------------------- operations

const rowOf = ({
  id,
  run,
  refused,
  redelivered,
  begunAgain,
  taken,
  reasons,
  ops,
}: BoardSlot): Row => ({
  id,
  state: O.fromNullable(run?.state),
  attempts: run?.attemptCount ?? 0,
  priority: run?.effectivePriority ?? 0,
  createdAt: run?.createdAt ?? 0,
  changedAt: run?.lastStateChangeAt ?? 0,
  ops,
  refused,
  taskId: O.fromNullable(run?.taskId),
  redelivered,
  begunAgain,
  taken,
  reasons,
});

/** An empty board. */
export const makeBoard = ({
  runs = DEFAULT_RUNS,
  opsOfRun = DEFAULT_OPS_OF_RUN,
  opsInAll = DEFAULT_OPS_IN_ALL,
}: BoardLimits = {}): Board => {
  /** Every slot by its index. */
  const slots: Array<BoardSlot> = [];
  const changes = makeChanges();
  const fold = makeRunFold<BoardSlot>({
    makeSlot: (id) => ({
      id,
      index: slots.length,
      run: undefined,
      outcomes: undefined,
      ops: 0,
      refused: 0,
      redelivered: 0,
      begunAgain: 0,
      taken: 0,
      reasons: 0,
      instant: NO_INSTANT,
      kept: 0,
      first: 0,
      last: 0,
    }),
    remember: DEFAULT_REMEMBER,
  });
  const counter = makeTotalsCounter();
  const history = makeOpHistory({ opsOfRun, opsInAll }, () => {
    counter.add('forgotten');
  });
  const problems: Array<Problem> = [];

  const addProblem = ({ source, line, message }: Problem): void => {
    counter.add('malformed');
    problems.push({ source, line, message: message.slice(0, MAX_MESSAGE_LENGTH) });
    if (problems.length > MAX_PROBLEMS) problems.shift();
  };

  const findSlot = (id: RunId): O.Option<BoardSlot> => O.fromNullable(fold.slots.get(id));

  return {
    apply: (source, line, entry, readAs = 's') => {
      counter.add('lines');
      const known = fold.find(entry.runId);
      if (known === undefined && fold.slots.size >= runs) {
        counter.add('leftOut');
        return;
      }
      const run = known?.run;
      const instant = known?.instant ?? NO_INSTANT;
      const before = run?.state;
      const { slot, outcome, redelivered } = fold.apply(entry);
      if (redelivered) {
        slot.redelivered += 1;
        counter.add('redelivered');
      } else if (E.isLeft(outcome)) {
        slot.refused += 1;
        slot.reasons = addIndex(slot.reasons, refusalTags.indexOf(outcome.left._tag));
        counter.addRefused(outcome.left);
      } else {
        const edge = edgeIndex(before, eventOf(entry, before)?.type);
        const isBegunAgain = before !== undefined && createsRun(entry.op);
        if (isBegunAgain) slot.begunAgain += 1;
        slot.taken = addIndex(slot.taken, edge);
        counter.addAccepted(before, edge, outcome.right.state, isBegunAgain);
      }
      if (!redelivered) {
        const found = observeTime(readAs, slot, entry, E.isRight(outcome), slot.run);
        found.forEach(() => {
          counter.add('anomalies');
        });
      }
      const firstCommand =
        E.isLeft(outcome) && outcome.left._tag === 'CommandIdReused'
          ? { firstCommand: outcome.left.firstCommand }
          : undefined;
      history.add(
        slot,
        { source, line, entry, redelivered, readAs, ...firstCommand },
        run,
        instant,
      );
      if (known === undefined) slots.push(slot);
      changes.mark(slot.index);
    },
    addMalformed: (problem) => {
      counter.add('lines');
      addProblem(problem);
    },
    countMalformed: () => {
      counter.add('lines');
      counter.add('malformed');
    },
    addProblem,
    findId: (id) => fold.find(id)?.id,
    row: (id) => pipe(findSlot(id), O.map(rowOf)),
    ids: () => fold.slots.keys(),
    opsOf: (id) => fold.slots.get(id)?.ops ?? 0,
    size: () => slots.length,
    makeReader: () => {
      const reader = changes.makeReader();
      return {
        take: (enough) =>
          reader.take(enough).flatMap((index) => {
            const slot = slots[index];
            return slot === undefined ? [] : [rowOf(slot)];
          }),
        hasSeenAll: reader.hasSeenAll,
      };
    },
    totals: counter.totals,
    problems: () => [...problems],
    story: (id) => pipe(findSlot(id), O.map(history.storyOf)),
  };
};
