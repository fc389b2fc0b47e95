/** Six levels, each with an event for itself, a way out and actions on entry and exit; deep history from the outside. */
import { setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const matryoshka = setup({
  types: {
    events: {} as
      | { type: 'open' }
      | { type: 'close' }
      | { type: 'shelve' }
      | { type: 'take' }
      | { type: 'shake' },
  },
  actions: { click: () => undefined, clack: () => undefined },
}).createMachine({
  id: 'matryoshka',
  initial: 'doll',
  states: {
    doll: {
      id: 'doll',
      initial: 'shut',
      entry: 'click',
      exit: 'clack',
      on: { shelve: 'shelf', shake: { target: 'doll', reenter: true } },
      states: {
        shut: { on: { open: 'second' } },
        second: {
          initial: 'shut',
          entry: 'click',
          exit: 'clack',
          on: { close: 'shut' },
          states: {
            shut: { on: { open: 'third' } },
            third: {
              initial: 'shut',
              entry: 'click',
              exit: 'clack',
              on: { close: 'shut' },
              states: {
                shut: { on: { open: 'fourth' } },
                fourth: {
                  initial: 'shut',
                  entry: 'click',
                  exit: 'clack',
                  on: { close: 'shut' },
                  states: {
                    shut: { on: { open: 'fifth' } },
                    fifth: {
                      initial: 'shut',
                      entry: 'click',
                      exit: 'clack',
                      on: { close: 'shut' },
                      states: {
                        shut: { on: { open: 'smallest' } },
                        smallest: { id: 'smallest', on: { open: '#doll' } },
                      },
                    },
                  },
                },
              },
            },
          },
        },
        asBefore: { type: 'history', history: 'deep', target: '#smallest' },
      },
    },
    shelf: { on: { take: 'doll.asBefore', open: '#smallest' } },
  },
});

export const entry = corpusMachine({
  machine: matryoshka,
  events: [
    { type: 'open' },
    { type: 'close' },
    { type: 'shelve' },
    { type: 'take' },
    { type: 'shake' },
  ],
  source: xstate('packages/core/test/deep.test.ts'),
});
