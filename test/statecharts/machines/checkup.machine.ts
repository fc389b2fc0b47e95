/** Four actors in one state, in a machine that another one invokes again and again. */
import { assign, fromPromise, log, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

interface Values {
  readonly pulse: number | null;
  readonly fever: number | null;
  readonly weight: number | null;
  readonly mood: number | null;
}

export const nurse = setup({
  types: { context: {} as Values, output: {} as Values },
  actors: {
    takePulse: fromPromise(() => Promise.resolve(70)),
    takeFever: fromPromise(() => Promise.resolve(37)),
    takeWeight: fromPromise(() => Promise.resolve(61)),
    takeMood: fromPromise(() => Promise.resolve(9)),
  },
}).createMachine({
  id: 'nurse',
  context: { pulse: null, fever: null, weight: null, mood: null },
  initial: 'Measuring',
  states: {
    Measuring: {
      invoke: [
        {
          src: 'takePulse',
          onDone: { actions: assign({ pulse: ({ event }) => event.output }) },
        },
        {
          src: 'takeFever',
          onDone: { actions: assign({ fever: ({ event }) => event.output }) },
        },
        {
          src: 'takeWeight',
          onDone: { actions: assign({ weight: ({ event }) => event.output }) },
        },
        { src: 'takeMood', onDone: { actions: assign({ mood: ({ event }) => event.output }) } },
      ],
      always: {
        guard: ({ context: { fever, mood, pulse, weight } }) =>
          [fever, mood, pulse, weight].every((value) => value !== null),
        target: 'Measured',
      },
    },
    Measured: { type: 'final' },
  },
  output: ({ context }) => context,
});

export const checkup = setup({
  types: { events: {} as { type: 'come in' } | { type: 'go home' } },
  actors: { nurse },
}).createMachine({
  id: 'checkup',
  initial: 'Outside',
  states: {
    Outside: { on: { 'come in': 'Examining' } },
    Examining: {
      invoke: { src: 'nurse', onDone: { target: 'Resting', actions: () => undefined } },
    },
    Resting: { after: { 1000: 'Examining' } },
  },
  on: { 'go home': { target: '.Outside', actions: log('good bye', 'door') } },
});

export const nurseEntry = corpusMachine({
  machine: nurse,
  events: [],
  outcomes: {
    takePulse: { done: [70] },
    takeFever: { done: [37, 40] },
    takeWeight: { done: [61] },
    takeMood: { done: [9] },
  },
  source: xstate('examples/workflow-car-vitals/main.ts'),
});

export const entry = corpusMachine({
  machine: checkup,
  events: [{ type: 'come in' }, { type: 'go home' }],
  outcomes: { nurse: { done: [{ pulse: 70, fever: 37, weight: 61, mood: 9 }] } },
  source: xstate('examples/workflow-car-vitals/main.ts'),
});
