/** Exploring a machine, against XState's `getAdjacencyMap` with the same events and the same merging of states. */
import type { AnyEventObject, AnyStateMachine } from 'xstate';
import { assign, createMachine } from 'xstate';
import { getAdjacencyMap } from 'xstate/graph';
import { timeContender } from '../contenders.js';

interface Subject {
  readonly machine: AnyStateMachine;
  readonly events: ReadonlyArray<AnyEventObject>;
}

/** A hundred states without a context; half of eight events are taken in each. */
const table: Subject = {
  machine: createMachine({
    initial: 's0',
    states: Object.fromEntries(
      Array.from({ length: 100 }, (_, i) => [
        `s${i}`,
        {
          on: Object.fromEntries(
            Array.from(
              { length: 8 },
              (__, k) => [`e${k}`, `s${(i * (k + 2) + k + 1) % 100}`] as const,
            ).filter((__, k) => (i + k) % 2 === 0),
          ),
        },
      ]),
    ),
  }),
  events: Array.from({ length: 8 }, (_, k) => ({ type: `e${k}` })),
};

interface Lock {
  readonly entered: ReadonlyArray<number>;
  readonly wrong: number;
}

/** A flat machine with guards and a context, as `compile` takes them. */
const lock: Subject = {
  machine: createMachine(
    {
      context: { entered: [], wrong: 0 } satisfies Lock,
      initial: 'locked',
      states: {
        locked: {
          on: {
            press: { guard: 'hasRoom', actions: 'enter' },
            open: [
              { target: 'open', guard: 'isRight', actions: 'clear' },
              { target: 'jammed', guard: 'isLast' },
              { actions: 'fail' },
            ],
          },
        },
        open: { on: { close: 'locked' } },
        jammed: { on: { reset: { target: 'locked', actions: ['clear', 'forgive'] } } },
      },
    } as never,
    {
      guards: {
        hasRoom: ({ context }: { readonly context: Lock }) => context.entered.length < 4,
        isRight: ({ context }: { readonly context: Lock }) => context.entered.join('') === '1231',
        isLast: ({ context }: { readonly context: Lock }) => context.wrong === 2,
      },
      actions: {
        enter: assign({
          entered: ({
            context,
            event,
          }: {
            readonly context: Lock;
            readonly event: AnyEventObject;
          }) => [...context.entered, Number(event['digit'])],
        }),
        clear: assign({ entered: [] }),
        fail: assign({
          entered: [],
          wrong: ({ context }: { readonly context: Lock }) => context.wrong + 1,
        }),
        forgive: assign({ wrong: 0 }),
      },
    } as never,
  ),
  events: [
    ...[1, 2, 3].map((digit) => ({ type: 'press', digit })),
    { type: 'open' },
    { type: 'close' },
    { type: 'reset' },
  ],
};

/** A nested machine: three floors of four rooms, each of which can be lit. */
const house: Subject = {
  machine: createMachine({
    initial: 'f0',
    on: { leave: '.f0' },
    states: Object.fromEntries(
      Array.from({ length: 6 }, (_, floor) => [
        `f${floor}`,
        {
          initial: 'r0',
          on: { up: `f${(floor + 1) % 6}`, down: `f${(floor + 5) % 6}` },
          states: Object.fromEntries(
            Array.from({ length: 4 }, (__, room) => [
              `r${room}`,
              {
                initial: 'dark',
                on: { next: `r${(room + 1) % 4}`, ...(room === 3 ? { balcony: 'r0' } : {}) },
                states: {
                  dark: { on: { light: 'lit' } },
                  lit: { on: { light: 'dark', read: 'dark' } },
                },
              },
            ]),
          ),
        },
      ]),
    ),
  } as never),
  events: ['leave', 'up', 'down', 'next', 'balcony', 'light', 'read', 'shout'].map((type) => ({
    type,
  })),
};

const graph =
  ({ machine, events }: Subject) =>
  () =>
  () =>
    getAdjacencyMap(machine, { events, limit: 100_000 });

const ours =
  ({ machine, events }: Subject) =>
  async () => {
    const { explore } = await import('runchart/explore');
    return () => explore(machine, { events });
  };

await timeContender({
  'getAdjacencyMap, a flat table': graph(table),
  'explore, a flat table': ours(table),
  'getAdjacencyMap, a flat machine with guards': graph(lock),
  'explore, a flat machine with guards': ours(lock),
  'getAdjacencyMap, a nested machine': graph(house),
  'explore, a nested machine': ours(house),
});
