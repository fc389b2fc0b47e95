/**
 * The lanes of one run: how long it was queued, how long it waited between attempts, and its attempts with their outcomes.
 *
 * Which states are which follows from the chart: attempts begin in one state, the states that it leads to and that are not final are
 * waits, and the others that are not final are the queue.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { NO_INSTANT } from '../../../journal/TimeAnomaly.js';
import type { RunState } from '../../../run/RunState.js';
import { isTerminal, runStates } from '../../../run/RunState.js';
import { runTable } from '../../../run/runTable.js';
import type { RunChange } from '../../RunChange.js';
import { changeOf, instantOfChanges, noteChanges } from '../../RunChange.js';
import type { StoryStep } from '../../Story.js';
import { attemptState } from '../chapters.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A part of time in unix seconds; one without an end goes on to the latest instant of all. */
interface Part {
  readonly from: number;
  readonly to: number;
  readonly isOpen: boolean;
}

/** A stay in a state. */
export interface Stay extends Part {
  readonly state: RunState;
}

/** An attempt. */
export interface AttemptPart extends Part {
  readonly number: number;
  /** How it ended, as its line says; none if it goes on or no line says it. */
  readonly outcome: string | undefined;
}

/** A refused op. */
export interface RefusedAt {
  readonly at: number;
  /** The index of its step. */
  readonly step: number;
}

/** One run in time. */
export interface RunInTime {
  readonly stays: ReadonlyArray<Stay>;
  readonly attempts: ReadonlyArray<AttemptPart>;
  readonly refused: ReadonlyArray<RefusedAt>;
  /** The instant of each step; `undefined` before the first that has one. */
  readonly instants: ReadonlyArray<number | undefined>;
  readonly from: number;
  readonly to: number;
}

/** What a lane shows. */
export interface Lane {
  readonly key: string;
  readonly text: string;
  /** How long all of it took, in seconds. */
  readonly total: number;
  readonly stays: ReadonlyArray<Stay>;
  readonly attempt: AttemptPart | undefined;
}

// ---------------------------------------------------------------------------------------------------------- operations

const goesOn = (state: RunState): boolean => !isTerminal(state);

const waits: ReadonlySet<RunState> = new Set(
  runTable.edges
    .filter(({ source, target }) => source === attemptState && target !== source)
    .map(({ target }) => target)
    .filter(goesOn),
);

/** The states in which a run is queued: those that are neither final, nor waits, nor where attempts begin. */
export const queueStates: ReadonlyArray<RunState> = runStates.filter(
  (state) => goesOn(state) && state !== attemptState && !waits.has(state),
);

/** The states in which a run waits for its next attempt. */
export const waitStates: ReadonlyArray<RunState> = runStates.filter((state) => waits.has(state));

interface Changed {
  readonly at: number;
  readonly step: number;
  readonly change: RunChange;
}

/** The changes of a story. */
const changesOfSteps = (
  steps: ReadonlyArray<StoryStep>,
): { readonly changes: ReadonlyArray<Changed>; readonly instants: RunInTime['instants'] } => {
  const changes: Array<Changed> = [];
  let latest = NO_INSTANT;
  const instants = steps.map((step, i) => {
    if (step._tag !== 'Redelivered') {
      const before = O.toUndefined(step.before);
      const outcome =
        step._tag === 'Refused' || O.isNone(step.after)
          ? E.left(step._tag === 'Refused' ? step.error : ({ _tag: 'NoRun' } as const))
          : E.right(step.after.value);
      const at = instantOfChanges(step.entry, outcome, latest);
      latest = at;
      if (at !== NO_INSTANT)
        noteChanges(before, step.entry, outcome, (code) => {
          const change = changeOf(code);
          if (change !== undefined) changes.push({ at, step: i, change });
        });
    }
    return latest === NO_INSTANT ? undefined : latest;
  });
  return { changes, instants };
};

/** A run in time, from its story; what goes on reaches to the latest instant of all. */
export const runInTime = (steps: ReadonlyArray<StoryStep>, latestOfAll: number): RunInTime => {
  const { changes, instants } = changesOfSteps(steps);
  const known = instants.filter((at) => at !== undefined);
  const [first, last] = [Math.min(...known), Math.max(...known)];
  const stays: Array<Stay> = [];
  const attempts: Array<AttemptPart> = [];
  const refused: Array<RefusedAt> = [];
  let stay: { readonly state: RunState; readonly from: number } | undefined;
  let attempt: { readonly number: number; readonly from: number } | undefined;
  const base = steps[0] === undefined ? undefined : O.toUndefined(steps[0].before);
  // The first steps of a long story were dropped: the run was in a state before them.
  if (base !== undefined && Number.isFinite(first)) {
    stay = { state: base.state, from: Math.min(first, base.lastStateChangeAt || first) };
    if (O.isSome(base.currentAttemptId)) attempt = { number: base.attemptCount, from: stay.from };
  }
  for (const { at, step, change } of changes) {
    if (change._tag === 'Refused') refused.push({ at, step });
    else if (change._tag === 'Entered') {
      if (stay !== undefined) stays.push({ ...stay, to: Math.max(at, stay.from), isOpen: false });
      stay = { state: change.state, from: at };
    } else if (change._tag === 'AttemptBegan') {
      const after = O.toUndefined(steps[step]?.after ?? O.none);
      attempt = { number: after?.attemptCount ?? 0, from: at };
    } else if (attempt !== undefined) {
      const entry = steps[step]?.entry;
      const outcome = entry?.op === 'finish_attempt' ? entry.outcome : undefined;
      attempts.push({ ...attempt, to: Math.max(at, attempt.from), isOpen: false, outcome });
      attempt = undefined;
    }
  }
  const isOver = stay !== undefined && isTerminal(stay.state);
  const end = isOver || !Number.isFinite(last) ? last : Math.max(last, latestOfAll);
  if (stay !== undefined) stays.push({ ...stay, to: isOver ? stay.from : end, isOpen: !isOver });
  if (attempt !== undefined)
    attempts.push({ ...attempt, to: end, isOpen: true, outcome: undefined });
  const from = Math.min(first, stays[0]?.from ?? first);
  return { stays, attempts, refused, instants, from, to: end };
};

const totalOf = (parts: ReadonlyArray<Part>): number =>
  parts.reduce((sum, { from, to }) => sum + (to - from), 0);

/** The lanes of a run, without those that are empty. */
export const lanesOf = ({ stays, attempts }: RunInTime): ReadonlyArray<Lane> => {
  const laneOf = (key: string, text: string, states: ReadonlyArray<RunState>): Lane => {
    const own = stays.filter(({ state }) => states.includes(state));
    return { key, text, total: totalOf(own), stays: own, attempt: undefined };
  };
  return [
    laneOf('queue', 'Queued', queueStates),
    laneOf('waits', 'Waits', waitStates),
    ...(attemptState === undefined ? [] : [laneOf('running', attemptState, [attemptState])]),
    ...attempts.map((attempt, i) => ({
      ...{ key: `attempt ${String(i)}`, text: `Attempt ${String(attempt.number)}` },
      ...{ total: totalOf([attempt]), stays: [], attempt },
    })),
  ].filter((lane) => lane.stays.length > 0 || lane.attempt !== undefined);
};

/** The index of the last step at or before an instant; the first step if there is none. */
export const stepAt = ({ instants }: RunInTime, at: number): number =>
  Math.max(
    0,
    instants.findLastIndex((own) => own !== undefined && own <= at),
  );
