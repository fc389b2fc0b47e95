/** An app to look at in the inspector: customers who go some steps of the way through the checkout. */
import type { ActorOptions, AnyActorLogic } from 'xstate';
import { createActor } from 'xstate';
import type { CheckoutEvent } from './checkout.machine.js';
import { checkoutMachine } from './checkout.machine.js';

/** What customers do; some of it is refused: an empty cart, a word too early, a number that is too short. */
const story: ReadonlyArray<CheckoutEvent> = [
  { type: 'CHECKOUT' },
  { type: 'ADD', item: { name: 'tea', price: 4 } },
  { type: 'ADD', item: { name: 'cup', price: 12 } },
  { type: 'SUBMIT' },
  { type: 'CHECKOUT' },
  { type: 'ADDRESS', address: { street: 'High Street 1', city: 'Bath' } },
  { type: 'DIGIT', digit: '4' },
  { type: 'SUBMIT' },
  { type: 'DIGIT', digit: '2' },
  { type: 'DIGIT', digit: '4' },
  { type: 'DIGIT', digit: '2' },
  { type: 'SUBMIT' },
  { type: 'AGAIN' },
  { type: 'ADD', item: { name: 'spoon', price: 3 } },
];

/** Lets some customers go some steps of the way; the bank answers between two steps. Returns a function that stops them all. */
export const openShop = async (
  inspect: NonNullable<ActorOptions<AnyActorLogic>['inspect']>,
): Promise<() => void> => {
  const customers = [
    { id: 'anna', steps: story.length },
    { id: 'ben', steps: 8 },
    { id: 'cleo', steps: 3 },
  ];
  const actors = customers.map(({ id, steps }) => ({
    actor: createActor(checkoutMachine, { id, inspect }).start(),
    events: story.slice(0, steps),
  }));
  for (const { actor, events } of actors) {
    for (const event of events) {
      actor.send(event);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }
  actors.at(-1)?.actor.stop();
  return () => {
    for (const { actor } of actors) actor.stop();
  };
};
