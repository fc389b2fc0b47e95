/**
 * The errors of a request to a host, besides the refusals of the run.
 *
 * `sent` says whether the request was sent. If so, the host may have applied it; if not, it has not.
 */
import * as t from 'io-ts';
import type { FastCodec } from '../codec/FastCodec.js';
import type { Fields } from '../codec/WireRecord.js';
import { choiceOf, constant, wireRecord } from '../codec/WireRecord.js';
import type { NoRun, StepError } from '../journal/applyStep.js';
import type { CommandIdReused } from '../journal/Command.js';
import { commandIdReusedFields, commandIdReusedText } from '../journal/Command.js';
import { errorFields } from '../journal/ErrorFields.js';
import type { ChartMismatch } from '../run/ChartIdentity.js';
import { ChartIdentityCodec } from '../run/ChartIdentity.js';
import type { RunInstanceError } from '../run/RunInstanceError.js';
import { errorMessage } from '../run/RunInstanceError.js';
import { integerCodec } from '../values/Integer.js';
import { RunId } from '../values/RunId.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The host's worker ended, its port closed, or it was silent for too long.
 * @category Errors
 */
export interface HostGone {
  readonly _tag: 'HostGone';
  /** A description of the cause, for display. */
  readonly reason: string;
  readonly sent: boolean;
}

/**
 * No answer came in time.
 * @category Errors
 */
export interface RequestTimeout {
  readonly _tag: 'RequestTimeout';
  /** The time-out, in milliseconds. */
  readonly after: number;
  readonly sent: boolean;
}

/**
 * The request's `AbortSignal` was aborted.
 * @category Errors
 */
export interface RequestCancelled {
  readonly _tag: 'RequestCancelled';
  readonly sent: boolean;
}

/**
 * The other side speaks another version of the protocol.
 * @category Errors
 */
export interface ProtocolMismatch {
  readonly _tag: 'ProtocolMismatch';
  readonly ours: number;
  readonly theirs: number;
}

/**
 * A message or a part of it could not be decoded.
 * @category Errors
 */
export interface Malformed {
  readonly _tag: 'Malformed';
  /** Where it is malformed, and what was expected there. */
  readonly message: string;
}

/**
 * Too many requests wait in the client, or the client has too many subscriptions open.
 * @category Errors
 */
export interface Overloaded {
  readonly _tag: 'Overloaded';
  /** The limit that was reached: the client's `maxWaiting`, or the host's `maxSubscriptions`. */
  readonly limit: number;
}

/**
 * The host has no run of this id.
 * @category Errors
 */
export interface RunNotFound {
  readonly _tag: 'RunNotFound';
  readonly runId: RunId;
}

/**
 * The run to create exists already.
 * @category Errors
 */
export interface RunExists {
  readonly _tag: 'RunExists';
  readonly runId: RunId;
}

/**
 * The errors that every request can have.
 * @category Errors
 */
export type RequestError = HostGone | RequestTimeout | RequestCancelled | Malformed | Overloaded;

/**
 * Why a client could not connect.
 * @category Errors
 */
export type ConnectError = RequestError | ProtocolMismatch | ChartMismatch;

/**
 * Why an op was not applied.
 * @category Errors
 */
export type OpError = RequestError | RunNotFound | CommandIdReused | Exclude<StepError, NoRun>;

/**
 * Why a run was not created.
 * @category Errors
 */
export type CreateError = OpError | RunExists;

/**
 * Every error of a host and its client.
 * @category Errors
 */
export type HostError = ConnectError | CreateError;

// ----------------------------------------------------------------------------------------------------------- codecs

/** The errors that a host answers with. */
export type AnswerError =
  StepError | CommandIdReused | RunNotFound | RunExists | ChartMismatch | Malformed | Overloaded;

const count = (name: string): FastCodec<number> =>
  integerCodec<number>(name, { min: 0, max: Number.MAX_SAFE_INTEGER });

/** The codec of any version of the protocol. */
export const ProtocolVersion = /* #__PURE__ */ count('a protocol version');

type FieldsOf<Error> = {
  readonly [K in Exclude<keyof Error, '_tag'>]: t.Type<Error[K], unknown>;
};

type AddedError = Exclude<AnswerError, StepError>;

/** The fields of the errors that no journal step has. */
const ownFields: {
  readonly [Tag in AddedError['_tag']]: FieldsOf<Extract<AddedError, { readonly _tag: Tag }>>;
} = {
  CommandIdReused: commandIdReusedFields,
  RunNotFound: { runId: RunId },
  RunExists: { runId: RunId },
  ChartMismatch: { expected: ChartIdentityCodec, found: ChartIdentityCodec },
  Malformed: { message: t.string },
  Overloaded: { limit: count('a limit') },
};

const errorCodec = <Error extends AnswerError>(
  fields: Readonly<Record<string, Fields>>,
): t.Type<Error, unknown> =>
  choiceOf(
    'an error',
    '_tag',
    new Map(
      Object.entries(fields).map(([tag, own]) => [
        tag,
        wireRecord(tag, { _tag: constant(tag), ...own }),
      ]),
    ),
  );

/** The codec of the errors that a host answers with. */
export const AnswerErrorCodec: t.Type<AnswerError, unknown> = /* #__PURE__ */ errorCodec({
  ...errorFields,
  ...ownFields,
});

/** The codec of the errors of a journal step. */
export const StepErrorCodec: t.Type<StepError, unknown> = /* #__PURE__ */ errorCodec(errorFields);

// ------------------------------------------------------------------------------------------------------- destructors

const deliveryText = (sent: boolean): string =>
  sent ? 'the host may have carried it out' : 'it was not sent';

/** The errors that `errorMessage` does not know. */
type OwnError = Exclude<HostError, RunInstanceError>;

const texts: {
  readonly [Tag in OwnError['_tag']]: (error: Extract<OwnError, { readonly _tag: Tag }>) => string;
} = {
  HostGone: ({ reason, sent }) => `the host is gone (${reason}): ${deliveryText(sent)}`,
  RequestTimeout: ({ after, sent }) => `no answer within ${after} ms: ${deliveryText(sent)}`,
  RequestCancelled: ({ sent }) => `the request was cancelled: ${deliveryText(sent)}`,
  ProtocolMismatch: ({ ours, theirs }) =>
    `the other side speaks version ${theirs} of the protocol, this one version ${ours}`,
  ChartMismatch: ({ expected, found }) =>
    `the other side has chart ${found.id} ${found.version} (${found.hash}), this one ${expected.id} ${expected.version} (${expected.hash})`,
  Malformed: ({ message }) => `a message could not be decoded: ${message}`,
  Overloaded: ({ limit }) => `more than ${limit} requests wait, or subscriptions are open`,
  CommandIdReused: commandIdReusedText,
  RunNotFound: ({ runId }) => `the host has no run ${runId}`,
  RunExists: ({ runId }) => `the host has a run ${runId} already`,
  Decode: ({ message }) => `the JSON is no run: ${message}`,
};

const isOwn = (error: HostError): error is OwnError => Object.hasOwn(texts, error._tag);

/**
 * Returns a text for any error of a host; for a refusal of the run it is the text of `errorMessage`.
 *
 * @example
 * ```ts
 * import { hostErrorMessage } from 'runchart/worker'
 *
 * assert.strictEqual(
 *   hostErrorMessage({ _tag: 'RequestTimeout', after: 50, sent: false }),
 *   'no answer within 50 ms: it was not sent',
 * )
 * assert.strictEqual(
 *   hostErrorMessage({ _tag: 'ProtocolMismatch', ours: 1, theirs: 2 }),
 *   'the other side speaks version 2 of the protocol, this one version 1',
 * )
 * ```
 * @category Errors
 */
export const hostErrorMessage = (error: HostError): string =>
  isOwn(error)
    ? // SAFETY: the text was looked up by the error's own tag.
      (texts[error._tag] as (e: OwnError) => string)(error)
    : errorMessage(error);
