/** Four independent regions, and a root that enters itself again. */
import { setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const lettering = setup({
  types: {
    events: {} as
      | { type: 'thick' }
      | { type: 'slanted' }
      | { type: 'struck' }
      | { type: 'left' }
      | { type: 'centred' }
      | { type: 'right' }
      | { type: 'plain' },
  },
}).createMachine({
  id: 'lettering',
  type: 'parallel',
  on: { plain: { target: '#lettering', reenter: true } },
  states: {
    weight: {
      initial: 'off',
      states: { on: { on: { thick: 'off' } }, off: { on: { thick: 'on' } } },
    },
    slant: {
      initial: 'off',
      states: { on: { on: { slanted: 'off' } }, off: { on: { slanted: 'on' } } },
    },
    strike: {
      initial: 'off',
      states: { on: { on: { struck: 'off' } }, off: { on: { struck: 'on' } } },
    },
    side: {
      initial: 'left',
      states: {
        left: { on: { centred: 'centre', right: 'right' } },
        centre: { on: { left: 'left', right: 'right' } },
        right: { on: { left: 'left', centred: 'centre' } },
      },
    },
  },
});

export const entry = corpusMachine({
  machine: lettering,
  events: [
    { type: 'thick' },
    { type: 'slanted' },
    { type: 'struck' },
    { type: 'left' },
    { type: 'centred' },
    { type: 'right' },
    { type: 'plain' },
  ],
  source: xstate('packages/core/test/parallel.test.ts'),
});
