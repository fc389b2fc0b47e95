/** The table of a flat machine answers as XState does, on random machines and events. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import type { AnyStateMachine } from 'xstate';
import { assign, createMachine } from 'xstate';
import { makeFlatRunner } from '../../src/explore/FlatRunner.js';
import { explore } from '../../src/explore/index.js';
import type { Concrete } from '../../src/explore/Runner.js';
import { makeRunner } from '../../src/explore/Runner.js';
import { tries } from '../support/arbitraries.js';
import { right } from '../support/right.js';

interface Context {
  readonly n: number;
}

const states = ['A', 'B', 'C', 'End'];
const types = ['x', 'y', 'key.up', 'key.down', 'other'];
const descriptors = ['x', 'y', 'key.up', 'key.*', '*'];

const arbitraryTransition = fc.record(
  {
    target: fc.constantFrom(...states),
    guard: fc.constantFrom(
      'isSmall',
      { type: 'isBelow', params: { limit: 2 } },
      ({ context }: { readonly context: Context }) => context.n % 2 === 0,
    ),
    actions: fc.array(
      fc.constantFrom(
        'note',
        'add',
        { type: 'addMany', params: { by: 2 } },
        assign({ n: ({ context }: { readonly context: Context }) => (context.n * 2) % 5 }),
      ),
      { maxLength: 2 },
    ),
    reenter: fc.boolean(),
  },
  { requiredKeys: [] },
);

const arbitraryOn = fc.dictionary(
  fc.constantFrom(...descriptors),
  fc.array(arbitraryTransition, { minLength: 1, maxLength: 2 }),
  { maxKeys: 4, noNullPrototype: true },
);

type Transitions = Readonly<Record<string, ReadonlyArray<{ readonly target?: string }>>>;

/** What every state does when it is entered and left, and the machine when it ends. */
const ways = { entry: ['arrive', { type: 'look' }], exit: ['pack', () => undefined] };

const arbitraryChart = fc.record({
  on: arbitraryOn,
  inStates: fc.array(arbitraryOn, { minLength: 3, maxLength: 3 }),
});

const machineOf = ({
  on,
  inStates,
}: {
  readonly on: Transitions;
  readonly inStates: ReadonlyArray<Transitions>;
}): AnyStateMachine => {
  const ofRoot = Object.fromEntries(
    Object.entries(on).map(([type, list]) => [
      type,
      list.map(({ target, ...rest }) => ({
        ...rest,
        reenter: false,
        ...(target === undefined ? {} : { target: `.${target}` }),
      })),
    ]),
  );
  return createMachine(
    {
      context: { n: 0 },
      initial: 'A',
      on: ofRoot,
      entry: 'begin',
      exit: 'end',
      states: {
        ...Object.fromEntries(
          states.slice(0, 3).map((key, i) => [key, { on: inStates[i], ...ways }]),
        ),
        End: { type: 'final', ...ways },
      },
    } as never,
    {
      guards: {
        isSmall: ({ context }: { readonly context: Context }) => context.n < 3,
        isBelow: (
          { context }: { readonly context: Context },
          { limit }: { readonly limit: number },
        ) => context.n < limit,
      },
      actions: {
        note: () => undefined,
        add: assign({ n: ({ context }: { readonly context: Context }) => (context.n + 1) % 5 }),
        addMany: assign(
          ({ context }: { readonly context: Context }, { by }: { readonly by: number }) => ({
            n: (context.n + by) % 5,
          }),
        ),
      },
    } as never,
  );
};

const view = ({ snapshot }: Concrete): unknown => {
  const { value, context, status } = snapshot as {
    value: unknown;
    context: unknown;
    status: unknown;
  };
  return { value, context, status };
};

describe('a flat machine', () => {
  it('takes the same transitions by its table as by XState', () => {
    fc.assert(
      fc.property(
        arbitraryChart,
        fc.array(fc.constantFrom(...types), { minLength: 20, maxLength: 20 }),
        (chart, events) => {
          const machine = machineOf(chart);
          const fast = makeFlatRunner(machine);
          const slow = makeRunner(machine, false);
          if (fast === undefined) throw new Error('not flat');
          let [one, other] = [right(fast.begin(undefined)), right(slow.begin(undefined))];
          expect(one.step).toStrictEqual(other.step);
          for (const type of events) {
            expect(fast.ignores(one.after, type)).toBe(slow.ignores(other.after, type));
            const { status } = other.after.snapshot as { status: unknown };
            if (status !== 'active') break;
            [one, other] = [
              right(fast.step(one.after, { event: { type } })),
              right(slow.step(other.after, { event: { type } })),
            ];
            expect([one.step, view(one.after)]).toStrictEqual([other.step, view(other.after)]);
          }
        },
      ),
      tries(150),
    );
  });

  it.each([
    ['an eventless transition', { always: 'B' }],
    ['a delay', { after: { 5: 'B' } }],
    ['an actor', { invoke: { src: 'x' } }],
    ['children', { initial: 'C', states: { C: {} } }],
    ['an entry action that assigns', { entry: assign({ n: 1 }) }],
  ])('is none with %s', (_, state) => {
    const machine = createMachine({ initial: 'A', states: { A: state, B: {} } } as never);
    expect(makeFlatRunner(machine)).toBeUndefined();
  });

  it('is explored by XState if an action spawns', () => {
    const machine = createMachine({
      context: { ref: undefined },
      initial: 'A',
      states: {
        A: {
          on: {
            go: {
              target: 'B',
              actions: assign({ ref: ({ spawn }) => spawn(createMachine({}), { id: 'one' }) }),
            },
          },
        },
        B: {},
      },
    } as never);
    const explored = explore(machine, { events: [{ type: 'go' }] });
    expect(E.isRight(explored) && explored.right.configurations.get('B')?.actors).toStrictEqual([
      'one',
    ]);
  });
});
