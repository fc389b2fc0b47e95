/** Two regions under a parallel root; a guard asks for the state of the other region, alone and combined. */
import { and, not, or, setup, stateIn } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const airlock = setup({
  types: {
    events: {} as { type: 'inner' } | { type: 'outer' } | { type: 'pump' } | { type: 'alarm' },
  },
  guards: { hasPower: () => true },
}).createMachine({
  id: 'airlock',
  type: 'parallel',
  states: {
    innerDoor: {
      initial: 'shut',
      states: {
        shut: {
          on: { inner: { target: 'ajar', guard: and(['hasPower', stateIn('#filled')]) } },
        },
        ajar: { on: { inner: 'shut' } },
      },
    },
    outerDoor: {
      initial: 'shut',
      states: {
        shut: {
          on: { outer: { target: 'ajar', guard: stateIn({ innerDoor: 'shut', air: 'drained' }) } },
        },
        ajar: { on: { outer: 'shut' } },
      },
    },
    air: {
      initial: 'present',
      states: {
        present: {
          id: 'filled',
          on: { pump: { target: 'drained', guard: not(stateIn({ innerDoor: 'ajar' })) } },
        },
        drained: {
          on: {
            pump: {
              target: 'present',
              guard: not(or([stateIn({ outerDoor: 'ajar' }), stateIn({ innerDoor: 'ajar' })])),
            },
          },
        },
      },
    },
  },
});

export const entry = corpusMachine({
  machine: airlock,
  events: [{ type: 'inner' }, { type: 'outer' }, { type: 'pump' }, { type: 'alarm' }],
  source: xstate('packages/core/test/examples/6.16.test.ts'),
});
