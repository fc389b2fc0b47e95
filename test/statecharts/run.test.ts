/** Every machine of the corpus runs in a real actor, whatever it is sent. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createActor, SimulatedClock } from 'xstate';
import { tries } from '../support/arbitraries.js';
import { corpus } from './index.js';

const STEPS = 200;

/** Lets the promises of invoked actors settle. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 8; i += 1) await Promise.resolve();
};

describe.each(corpus)('$name', ({ machine, events, input }) => {
  const arbitraryStep = fc.oneof(
    ...(events.length === 0 ? [] : [{ weight: 6, arbitrary: fc.constantFrom(...events) }]),
    { weight: 1, arbitrary: fc.constantFrom(10, 500, 10_000, 14 * 24 * 60 * 60 * 1000) },
    { weight: 1, arbitrary: fc.constant('settle' as const) },
  );

  it(`takes ${String(STEPS)} random steps`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(arbitraryStep, { minLength: STEPS, maxLength: STEPS }),
        async (steps) => {
          const clock = new SimulatedClock();
          const errors: Array<unknown> = [];
          const actor = createActor(machine, { clock, input, logger: () => undefined });
          actor.subscribe({ error: (error) => errors.push(error) });
          actor.start();
          for (const step of steps) {
            if (step === 'settle') await settle();
            else if (typeof step === 'number') clock.increment(step);
            else if (actor.getSnapshot().status === 'active') actor.send(step);
          }
          await settle();
          actor.stop();
          expect(errors).toStrictEqual([]);
        },
      ),
      tries(5),
    );
  });
});
