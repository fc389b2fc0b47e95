/** A request with a retry by hand and by time. */
import { assign, fromPromise, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const profile = setup({
  types: {
    context: {} as { user: string; city: string | null },
    events: {} as { type: 'open' } | { type: 'again' },
  },
  actors: {
    loadCity: fromPromise(({ input }: { input: { user: string } }) =>
      Promise.resolve({ city: input.user === 'ada' ? 'London' : 'Paris' }),
    ),
  },
}).createMachine({
  id: 'profile',
  context: { user: 'ada', city: null },
  initial: 'closed',
  states: {
    closed: { on: { open: 'loading' } },
    loading: {
      invoke: {
        src: 'loadCity',
        input: ({ context }) => ({ user: context.user }),
        onDone: { target: 'shown', actions: assign({ city: ({ event }) => event.output.city }) },
        onError: 'broken',
      },
    },
    shown: {},
    broken: { after: { 1000: 'loading' }, on: { again: 'loading' } },
  },
});

export const entry = corpusMachine({
  machine: profile,
  events: [{ type: 'open' }, { type: 'again' }],
  outcomes: { loadCity: { done: [{ city: 'London' }], error: [new Error('offline')] } },
  source: xstate('examples/fetch/src/fetchMachine.ts'),
});
