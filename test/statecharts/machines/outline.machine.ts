/** Targets by id and by path, into a compound state that has another initial state. */
import { setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const outline = setup({
  types: {
    events: {} as { type: 'fold' } | { type: 'leaf' } | { type: 'leave' } | { type: 'back' },
  },
}).createMachine({
  id: 'outline',
  initial: 'tree',
  states: {
    tree: {
      initial: 'open',
      on: { leave: 'page' },
      states: { folded: { on: { leaf: '#page' } }, open: { on: { fold: 'folded' } } },
    },
    page: { id: 'page', on: { back: 'tree.folded' } },
  },
});

export const entry = corpusMachine({
  machine: outline,
  events: [{ type: 'fold' }, { type: 'leaf' }, { type: 'leave' }, { type: 'back' }],
  source: xstate('packages/core/test/examples/6.6.test.ts'),
});
