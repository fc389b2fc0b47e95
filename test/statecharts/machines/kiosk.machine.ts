/** States that can be gone to directly, some only if a guard allows. */
import { assign, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const kiosk = setup({
  types: {
    context: {} as { isSeated: boolean },
    events: {} as { type: 'sit' } | { type: 'leave' },
  },
  guards: { isSeated: ({ context }) => context.isSeated },
}).createMachine({
  id: 'kiosk',
  context: { isSeated: false },
  initial: 'map',
  states: {
    map: {
      id: 'map',
      route: {},
      on: { sit: { actions: assign({ isSeated: true }) } },
    },
    menu: {
      id: 'menu',
      route: { guard: 'isSeated' },
      initial: 'food',
      on: { leave: { target: 'map', actions: assign({ isSeated: false }) } },
      states: { food: { id: 'food', route: {} }, drinks: { id: 'drinks', route: {} } },
    },
    kitchen: {},
  },
});

export const entry = corpusMachine({
  machine: kiosk,
  events: [
    { type: 'sit' },
    { type: 'leave' },
    { type: 'xstate.route', to: '#menu' },
    { type: 'xstate.route', to: '#drinks' },
    { type: 'xstate.route', to: '#map' },
  ],
  source: xstate('packages/core/test/route.test.ts'),
});
