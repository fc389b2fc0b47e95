/**
 * `guards`: every guard of every edge true, and false as the only cause of the refusal, at the boundaries of what it reads; and
 * every edge without a guard taken where a guard of another edge would refuse.
 *
 * Walks from a new run do not reach most of these situations, so `restore_attempt_state_for_bootstrap` sets them up.
 */
import * as O from 'fp-ts/lib/Option.js';
import { shortestPaths } from '../../graph/Lts.js';
import { stepOf } from '../../journal/EventStep.js';
import type { Op, Step } from '../../journal/Step.js';
import type { EventType, RunEvent } from '../../run/RunEvent.js';
import type { RunState } from '../../run/RunState.js';
import { runTable } from '../../run/runTable.js';
import { AttemptCount } from '../../values/AttemptCount.js';
import { AttemptId } from '../../values/AttemptId.js';
import { Priority } from '../../values/Priority.js';
import { inputs, loadNonZeroRun, newRun } from '../inputs.js';
import type { Act, Draft } from '../play.js';
import type { RunModel } from '../runModel.js';
import type { Values } from '../Values.js';
import { COUNTS, INSTANTS, ODD_IDS, PRIORITIES } from '../Values.js';

// -------------------------------------------------------------------------------------------------------- situations

/** Maps each state of the chart to the steps that make a run and move it there. */
export const actsTo = ({ lifecycle }: RunModel): ReadonlyMap<string, ReadonlyArray<Act>> =>
  new Map(
    [...shortestPaths(lifecycle)]
      .toReversed()
      .map(([name, path]) => [
        name.split(' [')[0] ?? name,
        [newRun, ...path.map(({ input }) => input)],
      ]),
  );

/** Returns the steps to a state. */
export const wayTo = (
  ways: ReadonlyMap<string, ReadonlyArray<Act>>,
  state: RunState,
): ReadonlyArray<Act> => ways.get(state) ?? [];

/** A named attempt. */
interface Attempt {
  readonly name: string;
  readonly id: (values: Values) => AttemptId;
}

const first: Attempt = { name: 'an attempt', id: ({ attemptId }) => attemptId(1) };
const nil: Attempt = { name: 'the nil attempt', id: () => AttemptId.nil };

/** Ids that a faulty comparison mistakes for the first attempt: equal but for the first or last digits, or nil. */
const lookalikes: ReadonlyArray<Attempt> = [
  { name: 'an id that ends otherwise', id: ({ attemptId }) => attemptId(2) },
  { name: 'an id that begins otherwise', id: ({ farAttemptId }) => farAttemptId },
  nil,
];

/** Ids with another meaning or an unusual form, which must be compared like any other. */
const unusual: ReadonlyArray<Attempt> = [
  // SAFETY: ids of all kinds are canonical UUIDs.
  { name: "the run's id", id: ({ runId }) => runId as string as AttemptId },
  { name: "the task's id", id: ({ taskId }) => taskId as string as AttemptId },
  { name: 'the same digits in another order', id: ({ attemptId }) => attemptId(0x10) },
  ...ODD_IDS.map(({ name, id }): Attempt => ({ name, id: () => id as AttemptId })),
];

/** The active attempt, if any. */
type Active = Attempt | undefined;

const restore =
  (count: AttemptCount, active: Active): Act =>
  (_, values) => ({
    op: 'restore_attempt_state_for_bootstrap',
    count,
    activeAttempt: active === undefined ? O.none : O.some(active.id(values)),
  });

const situation = (count: AttemptCount, active: Active): string =>
  `${active === undefined ? 'no attempt' : active.name}, count ${String(count)}`;

const ends: ReadonlyArray<AttemptCount> = [AttemptCount.zero, AttemptCount.max];
const few: ReadonlyArray<AttemptCount> = [...COUNTS.slice(0, 3), ...COUNTS.slice(-2)];

interface Case {
  readonly count: AttemptCount;
  readonly active: Active;
  /** The attempt that the event names, if any. */
  readonly named?: Attempt;
}

const product = <A, B, C>(
  as: ReadonlyArray<A>,
  bs: ReadonlyArray<B>,
  f: (a: A, b: B) => C,
): ReadonlyArray<C> => as.flatMap((a) => bs.map((b) => f(a, b)));

/** Lists the situations in which a guarded event is sent. */
const casesOf = (type: EventType): ReadonlyArray<Case> =>
  type === 'attempt.start'
    ? [
        ...COUNTS.map((count) => ({ count, active: undefined, named: first })),
        ...[nil, ...unusual].map((named) => ({
          count: AttemptCount.zero,
          active: undefined,
          named,
        })),
        ...product(few, [first, nil], (count, active) => ({ count, active, named: first })),
        ...ends.map((count) => ({ count, active: first, named: nil })),
      ]
    : type === 'attempt.finish'
      ? [
          ...product(few, [first, nil], (count, active) => ({ count, active, named: active })),
          ...product(few, lookalikes, (count, named) => ({ count, active: first, named })),
          ...unusual.map((named) => ({ count: AttemptCount.zero, active: first, named })),
          ...ends.map((count) => ({ count, active: nil, named: first })),
          ...product(ends, [first, nil], (count, named) => ({ count, active: undefined, named })),
        ]
      : product(ends, [undefined, first, nil], (count, active) => ({ count, active }));

/** Lists the inputs of every op and case that sends an event. */
const inputsOf = (type: EventType): typeof inputs =>
  inputs.filter(({ label }) => label === type || label.startsWith(`${type} (`));

const actOf = (type: EventType, { named }: Case): ReadonlyArray<Act> =>
  named === undefined
    ? inputs.filter(({ label }) => label === type).map(({ input }) => input)
    : // SAFETY: only the events of attempts name one.
      [(_, values) => stepOf({ type, attemptId: named.id(values) } as RunEvent)];

/** Lists the steps after a case: an attempt that started, or that stayed active, is finished by its id. */
const after = (type: EventType, { named, active, count }: Case): ReadonlyArray<Act> => {
  if (type === 'attempt.start' && !(active === undefined && count === AttemptCount.max)) {
    const owner = active ?? named;
    return owner === undefined
      ? []
      : [(_, values): Step => ({ op: 'finish_attempt', attemptId: owner.id(values) })];
  }
  return [];
};

// ----------------------------------------------------------------------------------------------------------- drafts

const guarded = (ways: ReadonlyMap<string, ReadonlyArray<Act>>): ReadonlyArray<Draft> =>
  runTable.edges
    .filter(({ guards }) => guards.length > 0)
    .flatMap(({ source, event }) =>
      casesOf(event).map((one) => ({
        name: `${source} + ${event}${one.named === undefined ? '' : ` of ${one.named.name}`} with ${situation(one.count, one.active)}`,
        acts: [
          ...wayTo(ways, source),
          restore(one.count, one.active),
          ...actOf(event, one),
          ...after(event, one),
        ],
      })),
    );

const unguarded = (ways: ReadonlyMap<string, ReadonlyArray<Act>>): ReadonlyArray<Draft> =>
  runTable.edges
    .filter(({ guards }) => guards.length === 0)
    .flatMap(({ source, event }) =>
      product([first, nil], inputsOf(event), (active, { label, input }) => ({
        name: `${source} + ${label} with ${situation(AttemptCount.max, active)}`,
        acts: [...wayTo(ways, source), restore(AttemptCount.max, active), input],
      })),
    );

const setPriority =
  (op: Extract<Op, 'set_effective_priority' | 'promote_to_ready_with_priority'>) =>
  (effectivePriority: (typeof PRIORITIES)[number]): Act =>
  () => ({ op, effectivePriority });

const toState =
  (to: RunState): Act =>
  () => ({ op: 'transition_to', to });

/** Drafts the tests of the numbers in ops at their boundaries. */
const boundaries = (ways: ReadonlyMap<string, ReadonlyArray<Act>>): ReadonlyArray<Draft> => [
  {
    name: 'priority.set at the boundaries',
    acts: [
      ...wayTo(ways, 'Ready'),
      // Twice, so that the priority is also set to its current value.
      ...PRIORITIES.map(setPriority('set_effective_priority')).flatMap((act) => [act, act]),
    ],
  },
  {
    name: 'promote at the boundaries of the priority',
    acts: [
      newRun,
      ...PRIORITIES.flatMap((priority) => [
        setPriority('promote_to_ready_with_priority')(priority),
        toState('Leased'),
      ]),
      // The priority that the run already has.
      setPriority('promote_to_ready_with_priority')(Priority.max),
    ],
  },
  {
    name: 'a priority is kept, whatever it is',
    acts: [
      ...wayTo(ways, 'Leased'),
      ...PRIORITIES.flatMap((priority) => [
        setPriority('promote_to_ready_with_priority')(priority),
        ...toStates('Leased', 'Ready', 'Leased'),
      ]),
    ],
  },
  {
    name: 'record_state_change_at at the boundaries',
    acts: [
      newRun,
      ...INSTANTS.map((timestamp): Act => () => ({ op: 'record_state_change_at', timestamp })),
    ],
  },
  ...[...ways].map(([state, way]): Draft => ({
    name: `restore_attempt_state_for_bootstrap in ${state}`,
    acts: [
      // No field is 0, so that a change of any other field is detected.
      loadNonZeroRun,
      ...way.slice(1),
      ...product(few, [first, undefined, nil, ...lookalikes.slice(0, 2)], restore),
      restore(AttemptCount.zero, undefined),
    ],
  })),
];

const toStates = (...states: ReadonlyArray<RunState>): ReadonlyArray<Act> => states.map(toState);

const begin =
  (n: number): Act =>
  (_, { attemptId }) => ({ op: 'start_attempt', attemptId: attemptId(n) });

const end =
  (n: number): Act =>
  (_, { attemptId }) => ({ op: 'finish_attempt', attemptId: attemptId(n) });

/** Drafts the tests with earlier attempts: guards compare only the active attempt, so a stale worker is refused. */
const formerAttempts = (ways: ReadonlyMap<string, ReadonlyArray<Act>>): ReadonlyArray<Draft> =>
  [
    { later: '', way: [] },
    { later: ', later', way: toStates('RetryWait', 'Ready', 'Leased', 'Running') },
  ].flatMap(({ later, way }) =>
    [
      { name: 'attempt.finish of the attempt before', acts: [begin(2), end(1), end(2)] },
      {
        name: 'attempt.finish of the first of three attempts',
        acts: [begin(2), end(2), begin(3), end(1), end(3)],
      },
      { name: 'attempt.finish of an attempt that ended', acts: [end(1)] },
      {
        name: 'attempt.start of an id that was used',
        acts: [begin(1), end(1), begin(2), end(1), end(2)],
      },
    ].map(({ name, acts }) => ({
      name: `${name}${later}`,
      acts: [...wayTo(ways, 'Running'), begin(1), end(1), ...way, ...acts],
    })),
  );

/** Drafts the tests of `guards`. */
export const guardDrafts = (model: RunModel): ReadonlyArray<Draft> => {
  const ways = actsTo(model);
  return [...guarded(ways), ...formerAttempts(ways), ...unguarded(ways), ...boundaries(ways)];
};

/** Drafts the tests that a state refuses undeclared events also with an active attempt and the maximum count. */
export const refusedAnywhere = (model: RunModel): ReadonlyArray<Draft> =>
  [...actsTo(model)].map(([state, way]) => ({
    name: `${state}, all that is refused with ${situation(AttemptCount.max, first)}`,
    acts: [
      ...way,
      restore(AttemptCount.max, first),
      ...model.all.transitions
        .filter(
          ({ accepted, source, label }) =>
            !accepted &&
            source.split(' [')[0] === state &&
            runTable.edge(state as RunState, (label.split(' (')[0] ?? label) as EventType) ===
              undefined,
        )
        .map(({ input }) => input),
    ],
  }));
