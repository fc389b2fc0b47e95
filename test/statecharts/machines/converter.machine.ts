/** Two fields that follow each other, for text that is a number. */
import { assign, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

const KM_PER_MILE = 1.609344;
const isBlank = (text: string): boolean => text.trim() === '';

export const converter = setup({
  types: {
    context: {} as { km: number | undefined; miles: number | undefined },
    events: {} as { type: 'km.type'; text: string } | { type: 'miles.type'; text: string },
  },
  guards: { isNumber: ({ event }) => !Number.isNaN(Number(event.text)) },
  actions: {
    fromKm: assign(({ event }) =>
      isBlank(event.text)
        ? { km: undefined, miles: undefined }
        : { km: Number(event.text), miles: Math.round(Number(event.text) / KM_PER_MILE) },
    ),
    fromMiles: assign(({ event }) =>
      isBlank(event.text)
        ? { km: undefined, miles: undefined }
        : { miles: Number(event.text), km: Math.round(Number(event.text) * KM_PER_MILE) },
    ),
  },
}).createMachine({
  id: 'converter',
  context: { km: undefined, miles: undefined },
  initial: 'editing',
  states: {
    editing: {
      on: {
        'km.type': { target: 'editing', guard: 'isNumber', actions: { type: 'fromKm' } },
        'miles.type': { target: 'editing', guard: 'isNumber', actions: { type: 'fromMiles' } },
      },
    },
  },
});

export const entry = corpusMachine({
  machine: converter,
  events: [
    { type: 'km.type', text: '8' },
    { type: 'km.type', text: ' ' },
    { type: 'km.type', text: 'eight' },
    { type: 'miles.type', text: '26' },
    { type: 'miles.type', text: 'far' },
  ],
  source: xstate('examples/7guis-2-temperature-vue/src/tempMachine.ts'),
});
