/**
 * `explore`: the labelled transition system of any machine of XState.
 *
 * No actor is started and no action executed. A state is a configuration: the active states, the context, the remembered history, the
 * actors that live and the timers that are pending. An input is an event, the passing of time until the next timer, or an outcome of
 * an actor.
 *
 * Laws: `explore` never throws; every path is one that the machine takes; what was not explored is listed by name; two explorations
 * of a machine are equal.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type {
  AnyEventObject,
  AnyStateMachine,
  EventFromLogic,
  InputFrom,
  SnapshotFrom,
} from 'xstate';
import type { KeyTooCoarse, Lts, Transition } from '../graph/Lts.js';
import { statechartOf } from '../statechart/fromMachine.js';
import type { Statechart } from '../statechart/Statechart.js';
import type { Configuration, Exploration, LeftOut, MachineStep } from './Exploration.js';
import type { FakeTime } from './fakeClock.js';
import { withFakeTime } from './fakeClock.js';
import { makeFlatRunner, notFlat } from './FlatRunner.js';
import type { Identity, Unsteady } from './Identity.js';
import { makeIdentity } from './Identity.js';
import type { Outcomes, SameEvent } from './inputs.js';
import { eventInputs, eventsOf, inputsOf } from './inputs.js';
import type { ActorOutcomes, MachineInput } from './MachineInput.js';
import { namesOf } from './names.js';
import type { Concrete, Runner } from './Runner.js';
import { lives, makeRunner } from './Runner.js';
import type { Found, Lesson, Search } from './search.js';
import { search } from './search.js';
import { stateText } from './stateText.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The options of {@link explore}.
 * @category Exploring
 */
export interface ExploreOptions<Machine extends AnyStateMachine> {
  /**
   * The events to send in every state, with their payloads. By default each type that the machine names is sent without payload, and
   * each wildcard as one type that it matches; `leftOut` says so.
   */
  readonly events?: ReadonlyArray<EventFromLogic<Machine>>;
  /** The input of the machine. */
  readonly input?: InputFrom<Machine>;
  /**
   * What the actors may do that the machine invokes or spawns, by their id or by the name of their logic. An actor without outcomes
   * never answers; `leftOut` says so.
   */
  readonly outcomes?: Readonly<Record<string, ActorOutcomes>>;
  /**
   * Names the state of a snapshot; snapshots with the same key are merged. By default a state is the whole configuration. With an
   * unbounded counter in the context there would be no end, so then only a few contexts of each state are explored, and `leftOut`
   * names what grows.
   */
  readonly key?: (snapshot: SnapshotFrom<Machine>) => string;
  /** The observable outcome of a step. By default the state after it as text, or `refused`. */
  readonly outcome?: (snapshot: SnapshotFrom<Machine>, accepted: boolean) => string;
  /** The maximum number of states; 1000 by default. */
  readonly limit?: number;
}

/**
 * The machine throws before its first input, or the option `key` or `outcome` throws.
 * @category Exploring
 */
export interface MachineThrew {
  readonly _tag: 'MachineThrew';
  readonly where: string;
  readonly message: string;
}

/**
 * The errors of {@link explore}: there is nothing sensible to explore.
 * @category Exploring
 */
export type ExploreError = MachineThrew | SameEvent | KeyTooCoarse;

// -------------------------------------------------------------------------------------------------------- operations

const DEFAULT_LIMIT = 1000;

/** More contexts of one state than this are not explored, if there are too many states. */
const MAX_PER_SHAPE = 16;

/** A machine teaches only a few lessons. */
const MAX_LESSONS = 8;

interface Plan {
  readonly machine: AnyStateMachine;
  readonly options: ExploreOptions<AnyStateMachine>;
  readonly chart: Statechart;
  readonly events: ReadonlyArray<AnyEventObject>;
  readonly outcomes: Outcomes;
  readonly time: FakeTime;
  readonly unsteady: Unsteady;
  readonly copies: boolean;
  /** Whether a flat machine is explored by its table. */
  readonly flat: boolean;
  /** Whether steps are computed by tables of the machine's structure, where they can be. */
  readonly tables: boolean;
  readonly perShape: number | undefined;
  readonly leftOut: ReadonlyArray<LeftOut>;
}

interface Result {
  readonly plan: Plan;
  readonly runner: Runner;
  readonly identity: Identity;
  readonly found: Found;
}

const messageOf = (thrown: unknown): string => E.toError(thrown).message;

/** Follows a lesson: what to do otherwise, and what to say about it. */
const learn = (plan: Plan, lesson: Lesson, limit: number): Plan => {
  switch (lesson._tag) {
    case 'ChangedInPlace':
      return {
        ...plan,
        copies: true,
        flat: false,
        leftOut: [
          ...plan.leftOut,
          {
            part: 'the sharing of the context',
            why: 'the machine changes its context in place, so each step works on a copy',
          },
        ],
      };
    case 'Unsteady':
      return {
        ...plan,
        unsteady: {
          paths: new Set([...plan.unsteady.paths, ...lesson.paths]),
          actors: new Set([...plan.unsteady.actors, ...lesson.actors]),
        },
        leftOut: [
          ...plan.leftOut,
          ...lesson.paths.map((path) => ({
            part: `context.${path}`,
            why: 'it differs each time, as a random number or the time of day does, so states that differ in it alone are one',
          })),
          ...lesson.actors.map((src) => ({
            part: `the ids of the actors ${src}`,
            why: 'they differ each time, so these actors are numbered',
          })),
        ],
      };
    case 'TablesDiffer':
      return { ...plan, flat: false, tables: false };
    case 'TooMany':
      return {
        ...plan,
        perShape: Math.min(MAX_PER_SHAPE, Math.max(2, Math.floor(limit / (2 * lesson.shapes)))),
      };
  }
};

const LESSONS: ReadonlyArray<string | undefined> = [
  'ChangedInPlace',
  'Unsteady',
  'TablesDiffer',
  'TooMany',
] satisfies ReadonlyArray<Lesson['_tag']>;

const isLesson = (left: { readonly _tag?: string }): left is Lesson => LESSONS.includes(left._tag);

/** The runners of machines that were explored before: of all, and of those that may be flat. */
const runners = new WeakMap<AnyStateMachine, Runner>();
const flatRunners = new WeakMap<AnyStateMachine, Runner>();

const runnerOf = ({ machine, copies, flat, tables }: Plan): Runner => {
  if (copies || !tables) return makeRunner(machine, copies, undefined, tables);
  const known = flat ? flatRunners.get(machine) : runners.get(machine);
  if (known !== undefined) return known;
  const flatRunner = flat ? makeFlatRunner(machine) : undefined;
  const runner = flatRunner ?? runners.get(machine) ?? makeRunner(machine, false);

  if (flat) flatRunners.set(machine, runner);

  if (flatRunner === undefined) runners.set(machine, runner);
  return runner;
};

/** Searches, or tells that the machine is not flat, which shows only on the way. */
const searchFlat = (flat: boolean, given: Search): ReturnType<typeof search> | typeof notFlat => {
  if (!flat) return search(given);
  try {
    return search(given);
  } catch (thrown) {
    if (thrown === notFlat) return notFlat;
    // eslint-disable-next-line functional/no-throw-statements -- an option threw: caught below
    throw thrown;
  }
};

/** Searches until there is nothing more to learn. */
const searchWith = (plan: Plan, lessons: number): E.Either<ExploreError, Result> => {
  const { machine, options, time } = plan;
  const limit = options.limit ?? DEFAULT_LIMIT;
  const runner = runnerOf(plan);
  const identity = makeIdentity(runner, plan.chart, plan.unsteady);
  const events = eventInputs(plan.events);
  if (E.isLeft(events)) return events;
  const { key } = options;
  const found = searchFlat(plan.flat, {
    runner,
    identity,
    time,
    inputsOf: inputsOf(events.right, plan.outcomes, identity),
    input: options.input,
    keyOf: key === undefined ? undefined : ({ snapshot }) => key(snapshot),
    limit,
    perShape: plan.perShape,
    nameOf: ({ snapshot }) => stateText(machine, snapshot.value),
  });
  if (found === notFlat) return searchWith({ ...plan, flat: false }, lessons);
  if (E.isRight(found)) return E.right({ plan, runner, identity, found: found.right });
  const { left } = found;
  if ('where' in left)
    return E.left({
      _tag: 'MachineThrew',
      where: left.where === '' ? 'its beginning' : left.where,
      message: left.message,
    });
  if (!isLesson(left)) return E.left(left);
  // The runner's first context may have been changed.

  if (left._tag === 'ChangedInPlace')
    [runners, flatRunners].forEach((cache) => cache.delete(machine));
  return lessons === 0
    ? E.left({ _tag: 'MachineThrew', where: 'its beginning', message: 'it differs each time' })
    : searchWith(learn(plan, left, limit), lessons - 1);
};

/** Says which members of the context have more values than were explored. */
const growing = ({ plan, identity, found }: Result): ReadonlyArray<LeftOut> => {
  if (found.unexplored.length === 0) return [];
  const values = new Map<string, Set<string>>();
  found.states.forEach((concrete) => {
    const context: unknown = concrete.snapshot.context;
    Object.entries(typeof context === 'object' && context !== null ? context : {}).forEach(
      ([key, value]) => {
        const known = values.get(key) ?? new Set();
        // eslint-disable-next-line functional/immutable-data -- a local set
        known.add(identity.text(concrete, value));
        // eslint-disable-next-line functional/immutable-data -- a local map
        values.set(key, known);
      },
    );
  });
  const most = Math.max(...[...values.values()].map(({ size }) => size));
  const grown = [...values]
    .filter(([, known]) => known.size * 2 > most)
    .map(([key]) => `context.${key}`);
  const count = String(found.unexplored.length);
  return [
    {
      part: grown.length === 0 ? 'further states' : `further values of ${grown.join(', ')}`,
      why: `there are more states than the limit, so ${String(plan.perShape)} contexts of each state are explored; ${count} states were reached and not explored. Give a key or a higher limit`,
    },
  ];
};

/** Lists the actors that were started and have no outcomes. */
const silentActors = ({ plan, identity, found }: Result): ReadonlyArray<LeftOut> => {
  const names = new Map(
    found.states.flatMap((concrete) =>
      identity
        .actors(concrete)
        .filter(
          ({ ref, src }) => plan.outcomes[ref.id] === undefined && plan.outcomes[src] === undefined,
        )
        .map(({ name, src }) => [src === '' ? name : src, true] as const),
    ),
  );
  return [...names.keys()].map((name) => ({
    part: `the actor ${name}`,
    why: 'no outcomes were given for it, so it never answers',
  }));
};

const opaqueParts = ({ identity }: Result): ReadonlyArray<LeftOut> =>
  [...identity.opaque].map(([path, what]) => ({
    part: `what context.${path} holds`,
    why: `it is ${what}, of which not everything can be seen, so states that differ in it may be one`,
  }));

const configurationOf = ({ identity }: Result, concrete: Concrete, name: string): Configuration => {
  const { snapshot, timers } = concrete;
  return {
    name,
    value: snapshot.value,
    context: snapshot.context,
    status: snapshot.status,
    output: snapshot.output as unknown,
    nodes: [...snapshot._nodes]
      .sort((a: { readonly order: number }, b: { readonly order: number }) => a.order - b.order)
      .map(({ id }: { readonly id: string }) => id),
    actors: identity
      .actors(concrete)
      .filter(({ ref }) => lives(concrete, ref))
      .map((actor) => actor.name),
    timers: timers
      .toSorted((a, b) => a.ms - b.ms)
      .map(({ event, ms }) => ({ event: event.type, ms })),
  };
};

const assemble = (result: Result): Exploration => {
  const { plan, found } = result;
  const { machine, options, chart } = plan;
  const texts = found.states.map(
    ({ snapshot }) =>
      `${stateText(machine, snapshot.value)}${snapshot.status === 'error' ? ' (error)' : ''}`,
  );
  const names =
    options.key === undefined ? namesOf(result.identity, found.states, texts) : found.keys;
  const outcomes = (accepted: boolean): ReadonlyArray<string> | undefined => {
    const { outcome } = options;
    return outcome === undefined
      ? undefined
      : found.states.map(({ snapshot }) => outcome(snapshot, accepted));
  };
  const [taken, refused] = [outcomes(true) ?? texts, outcomes(false)];
  const steps = new Map<Transition<MachineInput>, MachineStep>();
  const transitions = found.edges.map(({ source, target, labelled, accepted, step }) => {
    const transition: Transition<MachineInput> = {
      source: names[source] ?? '',
      input: labelled.input,
      label: labelled.label,
      accepted,
      outcome: accepted ? (taken[target] ?? '') : (refused?.[source] ?? 'refused'),
      target: names[target] ?? '',
    };
    // eslint-disable-next-line functional/immutable-data -- a map that is being made
    steps.set(transition, step);
    return transition;
  });
  const leftOut = [
    ...plan.leftOut,
    ...silentActors(result),
    ...found.leftOut,
    ...growing(result),
    ...opaqueParts(result),
  ];
  const lts: Lts<MachineInput> = {
    initial: names[0] ?? '',
    states: names,
    inputs: [...new Set(transitions.map(({ label }) => label))],
    transitions,
    abstracted: [
      options.key === undefined
        ? 'Nothing in the snapshot: a state is the whole configuration.'
        : 'Everything in the snapshot that the key leaves out.',
      'Actions other than those of XState, which change no snapshot.',
      ...leftOut.map(({ part, why }) => `${part}: ${why}.`),
    ],
  };
  return {
    chart,
    lts,
    start: found.start,
    steps,
    configurations: new Map(
      found.states.map((concrete, i) => [
        names[i] ?? '',
        configurationOf(result, concrete, names[i] ?? ''),
      ]),
    ),
    leftOut,
  };
};

const charts = new WeakMap<AnyStateMachine, Statechart>();

/** Reads a machine once. */
const chartOf = (machine: AnyStateMachine): Statechart => {
  const known = charts.get(machine);
  if (known !== undefined) return known;
  const chart = statechartOf(machine);

  charts.set(machine, chart);
  return chart;
};

/** Explores a machine whose types are not known. */
export const exploreAny = (
  machine: AnyStateMachine,
  options: ExploreOptions<AnyStateMachine>,
): E.Either<ExploreError, Exploration> => {
  const chart = chartOf(machine);
  const derived = options.events === undefined ? eventsOf(chart) : undefined;
  // SAFETY: the events of any machine are objects with a type.
  const given = (options.events ?? []) as ReadonlyArray<AnyEventObject>;
  const events = derived?.events ?? given;
  return pipe(
    E.tryCatch(
      () =>
        withFakeTime((time) =>
          pipe(
            searchWith(
              {
                machine,
                options,
                chart,
                events,
                outcomes: options.outcomes ?? {},
                time,
                unsteady: { paths: new Set(), actors: new Set() },
                copies: false,
                flat: true,
                tables: true,
                perShape: undefined,
                leftOut: derived?.leftOut ?? [],
              },
              MAX_LESSONS,
            ),
            E.map(assemble),
          ),
        ),
      (thrown): MachineThrew => ({
        _tag: 'MachineThrew',
        where: 'an option',
        message: messageOf(thrown),
      }),
    ),
    E.flattenW,
  );
};

/**
 * Explores a machine: nested, parallel, with history, delays, `always`, and actors. Snapshots of the same configuration are one
 * state. A part that cannot be explored is left out, and named in `leftOut`.
 *
 * Errors: `MachineThrew`, `SameEvent`, `KeyTooCoarse`.
 *
 * @example
 * ```ts
 * import { explore } from 'runchart/explore'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { createMachine } from 'xstate'
 *
 * const player = createMachine({
 *   type: 'parallel',
 *   states: {
 *     song: {
 *       initial: 'loading',
 *       states: {
 *         loading: { invoke: { src: 'load', onDone: 'playing', onError: 'broken' } },
 *         playing: { on: { pause: 'paused' } },
 *         paused: { on: { play: 'playing' }, after: { 60000: 'broken' } },
 *         broken: {},
 *       },
 *     },
 *     volume: { initial: 'on', states: { on: { on: { mute: 'off' } }, off: { on: { mute: 'on' } } } },
 *   },
 * })
 * const explored = explore(player, { outcomes: { load: { done: ['a song'], error: ['no net'] } } })
 * const inputs = pipe(explored, E.map(({ lts }) => lts.inputs))
 * assert.deepStrictEqual(
 *   inputs,
 *   E.right(['pause', 'play', 'mute', 'load done "a song"', 'load error "no net"', 'after 60000 ms']),
 * )
 * assert.strictEqual(E.isRight(explored) && explored.right.lts.initial, 'song.loading | volume.on')
 * assert.strictEqual(E.isRight(explored) && explored.right.lts.states.length, 8)
 * ```
 * @category Exploring
 */
export const explore = <Machine extends AnyStateMachine>(
  machine: Machine,
  options: ExploreOptions<Machine> = {},
): E.Either<ExploreError, Exploration<EventFromLogic<Machine>>> =>
  // SAFETY: the events of the exploration are those of the options or the types of the machine.
  exploreAny(machine, options) as E.Either<ExploreError, Exploration<EventFromLogic<Machine>>>;
