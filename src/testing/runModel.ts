/* eslint-disable functional/immutable-data -- what a guard reads is noted in sets of its own */
/**
 * The run's own transition system, explored from the compiled chart by its one interpreter, `applyStep`.
 *
 * A state of the chart is split where a guard of it tells runs apart, and only there: today Running, by its attempt. Nothing of
 * that is listed here. The attempt count is the one thing that would make the model infinite; the guard that reads it holds
 * for all counts but the last, which no walk reaches, so the criteria of data bring a run there by other ops.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { runChart } from '../../machines/run.chart.js';
import type { StepError } from '../journal/applyStep.js';
import { transitionSteps } from '../journal/EventStep.js';
import type { Op } from '../journal/Step.js';
import type { RunEvent } from '../run/RunEvent.js';
import { eventTypes } from '../run/RunEvent.js';
import type { RunInstance } from '../run/RunInstance.js';
import { RunInstanceCodec } from '../run/RunInstanceCodec.js';
import { runStates } from '../run/RunState.js';
import { runTable } from '../run/runTable.js';
import type { KeyTooCoarse, Lts, Path, TooManyStates } from './Lts.js';
import { exploreWith, restrict } from './Lts.js';
import type { Act, World } from './play.js';
import { advance, nothing } from './play.js';
import type { Values } from './Values.js';
import { valuesOf } from './Values.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What the criteria work on. */
export interface RunModel {
  /** Every op that acts on a run, with its cases. */
  readonly all: Lts<Act>;
  /** The lifecycle: its edges alone, one input an event, nothing refused. */
  readonly lifecycle: Lts<Act>;
  readonly values: Values;
}

// ------------------------------------------------------------------------------------------------------------ inputs

const activeOr = (world: World, values: Values) =>
  pipe(
    world.run,
    O.chain(({ currentAttemptId }) => currentAttemptId),
    O.getOrElse(() => values.attemptId(Math.max(1, world.attempts))),
  );

/** A run from nothing, in the chart's initial state. */
export const open: Act = (_, { runId, taskId, scheduledAt, createdAt }) => ({
  op: 'new_scheduled_with_id',
  runId,
  taskId,
  scheduledAt,
  createdAt,
});

/** The fields of a run in the chart's initial state of which none is zero. */
export const laden = (values: Values): RunInstance => ({
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

/** A run in the initial state of which no field is zero, so that whatever is lost on its way is missed. */
export const openLaden: Act = (_, values) => ({
  op: 'deserialize',
  json: JSON.stringify(RunInstanceCodec.encode(laden(values))),
});

interface Input {
  /** The type of an event alone for its plain case; other cases are told in brackets. */
  readonly label: string;
  readonly input: Act;
}

/** Every op that acts on a run, with the cases that its data can make of it. */
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
  {
    label: 'priority.set',
    input: ({ length }, { priority }) => ({
      op: 'set_effective_priority',
      effectivePriority: priority(length),
    }),
  },
  {
    label: 'attempt.start',
    input: ({ attempts }, { attemptId }) => ({
      op: 'start_attempt',
      attemptId: attemptId(attempts + 1),
    }),
  },
  {
    label: 'attempt.start (an id that was used)',
    input: (world, values) => ({ op: 'start_attempt', attemptId: activeOr(world, values) }),
  },
  {
    label: 'attempt.finish',
    input: (world, values) => ({ op: 'finish_attempt', attemptId: activeOr(world, values) }),
  },
  {
    // As a stale worker does: the attempt before this one, or the next if there was none.
    label: 'attempt.finish (another id)',
    input: ({ attempts }, { attemptId }) => ({
      op: 'finish_attempt',
      attemptId: attemptId(attempts > 1 ? attempts - 1 : attempts + 1),
    }),
  },
  {
    label: 'record_state_change_at',
    input: ({ length }, { changedAt }) => ({
      op: 'record_state_change_at',
      timestamp: changedAt(length),
    }),
  },
];

const opOf = ({ input }: Pick<Input, 'input'>, values: Values): Op => {
  const made = input(nothing, values);
  return 'step' in made ? made.step.op : made.op;
};

/** A walk, and once more for every other op that sends one of its events. */
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

// ------------------------------------------------------------------------------------------------------------- guards

interface ChartGuard {
  readonly name: string;
  readonly test: (run: RunInstance, event: RunEvent) => boolean;
}

/** A value with a note of which of its fields were read. */
const watch = <A extends object>(value: A, note: (field: string) => void): A =>
  new Proxy(value, {
    get: (target, field, receiver) => {
      note(String(field));
      return Reflect.get(target, field, receiver) as unknown;
    },
  });

/** Which fields of the run and of the event a guard reads, seen by asking it about a run without and one with an attempt. */
const readsOf = ({ test }: ChartGuard, runs: ReadonlyArray<RunInstance>) => {
  const run = new Set<string>();
  const event = new Set<string>();
  eventTypes.forEach((type) => {
    runs.forEach((one) => {
      test(
        watch(one, (field) => run.add(field)),
        // SAFETY: a guard is total, whatever the event carries.
        watch({ type } as RunEvent, (field) => event.add(field)),
      );
    });
  });
  return { run, event };
};

const guardsOf = (state: string): ReadonlyArray<ChartGuard> => [
  ...new Map(
    runTable.edges
      .filter(({ source }) => source === state)
      .flatMap(({ guards, tests }) =>
        tests.map((test, i) => [guards[i] ?? '', { name: guards[i] ?? '', test }] as const),
      ),
  ).values(),
];

/** A run without an attempt, and the same with one, for guards to look at. */
const samples = ((run: RunInstance): ReadonlyArray<RunInstance> => [
  run,
  { ...run, currentAttemptId: O.some(valuesOf(0).attemptId(1)) },
])(laden(valuesOf(0)));

/** Every guard of the chart, and what it reads. */
const guardReads: ReadonlyMap<string, ReturnType<typeof readsOf>> = new Map(
  runStates.flatMap(guardsOf).map((guard) => [guard.name, readsOf(guard, samples)] as const),
);

/** The fields of a run that hold numbers and that a guard reads: a guard has a boundary in each of them. */
export const numbersReadBy = (guard: string): ReadonlyArray<keyof RunInstance> =>
  samples.slice(0, 1).flatMap((run) =>
    // SAFETY: the keys of a run are its fields.
    (Object.keys(run) as ReadonlyArray<keyof RunInstance>).filter(
      (field) => typeof run[field] === 'number' && guardReads.get(guard)?.run.has(field) === true,
    ),
  );

// -------------------------------------------------------------------------------------------------------- operations

/** What is seen of a refusal: which it is, and the state that it names. */
const seen = (error: StepError): string =>
  'from' in error
    ? `${error._tag} in ${error.from}`
    : 'currentState' in error
      ? `${error._tag} in ${error.currentState}`
      : error._tag;

/** The most states that the chart could ever make, far above what it does. */
const LIMIT = 1000;

const anyEvent: RunEvent = { type: 'lease' };

/**
 * Explores the run's chart.
 *
 * Errors: those of {@link exploreWith}, which a chart with a guard that reads more than its own run could bring about.
 */
export const runModel = (values: Values): E.Either<TooManyStates | KeyTooCoarse, RunModel> => {
  const start = advance(nothing, openStep(values)).world;
  const ofRunAlone = (state: string) =>
    guardsOf(state).filter(({ name }) => guardReads.get(name)?.event.size === 0);
  const key = ({ run }: World): string => {
    if (O.isNone(run)) return 'no run';
    const { value } = run;
    const holding = ofRunAlone(value.state).filter(({ test }) => test(value, anyEvent));
    return holding.length === 0
      ? value.state
      : `${value.state} [${holding.map(({ name }) => name).join(', ')}]`;
  };
  const read = [...new Set([...guardReads.values()].flatMap(({ run }) => [...run]))];
  const unread = pipe(
    start.run,
    O.map((run) => Object.keys(run).filter((field) => field !== 'state' && !read.includes(field))),
    O.getOrElse((): ReadonlyArray<string> => []),
  );
  return pipe(
    exploreWith<World, Act>({
      initial: start,
      inputs,
      step: (world, input) => {
        const made = input(world, values);
        const { outcome, world: after } = advance(world, 'step' in made ? made.step : made);
        return {
          accepted: E.isRight(outcome),
          outcome: E.isRight(outcome) ? 'ok' : seen(outcome.left),
          after,
        };
      },
      key,
      limit: LIMIT,
      abstracted: [
        `Of ${read.join(' and ')} only what the guards of a state tell apart is kept.`,
        `No guard reads ${unread.join(', ')}: they are left out, and seen in the outcomes.`,
        'Walks begin at a new run, so no guard is seen at a boundary that only a long life reaches; the criterion guards brings runs there.',
      ],
    }),
    E.map(shorten),
    E.map((all) => ({
      all,
      lifecycle: restrict(
        all,
        ({ accepted, label }) => accepted && (eventTypes as ReadonlyArray<string>).includes(label),
      ),
      values,
    })),
  );
};

const openStep = (values: Values) => {
  const made = open(nothing, values);
  return 'step' in made ? made.step : made;
};

/** Leaves out of the names of states what is the same in all of one state of the chart: `Running [noActiveAttempt]`. */
const shorten = <Input>(lts: Lts<Input>): Lts<Input> => {
  const parts = lts.states.map((name) => {
    const [state = name, guards = ''] = name.split(/ \[|\]/);
    return { name, state, guards: guards === '' ? [] : guards.split(', ') };
  });
  const names = new Map(
    parts.map(({ name, state, guards }) => {
      const alike = parts.filter((other) => other.state === state);
      const telling = guards.filter(
        (guard) => !alike.every((other) => other.guards.includes(guard)),
      );
      return [name, telling.length === 0 ? state : `${state} [${telling.join(', ')}]`] as const;
    }),
  );
  const rename = (name: string): string => names.get(name) ?? name;
  return {
    ...lts,
    initial: rename(lts.initial),
    states: lts.states.map(rename),
    transitions: lts.transitions.map((one) => ({
      ...one,
      source: rename(one.source),
      target: rename(one.target),
    })),
  };
};
