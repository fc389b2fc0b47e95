/**
 * Model-based tests: the facade follows paths through the machine that `@xstate/test` and `xstate/graph` find.
 *
 * The attempt counter makes the model infinite, so attempts are bounded. A refused event looks like a step that changes nothing,
 * so each step checks with `can` whether the machine accepts the event, and the facade must agree.
 */
import { describe, expect, it } from '@jest/globals';
import { createTestModel } from '@xstate/test';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { getAdjacencyMap, getShortestPaths, getSimplePaths } from 'xstate/graph';
import type { RunSnapshot } from '../../src/actor/index.js';
import { fromSnapshot, runMachine, toSnapshot } from '../../src/actor/index.js';
import type { EventType, RunEvent, RunInstance } from '../../src/index.js';
import { decide } from '../../src/index.js';
import { eventTypes, expected, internal, moves, states } from '../expectations.js';
import {
  at,
  attemptA,
  attemptB,
  count,
  eventOf,
  freezeRun,
  priority,
  runIn,
} from '../support/arbitraries.js';

// ------------------------------------------------------------------------------------------------------------- model

/** Events with payloads: two attempts, two priorities. */
const payloads: Partial<Record<EventType, ReadonlyArray<RunEvent>>> = {
  promote: [{ type: 'promote', effectivePriority: priority(7) }, { type: 'promote' }],
  'attempt.start': [attemptA, attemptB].map((attemptId) => ({ type: 'attempt.start', attemptId })),
  'attempt.finish': [attemptA, attemptB].map((attemptId) => ({
    type: 'attempt.finish',
    attemptId,
  })),
  'priority.set': [{ type: 'priority.set', effectivePriority: priority(3) }],
};

/** Does an event lead only to later states of the lifecycle? */
const leadsAhead = (type: EventType): boolean => {
  const own = moves.filter(({ event }) => event === type);
  return own.every(({ from, to }) => states.indexOf(from) < states.indexOf(to));
};

/**
 * Every event with its payloads. An event that leads ahead has an instant, so that a path back to a state does not end in the same
 * run.
 */
const cases: ReadonlyArray<RunEvent> = eventTypes.flatMap(
  (type) =>
    payloads[type] ?? [leadsAhead(type) ? { ...eventOf(type), at: at(2000) } : eventOf(type)],
);

/** The last case of each event, to limit the number of simple paths. */
const fewCases = cases.filter(
  ({ type }, i) => cases.findLastIndex((other) => other.type === type) === i,
);

const first = runIn('Scheduled', { attemptCount: count(0), currentAttemptId: O.none });

const startsBelow =
  (bound: number) =>
  ({ context }: RunSnapshot, { type }: RunEvent): boolean =>
    type !== 'attempt.start' || O.isSome(context.currentAttemptId) || context.attemptCount < bound;

const withinAttempts =
  (bound: number) =>
  ({ context }: RunSnapshot): boolean =>
    context.attemptCount <= bound;

/** Serializes a run. */
const runKey = (snapshot: RunSnapshot): string => JSON.stringify(fromSnapshot(snapshot));

/** Includes the last event in the key, so that the paths take every edge, also for refused events. */
const runAndEventKey = (
  snapshot: RunSnapshot,
  event: RunEvent | undefined,
  before: RunSnapshot | undefined,
): string =>
  `${runKey(snapshot)} ${JSON.stringify(event)} ${before === undefined ? '' : before.value}`;

// -------------------------------------------------------------------------------------------------------------- walk

interface Walk {
  readonly edges: Set<string>;
  readonly refusals: Set<string>;
  steps: number;
}

const newWalk = (): Walk => ({ edges: new Set(), refusals: new Set(), steps: 0 });

/** Applies one step of the model with the facade. */
const expectStep = (
  walk: Walk,
  run: RunInstance,
  event: RunEvent,
  after: RunSnapshot,
): RunInstance => {
  const possible = toSnapshot(run).can(event);
  const decided = decide(event)(run);
  walk.steps += 1;
  expect([event, E.isRight(decided)]).toStrictEqual([event, possible]);
  expect(decided).toStrictEqual(expected(run, event));
  if (E.isLeft(decided)) {
    walk.refusals.add(decided.left._tag);
    expect(fromSnapshot(after)).toStrictEqual(run);
    return run;
  }
  walk.edges.add(`${run.state} + ${event.type} -> ${decided.right.state}`);
  expect(fromSnapshot(after)).toStrictEqual(decided.right);
  return freezeRun({ ...decided.right });
};

interface Step {
  readonly event: { readonly type: string };
  readonly state: RunSnapshot;
}

interface GraphNode {
  readonly state: RunSnapshot;
  readonly transitions: Readonly<
    Record<string, { readonly event: RunEvent; readonly state: RunSnapshot }>
  >;
}

/** Follows a path of `xstate/graph`, whose first step is the initial state. */
const expectPath = (walk: Walk, steps: ReadonlyArray<Step>): void => {
  const [start, ...rest] = steps;
  expect(start?.event.type).toBe('xstate.init');
  rest.reduce((run, { event, state }) => expectStep(walk, run, event as RunEvent, state), first);
};

/** The edges and the internal events of the design. */
const everyEdge = [
  ...moves.map(({ from, event, to }) => `${from} + ${event} -> ${to}`),
  ...internal.map(([state, type]) => `${state} + ${type} -> ${state}`),
];

const everyRefusal = [
  'InvalidTransition',
  'AttemptInProgress',
  'AttemptStartRequiresRunning',
  'AttemptFinishRequiresRunning',
  'AttemptAlreadyActive',
  'AttemptOwnershipMismatch',
  'NoActiveAttempt',
  'PriorityMutationRequiresReady',
];

const expectAllEdges = ({ edges, steps }: Walk): void => {
  expect([...edges].sort()).toStrictEqual([...everyEdge].sort());
  expect(steps).toBeGreaterThan(everyEdge.length);
};

const expectAllRefusals = ({ refusals }: Walk): void => {
  expect([...refusals].sort()).toStrictEqual([...everyRefusal].sort());
};

// ------------------------------------------------------------------------------------------------------------ tests

describe('@xstate/test', () => {
  const model = createTestModel(runMachine);
  const options = {
    // @xstate/test ignores `input`, and without this the machine starts with an error.
    fromState: toSnapshot(first),
    events: () => cases,
    traversalLimit: 100_000,
  };

  const expectPaths = (walk: Walk, paths: ReturnType<typeof model.getShortestPaths>): void => {
    for (const path of paths) {
      let run = first;
      const walked = path.testSync({
        events: Object.fromEntries(
          eventTypes.map((type) => [
            type,
            ({ event, state }: Step) => {
              run = expectStep(walk, run, event as RunEvent, state);
            },
          ]),
        ),
        states: {
          '*': (snapshot: RunSnapshot) => {
            expect(fromSnapshot(snapshot)).toStrictEqual(run);
          },
        },
      });
      expect(walked.steps).toHaveLength(path.steps.length);
      expect(run.state).toBe(path.state.value);
    }
  };

  it('shortest paths: every edge and every refusal, as the facade decides', () => {
    const walk = newWalk();
    expectPaths(
      walk,
      model.getShortestPaths({
        ...options,
        filter: withinAttempts(1),
        serializeState: runAndEventKey,
      }),
    );
    expectAllEdges(walk);
    expectAllRefusals(walk);
  });

  it('simple paths: every edge, as the facade decides', () => {
    const walk = newWalk();
    expectPaths(
      walk,
      model.getSimplePaths({
        ...options,
        events: () => fewCases,
        filter: withinAttempts(1),
        stopCondition: ({ context }) => context.attemptCount > 1,
        serializeState: runKey,
      }),
    );
    expectAllEdges(walk);
  });
});

describe('xstate/graph', () => {
  const options = { fromState: toSnapshot(first), events: () => cases, limit: 100_000 };

  it('shortest paths: every edge and every refusal, as the facade decides', () => {
    const walk = newWalk();
    const paths = getShortestPaths(runMachine, {
      ...options,
      filterEvents: startsBelow(1),
      serializeState: runAndEventKey,
    });
    for (const { steps } of paths) expectPath(walk, steps);
    expectAllEdges(walk);
    expectAllRefusals(walk);
  });

  it('simple paths: every edge, as the facade decides', () => {
    const walk = newWalk();
    const paths = getSimplePaths(runMachine, {
      ...options,
      events: () => fewCases,
      filterEvents: startsBelow(1),
      serializeState: runKey,
    });
    for (const { steps } of paths) expectPath(walk, steps);
    expectAllEdges(walk);
  });

  it('adjacency: every event in every reachable run within three attempts, as the facade decides', () => {
    const walk = newWalk();
    const map = getAdjacencyMap(runMachine, {
      ...options,
      filterEvents: startsBelow(3),
      serializeState: runKey,
    });
    // SAFETY: TypeScript cannot index the map by its branded keys.
    const nodes = Object.values(map as Readonly<Record<string, GraphNode>>);
    for (const { state, transitions } of nodes)
      for (const { event, state: after } of Object.values(transitions))
        expectStep(walk, freezeRun({ ...fromSnapshot(state) }), event, after);
    expectAllEdges(walk);
    expectAllRefusals(walk);
    expect(new Set(nodes.map(({ state }) => state.value))).toStrictEqual(new Set(states));
  });
});
