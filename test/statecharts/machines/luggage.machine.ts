/** Three documents in any order; an eventless transition goes on once all are there. */
import { assign, fromPromise, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const luggage = setup({
  types: {
    context: {} as { traveller: string; ticket: boolean; visa: boolean; bags: boolean },
    events: {} as { type: 'ticket' } | { type: 'visa' } | { type: 'bags' },
    input: {} as { traveller: string },
  },
  actors: {
    checkIn: fromPromise(({ input }: { input: { traveller: string } }) =>
      Promise.resolve({ seat: `${String(input.traveller.length)}A` }),
    ),
  },
}).createMachine({
  id: 'luggage',
  context: ({ input }) => ({ traveller: input.traveller, ticket: false, visa: false, bags: false }),
  initial: 'Packing',
  states: {
    Packing: {
      on: {
        ticket: { actions: assign({ ticket: true }) },
        visa: { actions: assign({ visa: true }) },
        bags: { actions: assign({ bags: true }) },
      },
      always: {
        guard: ({ context }) => context.ticket && context.visa && context.bags,
        target: 'CheckingIn',
      },
    },
    CheckingIn: {
      invoke: {
        src: 'checkIn',
        input: ({ context }) => ({ traveller: context.traveller }),
        onDone: 'Boarded',
      },
    },
    Boarded: { type: 'final' },
  },
});

export const entry = corpusMachine({
  machine: luggage,
  events: [{ type: 'ticket' }, { type: 'visa' }, { type: 'bags' }],
  input: { traveller: 'Grace' },
  outcomes: { checkIn: { done: [{ seat: '5A' }] } },
  source: xstate('examples/workflow-finalize-college-app/main.ts'),
});
