/* eslint-disable functional/immutable-data, functional/no-let -- a fold whose state is its own, and which takes ten thousand lines a second */
/**
 * The board: what is known of all runs, folded from the lines of journals by the library's own replayer.
 *
 * Everything it holds is bounded: runs in number, ops for each run and in all, problems in number. What is left out for that
 * is counted, never passed over in silence.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { parseJson } from '../codec/JsonText.js';
import { isRecord, readField } from '../codec/untrusted.js';
import type { StepError } from '../journal/applyStep.js';
import { eventOf } from '../journal/EventStep.js';
import type { JournalStep } from '../journal/replay.js';
import { makeReplayer } from '../journal/replay.js';
import { applyEntry } from '../journal/RunFold.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { RunState } from '../run/RunState.js';
import { runStates } from '../run/RunState.js';
import { runTable } from '../run/runTable.js';
import { RunId } from '../values/RunId.js';
import type { KeptOp, Story } from './Story.js';
import { edgeIndex } from './Story.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A run in a list: where it stands, and what runs are sorted by. */
export interface Row {
  readonly id: RunId;
  /** None if ops named a run that was never created. */
  readonly state: O.Option<RunState>;
  readonly attempts: number;
  readonly priority: number;
  /** Unix seconds; 0 for a run that was never created. */
  readonly createdAt: number;
  readonly changedAt: number;
  readonly ops: number;
  readonly refused: number;
}

/** Sums over everything that was read. */
export interface Totals {
  readonly lines: number;
  readonly accepted: number;
  readonly redelivered: number;
  readonly malformed: number;
  /** Refused ops by the tag of their error. */
  readonly refused: Readonly<Partial<Record<StepError['_tag'], number>>>;
  /** Runs in each state, in the order of `runStates`. */
  readonly states: ReadonlyArray<number>;
  /** How often each edge was taken, in the order of the chart's edges. */
  readonly edges: ReadonlyArray<number>;
  /** Lines of runs beyond the number of runs that are held. */
  readonly leftOut: number;
  /** Ops that are in the sums, and in no story any more. */
  readonly forgotten: number;
}

/** Something in the input that could not be understood. */
export interface Problem {
  readonly source: string;
  readonly line: number;
  readonly message: string;
}

/** How much a board holds. */
export interface BoardLimits {
  /** Runs; 250,000 if not given. */
  readonly runs?: number;
  /** Ops kept for the story of one run; 500 if not given. */
  readonly opsOfRun?: number;
  /** Ops kept in all; 250,000 if not given. */
  readonly opsInAll?: number;
}

/** A board that takes lines. */
export interface Board {
  /** Takes a line; the applyEntry is the run that it changed, if any. */
  readonly take: (source: string, line: number, text: string) => O.Option<RunId>;
  /** Notes what could not even be read as a line. */
  readonly note: (problem: Problem) => void;
  readonly row: (id: RunId) => O.Option<Row>;
  readonly ids: () => IterableIterator<RunId>;
  readonly totals: () => Totals;
  /** The latest problems, oldest first. */
  readonly problems: () => ReadonlyArray<Problem>;
  readonly story: (id: RunId) => O.Option<Story>;
}

/** How many problems a board shows; more of them are only counted. */
const MOST_PROBLEMS = 100;

const LONGEST_MESSAGE = 500;

interface Slot {
  readonly id: RunId;
  run: O.Option<RunInstance>;
  refused: number;
  /** The run before the first op that is kept. */
  base: O.Option<RunInstance>;
  readonly kept: Array<KeptOp>;
  forgotten: number;
}

// ------------------------------------------------------------------------------------------------------- operations

/** The run that a line is for, as far as that can be told without reading the rest. */
const runIdIn = (text: string): O.Option<RunId> => {
  const json = parseJson(text);
  return E.isRight(json) && isRecord(json.right)
    ? O.fromEither(RunId.decode(readField(json.right, 'run_id')))
    : O.none;
};

const rowOf = ({ id, run, refused, kept, forgotten }: Slot): Row => ({
  id,
  state: O.isSome(run) ? O.some(run.value.state) : O.none,
  attempts: O.isSome(run) ? run.value.attemptCount : 0,
  priority: O.isSome(run) ? run.value.effectivePriority : 0,
  createdAt: O.isSome(run) ? run.value.createdAt : 0,
  changedAt: O.isSome(run) ? run.value.lastStateChangeAt : 0,
  ops: kept.length + forgotten,
  refused,
});

/** Forgets the oldest op of a run, keeping what the run was after it. */
const forgetOldest = (slot: Slot): void => {
  const oldest = slot.kept.shift();
  if (oldest === undefined) return;
  slot.forgotten += 1;
  if (oldest.redelivered) return;
  const after = applyEntry(oldest.entry, slot.base);
  if (E.isRight(after)) slot.base = O.some(after.right);
};

const DEFAULT_RUNS = 250_000;
const DEFAULT_OPS_OF_RUN = 500;
const DEFAULT_OPS_IN_ALL = 250_000;

/** An empty board. */
export const makeBoard = ({
  runs = DEFAULT_RUNS,
  opsOfRun = DEFAULT_OPS_OF_RUN,
  opsInAll = DEFAULT_OPS_IN_ALL,
}: BoardLimits = {}): Board => {
  const replayer = makeReplayer({ history: 0 });
  const slots = new Map<RunId, Slot>();
  const problems: Array<Problem> = [];
  const refused: Partial<Record<StepError['_tag'], number>> = {};
  const states = runStates.map(() => 0);
  const edges = runTable.edges.map(() => 0);
  const sums = { lines: 0, accepted: 0, redelivered: 0, malformed: 0, leftOut: 0, forgotten: 0 };
  /** Whose ops were kept, in the order in which they came; those before `head` are forgotten. */
  let order: Array<Slot> = [];
  let head = 0;

  const note = ({ source, line, message }: Problem): void => {
    sums.malformed += 1;
    problems.push({ source, line, message: message.slice(0, LONGEST_MESSAGE) });
    if (problems.length > MOST_PROBLEMS) problems.shift();
  };

  const slotOf = (id: RunId): Slot => {
    const known = slots.get(id);
    if (known !== undefined) return known;
    const slot: Slot = { id, run: O.none, refused: 0, base: O.none, kept: [], forgotten: 0 };
    slots.set(id, slot);
    return slot;
  };

  const forget = (slot: Slot): void => {
    if (slot.kept.length > 0) sums.forgotten += 1;
    forgetOldest(slot);
  };

  const keep = (slot: Slot, op: KeptOp): void => {
    slot.kept.push(op);
    order.push(slot);
    if (slot.kept.length > opsOfRun) forget(slot);
    if (order.length - head > opsInAll) {
      const oldest = order[head];
      head += 1;
      if (oldest !== undefined) forget(oldest);
    }
    // Cutting the list at each op would copy it each time.
    if (head > opsInAll) {
      order = order.slice(head);
      head = 0;
    }
  };

  const countIn = (state: RunState, by: number): void => {
    const index = runStates.indexOf(state);
    states[index] = (states[index] ?? 0) + by;
  };

  const move = (slot: Slot, run: RunInstance): void => {
    if (O.isSome(slot.run)) countIn(slot.run.value.state, -1);
    countIn(run.state, 1);
    slot.run = O.some(run);
  };

  const act = (slot: Slot, step: JournalStep): void => {
    if (step.redelivered) {
      sums.redelivered += 1;
    } else if (step._tag === 'Refused') {
      slot.refused += 1;
      refused[step.error._tag] = (refused[step.error._tag] ?? 0) + 1;
    } else {
      sums.accepted += 1;
      const event = eventOf(step.entry, O.toUndefined(slot.run)?.state);
      const index = edgeIndex(slot.run, O.fromNullable(event?.type));
      if (index !== -1) edges[index] = (edges[index] ?? 0) + 1;
      move(slot, step.run);
    }
  };

  const isBeyond = (text: string): boolean => {
    if (slots.size < runs) return false;
    const id = runIdIn(text);
    return O.isSome(id) && !slots.has(id.value);
  };

  return {
    take: (source, line, text) => {
      if (isBeyond(text)) {
        sums.lines += 1;
        sums.leftOut += 1;
        return O.none;
      }
      const result = replayer.line(text);
      if (O.isNone(result)) return O.none;
      sums.lines += 1;
      if (result.value._tag === 'Malformed') {
        note({ source, line, message: result.value.message });
        return O.none;
      }
      const { entry, redelivered } = result.value;
      const slot = slotOf(entry.runId);
      act(slot, result.value);
      keep(slot, { source, line, entry, redelivered });
      return O.some(slot.id);
    },
    note,
    row: (id) => {
      const slot = slots.get(id);
      return slot === undefined ? O.none : O.some(rowOf(slot));
    },
    ids: () => slots.keys(),
    totals: () => ({ ...sums, refused: { ...refused }, states: [...states], edges: [...edges] }),
    problems: () => [...problems],
    story: (id) => {
      const slot = slots.get(id);
      return slot === undefined
        ? O.none
        : O.some({
            runId: id,
            base: slot.base,
            forgotten: slot.forgotten,
            ops: [...slot.kept],
          });
    },
  };
};
