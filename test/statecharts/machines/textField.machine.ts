/** A field with focus and validation side by side, both off while it is disabled; the callback looks at the text it was given. */
import type { EventObject } from 'xstate';
import { assign, fromCallback, setup } from 'xstate';
import { catalogue, corpusMachine } from '../CorpusMachine.js';

export const textField = setup({
  types: {
    context: {} as { text: string; reason: string },
    events: {} as
      | { type: 'focus' }
      | { type: 'blur' }
      | { type: 'type'; text: string }
      | { type: 'refuse'; reason: string }
      | { type: 'accept' }
      | { type: 'disable' }
      | { type: 'enable' },
  },
  actors: {
    inspectText: fromCallback<EventObject, { text: string }>(({ input, sendBack }) => {
      sendBack(input.text === '' ? { type: 'refuse', reason: 'no text' } : { type: 'accept' });
    }),
  },
}).createMachine({
  id: 'textField',
  context: { text: '', reason: '' },
  initial: 'enabled',
  states: {
    enabled: {
      type: 'parallel',
      on: { disable: 'disabled' },
      states: {
        focus: {
          initial: 'elsewhere',
          states: { here: { on: { blur: 'elsewhere' } }, elsewhere: { on: { focus: 'here' } } },
        },
        validity: {
          initial: 'unknown',
          on: {
            type: {
              target: '.unknown',
              actions: assign({ text: ({ event }) => event.text, reason: '' }),
            },
          },
          states: {
            unknown: {
              invoke: { src: 'inspectText', input: ({ context }) => ({ text: context.text }) },
              on: {
                refuse: {
                  target: 'invalid',
                  actions: assign({ reason: ({ event }) => event.reason }),
                },
                accept: 'valid',
              },
            },
            valid: { tags: ['ok'] },
            invalid: { tags: ['error'] },
          },
        },
      },
    },
    disabled: { on: { enable: 'enabled' } },
  },
});

export const entry = corpusMachine({
  machine: textField,
  events: [
    { type: 'focus' },
    { type: 'blur' },
    { type: 'type', text: 'a' },
    { type: 'type', text: '' },
    { type: 'disable' },
    { type: 'enable' },
  ],
  outcomes: {
    inspectText: { events: [{ type: 'refuse', reason: 'no text' }, { type: 'accept' }] },
  },
  source: catalogue('form-input'),
});
