/** Minutes are set, then counted down by a callback; an eventless transition stops at zero. */
import type { EventObject } from 'xstate';
import { assign, fromCallback, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const eggTimer = setup({
  types: {
    context: {} as { minutes: number },
    events: {} as
      | { type: 'wind'; by: number }
      | { type: 'start' }
      | { type: 'hold' }
      | { type: 'tick' }
      | { type: 'reset' },
  },
  actors: {
    clockwork: fromCallback<EventObject>(({ sendBack }) => {
      const timer = setInterval(() => {
        sendBack({ type: 'tick' });
      }, 1000);
      return () => {
        clearInterval(timer);
      };
    }),
  },
  guards: { isWound: ({ context }) => context.minutes > 0 },
}).createMachine({
  id: 'eggTimer',
  context: { minutes: 0 },
  initial: 'idle',
  states: {
    idle: {
      on: {
        start: { guard: 'isWound', target: 'running' },
        wind: {
          guard: ({ context }) => context.minutes < 10,
          actions: assign({ minutes: ({ context, event }) => context.minutes + event.by }),
        },
      },
    },
    running: {
      invoke: { src: 'clockwork' },
      always: { guard: ({ context }) => context.minutes === 0, target: 'idle' },
      on: {
        hold: 'idle',
        tick: { actions: assign({ minutes: ({ context }) => context.minutes - 1 }) },
      },
    },
  },
  on: { reset: { guard: 'isWound', actions: assign({ minutes: 0 }) } },
});

export const entry = corpusMachine({
  machine: eggTimer,
  events: [
    { type: 'wind', by: 1 },
    { type: 'wind', by: 5 },
    { type: 'start' },
    { type: 'hold' },
    { type: 'reset' },
  ],
  outcomes: { clockwork: { events: [{ type: 'tick' }] } },
  source: xstate('examples/timer/src/timerMachine.ts'),
});
