/** A search that waits for a pause: a raised event with a delay that each key cancels. */
import { assign, cancel, fromPromise, raise, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const typeahead = setup({
  types: {
    context: {} as { text: string; hits: ReadonlyArray<string> },
    events: {} as { type: 'key'; text: string } | { type: 'pause' } | { type: 'escape' },
  },
  delays: { short: 300, long: 900 },
  actors: {
    search: fromPromise(({ input }: { input: { text: string } }) =>
      Promise.resolve([`${input.text}-1`, `${input.text}-2`]),
    ),
  },
}).createMachine({
  id: 'typeahead',
  context: { text: '', hits: [] },
  initial: 'empty',
  on: {
    key: {
      target: '.pausing',
      actions: [
        cancel('pause'),
        assign({ text: ({ event }) => event.text }),
        raise({ type: 'pause' }, { delay: 'short', id: 'pause' }),
      ],
    },
    escape: { target: '.empty', actions: [cancel('pause'), assign({ text: '' })] },
  },
  states: {
    empty: { entry: assign({ hits: [] }) },
    pausing: { on: { pause: 'searching' } },
    searching: {
      invoke: {
        src: 'search',
        input: ({ context }) => ({ text: context.text }),
        onDone: { target: 'listing', actions: assign({ hits: ({ event }) => event.output }) },
        onError: 'empty',
      },
      after: { long: 'empty' },
    },
    listing: {},
  },
});

export const entry = corpusMachine({
  machine: typeahead,
  events: [{ type: 'key', text: 'ab' }, { type: 'key', text: 'abc' }, { type: 'escape' }],
  outcomes: { search: { done: [['ab-1']], error: [new Error('offline')] } },
  source: xstate('packages/core/test/predictableExec.test.ts'),
});
