/** Children that are spawned into the context, listened to, and stopped. */
import type { ActorRefFrom } from 'xstate';
import { assign, sendParent, sendTo, setup, stopChild } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const guest = setup({
  types: {
    context: {} as { name: string },
    events: {} as { type: 'wake' } | { type: 'toast' },
    input: {} as { name: string },
  },
}).createMachine({
  id: 'guest',
  context: ({ input }) => ({ name: input.name }),
  initial: 'dozing',
  states: {
    dozing: { on: { wake: 'talking' } },
    talking: {
      on: {
        toast: {
          target: 'dozing',
          actions: sendParent(({ context }) => ({ type: 'cheers', from: context.name })),
        },
      },
    },
  },
});

export const guests = setup({
  types: {
    context: {} as { seats: ReadonlyArray<ActorRefFrom<typeof guest>>; toasts: number },
    events: {} as
      | { type: 'guest.come'; name: string }
      | { type: 'guest.go'; at: number }
      | { type: 'guest.nudge' }
      | { type: 'cheers'; from: string },
  },
  actors: { guest },
  guards: {
    hasSeat: ({ context }) => context.seats.length < 2,
    isSomebodyThere: ({ context }) => context.seats.length > 0,
  },
}).createMachine({
  id: 'guests',
  context: { seats: [], toasts: 0 },
  on: {
    'guest.come': {
      guard: 'hasSeat',
      actions: assign({
        seats: ({ context, event, spawn }) => [
          ...context.seats,
          spawn('guest', {
            id: `guest-${String(context.seats.length)}`,
            input: { name: event.name },
          }),
        ],
      }),
    },
    'guest.go': {
      guard: 'isSomebodyThere',
      actions: [
        stopChild(({ context }) => context.seats.at(-1) ?? ''),
        assign({ seats: ({ context }) => context.seats.slice(0, -1) }),
      ],
    },
    'guest.nudge': {
      guard: 'isSomebodyThere',
      actions: [
        sendTo(({ context }) => context.seats[0] ?? '', { type: 'wake' }),
        sendTo(({ context }) => context.seats[0] ?? '', { type: 'toast' }),
      ],
    },
    cheers: { actions: assign({ toasts: ({ context }) => (context.toasts + 1) % 3 }) },
  },
});

export const entry = corpusMachine({
  machine: guests,
  events: [
    { type: 'guest.come', name: 'Ann' },
    { type: 'guest.go', at: 0 },
    { type: 'guest.nudge' },
  ],
  outcomes: { guest: { events: [{ type: 'cheers', from: 'Ann' }] } },
  source: xstate('examples/friends-list-react/src/friendsMachine.ts'),
});
