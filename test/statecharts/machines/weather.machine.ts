/** Readings collected for an hour, if both came: a guard on a delay with a name. */
import { assign, fromPromise, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

type Reading = number | null;

export const weather = setup({
  types: {
    context: {} as { wind: Reading; rain: Reading },
    events: {} as
      | { type: 'wind'; station: string; speed: number }
      | { type: 'rain'; station: string; mm: number },
  },
  delays: { hour: 3_600_000 },
  actors: {
    publish: fromPromise(({ input }: { input: { wind: Reading; rain: Reading } }) =>
      Promise.resolve(`${String(input.wind)} m/s, ${String(input.rain)} mm`),
    ),
  },
}).createMachine({
  id: 'weather',
  context: { wind: null, rain: null },
  initial: 'Collecting',
  states: {
    Collecting: {
      entry: assign({ wind: null, rain: null }),
      on: {
        wind: { actions: assign({ wind: ({ event }) => event.speed }) },
        rain: { actions: assign({ rain: ({ event }) => event.mm }) },
      },
      after: {
        hour: {
          guard: ({ context }) => context.wind !== null && context.rain !== null,
          target: 'Publishing',
        },
      },
    },
    Publishing: {
      invoke: {
        src: 'publish',
        input: ({ context }) => ({ wind: context.wind, rain: context.rain }),
        onDone: 'Collecting',
      },
    },
  },
});

export const entry = corpusMachine({
  machine: weather,
  events: [
    { type: 'wind', station: 'hill', speed: 8 },
    { type: 'rain', station: 'hill', mm: 2 },
  ],
  outcomes: { publish: { done: ['8 m/s, 2 mm'] } },
  source: xstate('examples/workflow-accumulate-room-readings/main.ts'),
});
