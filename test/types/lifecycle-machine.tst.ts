/** The machine of a lifecycle knows its events, its input and its context. */
import { describe, expect, test } from 'tstyche';
import { createActor } from 'xstate';
import { orderMachine } from '../../examples/order/order.machine.js';
import type { Order } from '../../examples/order/order.js';
import { newOrder } from '../../examples/order/order.js';
import { makeLifecycleMachine } from '../../src/lifecycle/machine.js';

describe('the machine of a lifecycle', () => {
  const actor = createActor(orderMachine, { input: newOrder('A-1', 30) });

  test('takes the events of the chart alone', () => {
    expect(actor.send).type.toBeCallableWith({ type: 'pay', amount: 1 });
    expect(actor.send).type.not.toBeCallableWith({ type: 'pay' });
    expect(actor.send).type.not.toBeCallableWith({ type: 'lose' });
  });

  test('has the fields of an order as its context, but for the state', () => {
    expect(actor.getSnapshot().context).type.toBe<Omit<Order, 'state'>>();
  });

  test('needs an entity to begin with', () => {
    expect(makeLifecycleMachine).type.not.toBeCallableWith({
      chart: { id: 'c', initial: 'A', states: { A: {} } },
      guards: {},
      updates: {},
    });
  });
});
