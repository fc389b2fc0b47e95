/**
 * The lifecycle of a task run as a statechart. Everything else in this project is derived from it.
 *
 * A run is one scheduled occurrence of a task. An attempt is one try to execute a run. An event is illegal if the state does
 * not declare it or a guard refuses it.
 *
 * This file is pure: no clock, no randomness, no I/O. Instants and ids arrive inside events.
 */
import * as O from 'fp-ts/lib/Option.js';
import type { AttemptId, Priority, RunId, TaskId, Timestamp } from './run.values.js';
import { AttemptCount } from './run.values.js';

// ---------------------------------------------------------------------------------------------------------- context

/**
 * The data of a run, without its state.
 * @category Chart
 */
export interface RunContext {
  readonly id: RunId;
  readonly taskId: TaskId;
  /** The active attempt. Only a run in Running has one. */
  readonly currentAttemptId: O.Option<AttemptId>;
  /** The number of attempts started so far. */
  readonly attemptCount: AttemptCount;
  readonly createdAt: Timestamp;
  readonly scheduledAt: Timestamp;
  readonly lastStateChangeAt: Timestamp;
  /** Larger numbers go first. */
  readonly effectivePriority: Priority;
}

// ----------------------------------------------------------------------------------------------------------- events

/** Any event may carry the instant at which it happened. */
export interface Timed {
  readonly at?: Timestamp;
}

/**
 * The events. Those with a dot in their names stay inside a state; the others change it.
 * @category Chart
 */
export type RunEvent = Timed &
  (
    | { readonly type: 'promote'; readonly effectivePriority?: Priority }
    | { readonly type: 'lease' }
    | { readonly type: 'start' }
    | { readonly type: 'retry' }
    | { readonly type: 'suspend' }
    | { readonly type: 'complete' }
    | { readonly type: 'fail' }
    | { readonly type: 'cancel' }
    | { readonly type: 'attempt.start'; readonly attemptId: AttemptId }
    | { readonly type: 'attempt.finish'; readonly attemptId: AttemptId }
    | { readonly type: 'priority.set'; readonly effectivePriority: Priority }
  );

// ----------------------------------------------------------------------------------------------------------- guards

/** A total predicate on a run and an event: an edge is taken only if all its guards hold. */
export type RunGuard = (run: RunContext, event: RunEvent) => boolean;

export const guards = {
  noActiveAttempt: (run) => O.isNone(run.currentAttemptId),
  hasActiveAttempt: (run) => O.isSome(run.currentAttemptId),
  ownsActiveAttempt: (run, event) =>
    event.type === 'attempt.finish' &&
    O.isSome(run.currentAttemptId) &&
    run.currentAttemptId.value === event.attemptId,
  attemptCountBelowMax: (run) => run.attemptCount < AttemptCount.max,
} as const satisfies Record<string, RunGuard>;

// ---------------------------------------------------------------------------------------------------------- updates

/** An action that changes context: each field's new value, or a function to it from the old value and the event. */
export type RunUpdate = {
  readonly [K in keyof RunContext]?:
    RunContext[K] | ((own: RunContext[K], event: RunEvent) => RunContext[K]);
};

export const updates = {
  /** Keeps `lastStateChangeAt` if the event carries no instant. */
  recordStateChange: { lastStateChangeAt: (own, event) => event.at ?? own },
  clearAttempt: { currentAttemptId: O.none },
  activateAttempt: {
    currentAttemptId: (own, event) =>
      event.type === 'attempt.start' ? O.some(event.attemptId) : own,
    // SAFETY: every edge with this update has the guard attemptCountBelowMax.
    attemptCount: (own) => (own + 1) as AttemptCount,
  },
  /** Keeps the priority if the event carries none. */
  takePriority: {
    effectivePriority: (own, event) =>
      event.type === 'promote' || event.type === 'priority.set'
        ? (event.effectivePriority ?? own)
        : own,
  },
} as const satisfies Record<string, RunUpdate>;

// ------------------------------------------------------------------------------------------------------------ chart

/** The entry of every state but Running, which alone may have an active attempt. */
const entry = ['recordStateChange', 'clearAttempt'] as const;

/**
 * The statechart of a run.
 *
 * `entry` runs only when a state is entered from another one. `description` on an edge is the reason for the transition.
 * The guard `all` evaluates its guards in order. `tags` holds the tone and the mark in which a state is shown
 * (`src/diagram/marks.ts`).
 *
 * @example
 * ```ts
 * import { runChart } from 'runchart/machine'
 *
 * assert.strictEqual(runChart.states.Scheduled.on.promote.target, 'Ready')
 * assert.deepStrictEqual(Object.keys(runChart.states.Suspended.on), ['promote', 'cancel'])
 * ```
 * @category Chart
 */
export const runChart = {
  id: 'run',
  // Stored runs carry the version. A change of the chart needs a new one, and a migration for the runs already stored.
  version: '1.0.0',
  initial: 'Scheduled',
  states: {
    Scheduled: {
      description: 'waits for its time',
      tags: ['waiting', 'clock'],
      on: {
        promote: { target: 'Ready', actions: 'takePriority', description: 'due' },
        cancel: { target: 'Canceled', description: 'called off before it was due' },
      },
    },
    Ready: {
      description: 'waits for a worker, most urgent first',
      tags: ['waiting', 'list'],
      entry,
      on: {
        lease: { target: 'Leased', description: 'a worker claims it' },
        cancel: { target: 'Canceled', description: 'called off in the queue' },
        'priority.set': { actions: 'takePriority', description: 'replace the priority' },
      },
    },
    Leased: {
      description: 'claimed by a worker, not yet started',
      tags: ['active', 'flag'],
      entry,
      on: {
        promote: { target: 'Ready', actions: 'takePriority', description: 'lease expired' },
        start: { target: 'Running', description: 'the worker begins' },
        cancel: { target: 'Canceled', description: 'called off before it began' },
      },
    },
    Running: {
      description: 'executes, one attempt at a time',
      tags: ['active', 'play'],
      entry: 'recordStateChange',
      on: {
        retry: { target: 'RetryWait', guard: 'noActiveAttempt', description: 'try again later' },
        suspend: { target: 'Suspended', guard: 'noActiveAttempt', description: 'put aside' },
        complete: { target: 'Completed', guard: 'noActiveAttempt', description: 'succeeded' },
        fail: { target: 'Failed', guard: 'noActiveAttempt', description: 'gave up' },
        // The only way out of Running with an active attempt: entering Canceled clears it.
        cancel: { target: 'Canceled', description: 'called off, drops the active attempt' },
        'attempt.start': {
          guard: { type: 'all', params: { of: ['noActiveAttempt', 'attemptCountBelowMax'] } },
          actions: 'activateAttempt',
          description: 'begin an attempt',
        },
        'attempt.finish': {
          guard: { type: 'all', params: { of: ['hasActiveAttempt', 'ownsActiveAttempt'] } },
          actions: 'clearAttempt',
          description: 'end the active attempt',
        },
      },
    },
    RetryWait: {
      description: 'waits out its backoff',
      tags: ['waiting', 'retry'],
      entry,
      on: {
        promote: { target: 'Ready', actions: 'takePriority', description: 'backoff over' },
        fail: { target: 'Failed', description: 'no retries left' },
        cancel: { target: 'Canceled', description: 'called off between attempts' },
      },
    },
    Suspended: {
      description: 'put aside until resumed',
      tags: ['waiting', 'pause'],
      entry,
      on: {
        promote: { target: 'Ready', actions: 'takePriority', description: 'resumed' },
        cancel: { target: 'Canceled', description: 'called off while aside' },
      },
    },
    Completed: {
      type: 'final',
      description: 'succeeded',
      tags: ['done', 'check'],
      entry,
    },
    Failed: { type: 'final', description: 'gave up', tags: ['failed', 'cross'], entry },
    Canceled: {
      type: 'final',
      description: 'called off',
      tags: ['canceled', 'minus'],
      entry,
    },
  },
} as const;

// -------------------------------------------------------------------------------------------------------------- run

/**
 * The name of a state, the same in code and on the wire.
 * @category Chart
 */
export type RunState = keyof typeof runChart.states;

/**
 * A run: its state and its context in one flat, frozen, plain record, which `structuredClone` can copy.
 * @category Chart
 */
export interface RunInstance extends RunContext {
  readonly state: RunState;
}
