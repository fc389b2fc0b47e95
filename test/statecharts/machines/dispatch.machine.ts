/** Candidates for a failure, told apart by its message, into the children of another state. */
import { fromPromise, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

interface Goods {
  readonly sender: string;
  readonly weight: number;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : '');

export const dispatch = setup({
  types: { context: {} as { goods: Goods }, input: {} as { goods: Goods } },
  actors: {
    weigh: fromPromise(({ input: { goods } }: { input: { goods: Goods } }) => {
      if (goods.sender === '') return Promise.reject(new Error('no sender'));
      if (goods.weight <= 0) return Promise.reject(new Error('no weight'));
      return Promise.resolve(goods.weight);
    }),
    ship: fromPromise(() => Promise.resolve()),
    searchSender: fromPromise(() => Promise.resolve()),
    searchScales: fromPromise(() => Promise.resolve()),
  },
}).createMachine({
  id: 'dispatch',
  context: ({ input }) => ({ goods: input.goods }),
  initial: 'Weighing',
  states: {
    Weighing: {
      invoke: {
        src: 'weigh',
        input: ({ context }) => ({ goods: context.goods }),
        onDone: 'Shipping',
        onError: [
          {
            guard: ({ event }) => messageOf(event.error) === 'no sender',
            target: 'Trouble.Sender',
          },
          {
            guard: ({ event }) => messageOf(event.error) === 'no weight',
            target: 'Trouble.Weight',
          },
        ],
      },
    },
    Shipping: { invoke: { src: 'ship', onDone: 'End' } },
    End: { type: 'final' },
    Trouble: {
      initial: 'Sender',
      onDone: 'End',
      states: {
        Sender: { invoke: { src: 'searchSender', onDone: 'End' } },
        Weight: { invoke: { src: 'searchScales', onDone: 'End' } },
        End: { type: 'final' },
      },
    },
  },
});

export const entry = corpusMachine({
  machine: dispatch,
  events: [],
  input: { goods: { sender: '', weight: 3 } },
  outcomes: {
    weigh: {
      done: [3],
      error: [new Error('no sender'), new Error('no weight'), new Error('scales on fire')],
    },
    ship: { done: [undefined] },
    searchSender: { done: [undefined] },
    searchScales: { done: [undefined] },
  },
  source: xstate('examples/workflow-provision-orders/main.ts'),
});
