/** A question about a visit: a form with a guard, and an event that every state takes. */
import { assign, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const survey = setup({
  types: {
    context: {} as { comment: string },
    events: {} as
      | { type: 'answer.yes' }
      | { type: 'answer.no' }
      | { type: 'comment.edit'; text: string }
      | { type: 'send' }
      | { type: 'return' }
      | { type: 'dismiss' }
      | { type: 'reopen' },
  },
  guards: { hasComment: ({ context }) => context.comment !== '' },
}).createMachine({
  id: 'survey',
  context: { comment: '' },
  initial: 'asking',
  on: { dismiss: '.dismissed' },
  states: {
    asking: { on: { 'answer.yes': 'grateful', 'answer.no': 'explaining' } },
    explaining: {
      on: {
        'comment.edit': { actions: assign({ comment: ({ event }) => event.text }) },
        return: 'asking',
        send: { guard: 'hasComment', target: 'grateful' },
      },
    },
    grateful: {},
    dismissed: { on: { reopen: { target: 'asking', actions: assign({ comment: '' }) } } },
  },
});

export const entry = corpusMachine({
  machine: survey,
  events: [
    { type: 'answer.yes' },
    { type: 'answer.no' },
    { type: 'comment.edit', text: 'too loud' },
    { type: 'comment.edit', text: '' },
    { type: 'send' },
    { type: 'return' },
    { type: 'dismiss' },
    { type: 'reopen' },
  ],
  source: xstate('templates/react-ts/src/feedbackMachine.ts'),
});
