/** Makes machines of what was read. */
import * as E from 'fp-ts/lib/Either.js';
import type { AnyStateMachine } from 'xstate';
import { createMachine } from 'xstate';
import { statechartOf } from './fromMachine.js';
import type { ReadError } from './ReadError.js';
import { readError } from './ReadError.js';
import type { Omission, Statechart } from './Statechart.js';

/** A machine that was made of a text, and what is known of it. */
export interface MachineReading {
  readonly chart: Statechart;
  readonly machine: AnyStateMachine;
}

/** Reads a machine that was made of a text that had more to say. */
export const readingOf =
  (omissions: ReadonlyArray<Omission>) =>
  (machine: AnyStateMachine): MachineReading => ({
    chart: { ...statechartOf(machine), ...(omissions.length === 0 ? {} : { omissions }) },
    machine,
  });

/** Makes a machine of a config whose shape is known to be right, with what XState throws as a value. */
export const makeMachine = (
  config: Readonly<Record<string, unknown>>,
): E.Either<ReadError, AnyStateMachine> => {
  try {
    // SAFETY: its shape was checked; for what else is wrong with it, XState throws.
    return E.right(createMachine(config as Parameters<typeof createMachine>[0]));
  } catch (thrown) {
    return E.left(readError({ path: '', what: E.toError(thrown).message }));
  }
};
