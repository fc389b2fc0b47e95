/** Two levels below the root; events that a parent, a child or both take. */
import { setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const turntable = setup({
  types: {
    events: {} as
      | { type: 'put record' }
      | { type: 'take record' }
      | { type: 'lower' }
      | { type: 'lift' }
      | { type: 'stop' }
      | { type: 'groove ends' }
      | { type: 'skip' }
      | { type: 'blink' },
  },
}).createMachine({
  id: 'turntable',
  initial: 'empty',
  states: {
    empty: { on: { 'put record': 'covered' } },
    covered: {
      initial: 'resting',
      on: { 'take record': 'empty' },
      states: {
        resting: { on: { lower: 'sounding' } },
        sounding: {
          on: { stop: 'resting', 'groove ends': 'resting', skip: 'sounding', lift: 'lifted' },
        },
        lifted: {
          initial: 'bright',
          on: { lift: 'sounding', lower: 'sounding', stop: 'resting' },
          states: { bright: { on: { blink: 'dim' } }, dim: { on: { blink: 'bright' } } },
        },
      },
    },
  },
});

export const entry = corpusMachine({
  machine: turntable,
  events: [
    { type: 'put record' },
    { type: 'take record' },
    { type: 'lower' },
    { type: 'lift' },
    { type: 'stop' },
    { type: 'groove ends' },
    { type: 'skip' },
    { type: 'blink' },
  ],
  source: xstate('packages/core/test/examples/cd.test.ts'),
});
