/** A recipe: a parallel state inside a compound one, both of which are done. */
import { setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const bread = setup({
  types: {
    events: {} as
      { type: 'go on' } | { type: 'dough rose' } | { type: 'oven hot' } | { type: 'once more' },
  },
}).createMachine({
  id: 'bread',
  initial: 'shopping',
  states: {
    shopping: { on: { 'go on': 'preparing' } },
    preparing: {
      initial: 'kneading',
      onDone: 'baking',
      states: {
        kneading: { on: { 'go on': 'waiting' } },
        waiting: {
          type: 'parallel',
          onDone: 'ready',
          states: {
            dough: {
              initial: 'rising',
              states: { rising: { on: { 'dough rose': 'risen' } }, risen: { type: 'final' } },
            },
            oven: {
              initial: 'heating',
              states: { heating: { on: { 'oven hot': 'hot' } }, hot: { type: 'final' } },
            },
          },
        },
        ready: { type: 'final' },
      },
    },
    baking: { on: { 'go on': 'cooling' } },
    cooling: { on: { 'go on': 'eating' } },
    eating: { on: { 'once more': 'shopping' } },
  },
});

export const entry = corpusMachine({
  machine: bread,
  events: [{ type: 'go on' }, { type: 'dough rose' }, { type: 'oven hot' }, { type: 'once more' }],
  source: xstate('examples/persisted-donut-maker/donutMachine.ts'),
});
