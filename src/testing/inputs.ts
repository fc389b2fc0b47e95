/**
 * The steps that act on a run: the ops that create one, and every op that sends an event, with the cases that its data can
 * distinguish.
 */
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { runChart } from '../../machines/run.chart.js';
import type { Path } from '../graph/Lts.js';
import { stepOf, transitionSteps } from '../journal/EventStep.js';
import type { Op } from '../journal/Step.js';
import type { EventOf, EventType, LifecycleEventType, RunEvent } from '../run/RunEvent.js';
import type { RunInstance } from '../run/RunInstance.js';
import { RunInstanceCodec } from '../run/RunInstanceCodec.js';
import type { RunState } from '../run/RunState.js';
import type { Act, World } from './play.js';
import { advance, initialWorld, stepIn } from './play.js';
import type { Values } from './Values.js';
import { valuesOf } from './Values.js';

// ------------------------------------------------------------------------------------------------------------ inputs

const activeOr = (world: World, values: Values) =>
  pipe(
    world.run,
    O.chain(({ currentAttemptId }) => currentAttemptId),
    O.getOrElse(() => values.attemptId(Math.max(1, world.attempts))),
  );

/** Makes a run in the chart's initial state. */
export const newRun: Act = (_, { runId, taskId, scheduledAt, createdAt }) => ({
  op: 'new_scheduled_with_id',
  runId,
  taskId,
  scheduledAt,
  createdAt,
});

/** Makes a run that waits for no time. */
const newReadyRun: Act = (_, { runId, taskId, scheduledAt, createdAt, priority }) => ({
  op: 'new_ready_with_id',
  runId,
  taskId,
  scheduledAt: createdAt,
  createdAt: scheduledAt,
  effectivePriority: priority(1),
});

/** The ops that create a run, with an example of each; the type requires one for each such op. */
export const creations: Readonly<Record<Extract<Op, `new_${string}`>, Act>> = {
  new_scheduled_with_id: newRun,
  new_ready_with_id: newReadyRun,
};

/** The states in which a run can be created. */
export const createdStates: ReadonlyArray<RunState> = Object.values(creations).flatMap((act) => {
  const { run } = advance(initialWorld, stepIn(act(initialWorld, valuesOf(0)))).world;
  return O.isSome(run) ? [run.value.state] : [];
});

/** A run in the chart's initial state without a field that is 0. */
export const nonZeroRun = (values: Values): RunInstance => ({
  id: values.runId,
  taskId: values.taskId,
  state: runChart.initial,
  currentAttemptId: O.none,
  attemptCount: values.count,
  createdAt: values.createdAt,
  scheduledAt: values.scheduledAt,
  lastStateChangeAt: values.changedAt(0),
  effectivePriority: values.priority(0),
});

/** Loads a run without a field that is 0, so that losing any of its fields is detected. */
export const loadNonZeroRun: Act = (_, values) => ({
  op: 'deserialize',
  json: JSON.stringify(RunInstanceCodec.encode(nonZeroRun(values))),
});

type InternalEventType = Exclude<EventType, LifecycleEventType>;

/** Functions that make the payload of an event, by case. */
type Payloads<Type extends EventType> = Readonly<
  Record<string, (world: World, values: Values) => Omit<EventOf<Type>, 'type' | 'at'>>
>;

/** The payloads of every event that stays inside a state, by case; the type requires an entry for each such event of the chart. */
const internalPayloads: { readonly [T in InternalEventType]: Payloads<T> } = {
  'priority.set': {
    '': ({ length }, { priority }) => ({ effectivePriority: priority(length) }),
  },
  'attempt.start': {
    '': ({ attempts }, { attemptId }) => ({ attemptId: attemptId(attempts + 1) }),
    ' (an id that was used)': (world, values) => ({ attemptId: activeOr(world, values) }),
  },
  'attempt.finish': {
    '': (world, values) => ({ attemptId: activeOr(world, values) }),
    // As from a stale worker: the previous attempt, or the next one if there was none.
    ' (another id)': ({ attempts }, { attemptId }) => ({
      attemptId: attemptId(attempts > 1 ? attempts - 1 : attempts + 1),
    }),
  },
};

interface Input {
  /** The type of an event; cases other than the plain one are named in parentheses. */
  readonly label: string;
  readonly input: Act;
}

/** Every op that acts on a run, with the cases that its data can distinguish. */
export const inputs: ReadonlyArray<Input> = [
  ...transitionSteps.map(({ name, step }): Input => ({ label: name, input: () => step })),
  { label: 'promote (promote_to_ready)', input: () => ({ op: 'promote_to_ready' }) },
  {
    label: 'promote (effectivePriority)',
    input: ({ length }, { priority }) => ({
      op: 'promote_to_ready_with_priority',
      effectivePriority: priority(length),
    }),
  },
  ...Object.entries<Payloads<InternalEventType>>(internalPayloads).flatMap(([type, cases]) =>
    Object.entries(cases).map(([suffix, payload]): Input => ({
      label: `${type}${suffix}`,
      // SAFETY: the table has the payloads by the type of their event.
      input: (world, values) => stepOf({ type, ...payload(world, values) } as RunEvent),
    })),
  ),
  {
    label: 'record_state_change_at',
    input: ({ length }, { changedAt }) => ({
      op: 'record_state_change_at',
      timestamp: changedAt(length),
    }),
  },
];

const opOf = ({ input }: Pick<Input, 'input'>, values: Values): Op =>
  stepIn(input(initialWorld, values)).op;

/** Returns a path, and a copy of it for every other op that sends one of its events. */
export const byEveryOp =
  (values: Values) =>
  (path: Path<Act>): ReadonlyArray<Path<Act>> => [
    path,
    ...inputs
      .filter(({ label, input }) =>
        path.some(
          (one) =>
            label.startsWith(`${one.label} (`) && opOf({ input }, values) !== opOf(one, values),
        ),
      )
      .map(({ label, input }) =>
        path.map((one) => (label.startsWith(`${one.label} (`) ? { ...one, label, input } : one)),
      ),
  ];
