/** A traffic light that counts its rounds, so that its state space is infinite. */
import { assign, setup } from 'xstate';

export const trafficLight = setup({
  types: { context: {} as { rounds: number }, events: {} as { type: 'next' } | { type: 'fault' } },
}).createMachine({
  id: 'light',
  context: { rounds: 0 },
  initial: 'Red',
  states: {
    Red: { on: { next: 'Green', fault: 'Blinking' } },
    Green: { on: { next: 'Amber', fault: 'Blinking' } },
    Amber: {
      on: {
        next: { target: 'Red', actions: assign({ rounds: ({ context }) => context.rounds + 1 }) },
        fault: 'Blinking',
      },
    },
    Blinking: { on: { next: 'Red' } },
  },
});
