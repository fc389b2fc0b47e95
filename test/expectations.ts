/**
 * The expected lifecycle, written by hand. It deliberately repeats the chart: tests take their expectations from here, so that
 * they fail if the chart changes and this table does not.
 *
 * Nothing here is derived from the chart, and the library does not import it.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type {
  AttemptCount,
  AttemptId,
  EventType,
  RefusalError,
  RunEvent,
  RunInstance,
  RunState,
} from '../src/index.js';

// --------------------------------------------------------------------------------------------------------- versions

/** The hash of every published version of the chart. Add lines, but never change one. */
export const published: Readonly<Record<string, string>> = {
  '1.0.0': 'a5f2fc079065d6f9',
};

// ------------------------------------------------------------------------------------------------------------ edges

/** The edges: a row for each source and a column for each target, in the same order. */
export const matrix: Readonly<Record<RunState, string>> = {
  //          Sch Rea Lea Run Ret Sus Com Fai Can
  Scheduled: ' .   x   .   .   .   .   .   .   x ',
  Ready: '     .   .   x   .   .   .   .   .   x ',
  Leased: '    .   x   .   x   .   .   .   .   x ',
  Running: '   .   .   .   .   x   x   x   x   x ',
  RetryWait: ' .   x   .   .   .   .   .   x   x ',
  Suspended: ' .   x   .   .   .   .   .   .   x ',
  Completed: ' .   .   .   .   .   .   .   .   . ',
  Failed: '    .   .   .   .   .   .   .   .   . ',
  Canceled: '  .   .   .   .   .   .   .   .   . ',
};

export const states = Object.keys(matrix) as ReadonlyArray<RunState>;

/** Every pair of states, and whether an edge connects them. */
export const pairs: ReadonlyArray<{
  readonly from: RunState;
  readonly to: RunState;
  readonly legal: boolean;
}> = states.flatMap((from) => {
  const cells = matrix[from].trim().split(/\s+/);
  return states.map((to, i) => ({ from, to, legal: cells[i] === 'x' }));
});

const finals = ['Completed', 'Failed', 'Canceled'] as const satisfies ReadonlyArray<RunState>;

/** The final states, for tests of types. */
export type Final = (typeof finals)[number];

export const finalStates: ReadonlyArray<RunState> = finals;

/** The reasons of the edges that have a fixed reason; the tests do not prescribe the others. */
export const reasons: ReadonlyMap<string, string> = new Map([
  ['Scheduled -> Ready', 'due'],
  ['Leased -> Ready', 'lease expired'],
  ['RetryWait -> Ready', 'backoff over'],
  ['Suspended -> Ready', 'resumed'],
  ['RetryWait -> Failed', 'no retries left'],
]);

/** The tone and the mark in which each state is shown. */
export const shown: Readonly<Record<RunState, readonly [tone: string, mark: string]>> = {
  Scheduled: ['waiting', 'clock'],
  Ready: ['waiting', 'list'],
  Leased: ['active', 'flag'],
  Running: ['active', 'play'],
  RetryWait: ['waiting', 'retry'],
  Suspended: ['waiting', 'pause'],
  Completed: ['done', 'check'],
  Failed: ['failed', 'cross'],
  Canceled: ['canceled', 'minus'],
};

// ------------------------------------------------------------------------------------------------------------- time

/** What a run waits for by itself, and the state to which an engine takes it then: if it may be tried again, and if not. */
interface Wait {
  readonly until: 'schedule' | 'backoff' | 'lease';
  readonly then: RunState;
  readonly without: RunState;
}

export const waits: Readonly<Record<RunState, Wait | undefined>> = {
  Scheduled: { until: 'schedule', then: 'Ready', without: 'Ready' },
  Ready: undefined,
  Leased: { until: 'lease', then: 'Ready', without: 'Ready' },
  Running: { until: 'lease', then: 'RetryWait', without: 'Failed' },
  RetryWait: { until: 'backoff', then: 'Ready', without: 'Ready' },
  Suspended: undefined,
  Completed: undefined,
  Failed: undefined,
  Canceled: undefined,
};

// ------------------------------------------------------------------------------------------------------------- grid

/** The active attempt: none, the one with the event's attempt id, or another. Events without an attempt id count as `same`. */
export type Attempt = 'none' | 'same' | 'other';

/** The state after the event, or the tag of the error. */
type Outcome = RunState | RefusalError['_tag'];

/** The outcome; where they matter, by the active attempt, and by whether the count is below its maximum. */
type Cell =
  Outcome | Readonly<Record<Attempt, Outcome | { readonly below: Outcome; readonly max: Outcome }>>;

const no = 'InvalidTransition';

const attemptsNeedRunning = {
  'attempt.start': 'AttemptStartRequiresRunning',
  'attempt.finish': 'AttemptFinishRequiresRunning',
} as const;

const notReady = { 'priority.set': 'PriorityMutationRequiresReady' } as const;

const whenIdle = (target: RunState): Cell => ({
  none: target,
  same: 'AttemptInProgress',
  other: 'AttemptInProgress',
});

const nothing = {
  promote: no,
  lease: no,
  start: no,
  retry: no,
  suspend: no,
  complete: no,
  fail: no,
  cancel: no,
  ...attemptsNeedRunning,
  ...notReady,
} as const;

export const grid: Readonly<Record<RunState, Readonly<Record<EventType, Cell>>>> = {
  Scheduled: { ...nothing, promote: 'Ready', cancel: 'Canceled' },
  Ready: { ...nothing, lease: 'Leased', cancel: 'Canceled', 'priority.set': 'Ready' },
  Leased: { ...nothing, promote: 'Ready', start: 'Running', cancel: 'Canceled' },
  Running: {
    ...nothing,
    retry: whenIdle('RetryWait'),
    suspend: whenIdle('Suspended'),
    complete: whenIdle('Completed'),
    fail: whenIdle('Failed'),
    cancel: 'Canceled',
    'attempt.start': {
      none: { below: 'Running', max: 'AttemptCountOverflow' },
      same: 'AttemptAlreadyActive',
      other: 'AttemptAlreadyActive',
    },
    'attempt.finish': {
      none: 'NoActiveAttempt',
      same: 'Running',
      other: 'AttemptOwnershipMismatch',
    },
  },
  RetryWait: { ...nothing, promote: 'Ready', fail: 'Failed', cancel: 'Canceled' },
  Suspended: { ...nothing, promote: 'Ready', cancel: 'Canceled' },
  Completed: nothing,
  Failed: nothing,
  Canceled: nothing,
};

const targets = {
  promote: 'Ready',
  lease: 'Leased',
  start: 'Running',
  retry: 'RetryWait',
  suspend: 'Suspended',
  complete: 'Completed',
  fail: 'Failed',
  cancel: 'Canceled',
  'attempt.start': undefined,
  'attempt.finish': undefined,
  'priority.set': undefined,
} as const satisfies Readonly<Record<EventType, RunState | undefined>>;

/** The state that each event enters, for tests of types. */
export type Targets = typeof targets;

/** Each event, and the state that it enters; `undefined` if it stays inside a state. */
export const intents: Readonly<Record<EventType, RunState | undefined>> = targets;

export const eventTypes = Object.keys(intents) as ReadonlyArray<EventType>;

/** The edges that lead from one state to another, each with its event. */
export const moves: ReadonlyArray<{
  readonly from: RunState;
  readonly event: EventType;
  readonly to: RunState;
}> = states.flatMap((from) =>
  eventTypes.flatMap((event) => {
    const cell = grid[from][event];
    const to = intents[event];
    return to !== undefined && to === (typeof cell === 'string' ? cell : cell.none)
      ? [{ from, event, to }]
      : [];
  }),
);

/** The events that stay inside a state, each with the only state that accepts it. */
export const internal: ReadonlyArray<readonly [RunState, EventType]> = [
  ['Running', 'attempt.start'],
  ['Running', 'attempt.finish'],
  ['Ready', 'priority.set'],
];

/** The guards of each event, in order, for titles of tests and for the tests of the chart. */
export const guardsOf: Readonly<Partial<Record<EventType, ReadonlyArray<string>>>> = {
  retry: ['noActiveAttempt'],
  suspend: ['noActiveAttempt'],
  complete: ['noActiveAttempt'],
  fail: ['noActiveAttempt'],
  'attempt.start': ['noActiveAttempt', 'attemptCountBelowMax'],
  'attempt.finish': ['hasActiveAttempt', 'ownsActiveAttempt'],
};

// ---------------------------------------------------------------------------------------------------------- oracle

const MAX_ATTEMPTS = 4294967295;

const attemptOf = (run: RunInstance, event: RunEvent): Attempt =>
  O.isNone(run.currentAttemptId)
    ? 'none'
    : 'attemptId' in event && event.attemptId !== run.currentAttemptId.value
      ? 'other'
      : 'same';

/** Looks up the outcome of an event: a state or the tag of an error. */
export const outcomeOf = (run: RunInstance, event: RunEvent): Outcome => {
  const cell = grid[run.state][event.type];
  if (typeof cell === 'string') return cell;
  const outcome = cell[attemptOf(run, event)];
  if (typeof outcome === 'string') return outcome;
  return run.attemptCount === MAX_ATTEMPTS ? outcome.max : outcome.below;
};

/** Makes the complete error of a tag. */
const errorOf = (tag: string, run: RunInstance, event: RunEvent): unknown => {
  const runId = run.id;
  const active = O.isSome(run.currentAttemptId) ? run.currentAttemptId.value : undefined;
  switch (tag) {
    case 'InvalidTransition':
      return { _tag: tag, runId, from: run.state, to: intents[event.type] };
    case 'AttemptInProgress':
    case 'AttemptAlreadyActive':
      return { _tag: tag, runId, activeAttemptId: active };
    case 'AttemptOwnershipMismatch':
      return {
        _tag: tag,
        runId,
        expectedAttemptId: active,
        actualAttemptId: 'attemptId' in event ? event.attemptId : undefined,
      };
    case 'NoActiveAttempt':
    case 'AttemptCountOverflow':
      return { _tag: tag, runId };
    default:
      return { _tag: tag, runId, currentState: run.state };
  }
};

/** Makes the complete run after an accepted event. */
const runAfter = (run: RunInstance, event: RunEvent, state: RunState): RunInstance => {
  const changed = state !== run.state;
  const started = event.type === 'attempt.start' ? event.attemptId : undefined;
  const leftNone = event.type === 'attempt.finish' || (changed && state !== 'Running');
  const priority = 'effectivePriority' in event ? event.effectivePriority : undefined;
  return {
    ...run,
    state,
    currentAttemptId:
      started !== undefined ? some(started) : leftNone ? O.none : run.currentAttemptId,
    attemptCount: (started !== undefined ? run.attemptCount + 1 : run.attemptCount) as AttemptCount,
    lastStateChangeAt: changed ? (event.at ?? run.lastStateChangeAt) : run.lastStateChangeAt,
    effectivePriority: priority ?? run.effectivePriority,
  };
};

const some = (id: AttemptId): O.Option<AttemptId> => O.some(id);

/** Returns the expected result of an event: the complete run, or the complete error. */
export const expected = (run: RunInstance, event: RunEvent): E.Either<unknown, RunInstance> => {
  const outcome = outcomeOf(run, event);
  const target = states.find((state) => state === outcome);
  return target === undefined
    ? E.left(errorOf(outcome, run, event))
    : E.right(runAfter(run, event, target));
};
