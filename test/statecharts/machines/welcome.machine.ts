/** A text made from the input by an actor, and returned as the machine's output. */
import { assign, fromPromise, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const welcome = setup({
  types: {
    context: {} as { guest: string; text: string },
    input: {} as { guest: string },
    output: {} as { text: string },
  },
  actors: {
    compose: fromPromise(({ input }: { input: { guest: string } }) =>
      Promise.resolve(`Good morning, ${input.guest}`),
    ),
  },
}).createMachine({
  id: 'welcome',
  context: ({ input }) => ({ guest: input.guest, text: '' }),
  initial: 'Composing',
  states: {
    Composing: {
      invoke: {
        src: 'compose',
        input: ({ context }) => ({ guest: context.guest }),
        onDone: { target: 'Spoken', actions: assign({ text: ({ event }) => event.output }) },
      },
    },
    Spoken: { type: 'final' },
  },
  output: ({ context }) => ({ text: context.text }),
});

export const entry = corpusMachine({
  machine: welcome,
  events: [],
  input: { guest: 'Ida' },
  outcomes: { compose: { done: ['Good morning, Ida'], error: [new Error('speechless')] } },
  source: xstate('examples/workflow-greeting/main.ts'),
});
