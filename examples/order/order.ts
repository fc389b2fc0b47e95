/** An order: a lifecycle of your own, from its chart to its decisions. */
import { makeLifecycle } from 'runchart/lifecycle';

export interface Order {
  readonly state: keyof typeof orderChart.states;
  readonly id: string;
  readonly total: number;
  readonly paid: number;
  readonly tracking: string;
}

export type OrderEvent =
  | { readonly type: 'place' | 'deliver' | 'cancel' | 'refund' }
  | { readonly type: 'pay'; readonly amount: number }
  | { readonly type: 'ship'; readonly tracking: string };

export const orderChart = {
  id: 'order',
  initial: 'Cart',
  states: {
    Cart: {
      description: 'the customer still chooses',
      on: { place: { target: 'Placed', guard: 'hasTotal' }, cancel: { target: 'Canceled' } },
    },
    Placed: {
      description: 'waits for payments',
      on: {
        pay: { guard: 'isDue', actions: 'addPayment', description: 'a part, or all of it' },
        ship: { target: 'Shipped', guard: 'isPaid', actions: 'setTracking' },
        cancel: { target: 'Canceled', guard: 'isUnpaid' },
        refund: { target: 'Canceled', actions: 'clearPayment' },
      },
    },
    Shipped: { description: 'on its way', on: { deliver: { target: 'Delivered' } } },
    Delivered: { type: 'final' },
    Canceled: { type: 'final' },
  },
} as const;

type Fields = Omit<Order, 'state'>;

export const guards = {
  hasTotal: ({ total }: Fields) => total > 0,
  isPaid: ({ paid, total }: Fields) => paid === total,
  isUnpaid: ({ paid }: Fields) => paid === 0,
  isDue: ({ paid, total }: Fields, event: OrderEvent) =>
    event.type === 'pay' && event.amount > 0 && paid + event.amount <= total,
};

export const updates = {
  addPayment: {
    paid: (own: number, event: OrderEvent) => own + (event.type === 'pay' ? event.amount : 0),
  },
  clearPayment: { paid: 0 },
  setTracking: {
    tracking: (own: string, event: OrderEvent) => (event.type === 'ship' ? event.tracking : own),
  },
};

export const { decide, decideAll, allowedActions, pathTo } = makeLifecycle<Order, OrderEvent>()({
  chart: orderChart,
  guards,
  updates,
  refusals: {
    isPaid: ({ id, total, paid }) => ({ _tag: 'NotPaid', id, due: total - paid }),
  },
  examples: {
    pay: ({ total, paid }) => ({ type: 'pay', amount: total - paid }),
    ship: () => ({ type: 'ship', tracking: 'RR 123' }),
  },
});

export const newOrder = (id: string, total: number): Order => ({
  state: orderChart.initial,
  id,
  total,
  paid: 0,
  tracking: '',
});
