/** The order as a machine of XState: for actors, pictures, tests and the inspector. */
import { makeLifecycleMachine } from 'runchart/lifecycle/machine';
import type { Order, OrderEvent } from './order.js';
import { guards, newOrder, orderChart, updates } from './order.js';

export const orderMachine = makeLifecycleMachine<Order, OrderEvent>({
  chart: orderChart,
  guards,
  updates,
  first: newOrder('A-1', 30),
});
