/** The tables of a machine's structure answer as XState does: snapshots, timers, and what happened inside, step by step. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { AnyStateMachine } from 'xstate';
import { assign, createMachine, sendTo } from 'xstate';
import { withFakeTime } from '../../src/explore/fakeClock.js';
import { makeIdentity } from '../../src/explore/Identity.js';
import type { ActorOutcomes } from '../../src/explore/index.js';
import { eventInputs, inputsOf } from '../../src/explore/inputs.js';
import type { Concrete, Impulse, Runner, Stepped } from '../../src/explore/Runner.js';
import { makeRunner } from '../../src/explore/Runner.js';
import { search } from '../../src/explore/search.js';
import { randomOf } from '../../src/graph/Random.js';
import { statechartOf } from '../../src/statechart/index.js';
import { arbitraryMachine } from '../picture/formats/machines.js';
import { corpus } from '../statecharts/index.js';
import { tries } from '../support/arbitraries.js';
import { right } from '../support/right.js';
import { arbitraryStatechart } from './randomStatechart.js';

interface Walk {
  readonly events: ReadonlyArray<{ readonly type: string }>;
  readonly outcomes?: Readonly<Record<string, ActorOutcomes>> | undefined;
  readonly input?: unknown;
  readonly steps: number;
  readonly seed: number;
}

type Nodes = ReadonlyArray<{ readonly id: string }>;

/** Everything of a snapshot, each list in its order. */
const everything = (concrete: Concrete): unknown => {
  const { snapshot, timers, shown } = concrete;
  // SAFETY: what XState's snapshots hold.
  const { _nodes, value, context, status, output, error, tags, children, historyValue } =
    snapshot as unknown as Readonly<
      Record<'value' | 'context' | 'status' | 'output' | 'error', unknown>
    > & {
      readonly _nodes: Nodes;
      readonly tags: ReadonlySet<string>;
      readonly children: object;
      readonly historyValue: Readonly<Record<string, Nodes>>;
    };
  const ids = (nodes: Nodes) => nodes.map(({ id }) => id);
  return {
    nodes: ids(_nodes),
    // As text, because the order of its regions decides what they do first.
    value: JSON.stringify(value),
    history: Object.entries(historyValue).map(([id, nodes]) => [id, ids(nodes)]),
    tags: [...tags],
    children: Object.keys(children),
    shown: shown.size,
    ...{ context, status, output, error, timers },
  };
};

const withoutActors = (u: unknown): unknown =>
  JSON.parse(
    JSON.stringify(u, (_, value: unknown) =>
      typeof value === 'object' && value !== null && 'sessionId' in value ? 'actor' : value,
    ),
  );

/** Walks, each step computed both ways; counts the steps, and those that XState computed for the tables. */
const walk = (
  machine: AnyStateMachine,
  { events, outcomes = {}, input, steps, seed }: Walk,
): { readonly steps: number; readonly left: number } => {
  // Some random machines never come to rest.
  const runner = makeRunner(machine, false, (copy) => {
    Reflect.set(copy.options, 'maxIterations', Math.min(copy.options.maxIterations ?? 50, 50));
  });
  const identity = makeIdentity(runner, statechartOf(machine), {
    paths: new Set(),
    actors: new Set(),
  });
  const inputs = inputsOf(right(eventInputs(events)), outcomes, identity);
  const transition = runner.machine.transition.bind(runner.machine);
  let calls = 0;
  Reflect.set(runner.machine, 'transition', (...args: Parameters<typeof transition>) => {
    calls += 1;
    return transition(...args);
  });
  const random = randomOf(seed);
  const begun = runner.begin(input);
  if (begun._tag === 'Left') return { steps: 0, left: 0 };
  let [at, left] = [begun.right.after, 0];
  for (let step = 0; step < steps; step += 1) {
    const options = inputs(at);
    const { impulse, label } = options[Math.floor(random() * options.length)] ?? {};
    if (impulse === undefined || at.snapshot.status !== 'active') {
      at = begun.right.after;
      continue;
    }
    calls = 0;
    const byTables = runner.step(at, impulse);
    left += calls > 0 ? 1 : 0;
    const byXState = runner.stepByXState(at, impulse);
    const viewOf = (either: typeof byTables): unknown =>
      either._tag === 'Left'
        ? either
        : withoutActors([everything(either.right.after), either.right.step, either.right.ran]);
    const [own, theirs] = [viewOf(byTables), viewOf(byXState)];
    if (JSON.stringify(own) !== JSON.stringify(theirs))
      expect([label, own]).toStrictEqual([label, theirs]);
    if (byTables._tag === 'Right') at = (byTables.right satisfies Stepped).after;
  }
  return { steps, left };
};

describe('the tables', () => {
  it.each(corpus)('of $name', ({ machine, events, outcomes, input }) => {
    const { steps, left } = walk(machine, { events, outcomes, input, steps: 300, seed: 1 });
    expect(left).toBeLessThan(steps);
  });

  it.each([
    [
      'a transition that one further inside preempts',
      createMachine({
        type: 'parallel',
        context: { n: 0 },
        on: { go: { actions: assign({ n: 1 }) } },
        states: {
          p: {
            type: 'parallel',
            always: { guard: 'isSet', target: '#out', reenter: true },
            states: {
              a: {},
              b: {
                initial: 'x',
                states: {
                  x: { always: { guard: 'isSet', target: '#out' } },
                },
              },
            },
          },
          q: { initial: 'in', states: { in: {}, out: { id: 'out' } } },
        },
      } as never).provide({
        guards: {
          isSet: ({ context }) => context['n'] !== 0,
        },
      }),
    ],
    [
      'an actor that is invoked after it is sent an event',
      createMachine({
        initial: 'idle',
        states: {
          idle: { on: { go: 'busy' } },
          busy: { entry: sendTo('task', { type: 'hi' }), invoke: { id: 'task', src: 'task' } },
        },
      } as never),
    ],
    [
      'an event to itself, after which it is done',
      createMachine({
        initial: 'idle',
        states: {
          idle: { on: { go: { guard: () => true, target: 'busy' } } },
          busy: {
            entry: sendTo(({ self }) => self, { type: 'end' }),
            on: { end: { guard: () => true, target: 'over' } },
          },
          over: { type: 'final' },
        },
      } as never),
    ],
    [
      'an actor that is never there',
      createMachine({
        initial: 'idle',
        states: { idle: { on: { go: 'busy' } }, busy: { entry: sendTo('nobody', { type: 'hi' }) } },
      } as never),
    ],
  ] as const)('of a machine with %s', (_, machine) => {
    const { steps } = walk(machine, { events: [{ type: 'go' }], steps: 5, seed: 1 });
    expect(steps).toBe(5);
  });

  const sum = { steps: 0, left: 0 };
  const add = ({ steps, left }: { readonly steps: number; readonly left: number }): void => {
    sum.steps += steps;
    sum.left += left;
  };

  it('of random statecharts', () => {
    const events = [{ type: 'a' }, { type: 'b' }];
    const outcomes = { task: { done: [1], error: ['no'] } };
    fc.assert(
      fc.property(arbitraryStatechart, fc.nat(), (machine, seed) => {
        add(walk(machine, { events, outcomes, steps: 40, seed }));
      }),
      tries(100),
    );
  });

  it('of random statecharts with wildcards and targets of all kinds', () => {
    const events = ['a', 'a.b', 'a.b.c', 'b', 'c', 'd'].map((type) => ({ type }));
    fc.assert(
      fc.property(arbitraryMachine, fc.nat(), (machine, seed) => {
        add(walk(machine, { events, steps: 40, seed }));
      }),
      tries(100),
    );
  });

  it('compute most steps themselves', () => {
    expect(sum.left / sum.steps).toBeLessThan(0.2);
  });
});

describe('tables that are wrong', () => {
  const machine = createMachine({
    initial: 'a',
    states: { a: { on: { go: 'b' } }, b: { on: { go: 'c' } }, c: {} },
  });
  const searchWith = (runner: Runner): ReturnType<typeof search> =>
    withFakeTime((time) => {
      const unsteady = { paths: new Set<string>(), actors: new Set<string>() };
      const identity = makeIdentity(runner, statechartOf(machine), unsteady);
      return search({
        ...{ runner, identity, time, input: undefined, keyOf: undefined, perShape: undefined },
        inputsOf: inputsOf(right(eventInputs([{ type: 'go' }])), {}, identity),
        limit: 10,
        nameOf: ({ snapshot }) => String(snapshot.value),
      });
    });

  it('are found by a sample of the steps', () => {
    const runner = makeRunner(machine, false);
    expect(right(searchWith(runner)).states).toHaveLength(3);
    const wrong = {
      ...runner,
      step: (from: Concrete, impulse: Impulse) =>
        pipe(
          runner.step(from, impulse),
          E.map((stepped) => ({ ...stepped, after: from })),
        ),
    };
    expect(searchWith(wrong)).toStrictEqual(E.left({ _tag: 'TablesDiffer' }));
  });
});
