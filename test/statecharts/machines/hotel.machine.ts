/** A hundred states: ten floors of nine rooms, one lift. */
import { setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

const FLOORS = 10;
const ROOMS = 9;
const numbers = (count: number): ReadonlyArray<number> => [...Array(count).keys()];

export const hotel = setup({
  types: {
    events: {} as
      { type: 'next' } | { type: 'previous' } | { type: 'up' } | { type: 'down' } | { type: 'out' },
  },
}).createMachine({
  id: 'hotel',
  initial: 'floor0',
  on: { out: '.floor0' },
  states: Object.fromEntries(
    numbers(FLOORS).map((floor) => [
      `floor${String(floor)}`,
      {
        initial: 'room0',
        on: {
          ...(floor < FLOORS - 1 ? { up: `floor${String(floor + 1)}` } : {}),
          ...(floor > 0 ? { down: `floor${String(floor - 1)}` } : {}),
        },
        states: Object.fromEntries(
          numbers(ROOMS).map((room) => [
            `room${String(room)}`,
            {
              on: {
                ...(room < ROOMS - 1 ? { next: `room${String(room + 1)}` } : {}),
                ...(room > 0 ? { previous: `room${String(room - 1)}` } : {}),
              },
            },
          ]),
        ),
      },
    ]),
  ),
});

export const entry = corpusMachine({
  machine: hotel,
  events: [
    { type: 'next' },
    { type: 'previous' },
    { type: 'up' },
    { type: 'down' },
    { type: 'out' },
  ],
  source: xstate('packages/core/test/deep.test.ts'),
});
