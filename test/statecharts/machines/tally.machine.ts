/** A hand counter of two digits: one state that each click enters again. */
import { assign, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const tally = setup({
  types: { context: {} as { clicks: number }, events: {} as { type: 'click' } },
}).createMachine({
  id: 'tally',
  context: { clicks: 0 },
  initial: 'counting',
  states: {
    counting: {
      on: {
        click: {
          target: 'counting',
          actions: assign({ clicks: ({ context }) => (context.clicks + 1) % 100 }),
        },
      },
    },
  },
});

export const entry = corpusMachine({
  machine: tally,
  events: [{ type: 'click' }],
  source: xstate('examples/7guis-1-counter-vue/src/counterMachine.ts'),
});
