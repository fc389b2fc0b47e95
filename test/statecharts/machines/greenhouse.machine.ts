/** Alarms with dotted names that call actions and change nothing. */
import { setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

interface Alarm<Name extends string> {
  readonly type: `sensor.${Name}`;
  readonly value: number;
}

export const greenhouse = setup({
  types: {
    context: {} as { house: string },
    events: {} as Alarm<'heat'> | Alarm<'frost'> | Alarm<'drought'>,
    input: {} as { house: string },
  },
  actions: {
    openWindows: () => undefined,
    lightStove: () => undefined,
    startPump: () => undefined,
  },
}).createMachine({
  id: 'greenhouse',
  context: ({ input }) => ({ house: input.house }),
  initial: 'Watching',
  states: {
    Watching: {
      on: {
        'sensor.heat': { actions: 'openWindows' },
        'sensor.frost': { actions: 'lightStove' },
        'sensor.drought': { actions: 'startPump' },
      },
    },
  },
});

export const entry = corpusMachine({
  machine: greenhouse,
  events: [
    { type: 'sensor.heat', value: 41 },
    { type: 'sensor.frost', value: -2 },
    { type: 'sensor.drought', value: 3 },
  ],
  input: { house: 'north' },
  source: xstate('examples/workflow-monitor-patient/main.ts'),
});
