/** A machine that another one runs as a step of its own: the same actor twice, with inputs of its own. */
import { assign, fromPromise, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

const ask = fromPromise(({ input }: { input: { text: string } }) =>
  Promise.resolve({ answer: input.text.toUpperCase() }),
);

export const stops = setup({
  types: { context: {} as { name: string | undefined } },
  actors: { ask },
}).createMachine({
  id: 'stops',
  context: { name: undefined },
  initial: 'First',
  states: {
    First: {
      invoke: {
        src: 'ask',
        input: { text: 'Who are you?' },
        onDone: { target: 'Second', actions: assign({ name: ({ event }) => event.output.answer }) },
      },
    },
    Second: {
      invoke: {
        src: 'ask',
        input: ({ context }) => ({ text: `Ready, ${context.name ?? 'stranger'}?` }),
        onDone: 'End',
      },
    },
    End: { type: 'final' },
  },
});

export const tour = setup({ actors: { stops } }).createMachine({
  id: 'tour',
  initial: 'Walking',
  states: { Walking: { invoke: { src: 'stops', onDone: 'Home' } }, Home: { type: 'final' } },
});

export const entry = corpusMachine({
  machine: tour,
  events: [],
  outcomes: { stops: { done: [undefined] } },
  source: xstate('examples/workflow-async-subflow/main.ts'),
});
