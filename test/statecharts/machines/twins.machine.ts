/** Two actors side by side, each in a region of its own, and one end for both. */
import { fromPromise, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const twins = setup({
  actors: {
    small: fromPromise(() => Promise.resolve()),
    large: fromPromise(() => Promise.resolve()),
  },
}).createMachine({
  id: 'twins',
  initial: 'Fetching',
  states: {
    Fetching: {
      type: 'parallel',
      onDone: 'Joined',
      states: {
        Small: {
          initial: 'busy',
          states: { busy: { invoke: { src: 'small', onDone: 'end' } }, end: { type: 'final' } },
        },
        Large: {
          initial: 'busy',
          states: { busy: { invoke: { src: 'large', onDone: 'end' } }, end: { type: 'final' } },
        },
      },
    },
    Joined: { type: 'final' },
  },
});

export const entry = corpusMachine({
  machine: twins,
  events: [],
  outcomes: { small: { done: [undefined] }, large: { done: [undefined] } },
  source: xstate('examples/workflow-parallel/main.ts'),
});
