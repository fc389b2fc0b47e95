/**
 * Why something that was sent was not taken, beyond what the chart refuses: the run is in a state that only a newer engine
 * knows, what was sent is no event, the actor was stopped, or no answer came.
 *
 * These are never answers of `decide`, so `RunInstanceError` stays what the reference has.
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
  /** The state's name as it came. */
  readonly state: string;
}

/**
 * What was sent is no event of the chart; only untyped code can send it.
 * @category Errors
 */
export interface NotAnEvent {
  readonly _tag: 'NotAnEvent';
  readonly runId: RunId;
  readonly errors: ReadonlyArray<DecodeError>;
}

/**
 * The actor was stopped, and takes nothing any more.
 * @category Errors
 */
export interface ActorStopped {
  readonly _tag: 'ActorStopped';
  readonly runId: RunId;
}

/**
 * No answer came: whether the event was taken is not known.
 * @category Errors
 */
export interface ConnectionLost {
  readonly _tag: 'ConnectionLost';
  /** What is known of the reason, for people. */
  readonly reason: string;
}

/**
 * Everything that can be wrong with sending an event to a run, wherever the run is.
 * @category Errors
 */
export type SendError =
  RunInstanceError | UnknownState | NotAnEvent | ActorStopped | ConnectionLost;

// ------------------------------------------------------------------------------------------------------ constructors

const WIRE_NAME = /_([a-z])/g;

/** Wire names in a path, as the model has them: `/attempt_id` is `attemptId` in an event that is sent. */
const inModel = (error: DecodeError): DecodeError => ({
  ...error,
  path: error.path.replaceAll(WIRE_NAME, (_, letter: string) => letter.toUpperCase()),
});

/**
 * An event from untyped code: a fresh plain record of it if it is one, and otherwise what is wrong with it. Each field is
 * read once, and nothing throws.
 */
export const readEvent =
  (runId: RunId) =>
  (u: unknown): E.Either<NotAnEvent, RunEvent> =>
    pipe(
      E.tryCatch(
        // SAFETY: if it is no event, its encoding is no event's either, and is refused below.
        (): unknown => RunEventCodec.encode(u as RunEvent),
        () => undefined,
      ),
      E.toUnion,
      // What the chart has no name for has no encoding: what is wrong with it is its name.
      (wire) => RunEventCodec.decode(wire === undefined ? u : wire),
      E.mapLeft((errors) => ({
        _tag: 'NotAnEvent',
        runId,
        errors: decodeErrors(errors).map(inModel),
      })),
    );

// ------------------------------------------------------------------------------------------------------- destructors

const LONGEST_STATE = 60;

/** A state's name from outside, for a message. */
const quote = (state: string): string =>
  JSON.stringify(state.length > LONGEST_STATE ? `${state.slice(0, LONGEST_STATE)}...` : state);

/**
 * A text for whatever can be wrong with sending an event; for a `RunInstanceError` it is the reference's.
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
    return `run ${error.runId} was sent no event: ${describeDecodeErrors(error.errors)}`;
  if (error._tag === 'ActorStopped') return `the actor of run ${error.runId} was stopped`;
  if (error._tag === 'ConnectionLost') return `the connection was lost: ${error.reason}`;
  return errorMessage(error);
};
