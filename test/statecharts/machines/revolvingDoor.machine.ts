/** Transitions to oneself, to a child, to a parent: with and without leaving the state. */
import { assign, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const revolvingDoor = setup({
  types: {
    context: {} as { entered: number; left: number },
    events: {} as
      | { type: 'same' }
      | { type: 'again' }
      | { type: 'child' }
      | { type: 'child again' }
      | { type: 'up' }
      | { type: 'up again' }
      | { type: 'nothing' },
  },
  actions: {
    countIn: assign({ entered: ({ context }) => (context.entered + 1) % 3 }),
    countOut: assign({ left: ({ context }) => (context.left + 1) % 3 }),
  },
}).createMachine({
  id: 'revolvingDoor',
  context: { entered: 0, left: 0 },
  initial: 'hall',
  states: {
    hall: {
      id: 'hall',
      initial: 'east',
      entry: 'countIn',
      exit: 'countOut',
      on: {
        same: { target: 'hall' },
        again: { target: 'hall', reenter: true },
        child: '.west',
        'child again': { target: '.west', reenter: true },
        nothing: { reenter: false },
      },
      states: {
        east: { on: { up: '#hall', nothing: { actions: 'countIn' } } },
        west: { on: { 'up again': { target: '#hall', reenter: true }, same: 'west' } },
      },
    },
  },
});

export const entry = corpusMachine({
  machine: revolvingDoor,
  events: [
    { type: 'same' },
    { type: 'again' },
    { type: 'child' },
    { type: 'child again' },
    { type: 'up' },
    { type: 'up again' },
    { type: 'nothing' },
  ],
  source: xstate('packages/core/test/internalTransitions.test.ts'),
});
