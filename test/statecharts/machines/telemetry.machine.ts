/** Wildcards: of all events, of those that begin alike, one inside another; the more special descriptor wins. */
import { assign, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const telemetry = setup({
  types: {
    context: {} as { last: string },
    events: {} as
      | { type: 'pointer' }
      | { type: 'pointer.down' }
      | { type: 'pointer.move.fast' }
      | { type: 'key.down'; code: string }
      | { type: 'focus' },
  },
  actions: { note: assign({ last: (_, params: { as: string }) => params.as }) },
}).createMachine({
  id: 'telemetry',
  context: { last: '' },
  initial: 'asleep',
  on: { '*': { actions: { type: 'note', params: { as: 'anything' } } } },
  states: {
    asleep: { on: { 'pointer.*': 'awake', 'key.*': { target: 'awake.typing' } } },
    awake: {
      initial: 'pointing',
      on: { focus: {}, 'pointer.move.*': { target: '.pointing', reenter: true } },
      states: {
        pointing: {
          on: {
            'pointer.down': { actions: { type: 'note', params: { as: 'press' } } },
            'pointer.*': { actions: { type: 'note', params: { as: 'pointer' } } },
            'key.down': [
              { guard: ({ event }) => event.code === 'Escape', target: '#telemetry.asleep' },
              { target: 'typing' },
            ],
          },
        },
        typing: { on: { '*': 'pointing', 'key.*': {} } },
      },
    },
  },
});

export const entry = corpusMachine({
  machine: telemetry,
  events: [
    { type: 'pointer' },
    { type: 'pointer.down' },
    { type: 'pointer.move.fast' },
    { type: 'key.down', code: 'Escape' },
    { type: 'key.down', code: 'a' },
    { type: 'focus' },
  ],
  source: xstate('packages/core/test/eventDescriptors.test.ts'),
});
