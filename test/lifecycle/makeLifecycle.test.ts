/** A lifecycle of another chart, the order of the examples: its decisions, its actions and paths, and its machine agree. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { initialTransition, transition } from 'xstate';
import type { Order, OrderEvent } from '../../examples/order/order.js';
import {
  allowedActions,
  decide,
  decideAll,
  guards,
  newOrder,
  orderChart,
  pathTo,
  updates,
} from '../../examples/order/order.js';
import { orderMachine } from '../../examples/order/order.machine.js';
import { makeLifecycle } from '../../src/lifecycle/index.js';

const events: fc.Arbitrary<OrderEvent> = fc.oneof(
  fc.constantFrom<OrderEvent>(
    { type: 'place' },
    { type: 'deliver' },
    { type: 'cancel' },
    { type: 'refund' },
    { type: 'ship', tracking: 'RR 1' },
  ),
  fc.integer({ min: -1, max: 4 }).map((amount): OrderEvent => ({ type: 'pay', amount })),
);

/** Orders after random events. */
const orders: fc.Arbitrary<Order> = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.array(events))
  .map(([total, sent]) =>
    sent.reduce(
      (order, event) => E.getOrElse(() => order)(decide(event)(order)),
      newOrder('A-1', total),
    ),
  );

const placed: Order = { ...newOrder('A-1', 30), state: 'Placed' };

describe('decide', () => {
  it('agrees with the machine of the same chart', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 }), fc.array(events), (total, sent) => {
        const order = newOrder('A-1', total);
        const [snapshot] = initialTransition(orderMachine, order);
        for (const [i, event] of sent.entries()) {
          const sooner = sent.slice(0, i);
          const before = sooner.reduce((at, one) => E.getOrElse(() => at)(decide(one)(at)), order);
          const now = sooner.reduce((at, one) => transition(orderMachine, at, one)[0], snapshot);
          const [next] = transition(orderMachine, now, event);
          const decided = decide(event)(before);
          const after = E.isRight(decided) ? decided.right : before;
          expect({ state: next.value, ...next.context }).toStrictEqual({ ...after });
          expect(now.can(event)).toBe(E.isRight(decided));
        }
      }),
    );
  });

  it('says which guard refuses, by the error of the owner if there is one', () => {
    expect(decide({ type: 'pay', amount: 31 })(placed)).toStrictEqual(
      E.left({ _tag: 'GuardRefused', state: 'Placed', event: 'pay', guard: 'isDue' }),
    );
    expect(decide({ type: 'ship', tracking: 'RR 1' })({ ...placed, paid: 10 })).toStrictEqual(
      E.left({ _tag: 'NotPaid', id: 'A-1', due: 20 }),
    );
    expect(decide({ type: 'deliver' })(placed)).toStrictEqual(
      E.left({ _tag: 'UndeclaredEvent', state: 'Placed', event: 'deliver' }),
    );
  });

  it('calls the owner for events that a state does not declare', () => {
    const strict = makeLifecycle<Order, OrderEvent>()({
      chart: orderChart,
      guards,
      updates,
      refusals: { undeclared: ({ id }, { type }) => `${id}: no ${type}` },
      examples: {
        pay: () => ({ type: 'pay', amount: 1 }),
        ship: () => ({ type: 'ship', tracking: '' }),
      },
    });
    expect(strict.decide({ type: 'deliver' })(placed)).toStrictEqual(E.left('A-1: no deliver'));
  });

  it('changes no order, and gives out frozen ones', () => {
    const order = Object.freeze({ ...placed });
    const paid = decide({ type: 'pay', amount: 30 })(order);
    expect(paid).toStrictEqual(E.right({ ...placed, paid: 30 }));
    expect(E.isRight(paid) && Object.isFrozen(paid.right)).toBe(true);
  });

  it('refuses names of the object prototype as undeclared', () => {
    for (const type of ['__proto__', 'constructor', 'toString'])
      expect(decide({ type } as never)(placed)).toMatchObject(
        E.left({ _tag: 'UndeclaredEvent', event: type }),
      );
  });
});

describe('decideAll', () => {
  it('is a chain of decide', () => {
    fc.assert(
      fc.property(orders, fc.array(events), (order, sent) => {
        type Chained = E.Either<unknown, readonly [Order, number]>;
        const chained = sent.reduce<Chained>(
          (at, event) => {
            if (E.isLeft(at)) return at;
            const [entity, index] = at.right;
            return E.bimap(
              (error): unknown => ({ index, error, entity }),
              (next: Order) => [next, index + 1] as const,
            )(decide(event)(entity));
          },
          E.right([order, 0]),
        );
        expect(decideAll(sent)(order)).toStrictEqual(
          E.map(([last]: readonly [Order, number]) => last)(chained),
        );
      }),
    );
  });
});

describe('allowedActions', () => {
  it('agrees with decide, for every event of the chart', () => {
    fc.assert(
      fc.property(orders, (order) => {
        const actions = allowedActions(order);
        expect(actions.map(({ type }) => type)).toStrictEqual([
          'place',
          'cancel',
          'pay',
          'ship',
          'refund',
          'deliver',
        ]);
        for (const action of actions)
          if (action._tag === 'Enabled') {
            const after = decide(action.event)(order);
            expect(E.isRight(after) && after.right.state).toBe(action.target);
          } else if (action.type !== 'pay' && action.type !== 'ship')
            expect(decide({ type: action.type })(order)).toStrictEqual(E.left(action.error));
      }),
    );
  });

  it('lists the state after each event, or the error', () => {
    const disabled = (type: OrderEvent['type']) => ({
      _tag: 'Disabled',
      type,
      error: { _tag: 'UndeclaredEvent', state: 'Placed', event: type },
    });
    expect(allowedActions(placed)).toStrictEqual([
      disabled('place'),
      { _tag: 'Enabled', type: 'cancel', target: 'Canceled', event: { type: 'cancel' } },
      { _tag: 'Enabled', type: 'pay', target: 'Placed', event: { type: 'pay', amount: 30 } },
      { _tag: 'Disabled', type: 'ship', error: { _tag: 'NotPaid', id: 'A-1', due: 30 } },
      { _tag: 'Enabled', type: 'refund', target: 'Canceled', event: { type: 'refund' } },
      disabled('deliver'),
    ]);
  });
});

describe('pathTo', () => {
  it('finds a shortest path, by the examples', () => {
    expect(pathTo('Shipped')(newOrder('A-1', 30))).toStrictEqual(
      O.some([
        { type: 'place' },
        { type: 'pay', amount: 30 },
        { type: 'ship', tracking: 'RR 123' },
      ]),
    );
    expect(pathTo('Placed')(placed)).toStrictEqual(O.some([]));
  });

  it('finds no path where there is none', () => {
    expect(pathTo('Placed')(newOrder('A-1', 0))).toStrictEqual(O.none);
    expect(pathTo('Cart')(placed)).toStrictEqual(O.none);
  });

  describe.each<[string, (n: number) => number | bigint]>([
    ['numbers', Number],
    ['big integers', BigInt],
  ])('in a chart that never ends, of %s', (_, numberOf) => {
    /** Counts without end, and is over after some counts. */
    const counter = (enough: number) => {
      interface Count {
        readonly state: 'Counting' | 'Over';
        readonly n: number | bigint;
      }
      const [first, last] = [numberOf(0), numberOf(enough)];
      const { pathTo } = makeLifecycle<Count, { readonly type: 'count' | 'finish' }>()({
        chart: {
          id: 'counter',
          initial: 'Counting',
          states: {
            Counting: {
              on: { finish: { target: 'Over', guard: 'isEnough' }, count: { actions: 'add' } },
            },
            Over: {},
          },
        },
        guards: { isEnough: ({ n }: Omit<Count, 'state'>) => n === last },
        updates: {
          add: { n: (own: number | bigint) => (typeof own === 'bigint' ? own + 1n : own + 1) },
        },
      });
      return pathTo('Over')({ state: 'Counting', n: first });
    };

    it('finds what is near', () => {
      expect(counter(2)).toStrictEqual(
        O.some([{ type: 'count' }, { type: 'count' }, { type: 'finish' }]),
      );
    });

    it('looks at 10,000 entities', () => {
      expect(O.map(({ length }: ReadonlyArray<unknown>) => length)(counter(9998))).toStrictEqual(
        O.some(9999),
      );
      expect(counter(9999)).toStrictEqual(O.none);
    });
  });

  it('is accepted event by event', () => {
    fc.assert(
      fc.property(orders, fc.constantFrom(...Object.keys(orderChart.states)), (order, to) => {
        const path = pathTo(to as Order['state'])(order);
        if (O.isNone(path)) return;
        const last = decideAll(path.value)(order);
        expect(E.isRight(last) && last.right.state).toBe(to);
      }),
    );
  });
});

describe('makeLifecycle', () => {
  it('refuses what flat charts do not have, with the place', () => {
    const make = (states: unknown) => () =>
      makeLifecycle<Order, OrderEvent>()({
        chart: { id: 'order', initial: 'Cart', states } as never,
        guards,
        updates,
        examples: {} as never,
      });
    expect(make({ Cart: { initial: 'A' } })).toThrow(
      "cannot compile the chart: state Cart: 'initial' is not supported",
    );
    expect(make({ Cart: { on: { pay: { guard: 'isRich' } } } })).toThrow(
      "state Cart, event pay: there is no guard 'isRich'",
    );
  });
});
