/**
 * The errors of sending an event beyond those of the chart: the run is in a state that only a newer engine knows, the value is
 * not an event, the actor was stopped, or no answer came.
 *
 * `decide` never returns them, so `RunInstanceError` has exactly the reference's errors.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { DecodeError } from '../codec/DecodeError.js';
import { decodeErrors, describeDecodeErrors } from '../codec/DecodeError.js';
import type { RunId } from '../values/RunId.js';
import type { RunEvent } from './RunEvent.js';
import { RunEventCodec } from './RunEvent.js';
import type { RunInstanceError } from './RunInstanceError.js';
import { errorMessage } from './RunInstanceError.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The run is in a state that this version of the chart does not have: the engine is newer.
 * @category Errors
 */
export interface UnknownState {
  readonly _tag: 'UnknownState';
  readonly runId: RunId;
  /** The state's name, as received. */
  readonly state: string;
}

/**
 * The value sent is not an event of the chart; only untyped code can send one.
 * @category Errors
 */
export interface NotAnEvent {
  readonly _tag: 'NotAnEvent';
  readonly runId: RunId;
  readonly errors: ReadonlyArray<DecodeError>;
}

/**
 * The actor was stopped and accepts no more events.
 * @category Errors
 */
export interface ActorStopped {
  readonly _tag: 'ActorStopped';
  readonly runId: RunId;
}

/**
 * No answer came, so the event may or may not have been applied.
 * @category Errors
 */
export interface ConnectionLost {
  readonly _tag: 'ConnectionLost';
  /** A description of the cause, for display. */
  readonly reason: string;
}

/**
 * Why an event sent to a run, an actor or a store was not applied.
 * @category Errors
 */
export type SendError =
  RunInstanceError | UnknownState | NotAnEvent | ActorStopped | ConnectionLost;

// ------------------------------------------------------------------------------------------------------ constructors

const WIRE_NAME = /_([a-z])/g;

/** Converts the wire names in a path to those of the event: `/attempt_id` to `/attemptId`. */
const withModelNames = (error: DecodeError): DecodeError => ({
  ...error,
  path: error.path.replaceAll(WIRE_NAME, (_, letter: string) => letter.toUpperCase()),
});

/**
 * Decodes an event from untyped code to a new plain record. Each field is read once, and nothing throws.
 */
export const decodeEvent =
  (runId: RunId) =>
  (u: unknown): E.Either<NotAnEvent, RunEvent> =>
    pipe(
      E.tryCatch(
        // SAFETY: if `u` is not an event, neither is its encoding, which is refused below.
        (): unknown => RunEventCodec.encode(u as RunEvent),
        () => undefined,
      ),
      E.toUnion,
      // A value with an unknown type has no encoding; decoding it reports the type.
      (wire) => RunEventCodec.decode(wire === undefined ? u : wire),
      E.mapLeft((errors) => ({
        _tag: 'NotAnEvent',
        runId,
        errors: decodeErrors(errors).map(withModelNames),
      })),
    );

// ------------------------------------------------------------------------------------------------------- destructors

const LONGEST_STATE = 60;

/** Quotes and shortens an untrusted state's name for a message. */
const quote = (state: string): string =>
  JSON.stringify(state.length > LONGEST_STATE ? `${state.slice(0, LONGEST_STATE)}...` : state);

/**
 * Returns the text of an error; for a `RunInstanceError` it is the reference's.
 *
 * @example
 * ```ts
 * import { RunId, sendErrorMessage } from 'runchart'
 *
 * const runId = RunId.nil
 * assert.strictEqual(
 *   sendErrorMessage({ _tag: 'NoActiveAttempt', runId }),
 *   'run 00000000-0000-0000-0000-000000000000 has no active attempt',
 * )
 * assert.strictEqual(
 *   sendErrorMessage({ _tag: 'UnknownState', runId, state: 'NoSuchState' }),
 *   'run 00000000-0000-0000-0000-000000000000 is in state "NoSuchState", which this version does not know: the engine is newer',
 * )
 * ```
 * @category Errors
 */
export const sendErrorMessage = (error: SendError): string => {
  if (error._tag === 'UnknownState')
    return `run ${error.runId} is in state ${quote(error.state)}, which this version does not know: the engine is newer`;
  if (error._tag === 'NotAnEvent')
    return `run ${error.runId} was sent something that is not an event: ${describeDecodeErrors(error.errors)}`;
  if (error._tag === 'ActorStopped') return `the actor of run ${error.runId} was stopped`;
  if (error._tag === 'ConnectionLost') return `the connection was lost: ${error.reason}`;
  return errorMessage(error);
};
