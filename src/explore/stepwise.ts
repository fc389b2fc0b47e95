/* eslint-disable functional/no-loop-statements, functional/immutable-data -- one input after the other, each awaited */
/**
 * Subjects that take one input after the other: an actor, a page, an object.
 *
 * Law: what was started is stopped, also if a step throws.
 */
import type { MachineInput } from './MachineInput.js';
import type { MachineTest, Outcome } from './Suite.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * A subject that takes one input after the other; each function may be asynchronous.
 * @category Executing
 */
export interface StepwiseSubject<Session> {
  /** Starts from the beginning, with the input of the machine. What it returns is passed to the other functions. */
  readonly start: (input: unknown) => Session | Promise<Session>;
  /** Does an input, and tells whether it was accepted. */
  readonly step: (session: Session, input: MachineInput) => boolean | Promise<boolean>;
  /** Tells which states are active, and what else the tests see. */
  readonly look: (
    session: Session,
  ) => Omit<Outcome, 'accepted'> | Promise<Omit<Outcome, 'accepted'>>;
  readonly stop?: (session: Session) => unknown;
}

/**
 * A subject of tests of a machine: a function from a test to one outcome for each of its steps.
 * @category Executing
 */
export type MachineSubject = (test: MachineTest) => unknown;

// ----------------------------------------------------------------------------------------------------- constructors

/**
 * Makes a subject of one that takes one input after the other.
 *
 * @example
 * ```ts
 * import { explore, generateSuite, stepwise, verifySuite } from 'runchart/explore'
 * import { isVerified } from 'runchart/testing'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { createMachine } from 'xstate'
 *
 * const lamp = createMachine({
 *   id: 'lamp',
 *   initial: 'off',
 *   states: { off: { on: { on: 'lit' } }, lit: { on: { off: 'off' } } },
 * })
 * const explored = explore(lamp, { events: [{ type: 'on' }, { type: 'off' }] })
 * const suite = pipe(explored, E.chainW((exploration) => generateSuite(exploration)))
 * if (E.isLeft(explored) || E.isLeft(suite)) throw new Error('unexpected')
 *
 * const subject = stepwise({
 *   start: () => ({ lit: false }),
 *   step: (bulb, input) => {
 *     const wanted = input.kind === 'event' && input.event.type === 'on'
 *     const accepted = bulb.lit !== wanted
 *     bulb.lit = wanted
 *     return accepted
 *   },
 *   look: ({ lit }) => ({ states: [lit ? 'lit' : 'off'] }),
 * })
 * const report = await verifySuite(explored.right, suite.right, subject)
 * assert.strictEqual(isVerified(report), true)
 * ```
 * @category Executing
 */
export const stepwise =
  <Session>({ start, step, look, stop }: StepwiseSubject<Session>) =>
  async ({ steps }: MachineTest): Promise<ReadonlyArray<Outcome>> => {
    const [first, ...rest] = steps;
    const session = await start(first?.input.kind === 'start' ? first.input.input : undefined);
    try {
      const outcomes: Array<Outcome> = [{ accepted: true, ...(await look(session)) }];
      for (const { input } of rest) {
        if (input.kind === 'start') continue;
        const accepted = await step(session, input);
        outcomes.push({ accepted, ...(await look(session)) });
      }
      return outcomes;
    } finally {
      await stop?.(session);
    }
  };
