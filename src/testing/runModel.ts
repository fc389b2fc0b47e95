/* eslint-disable functional/immutable-data -- collects the fields that a guard reads in local sets */
/**
 * The run's labelled transition system, explored from the compiled chart with `applyStep`.
 *
 * A state of the chart is split only where one of its guards distinguishes runs: Running, by its attempt. This is derived from
 * the chart and not listed here. Only the attempt count could make the model infinite; the guard that reads it holds for all
 * counts but the maximum, which no walk reaches, so the data criteria set the count with another op.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { KeyTooCoarse, Lts, TooManyStates } from '../graph/Lts.js';
import { exploreWith, restrict } from '../graph/Lts.js';
import type { StepError } from '../journal/applyStep.js';
import type { RunEvent } from '../run/RunEvent.js';
import { eventTypes } from '../run/RunEvent.js';
import type { RunInstance } from '../run/RunInstance.js';
import { runStates } from '../run/RunState.js';
import { runTable } from '../run/runTable.js';
import { creations, inputs, newRun, nonZeroRun } from './inputs.js';
import type { Act, World } from './play.js';
import { advance, initialWorld, stepIn } from './play.js';
import type { Values } from './Values.js';
import { valuesOf } from './Values.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The model that the criteria work on. */
export interface RunModel {
  /** Every op that acts on a run, with its cases. */
  readonly all: Lts<Act>;
  /** Only the edges of the lifecycle: one input for each event, and no refusals. */
  readonly lifecycle: Lts<Act>;
  /** The steps that create a run, by the state in which they leave it. */
  readonly creations: ReadonlyMap<string, Act>;
  readonly values: Values;
}

// ------------------------------------------------------------------------------------------------------------- guards

interface ChartGuard {
  readonly name: string;
  readonly test: (run: RunInstance, event: RunEvent) => boolean;
}

/** Wraps a value to report which of its fields are read. */
const observe = <A extends object>(value: A, note: (field: string) => void): A =>
  new Proxy(value, {
    get: (target, field, receiver) => {
      note(String(field));
      return Reflect.get(target, field, receiver) as unknown;
    },
  });

/** An event without data: guards are total, so they accept it for any other. */
const anyEvent: RunEvent = { type: 'lease' };

/** Finds the fields of the run that a guard reads, by calling it on runs without and with an attempt. */
const readsOf = ({ test }: ChartGuard, runs: ReadonlyArray<RunInstance>): ReadonlySet<string> => {
  const fields = new Set<string>();
  runs.forEach((run) => {
    test(
      observe(run, (field) => fields.add(field)),
      anyEvent,
    );
  });
  return fields;
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

/** A run without an attempt, and the same with one. */
const samples = ((run: RunInstance): ReadonlyArray<RunInstance> => [
  run,
  { ...run, currentAttemptId: O.some(valuesOf(0).attemptId(1)) },
])(nonZeroRun(valuesOf(0)));

/** The fields that every guard of the chart reads. */
const guardReads: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  runStates.flatMap(guardsOf).map((guard) => [guard.name, readsOf(guard, samples)] as const),
);

/** A field of a run that holds a number. */
export type NumericField = {
  readonly [K in keyof RunInstance]: RunInstance[K] extends number ? K : never;
}[keyof RunInstance];

/** Lists the numeric fields of a run that a guard reads; the guard has a boundary in each of them. */
export const numbersReadBy = (guard: string): ReadonlyArray<NumericField> =>
  samples.slice(0, 1).flatMap((run) =>
    // SAFETY: the keys of a run are its fields, and the filter keeps those that hold numbers.
    (Object.keys(run) as ReadonlyArray<NumericField>).filter(
      (field) => typeof run[field] === 'number' && guardReads.get(guard)?.has(field) === true,
    ),
  );

// -------------------------------------------------------------------------------------------------------- operations

/** Describes the observable part of a refusal: its tag and the state that it names. */
const refusalText = (error: StepError): string =>
  'from' in error
    ? `${error._tag} in ${error.from}`
    : 'currentState' in error
      ? `${error._tag} in ${error.currentState}`
      : error._tag;

/** The maximum number of states, far more than the chart has. */
const LIMIT = 1000;

/**
 * Explores the run's chart.
 *
 * Errors: those of {@link exploreWith}; they occur only if a guard reads more than its run and event.
 */
export const runModel = (values: Values): E.Either<TooManyStates | KeyTooCoarse, RunModel> => {
  const start = worldAfter(newRun, values);
  const key = ({ run }: World): string => {
    if (O.isNone(run)) return 'no run';
    const { value } = run;
    const holding = guardsOf(value.state).filter(({ test }) => test(value, anyEvent));
    return holding.length === 0
      ? value.state
      : `${value.state} [${holding.map(({ name }) => name).join(', ')}]`;
  };
  const read = [...new Set([...guardReads.values()].flatMap((fields) => [...fields]))];
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
        const { outcome, world: after } = advance(world, stepIn(input(world, values)));
        return {
          accepted: E.isRight(outcome),
          outcome: E.isRight(outcome) ? 'ok' : refusalText(outcome.left),
          after,
        };
      },
      key,
      limit: LIMIT,
      abstracted: [
        `Values of ${read.join(' and ')} that the guards of a state do not distinguish are merged.`,
        `No guard reads ${unread.join(', ')}: states ignore them, and only outcomes show them.`,
        'Walks start from a new run and do not reach boundaries that take a long life; the criterion guards sets runs there.',
      ],
    }),
    E.map((explored) => {
      const nameOf = shorterNames(explored);
      return { nameOf, all: renamed(explored, nameOf) };
    }),
    E.map(({ nameOf, all }) => ({
      all,
      lifecycle: restrict(
        all,
        ({ accepted, label }) => accepted && (eventTypes as ReadonlyArray<string>).includes(label),
      ),
      creations: new Map(
        Object.values(creations).map((act) => [nameOf(key(worldAfter(act, values))), act] as const),
      ),
      values,
    })),
  );
};

/** The world after a first step. */
const worldAfter = (act: Act, values: Values): World =>
  advance(initialWorld, stepIn(act(initialWorld, values))).world;

/** Removes from state names the guards that hold in every split of one chart state, leaving `Running [noActiveAttempt]`. */
const shorterNames = (lts: Lts<unknown>): ((name: string) => string) => {
  const parts = lts.states.map((name) => {
    const [state = name, guards = ''] = name.split(/ \[|\]/);
    return { name, state, guards: guards === '' ? [] : guards.split(', ') };
  });
  const names = new Map(
    parts.map(({ name, state, guards }) => {
      const alike = parts.filter((other) => other.state === state);
      const distinguishing = guards.filter(
        (guard) => !alike.every((other) => other.guards.includes(guard)),
      );
      return [
        name,
        distinguishing.length === 0 ? state : `${state} [${distinguishing.join(', ')}]`,
      ] as const;
    }),
  );
  return (name) => names.get(name) ?? name;
};

const renamed = <Input>(lts: Lts<Input>, rename: (name: string) => string): Lts<Input> => ({
  ...lts,
  initial: rename(lts.initial),
  states: lts.states.map(rename),
  transitions: lts.transitions.map((one) => ({
    ...one,
    source: rename(one.source),
    target: rename(one.target),
  })),
});
