/** Many microsteps for one event: eventless chains, raised events, regions that wake one another. */
import { assign, raise, setup, stateIn } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const dominoes = setup({
  types: {
    context: {} as { fallen: number },
    events: {} as { type: 'push' } | { type: 'thud' } | { type: 'set up' },
  },
  actions: { count: assign({ fallen: ({ context }) => context.fallen + 1 }) },
  guards: { hasSpace: ({ context }) => context.fallen < 6 },
}).createMachine({
  id: 'dominoes',
  type: 'parallel',
  context: { fallen: 0 },
  states: {
    row: {
      initial: 'standing',
      states: {
        standing: { on: { push: { guard: 'hasSpace', target: 'first' } } },
        first: { entry: 'count', always: 'second' },
        second: {
          entry: ['count', raise({ type: 'thud' })],
          always: [
            { guard: ({ context }) => context.fallen > 10, target: 'standing' },
            { guard: stateIn({ bell: 'rung' }), target: 'third' },
          ],
        },
        third: {
          entry: 'count',
          on: { 'set up': { target: 'standing', actions: assign({ fallen: 0 }) } },
        },
      },
    },
    bell: {
      initial: 'hanging',
      states: {
        hanging: { on: { thud: 'rung' } },
        rung: { always: { guard: stateIn({ row: 'standing' }), target: 'hanging' } },
      },
    },
  },
});

export const entry = corpusMachine({
  machine: dominoes,
  events: [{ type: 'push' }, { type: 'set up' }],
  source: xstate('packages/core/test/transient.test.ts'),
});
