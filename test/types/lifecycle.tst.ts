/** Each event of a lifecycle has exactly the errors that its chart can refuse it with. */
import type { Either } from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'tstyche';
import type { Order } from '../../examples/order/order.js';
import { decide } from '../../examples/order/order.js';
import type { GuardRefused, UndeclaredEvent } from '../../src/lifecycle/index.js';
import { makeLifecycle } from '../../src/lifecycle/index.js';

type Ended = 'Delivered' | 'Canceled';

describe('decide', () => {
  test('has the errors of its own event', () => {
    expect(decide({ type: 'deliver' })).type.toBe<
      (order: Order) => Either<UndeclaredEvent<'Cart' | 'Placed' | Ended, 'deliver'>, Order>
    >();
    expect(decide({ type: 'place' })).type.toBe<
      (
        order: Order,
      ) => Either<
        | UndeclaredEvent<'Placed' | 'Shipped' | Ended, 'place'>
        | GuardRefused<'Cart', 'place', 'hasTotal'>,
        Order
      >
    >();
  });

  test('has an error of the owner in the place of a guard', () => {
    expect(decide({ type: 'ship', tracking: '' })).type.toBe<
      (
        order: Order,
      ) => Either<
        | UndeclaredEvent<'Cart' | 'Shipped' | Ended, 'ship'>
        | { readonly _tag: 'NotPaid'; readonly id: string; readonly due: number },
        Order
      >
    >();
  });

  test('takes no event that the chart does not have, or without its fields', () => {
    expect(decide).type.not.toBeCallableWith({ type: 'lose' });
    expect(decide).type.not.toBeCallableWith({ type: 'pay' });
  });
});

describe('makeLifecycle', () => {
  const make = makeLifecycle<
    { readonly state: 'A' | 'B' },
    { readonly type: 'go'; readonly n: number } | { readonly type: 'stop' }
  >();
  const chart = { id: 'c', initial: 'A', states: { A: {}, B: {} } } as const;

  test('asks for an example of each event with fields', () => {
    expect(make).type.not.toBeCallableWith({ chart, guards: {}, updates: {} });
    expect(make).type.toBeCallableWith({
      chart,
      guards: {},
      updates: {},
      examples: { go: () => ({ type: 'go', n: 1 }) },
    });
  });

  test('takes errors only for its guards', () => {
    const parts = { chart, guards: { isA: () => true }, updates: {} };
    const examples = { go: () => ({ type: 'go', n: 1 }) as const };
    expect(make).type.toBeCallableWith({ ...parts, examples, refusals: { isA: () => 1 } });
    expect(make).type.not.toBeCallableWith({ ...parts, examples, refusals: { isB: () => 1 } });
  });
});
