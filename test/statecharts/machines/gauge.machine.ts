/** Actors of every other kind: a reducer that gets events, an observable that is watched, one whose values are events. */
import type { Observer, Subscribable } from 'xstate';
import { assign, fromEventObservable, fromObservable, fromTransition, sendTo, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

/** An observable of a few values, which come after the subscription. */
const of = <T>(...values: ReadonlyArray<T>): Subscribable<T> => ({
  subscribe: (listener: Observer<T> | ((value: T) => void)) => {
    const { complete, next }: Observer<T> =
      typeof listener === 'function' ? { next: listener } : listener;
    let active = true;
    queueMicrotask(() => {
      for (const value of values) if (active) next?.(value);
      if (active) complete?.();
    });
    return {
      unsubscribe: () => {
        active = false;
      },
    };
  },
});

export const gauge = setup({
  types: {
    context: {} as { level: number; sum: number },
    events: {} as { type: 'open' } | { type: 'shut' } | { type: 'drop' } | { type: 'rinse' },
  },
  actors: {
    adder: fromTransition(
      (sum: number, event: { type: 'add'; amount: number }) => (sum + event.amount) % 4,
      0,
    ),
    level: fromObservable(() => of(1, 2, 3)),
    drops: fromEventObservable(() => of({ type: 'drop' }, { type: 'drop' })),
  },
}).createMachine({
  id: 'gauge',
  context: { level: 0, sum: 0 },
  initial: 'shut',
  invoke: {
    id: 'sum',
    src: 'adder',
    onSnapshot: { actions: assign({ sum: ({ event }) => event.snapshot.context }) },
  },
  states: {
    shut: { on: { open: 'filling' } },
    filling: {
      invoke: [
        {
          id: 'level',
          src: 'level',
          onSnapshot: {
            actions: assign({ level: ({ event }) => event.snapshot.context ?? 0 }),
          },
          onDone: 'full',
        },
        { src: 'drops' },
      ],
      on: { shut: 'shut', drop: { actions: sendTo('sum', { type: 'add', amount: 1 }) } },
    },
    full: { on: { rinse: { target: 'shut', actions: assign({ level: 0 }) } } },
  },
});

export const entry = corpusMachine({
  machine: gauge,
  events: [{ type: 'open' }, { type: 'shut' }, { type: 'rinse' }],
  outcomes: {
    adder: { snapshots: [{ context: 1 }, { context: 2 }] },
    level: { snapshots: [{ context: 1 }, { context: 3 }], done: [undefined] },
    drops: { events: [{ type: 'drop' }] },
  },
  source: xstate('packages/core/test/invoke.test.ts'),
});
