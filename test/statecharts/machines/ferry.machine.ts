/** A booking of one or two crossings: events of the parent and the children, targets by full id, names of guards with a question mark. */
import { assertEvent, assign, fromPromise, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

const TODAY = 100;

export const ferry = setup({
  types: {
    context: {} as { out: number; back: number },
    events: {} as
      | { type: 'toggle return' }
      | { type: 'out.set'; day: number }
      | { type: 'back.set'; day: number }
      | { type: 'buy single' }
      | { type: 'buy return' },
  },
  actions: {
    setOut: assign(({ event }) => {
      assertEvent(event, 'out.set');
      return { out: event.day };
    }),
    setBack: assign(({ event }) => {
      assertEvent(event, 'back.set');
      return { back: event.day };
    }),
  },
  actors: { reserve: fromPromise(() => Promise.resolve({ cabin: 7 })) },
  guards: {
    'is out ok?': ({ context }) => context.out >= TODAY,
    'is back ok?': ({ context }) => context.out >= TODAY && context.back > context.out,
  },
}).createMachine({
  id: 'ferry',
  context: { out: TODAY, back: TODAY + 1 },
  initial: 'planning',
  states: {
    planning: {
      initial: 'single',
      on: { 'out.set': { actions: { type: 'setOut' } } },
      states: {
        single: {
          on: {
            'toggle return': 'return',
            'buy single': { target: '#ferry.reserving', guard: { type: 'is out ok?' } },
          },
        },
        return: {
          on: {
            'toggle return': 'single',
            'back.set': { actions: { type: 'setBack' } },
            'buy return': { target: '#ferry.reserving', guard: { type: 'is back ok?' } },
          },
        },
      },
    },
    reserving: { invoke: { src: 'reserve', onDone: 'reserved', onError: 'planning' } },
    reserved: { type: 'final' },
  },
});

export const entry = corpusMachine({
  machine: ferry,
  events: [
    { type: 'toggle return' },
    { type: 'out.set', day: TODAY - 1 },
    { type: 'out.set', day: TODAY + 2 },
    { type: 'back.set', day: TODAY + 1 },
    { type: 'back.set', day: TODAY + 3 },
    { type: 'buy single' },
    { type: 'buy return' },
  ],
  outcomes: { reserve: { done: [{ cabin: 7 }], error: [new Error('full')] } },
  source: xstate('examples/7guis-flight-booker-react/src/machines/flightMachine.ts'),
});
