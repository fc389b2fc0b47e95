/**
 * The lifecycle as an XState machine: the chart of `run.chart.ts`, its guards and its updates, handed to `setup`.
 *
 * Law: for every run and event this machine and the facade agree on the run that follows.
 */
import * as O from 'fp-ts/lib/Option.js';
import * as R from 'fp-ts/lib/Record.js';
import { assign, setup } from 'xstate';
import type { RunContext, RunEvent, RunGuard, RunUpdate } from './run.chart.js';
import { guards, runChart, updates } from './run.chart.js';
import { AttemptCount, Priority, RunId, TaskId, Timestamp } from './run.values.js';

/** What an actor needs to begin a run in Scheduled. A run in any other state begins from `toSnapshot`. */
export interface RunInput {
  readonly id: RunId;
  readonly taskId: TaskId;
  readonly scheduledAt: Timestamp;
  readonly createdAt: Timestamp;
  /** A whole run is no input: what it has beyond these fields would be lost. */
  readonly state?: never;
}

/**
 * For those who start a machine without knowing its input: XState where a snapshot is given, test models, visualizers. No
 * constructor makes a run with nil ids and no codec takes one, so it cannot be mistaken for a real one.
 */
const nilInput: RunInput = {
  id: RunId.nil,
  taskId: TaskId.nil,
  scheduledAt: Timestamp.min,
  createdAt: Timestamp.min,
};

interface Args {
  readonly context: RunContext;
  readonly event: RunEvent;
}

const guardOf =
  (guard: RunGuard) =>
  ({ context, event }: Args): boolean =>
    guard(context, event);

type Compute = (own: unknown, event: RunEvent) => unknown;

const assignOf = (update: RunUpdate) =>
  assign<RunContext, RunEvent, undefined, RunEvent, never>(({ context, event }) =>
    Object.fromEntries(
      Object.entries<unknown>(update).map(([field, value]) => [
        field,
        typeof value === 'function'
          ? // SAFETY: by the type of an update, a function in it works out the value of its field.
            (value as Compute)(context[field as keyof RunContext], event)
          : value,
      ]),
    ),
  );

const mapRecord = <K extends string, A, B>(record: Readonly<Record<K, A>>, f: (a: A) => B) =>
  // SAFETY: the keys are the record's own.
  R.map(f)(record) as Record<K, B>;

/**
 * The lifecycle, for `createActor`, `@xstate/react`, test models and Stately's tools. An actor of it ignores what it cannot
 * take, as XState does; `decide` of the core says why. A final state ends the actor.
 *
 * @example
 * ```ts
 * import { RunId, TaskId, Timestamp } from 'runchart'
 * import { fromSnapshot, runMachine } from 'runchart/machine'
 * import { createActor } from 'xstate'
 *
 * const now = Timestamp.now()
 * const input = { id: RunId.generate(), taskId: TaskId.generate(), scheduledAt: now, createdAt: now }
 * const actor = createActor(runMachine, { input }).start()
 * actor.send({ type: 'promote', at: now })
 * assert.strictEqual(fromSnapshot(actor.getSnapshot()).state, 'Ready')
 * assert.strictEqual(actor.getSnapshot().can({ type: 'complete' }), false)
 * ```
 */
export const runMachine = setup({
  types: {
    context: {} as RunContext,
    events: {} as RunEvent,
    input: {} as RunInput | undefined,
  },
  guards: {
    ...mapRecord(guards, guardOf),
    all: (args: Args, params: { readonly of: ReadonlyArray<keyof typeof guards> }): boolean =>
      params.of.every((name) => guardOf(guards[name])(args)),
  },
  actions: mapRecord(updates, assignOf),
}).createMachine({
  ...runChart,
  context: ({ input = nilInput }) => ({
    id: input.id,
    taskId: input.taskId,
    currentAttemptId: O.none,
    attemptCount: AttemptCount.zero,
    createdAt: input.createdAt,
    scheduledAt: input.scheduledAt,
    lastStateChangeAt: input.createdAt,
    effectivePriority: Priority.initial,
  }),
});
