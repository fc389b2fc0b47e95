/** A loop of an eventless decision and a delay, with numbers from the input. */
import { assign, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const kettle = setup({
  types: {
    context: {} as { degrees: number; goal: number },
    input: {} as { degrees: number; goal: number },
  },
}).createMachine({
  id: 'kettle',
  context: ({ input }) => ({ ...input }),
  initial: 'Measure',
  states: {
    Measure: {
      always: [
        { guard: ({ context }) => context.degrees < context.goal, target: 'Heat' },
        { target: 'Boiling' },
      ],
    },
    Heat: {
      after: {
        500: {
          target: 'Measure',
          actions: assign({ degrees: ({ context }) => context.degrees + 20 }),
        },
      },
    },
    Boiling: { type: 'final' },
  },
});

export const entry = corpusMachine({
  machine: kettle,
  events: [],
  input: { degrees: 20, goal: 100 },
  source: xstate('examples/workflow-filling-water/main.ts'),
});
