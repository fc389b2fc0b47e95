/** A game for two on four fields: a row of two wins. Eventless transitions into the children of another state. */
import { assertEvent, assign, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

type Side = 'red' | 'blue';

const rows: ReadonlyArray<readonly [number, number]> = [
  [0, 1],
  [2, 3],
];
const start: { readonly fields: ReadonlyArray<Side | null>; readonly turn: Side } = {
  fields: [null, null, null, null],
  turn: 'red',
};

export const pegs = setup({
  types: {
    context: {} as typeof start & { winner: Side | undefined },
    events: {} as { type: 'put'; at: number } | { type: 'clear' },
  },
  guards: {
    hasRow: ({ context: { fields } }) =>
      rows.some(([a, b]) => fields[a] !== null && fields[a] === fields[b]),
    isFull: ({ context: { fields } }) => fields.every((field) => field !== null),
    isFree: ({ context, event }) => event.type === 'put' && context.fields[event.at] === null,
  },
  actions: {
    put: assign(({ context: { fields, turn }, event }) => {
      assertEvent(event, 'put');
      return {
        fields: fields.with(event.at, turn),
        turn: turn === 'red' ? ('blue' as const) : ('red' as const),
      };
    }),
    crown: assign({ winner: ({ context: { turn } }) => (turn === 'red' ? 'blue' : 'red') }),
    clear: assign({ ...start, winner: undefined }),
  },
}).createMachine({
  id: 'pegs',
  context: { ...start, winner: undefined },
  initial: 'playing',
  states: {
    playing: {
      always: [
        { guard: 'hasRow', target: 'over.won' },
        { guard: 'isFull', target: 'over.drawn' },
      ],
      on: { put: [{ guard: 'isFree', target: 'playing', actions: 'put' }] },
    },
    over: {
      initial: 'won',
      states: { won: { tags: 'won', entry: 'crown' }, drawn: { tags: 'drawn' } },
      on: { clear: { target: 'playing', actions: 'clear' } },
    },
  },
});

export const entry = corpusMachine({
  machine: pegs,
  events: [
    { type: 'put', at: 0 },
    { type: 'put', at: 1 },
    { type: 'put', at: 2 },
    { type: 'put', at: 3 },
    { type: 'clear' },
  ],
  source: xstate('examples/tic-tac-toe-react/src/ticTacToeMachine.ts'),
});
