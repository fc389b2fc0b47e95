/** Three actors one after another inside a state that is done; each failure leads out of it by id. */
import { assign, fromPromise, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const arrival = setup({
  types: {
    context: {} as { guest: { name: string; nights: number } | null },
    events: {} as { type: 'guest arrives'; name: string; nights: number },
  },
  actors: {
    writeRegister: fromPromise(() => Promise.resolve()),
    findRoom: fromPromise(() => Promise.resolve(12)),
    cutKey: fromPromise(() => Promise.resolve()),
  },
}).createMachine({
  id: 'arrival',
  context: { guest: null },
  initial: 'Desk',
  states: {
    Desk: {
      on: {
        'guest arrives': {
          target: 'Checking In',
          actions: assign({ guest: ({ event: { name, nights } }) => ({ name, nights }) }),
        },
      },
    },
    'Checking In': {
      initial: 'Register',
      states: {
        Register: { invoke: { src: 'writeRegister', onDone: 'Room', onError: '#End' } },
        Room: { invoke: { src: 'findRoom', onDone: 'Key', onError: '#End' } },
        Key: { invoke: { src: 'cutKey', onDone: 'Done', onError: '#End' } },
        Done: { type: 'final' },
      },
      onDone: { target: 'End', actions: assign({ guest: null }) },
    },
    End: { id: 'End', type: 'final' },
  },
});

export const entry = corpusMachine({
  machine: arrival,
  events: [{ type: 'guest arrives', name: 'Kim', nights: 2 }],
  outcomes: {
    writeRegister: { done: [undefined], error: [new Error('no pen')] },
    findRoom: { done: [12], error: [new Error('full')] },
    cutKey: { done: [undefined], error: [new Error('no blanks')] },
  },
  source: xstate('examples/workflow-new-patient-onboarding/main.ts'),
});
