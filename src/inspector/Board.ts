/* eslint-disable functional/immutable-data, functional/no-let -- a fold that updates private slots for ten thousand lines a second */
/**
 * The board: every run that the sources named, folded from their journal entries.
 *
 * Everything in it is bounded: runs, ops for each run and in all, problems. The totals count what was dropped.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { createsRun } from '../journal/beginAgain.js';
import type { EntryOutcome } from '../journal/Command.js';
import { commandIdReused, commandOf } from '../journal/Command.js';
import { eventOf } from '../journal/EventStep.js';
import type { JournalEntry } from '../journal/JournalEntry.js';
import { JournalEntryCodec } from '../journal/JournalEntryCodec.js';
import type { JournalStep } from '../journal/replay.js';
import { applyEntry, DEFAULT_REMEMBER } from '../journal/RunFold.js';
import { NO_INSTANT, observeTime } from '../journal/TimeAnomaly.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { RunState } from '../run/RunState.js';
import { isTerminal } from '../run/RunState.js';
import { enteredAt, instantOfStep, isMisread } from '../times/instantOfStep.js';
import type { JournalTimes } from '../times/JournalTimes.js';
import type { CommandId } from '../values/CommandId.js';
import type { RunId } from '../values/RunId.js';
import { TaskId } from '../values/TaskId.js';
import type { TimeUnit } from '../values/TimeUnit.js';
import type { ChangeLimits } from './ChangeHistory.js';
import { makeChangeHistory } from './ChangeHistory.js';
import { makeChanges } from './Changes.js';
import type { CommandLimits } from './CommandMemory.js';
import { makeCommandMemory } from './CommandMemory.js';
import type { TimeRange } from './Filter.js';
import { addIndex } from './IndexSet.js';
import type { OpFacts } from './OpFacts.js';
import { makeOpFacts, RESULT } from './OpFacts.js';
import type { OpLimits, OpOrigin } from './OpHistory.js';
import { makeOpHistory } from './OpHistory.js';
import { readRun, runNumberAt, stateAt, taskIdAt, writeRun } from './PackedRun.js';
import type { RefusalTag } from './reasons.js';
import { refusalTags } from './reasons.js';
import type { Row } from './Row.js';
import type { ChangeCode, RunChanges } from './RunChange.js';
import { instantOfChanges, isDate, noteChanges, undated } from './RunChange.js';
import type { RunSet } from './RunSet.js';
import { FIELD, makeRunTable } from './RunTable.js';
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

/** A decoded line. */
export interface BoardLine {
  readonly source: string;
  /** Its number, from 1. */
  readonly line: number;
  readonly entry: JournalEntry;
  /** The unit in which its instants were read; default: seconds. */
  readonly readAs?: TimeUnit | undefined;
  /** Its text and how it was decoded, which are kept in place of the entry; default: as `JournalEntryCodec` encodes it. */
  readonly text?: string | undefined;
  readonly decode?: OpOrigin['decode'] | undefined;
}

/**
 * The limits of a board; defaults: 250,000 runs, 500 ops, 500 changes and 128 commands of each, and in all 250,000 ops with 64 MiB of
 * lines, 2,000,000 changes with 26 MB, and 500,000 commands.
 */
export interface BoardLimits extends Partial<OpLimits & CommandLimits & ChangeLimits> {
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
  readonly apply: (line: BoardLine) => void;
  /** Counts and shows a malformed line. */
  readonly addMalformed: (problem: Problem) => void;
  /** Counts a malformed line without showing it, because its file is shown as one that is no journal. */
  readonly countMalformed: () => void;
  /** Counts and shows input that is not a line. */
  readonly addProblem: (problem: Problem) => void;
  readonly row: (id: RunId) => O.Option<Row>;
  /** The row of the run with a number below the number of runs. */
  readonly rowAt: (number: number) => Row;
  /** What the latest ops say, to search and to count them. */
  readonly facts: OpFacts;
  readonly ids: () => ReadonlyArray<RunId>;
  /** How many ops named a run; 0 if none did. */
  readonly opsOf: (id: RunId) => number;
  /** The number of runs. */
  readonly size: () => number;
  readonly makeReader: () => RowReader;
  readonly totals: () => Totals;
  /** The latest problems, oldest first. */
  readonly problems: () => ReadonlyArray<Problem>;
  readonly story: (id: RunId) => O.Option<Story>;
  /** The changes in time of a run, by its number. */
  readonly changesAt: (number: number) => RunChanges;
  /** The runs that have a change in a range, among those that are kept. */
  readonly runsChangedIn: (range: TimeRange) => RunSet;
  /** Visits the kept changes of the run with a number, as {@link makeChangeHistory} does. */
  readonly visitChanges: (
    number: number,
    visitor: (at: number, code: ChangeCode) => void,
  ) => number;
  /** The run with a number, if it began. */
  readonly runAt: (number: number) => RunInstance | undefined;
  /** What the lines of a run said last, and why an op of it was refused last. */
  readonly lastSaid: (id: RunId) => LastSaid;
  /** How many changes were dropped because all runs together had too many. */
  readonly droppedChanges: () => number;
  /** The latest instant of all; none before the first. */
  readonly latest: () => O.Option<number>;
}

/** What the lines of a run said last. */
export interface LastSaid {
  readonly worker?: string;
  readonly outcome?: string;
  readonly error?: string;
  readonly reason?: RefusalTag;
}

/** How many problems are kept; older ones are only counted. */
const MAX_PROBLEMS = 100;

const MAX_MESSAGE_LENGTH = 500;

const DEFAULT_RUNS = 250_000;
const DEFAULT_OPS_OF_RUN = 500;
const DEFAULT_OPS_IN_ALL = 250_000;
const DEFAULT_COMMANDS_IN_ALL = 500_000;
const DEFAULT_CHANGES_OF_RUN = 500;
const DEFAULT_CHANGES_IN_ALL = 2_000_000;
const DEFAULT_OP_BYTES = 64 * 1024 * 1024;

// ------------------------------------------------------------------------------------------------------- operations

/** Adds 1 to a number. */
const increment = (block: Float64Array, at: number): void => {
  block[at] = (block[at] ?? 0) + 1;
};

const include = (block: Float64Array, at: number, index: number): void => {
  block[at] = addIndex(block[at] ?? 0, index);
};

/** Stands for the id of the task of a run that is read to apply an op: no op looks at it. */
const ANY_TASK = TaskId.nil;

const encodeEntry = (entry: JournalEntry): string =>
  JSON.stringify(JournalEntryCodec.encode(entry));

/** Decodes what `encodeEntry` encoded. */
const decodeEntry = (text: string): E.Either<unknown, JournalEntry> =>
  JournalEntryCodec.decode(JSON.parse(text));

/** The outcome of an entry that was not delivered before. */
const outcomeOf = (
  entry: JournalEntry,
  run: RunInstance | undefined,
  firstCommand: string | undefined,
): EntryOutcome =>
  firstCommand === undefined || entry.commandId === undefined
    ? applyEntry(entry, O.fromNullable(run))
    : E.left(commandIdReused(entry.runId, entry.commandId, firstCommand, commandOf(entry)));

/** What became of an op that was not redelivered, as a number of {@link RESULT}. */
const resultOf = (step: JournalStep, before: RunState | undefined): number => {
  if (step._tag === 'Refused') return RESULT.refused + refusalTags.indexOf(step.error._tag);
  const creates = createsRun(step.entry.op);
  const ends = isTerminal(step.run.state) && (creates || step.run.state !== before);
  if (creates) return ends ? RESULT.createdEnded : RESULT.created;
  return ends ? RESULT.ended : RESULT.accepted;
};

/** An empty board. It notes its times in `times`, if given. */
export const makeBoard = (
  {
    runs = DEFAULT_RUNS,
    opsOfRun = DEFAULT_OPS_OF_RUN,
    opsInAll = DEFAULT_OPS_IN_ALL,
    opBytes = DEFAULT_OP_BYTES,
    commandsOfRun = DEFAULT_REMEMBER,
    commandsInAll = DEFAULT_COMMANDS_IN_ALL,
    changesOfRun = DEFAULT_CHANGES_OF_RUN,
    changesInAll = DEFAULT_CHANGES_IN_ALL,
  }: BoardLimits = {},
  times?: JournalTimes,
): Board => {
  const table = makeRunTable();
  const { blockOf, startOf } = table;
  const commands = makeCommandMemory(table, { commandsOfRun, commandsInAll });
  const changes = makeChanges();
  const counter = makeTotalsCounter();
  const history = makeOpHistory(table, { opsOfRun, opsInAll, opBytes });
  const past = makeChangeHistory(table, { changesOfRun, changesInAll });
  const facts = makeOpFacts(opsInAll);
  const problems: Array<Problem> = [];
  let latest = NO_INSTANT;

  const addProblem = ({ source, line, message }: Problem): void => {
    counter.add('malformed');
    problems.push({ source, line, message: message.slice(0, MAX_MESSAGE_LENGTH) });
    if (problems.length > MAX_PROBLEMS) problems.shift();
  };

  /** The run, by its index, that was found last: a line is decoded just before its entry is applied. */
  let last: { readonly id: RunId; readonly index: number } | undefined;

  const indexOf = (id: RunId): number => {
    if (last?.id !== id) last = { id, index: table.find(id) };
    return last.index;
  };

  const addRun = (id: RunId): number => {
    const index = table.add(id);
    const [block, at] = [blockOf(index), startOf(index)];
    block[at + FIELD.instant] = NO_INSTANT;
    last = { id, index };
    return index;
  };

  /** The op in which a run had a command before, by its number. */
  const findCommand = (index: number, id: CommandId | undefined): number | undefined => {
    const op = id === undefined ? -1 : commands.find(index, id);
    return op === -1 ? undefined : op;
  };

  /** The first command with the id of an entry, if it is another one. A command whose op was dropped counts as the same. */
  const reusedCommand = (op: number, entry: JournalEntry): string | undefined => {
    const first = pipe(history.entryOf(op), O.map(commandOf), O.toUndefined);
    return first === commandOf(entry) ? undefined : first;
  };

  /** The origin of the last op. Most ops share it with the op before them. */
  let origin: OpOrigin | undefined;
  const originOf = (
    source: string,
    readAs: TimeUnit,
    decode: OpOrigin['decode'],
    redelivered: boolean,
    firstCommand: string | undefined,
  ): OpOrigin =>
    source === origin?.source &&
    readAs === origin.readAs &&
    decode === origin.decode &&
    redelivered === origin.redelivered &&
    firstCommand === origin.firstCommand
      ? origin
      : (origin = {
          ...{ source, readAs, decode, redelivered },
          ...(firstCommand === undefined ? {} : { firstCommand }),
        });

  const rowAt = (index: number): Row => {
    const [block, at] = [blockOf(index), startOf(index)];
    const numberAt = (field: keyof typeof FIELD): number => block[at + FIELD[field]] ?? 0;
    const state = stateAt(block, at);
    const hasBegun = state !== undefined;
    return {
      id: table.idAt(index),
      number: index,
      state: O.fromNullable(state),
      attempts: hasBegun ? runNumberAt(block, at, 'attemptCount') : 0,
      priority: hasBegun ? runNumberAt(block, at, 'effectivePriority') : 0,
      createdAt: hasBegun ? runNumberAt(block, at, 'createdAt') : 0,
      changedAt: hasBegun ? runNumberAt(block, at, 'lastStateChangeAt') : 0,
      ops: numberAt('ops'),
      refused: numberAt('refused'),
      taskId: hasBegun ? O.some(taskIdAt(block, at)) : O.none,
      redelivered: numberAt('redelivered'),
      begunAgain: numberAt('begunAgain'),
      taken: numberAt('taken'),
      reasons: numberAt('reasons'),
    };
  };

  /** The index of a run that the board holds. */
  const findIndex = (id: RunId): O.Option<number> => {
    const index = indexOf(id);
    return index === -1 ? O.none : O.some(index);
  };

  return {
    apply: ({ source, line, entry, readAs = 's', text, decode = decodeEntry }) => {
      counter.add('lines');
      const { runId } = entry;
      const known = indexOf(runId);
      if (known === -1 && table.size() >= runs) {
        counter.add('leftOut');
        return;
      }
      const index = known === -1 ? addRun(runId) : known;
      const [block, at] = [blockOf(index), startOf(index)];
      const before = stateAt(block, at);
      const run = readRun(block, at, runId, ANY_TASK);
      const first = findCommand(index, entry.commandId);
      const firstCommand = first === undefined ? undefined : reusedCommand(first, entry);
      const redelivered = first !== undefined && firstCommand === undefined;
      history.add(
        index,
        originOf(source, readAs, decode, redelivered, firstCommand),
        line,
        text ?? encodeEntry(entry),
      );
      changes.mark(index);
      if (redelivered) {
        increment(block, at + FIELD.redelivered);
        counter.add('redelivered');
        facts.add(index, entry, RESULT.redelivered, NO_INSTANT);
        return;
      }
      const outcome = outcomeOf(entry, run, firstCommand);
      if (first === undefined && entry.commandId !== undefined)
        commands.add(index, entry.commandId, history.size() - 1);
      if (E.isLeft(outcome)) {
        increment(block, at + FIELD.refused);
        include(block, at + FIELD.reasons, refusalTags.indexOf(outcome.left._tag));
        counter.addRefused(outcome.left);
        block[at + FIELD.lastReason] = 1 + refusalTags.indexOf(outcome.left._tag);
      } else {
        const creates = createsRun(entry.op);
        const edge = edgeIndex(before, eventOf(entry, before)?.type);
        const isBegunAgain = before !== undefined && creates;
        if (isBegunAgain) increment(block, at + FIELD.begunAgain);
        include(block, at + FIELD.taken, edge);
        counter.addAccepted(before, edge, outcome.right.state, isBegunAgain);
        writeRun(block, at, outcome.right, creates);
      }
      const observed = { instant: block[at + FIELD.instant] ?? NO_INSTANT };
      const after = E.isRight(outcome) ? outcome.right : run;
      const found = observeTime(readAs, observed, entry, E.isRight(outcome), after);
      block[at + FIELD.instant] = observed.instant;
      found.forEach(() => {
        counter.add('anomalies');
      });
      const step: JournalStep = E.isRight(outcome)
        ? { _tag: 'Accepted', line, entry, redelivered, anomalies: found, run: outcome.right }
        : {
            ...{ _tag: 'Refused', line, entry, redelivered, anomalies: found },
            ...{ error: outcome.left, run: O.fromNullable(run) },
          };
      const own = instantOfStep(step);
      latest = Math.max(latest, own);
      times?.step(index, step);
      const said = facts.add(index, entry, resultOf(step, before), own);
      block[at + FIELD.said] = facts.last(block[at + FIELD.said] ?? 0, said);
      const isDated = (step._tag === 'Accepted' ? enteredAt(step) : own) !== NO_INSTANT;
      const instant = isMisread(found)
        ? observed.instant
        : instantOfChanges(entry, outcome, observed.instant);
      // A refused op without any instant has no place in time.
      if (instant === NO_INSTANT && step._tag === 'Refused') return;
      noteChanges(run, entry, outcome, (code) => {
        const shownAt = isDate(code) && 'timestamp' in entry ? entry.timestamp : instant;
        past.add(index, shownAt, isDated || isDate(code) ? code : undated(code));
      });
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
    row: (id) => pipe(findIndex(id), O.map(rowAt)),
    rowAt,
    facts,
    ids: () => Array.from({ length: table.size() }, (_, index) => table.idAt(index)),
    opsOf: (id) =>
      pipe(
        findIndex(id),
        O.match(
          () => 0,
          (index) => blockOf(index)[startOf(index) + FIELD.ops] ?? 0,
        ),
      ),
    size: table.size,
    makeReader: () => {
      const reader = changes.makeReader();
      return {
        take: (enough) => reader.take(enough).map(rowAt),
        hasSeenAll: reader.hasSeenAll,
      };
    },
    totals: counter.totals,
    problems: () => [...problems],
    story: (id) => pipe(findIndex(id), O.map(history.storyOf)),
    changesAt: past.changesOf,
    runsChangedIn: past.runsChangedIn,
    visitChanges: past.visit,
    runAt: (number) => readRun(blockOf(number), startOf(number), table.idAt(number)),
    lastSaid: (id) => {
      const number = indexOf(id);
      if (number === -1) return {};
      const [block, at] = [blockOf(number), startOf(number)];
      const reason = refusalTags[(block[at + FIELD.lastReason] ?? 0) - 1];
      return {
        ...facts.textsOf(block[at + FIELD.said] ?? 0),
        ...(reason === undefined ? {} : { reason }),
      };
    },
    droppedChanges: past.dropped,
    latest: () => (latest === NO_INSTANT ? O.none : O.some(latest)),
  };
};
