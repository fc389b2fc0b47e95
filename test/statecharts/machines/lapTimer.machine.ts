/** A callback that ticks while the machine runs; the root resets from anywhere. */
import type { EventObject } from 'xstate';
import { assign, fromCallback, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const lapTimer = setup({
  types: {
    context: {} as { ticks: number },
    events: {} as { type: 'go' } | { type: 'halt' } | { type: 'clear' } | { type: 'tick' },
  },
  actors: {
    beat: fromCallback<EventObject>(({ sendBack }) => {
      const timer = setInterval(() => {
        sendBack({ type: 'tick' });
      }, 10);
      return () => {
        clearInterval(timer);
      };
    }),
  },
}).createMachine({
  id: 'lapTimer',
  context: { ticks: 0 },
  initial: 'still',
  states: {
    still: { on: { go: 'moving' } },
    moving: {
      invoke: { src: 'beat' },
      on: {
        tick: { actions: assign({ ticks: ({ context }) => context.ticks + 1 }) },
        halt: 'still',
      },
    },
  },
  on: { clear: { target: '.still', actions: assign({ ticks: 0 }) } },
});

export const entry = corpusMachine({
  machine: lapTimer,
  events: [{ type: 'go' }, { type: 'halt' }, { type: 'clear' }],
  outcomes: { beat: { events: [{ type: 'tick' }] } },
  key: ({ value }) => JSON.stringify(value),
  source: xstate('examples/stopwatch/src/stopwatchMachine.ts'),
});
