/** Shallow history without a default. */
import { setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const drawer = setup({
  types: {
    events: {} as
      { type: 'next' } | { type: 'far' } | { type: 'home' } | { type: 'close' } | { type: 'open' },
  },
}).createMachine({
  id: 'drawer',
  initial: 'opened',
  states: {
    opened: {
      initial: 'spoons',
      on: { close: 'closed' },
      states: {
        spoons: { on: { next: 'forks' } },
        forks: { on: { next: 'knives' } },
        corkscrews: { on: { next: 'spoons' } },
        knives: { on: { home: 'spoons', far: 'corkscrews' } },
        last: { type: 'history' },
      },
    },
    closed: { on: { open: 'opened.last' } },
  },
});

export const entry = corpusMachine({
  machine: drawer,
  events: [
    { type: 'next' },
    { type: 'far' },
    { type: 'home' },
    { type: 'close' },
    { type: 'open' },
  ],
  source: xstate('packages/core/test/examples/6.8.test.ts'),
});
