/** Bids until a delay; the output of the final state is the highest. */
import { assign, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const auction = setup({
  types: {
    context: {} as { highest: number },
    events: {} as { type: 'bid'; amount: number },
    output: {} as { price: number },
  },
  delays: { hammer: 3000 },
}).createMachine({
  id: 'auction',
  description: 'Take bids while the auction is open',
  context: { highest: 0 },
  initial: 'Open',
  states: {
    Open: {
      on: {
        bid: {
          actions: assign({
            highest: ({ context, event }) => Math.max(context.highest, event.amount),
          }),
        },
      },
      after: { hammer: 'Sold' },
    },
    Sold: { type: 'final' },
  },
  output: ({ context }) => ({ price: context.highest }),
});

export const entry = corpusMachine({
  machine: auction,
  events: [
    { type: 'bid', amount: 100 },
    { type: 'bid', amount: 250 },
  ],
  source: xstate('examples/workflow-car-auction-bids/main.ts'),
});
