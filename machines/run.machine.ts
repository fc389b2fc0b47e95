/**
 * The lifecycle as an XState machine, built from the chart, guards and updates of `run.chart.ts`.
 *
 * Law: for every run and event, this machine and `decide` agree on the next run.
 */
import * as O from 'fp-ts/lib/Option.js';
import * as R from 'fp-ts/lib/Record.js';
import { assign, setup } from 'xstate';
import type { RunContext, RunEvent, RunGuard, RunUpdate } from './run.chart.js';
import { guards, runChart, updates } from './run.chart.js';
import { AttemptCount, Priority, RunId, TaskId, Timestamp } from './run.values.js';

/**
 * The input of an actor that starts a run in Scheduled. To start in any other state, use `toSnapshot`.
 * @category Machine
 */
export interface RunInput {
  readonly id: RunId;
  readonly taskId: TaskId;
  readonly scheduledAt: Timestamp;
  readonly createdAt: Timestamp;
  /** Rejects a whole run at compile time: its other fields would be lost. */
  readonly state?: never;
}

/**
 * The default input, for XState when it restores a snapshot, for test models and visualizers. Its nil ids distinguish it from real
 * runs, since no constructor makes them and no codec accepts them.
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
          ? // SAFETY: by the type of `RunUpdate`, a function under a field computes the value of that field.
            (value as Compute)(context[field as keyof RunContext], event)
          : value,
      ]),
    ),
  );

const mapRecord = <K extends string, A, B>(record: Readonly<Record<K, A>>, f: (a: A) => B) =>
  // SAFETY: the keys are the record's own.
  R.map(f)(record) as Record<K, B>;

/**
 * The lifecycle as a machine for `createActor`, `@xstate/react`, test models and Stately's tools.
 *
 * As in any XState machine, an actor ignores illegal events; `decide` returns the reason. A final state stops the actor.
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
 * @category Machine
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
