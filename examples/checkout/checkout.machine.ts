/**
 * A shop's checkout, with nested and parallel states, a child that pays by card, and two more that are no machines: a machine to draw,
 * to test and to inspect.
 */
import type { ExploreOptions } from 'runchart/explore';
import { assign, enqueueActions, fromCallback, fromPromise, sendTo, setup } from 'xstate';

interface Item {
  readonly name: string;
  readonly price: number;
}

interface Address {
  readonly street: string;
  readonly city: string;
}

type CardEvent =
  { readonly type: 'TYPE'; readonly digit: string } | { readonly type: 'PAY' | 'RETRY' };

/** The bank declines every first try. */
const bank = fromPromise(({ input }: { readonly input: { readonly tries: number } }) =>
  input.tries % 2 === 1
    ? Promise.reject(new Error('declined'))
    : Promise.resolve({ receipt: `receipt-${String(input.tries)}` }),
);

/** Pays by card: asks the bank, and tries again after a refusal. */
export const cardMachine = setup({
  // SAFETY: XState infers the types from these.
  types: {
    context: {} as { readonly number: string; readonly tries: number },
    events: {} as CardEvent,
  },
  actors: { bank },
  guards: { isComplete: ({ context }) => context.number.length >= 4 },
  delays: { patience: 30_000 },
}).createMachine({
  id: 'card',
  description: 'A payment by card',
  context: { number: '', tries: 0 },
  initial: 'editing',
  states: {
    editing: {
      on: {
        TYPE: {
          actions: assign({ number: ({ context, event }) => context.number + event.digit }),
        },
        PAY: { guard: 'isComplete', target: 'authorizing' },
      },
    },
    authorizing: {
      entry: assign({ tries: ({ context }) => context.tries + 1 }),
      invoke: {
        src: 'bank',
        input: ({ context }) => ({ tries: context.tries }),
        onDone: 'paid',
        onError: 'declined',
      },
      after: { patience: 'declined' },
    },
    declined: { on: { RETRY: 'authorizing', TYPE: 'editing' } },
    paid: { type: 'final' },
  },
});

export type CheckoutEvent =
  | { readonly type: 'ADD'; readonly item: Item }
  | { readonly type: 'ADDRESS'; readonly address: Address }
  | { readonly type: 'DIGIT'; readonly digit: string }
  | { readonly type: 'CHECKOUT' | 'SUBMIT' | 'AGAIN' | 'BACK' | 'NEXT' | 'TOUCH' | 'TICK' };

/** The checkout: an order beside a session that expires. */
export const checkoutMachine = setup({
  // SAFETY: XState infers the types from these.
  types: {
    context: {} as {
      readonly items: ReadonlyArray<Item>;
      readonly address: Address | null;
      readonly seconds: number;
    },
    events: {} as CheckoutEvent,
    children: {} as { readonly card: 'card'; readonly clock: 'clock' },
  },
  actors: {
    card: cardMachine,
    /** Ticks once when it starts: a clock that goes on would show another picture each time. */
    clock: fromCallback(({ sendBack }) => {
      sendBack({ type: 'TICK' });
    }),
  },
  guards: { hasItems: ({ context }) => context.items.length > 0 },
}).createMachine({
  id: 'checkout',
  type: 'parallel',
  context: { items: [], address: null, seconds: 0 },
  invoke: { src: 'clock', id: 'clock' },
  states: {
    session: {
      initial: 'fresh',
      on: { TICK: { actions: assign({ seconds: ({ context }) => context.seconds + 1 }) } },
      states: {
        fresh: { after: { 300_000: 'idle' } },
        idle: { on: { TOUCH: 'fresh' }, after: { 600_000: 'expired' } },
        expired: { type: 'final' },
      },
    },
    order: {
      initial: 'browsing',
      states: {
        browsing: {
          on: {
            ADD: {
              actions: assign({ items: ({ context, event }) => [...context.items, event.item] }),
            },
            CHECKOUT: { guard: 'hasItems', target: 'paying' },
          },
        },
        paying: {
          initial: 'address',
          on: { BACK: 'browsing' },
          states: {
            address: {
              on: {
                ADDRESS: {
                  target: 'card',
                  actions: assign({ address: ({ event }) => event.address }),
                },
              },
            },
            card: {
              invoke: { src: 'card', id: 'card', onDone: '#checkout.order.done' },
              on: {
                DIGIT: {
                  actions: sendTo('card', ({ event }) => ({ type: 'TYPE', digit: event.digit })),
                },
                SUBMIT: { actions: sendTo('card', { type: 'PAY' }) },
                AGAIN: { actions: sendTo('card', { type: 'RETRY' }) },
              },
            },
          },
        },
        done: {
          on: {
            NEXT: {
              target: 'browsing',
              actions: enqueueActions(({ enqueue }) => {
                enqueue.assign({ items: [], address: null });
              }),
            },
          },
        },
      },
    },
  },
});

/** What `runchart generate`, `verify` and `score` send it, and what its actors answer. */
export const explore: ExploreOptions<typeof checkoutMachine> = {
  events: [
    { type: 'ADD', item: { name: 'tea', price: 4 } },
    { type: 'CHECKOUT' },
    { type: 'ADDRESS', address: { street: 'High Street 1', city: 'Bath' } },
    { type: 'DIGIT', digit: '4' },
    { type: 'SUBMIT' },
    { type: 'AGAIN' },
    { type: 'BACK' },
    { type: 'NEXT' },
    { type: 'TOUCH' },
  ],
  outcomes: { card: { done: [undefined] }, clock: { events: [{ type: 'TICK' }] } },
  // How many items there are, and how long the session lasts, changes nothing but whether there are any.
  key: ({ value, context }) => `${JSON.stringify(value)} ${String(context.items.length > 0)}`,
};
