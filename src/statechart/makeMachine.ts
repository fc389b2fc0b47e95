/** Makes a machine of a config whose shape is known to be right, with what XState throws as a value. */
import * as E from 'fp-ts/lib/Either.js';
import type { AnyStateMachine } from 'xstate';
import { createMachine } from 'xstate';
import type { ReadError } from './ReadError.js';
import { readError } from './ReadError.js';

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
