/**
 * What the design says of the lifecycle, written by hand and on purpose a second time: tests look their expectations up
 * here, so that a change of the chart without a change of this table fails.
 *
 * Nothing here is computed from the chart, and nothing in the library knows of it.
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

/** Every version of the chart that was ever published, and its hash. A line is added, never changed. */
export const published: Readonly<Record<string, string>> = {
  '1.0.0': 'a5f2fc079065d6f9',
};

// ------------------------------------------------------------------------------------------------------------ edges

/** Rows are where an edge leaves, columns, in the same order, where it leads. */
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

/** Every pair of states, and whether an edge joins them. */
export const pairs: ReadonlyArray<{
  readonly from: RunState;
  readonly to: RunState;
  readonly legal: boolean;
}> = states.flatMap((from) => {
  const cells = matrix[from].trim().split(/\s+/);
  return states.map((to, i) => ({ from, to, legal: cells[i] === 'x' }));
});

export const finalStates: ReadonlyArray<RunState> = ['Completed', 'Failed', 'Canceled'];

/** The reasons that the design gives; the reason for every other edge is the chart's own business. */
export const reasons: ReadonlyMap<string, string> = new Map([
  ['Scheduled -> Ready', 'due'],
  ['Leased -> Ready', 'lease expired'],
  ['RetryWait -> Ready', 'backoff over'],
  ['Suspended -> Ready', 'resumed'],
  ['RetryWait -> Failed', 'no retries left'],
]);

// ------------------------------------------------------------------------------------------------------------- grid

/** The attempt that is active, seen from the id in the event; an event without one is tried all the same. */
export type Attempt = 'none' | 'same' | 'other';

/** The state after the event, or the tag of the error. */
type Outcome = RunState | RefusalError['_tag'];

/** The outcome, by the attempt that is active and by whether the count may still rise, where these matter. */
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

/** Each event, and the state that it means to enter, if it means to enter one. */
export const intents: Readonly<Record<EventType, RunState | undefined>> = {
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
};

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

/** The events that stay inside a state, and the only state that takes them. */
export const internal: ReadonlyArray<readonly [RunState, EventType]> = [
  ['Running', 'attempt.start'],
  ['Running', 'attempt.finish'],
  ['Ready', 'priority.set'],
];

/** The guards that the design puts before an event, in their order, for titles and for the chart itself. */
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

/** What the table says of an event: a state or the tag of an error. */
export const outcomeOf = (run: RunInstance, event: RunEvent): Outcome => {
  const cell = grid[run.state][event.type];
  if (typeof cell === 'string') return cell;
  const outcome = cell[attemptOf(run, event)];
  if (typeof outcome === 'string') return outcome;
  return run.attemptCount === MAX_ATTEMPTS ? outcome.max : outcome.below;
};

/** The whole error of a tag. */
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

/** The whole run after an accepted event, by the effects that the design lists. */
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

/** What the design says that an event does to a run: the whole run, or the whole error. */
export const expected = (run: RunInstance, event: RunEvent): E.Either<unknown, RunInstance> => {
  const outcome = outcomeOf(run, event);
  const target = states.find((state) => state === outcome);
  return target === undefined
    ? E.left(errorOf(outcome, run, event))
    : E.right(runAfter(run, event, target));
};
