/**
 * The lifecycle of a task run: the one definition that everything else in this project is drawn from.
 *
 * A run is one scheduled occurrence of a task; an attempt is one execution try inside a run. What a state does not declare,
 * or a guard refuses, is illegal.
 *
 * Everything here is plain and pure: no clock, no randomness, no I/O. Instants and ids arrive inside events.
 */
import * as O from 'fp-ts/lib/Option.js';
import type { AttemptId, Priority, RunId, TaskId, Timestamp } from './run.values.js';
import { AttemptCount } from './run.values.js';

// ---------------------------------------------------------------------------------------------------------- context

/** What a run carries besides its state. */
export interface RunContext {
  readonly id: RunId;
  readonly taskId: TaskId;
  /** The attempt that runs now; only a run in Running has one. */
  readonly currentAttemptId: O.Option<AttemptId>;
  /** How many attempts were started, ever. */
  readonly attemptCount: AttemptCount;
  readonly createdAt: Timestamp;
  readonly scheduledAt: Timestamp;
  readonly lastStateChangeAt: Timestamp;
  /** A larger number goes first. */
  readonly effectivePriority: Priority;
}

// ----------------------------------------------------------------------------------------------------------- events

/** Every event may say when it happened. */
export interface Timed {
  readonly at?: Timestamp;
}

/** One event for each state that can be entered, and a few that stay inside a state. */
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

/** A guard: a total yes/no question about a run and an event. */
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

/** An update: for each field it changes, the new value, or how to work it out from the old one and the event. */
export type RunUpdate = {
  readonly [K in keyof RunContext]?:
    RunContext[K] | ((own: RunContext[K], event: RunEvent) => RunContext[K]);
};

export const updates = {
  /** An event without an instant leaves `lastStateChangeAt` alone. */
  recordStateChange: { lastStateChangeAt: (own, event) => event.at ?? own },
  clearAttempt: { currentAttemptId: O.none },
  activateAttempt: {
    currentAttemptId: (own, event) =>
      event.type === 'attempt.start' ? Object.freeze(O.some(event.attemptId)) : own,
    // SAFETY: the guard attemptCountBelowMax goes before this update.
    attemptCount: (own) => (own + 1) as AttemptCount,
  },
  takePriority: {
    effectivePriority: (own, event) =>
      event.type === 'promote' || event.type === 'priority.set'
        ? (event.effectivePriority ?? own)
        : own,
  },
} as const satisfies Record<string, RunUpdate>;

// ------------------------------------------------------------------------------------------------------------ chart

/** On entry, every state but Running records the instant and drops the active attempt. */
const entry = ['recordStateChange', 'clearAttempt'] as const;

/**
 * The statechart of a run. An edge carries its reason as `description`; the guard `all` asks its guards in order; `entry` runs
 * when a state is entered from another; the tag of a state says how it is shown.
 *
 * @example
 * ```ts
 * import { runChart } from 'runchart/machine'
 *
 * assert.strictEqual(runChart.states.Scheduled.on.promote.target, 'Ready')
 * assert.deepStrictEqual(Object.keys(runChart.states.Suspended.on), ['promote', 'cancel'])
 * ```
 */
export const runChart = {
  id: 'run',
  // Stored runs carry it: another chart needs another version, and a migration for what is stored.
  version: '1.0.0',
  initial: 'Scheduled',
  states: {
    Scheduled: {
      description: 'waits for its time',
      tags: 'waiting',
      on: {
        promote: { target: 'Ready', actions: 'takePriority', description: 'due' },
        cancel: { target: 'Canceled', description: 'called off before it was due' },
      },
    },
    Ready: {
      description: 'waits for a worker, most urgent first',
      tags: 'waiting',
      entry,
      on: {
        lease: { target: 'Leased', description: 'a worker claims it' },
        cancel: { target: 'Canceled', description: 'called off in the queue' },
        'priority.set': { actions: 'takePriority', description: 'replace the priority' },
      },
    },
    Leased: {
      description: 'claimed by a worker, not yet started',
      tags: 'active',
      entry,
      on: {
        promote: { target: 'Ready', actions: 'takePriority', description: 'lease expired' },
        start: { target: 'Running', description: 'the worker begins' },
        cancel: { target: 'Canceled', description: 'called off before it began' },
      },
    },
    Running: {
      description: 'executes, one attempt at a time',
      tags: 'active',
      entry: 'recordStateChange',
      on: {
        retry: { target: 'RetryWait', guard: 'noActiveAttempt', description: 'try again later' },
        suspend: { target: 'Suspended', guard: 'noActiveAttempt', description: 'put aside' },
        complete: { target: 'Completed', guard: 'noActiveAttempt', description: 'succeeded' },
        fail: { target: 'Failed', guard: 'noActiveAttempt', description: 'gave up' },
        // The one way out of Running that needs no finished attempt: entering Canceled drops it.
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
      tags: 'waiting',
      entry,
      on: {
        promote: { target: 'Ready', actions: 'takePriority', description: 'backoff over' },
        fail: { target: 'Failed', description: 'no retries left' },
        cancel: { target: 'Canceled', description: 'called off between attempts' },
      },
    },
    Suspended: {
      description: 'put aside until resumed',
      tags: 'waiting',
      entry,
      on: {
        promote: { target: 'Ready', actions: 'takePriority', description: 'resumed' },
        cancel: { target: 'Canceled', description: 'called off while aside' },
      },
    },
    Completed: {
      type: 'final',
      description: 'succeeded',
      tags: 'done',
      entry,
    },
    Failed: { type: 'final', description: 'gave up', tags: 'failed', entry },
    Canceled: {
      type: 'final',
      description: 'called off',
      tags: 'canceled',
      entry,
    },
  },
} as const;

// -------------------------------------------------------------------------------------------------------------- run

/** The states, named as on the wire. */
export type RunState = keyof typeof runChart.states;

/** A run: where it stands, and what it carries. One flat, frozen, plain record that survives `structuredClone`. */
export interface RunInstance extends RunContext {
  readonly state: RunState;
}
