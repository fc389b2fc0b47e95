/** A request that is tried at most three times. */
import { assign, setup } from 'xstate';

const MAX_TRIES = 3;

export const fetcher = setup({
  types: {
    context: {} as { tries: number },
    events: {} as { type: 'fetch' } | { type: 'resolve' } | { type: 'reject' } | { type: 'retry' },
  },
  guards: { mayRetry: ({ context }) => context.tries < MAX_TRIES },
  actions: { count: assign({ tries: ({ context }) => context.tries + 1 }) },
}).createMachine({
  id: 'fetcher',
  context: { tries: 0 },
  initial: 'Idle',
  states: {
    Idle: { on: { fetch: { target: 'Loading', actions: 'count' } } },
    Loading: { on: { resolve: 'Success', reject: 'Failure' } },
    Failure: { on: { retry: { target: 'Loading', guard: 'mayRetry', actions: 'count' } } },
    Success: { type: 'final' },
  },
});
