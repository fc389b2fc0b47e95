/** A railway signal that counts its rounds, without an end. */
import { assign, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const signal = setup({
  types: { context: {} as { trains: number }, events: {} as { type: 'advance' } },
}).createMachine({
  id: 'signal',
  context: { trains: 0 },
  initial: 'stop',
  states: {
    stop: { on: { advance: 'proceed' } },
    proceed: { on: { advance: 'caution' } },
    caution: {
      on: {
        advance: {
          target: 'stop',
          actions: assign({ trains: ({ context }) => context.trains + 1 }),
        },
      },
    },
  },
});

export const entry = corpusMachine({
  machine: signal,
  events: [{ type: 'advance' }],
  key: ({ value }) => JSON.stringify(value),
  source: xstate('examples/express-workflow/machine.ts'),
});
