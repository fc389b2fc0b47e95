/** Books sorted by swaps: actions that are enqueued on a condition, and an event that one state forbids to the root. */
import { assign, enqueueActions, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const shelf = setup({
  types: {
    context: {} as {
      books: ReadonlyArray<number>;
      from: number | undefined;
      to: number | undefined;
    },
    events: {} as
      | { type: 'mix' }
      | { type: 'book.take'; at: number }
      | { type: 'book.aim'; at: number }
      | { type: 'book.put' }
      | { type: 'hands off' },
  },
  guards: {
    areNeighbours: ({ context: { from, to } }) =>
      from !== undefined && to !== undefined && Math.abs(from - to) === 1,
    areSorted: ({ context: { books } }) => books.every((book, i) => book === i),
  },
  actions: {
    mix: assign({ books: ({ context: { books } }) => books.toReversed() }),
    swap: assign({
      books: ({ context: { books, from = 0, to = 0 } }) =>
        books.map((book, i) =>
          i === from ? (books[to] ?? book) : i === to ? (books[from] ?? book) : book,
        ),
    }),
    release: assign({ from: undefined }),
    unaim: assign({ to: undefined }),
  },
}).createMachine({
  id: 'shelf',
  context: { books: [0, 1, 2], from: undefined, to: undefined },
  initial: 'fresh',
  states: {
    fresh: {},
    sorted: { id: 'sorted', on: { mix: { target: 'sorting', actions: ['mix'] } } },
    sorting: {
      initial: 'choosing',
      always: { guard: 'areSorted', target: '#sorted' },
      on: { mix: {} },
      states: {
        choosing: {
          id: 'choosing',
          on: {
            'book.take': {
              target: 'chosen',
              actions: assign({ from: ({ event }) => event.at }),
            },
          },
        },
        chosen: {
          on: {
            'hands off': { target: 'choosing', actions: ['release', 'unaim'] },
            'book.aim': [{ actions: assign({ to: ({ event }) => event.at }) }],
            'book.put': {
              target: '#choosing',
              actions: enqueueActions(({ enqueue, check }) => {
                if (check('areNeighbours')) {
                  enqueue('swap');
                  enqueue('release');
                  enqueue('unaim');
                }
              }),
            },
          },
        },
      },
    },
  },
  on: { mix: { target: '.sorting', actions: ['mix'] } },
});

export const entry = corpusMachine({
  machine: shelf,
  events: [
    { type: 'mix' },
    { type: 'book.take', at: 0 },
    { type: 'book.take', at: 1 },
    { type: 'book.aim', at: 1 },
    { type: 'book.aim', at: 2 },
    { type: 'book.put' },
    { type: 'hands off' },
  ],
  source: xstate('examples/tiles/src/tilesMachine.ts'),
});
