/** A line of text that is read, edited, saved; tags say what to show. The root takes back what was typed. */
import { assign, fromPromise, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const nameplate = setup({
  types: {
    context: {} as { saved: string; typed: string },
    events: {} as
      { type: 'edit' } | { type: 'type'; text: string } | { type: 'save' } | { type: 'undo' },
    input: {} as { text: string },
    tags: {} as 'view' | 'input' | 'busy',
  },
  actors: { store: fromPromise(() => Promise.resolve(true)) },
}).createMachine({
  id: 'nameplate',
  context: ({ input }) => ({ saved: input.text, typed: input.text }),
  initial: 'viewing',
  states: {
    viewing: { tags: 'view', on: { edit: 'typing' } },
    typing: {
      tags: 'input',
      on: { type: { actions: assign({ typed: ({ event }) => event.text }) }, save: 'storing' },
    },
    storing: {
      tags: ['input', 'busy'],
      invoke: {
        src: 'store',
        onDone: {
          target: 'viewing',
          actions: assign({ saved: ({ context }) => context.typed }),
        },
      },
    },
  },
  on: {
    undo: { target: '.viewing', actions: assign({ typed: ({ context }) => context.saved }) },
  },
});

export const entry = corpusMachine({
  machine: nameplate,
  events: [{ type: 'edit' }, { type: 'type', text: 'Dr. Who' }, { type: 'save' }, { type: 'undo' }],
  input: { text: 'Mr. Who' },
  outcomes: { store: { done: [true] } },
  source: xstate('examples/friends-list-react/src/friendMachine.ts'),
});
