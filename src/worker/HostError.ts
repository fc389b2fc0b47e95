/**
 * Everything that can be wrong with a request to a host, beside what the run itself refuses.
 *
 * `sent` says whether the host may have carried out the request: a request that was not sent was not.
 */
import * as t from 'io-ts';
import type { FastCodec } from '../codec/FastCodec.js';
import type { Fields } from '../codec/WireRecord.js';
import { choiceOf, constant, wireRecord } from '../codec/WireRecord.js';
import type { NoRun, StepError } from '../journal/applyStep.js';
import { errorFields } from '../journal/ErrorFields.js';
import type { ChartMismatch } from '../run/ChartIdentity.js';
import { ChartIdentityCodec } from '../run/ChartIdentity.js';
import type { RunInstanceError } from '../run/RunInstanceError.js';
import { errorMessage } from '../run/RunInstanceError.js';
import { integerCodec } from '../values/Integer.js';
import { RunId } from '../values/RunId.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The host's worker ended, its port closed, or nothing was heard of it for too long. */
export interface HostGone {
  readonly _tag: 'HostGone';
  /** What is known of it, for people. */
  readonly reason: string;
  readonly sent: boolean;
}

/** No answer came in time. */
export interface RequestTimeout {
  readonly _tag: 'RequestTimeout';
  /** How long it was waited for, in milliseconds. */
  readonly after: number;
  readonly sent: boolean;
}

/** The request's `AbortSignal` was aborted. */
export interface RequestCancelled {
  readonly _tag: 'RequestCancelled';
  readonly sent: boolean;
}

/** The other side speaks another version of the protocol. */
export interface ProtocolMismatch {
  readonly _tag: 'ProtocolMismatch';
  readonly ours: number;
  readonly theirs: number;
}

/** A message or a part of it could not be decoded. */
export interface Malformed {
  readonly _tag: 'Malformed';
  /** Where, and what was expected there. */
  readonly message: string;
}

/** More requests wait than the client holds, or more subscriptions are open than the host does. */
export interface Overloaded {
  readonly _tag: 'Overloaded';
  /** How many requests a client lets wait, or how many subscriptions of a client a host keeps. */
  readonly limit: number;
}

/** The host has no run of this id. */
export interface RunNotFound {
  readonly _tag: 'RunNotFound';
  readonly runId: RunId;
}

/** A run of this id was there when one was to be created. */
export interface RunExists {
  readonly _tag: 'RunExists';
  readonly runId: RunId;
}

/** What can be wrong with every request. */
export type RequestError = HostGone | RequestTimeout | RequestCancelled | Malformed | Overloaded;

/** Why no client came about. */
export type ConnectError = RequestError | ProtocolMismatch | ChartMismatch;

/** Why an op was not done. */
export type OpError = RequestError | RunNotFound | Exclude<StepError, NoRun>;

/** Why a run was not created. */
export type CreateError = OpError | RunExists;

/** Everything that can be wrong with a host. */
export type HostError = ConnectError | CreateError;

// ----------------------------------------------------------------------------------------------------------- codecs

/** What a host answers in place of a result. */
export type AnswerError =
  StepError | RunNotFound | RunExists | ChartMismatch | Malformed | Overloaded;

const count = (name: string): FastCodec<number> =>
  integerCodec<number>(name, { min: 0, max: Number.MAX_SAFE_INTEGER });

/** The codec of a version of the protocol, whatever it is. */
export const ProtocolVersion = /* #__PURE__ */ count('a protocol version');

type FieldsOf<Error> = {
  readonly [K in Exclude<keyof Error, '_tag'>]: t.Type<Error[K], unknown>;
};

type AddedError = Exclude<AnswerError, StepError>;

/** Of the errors that a step has not. */
const ownFields: {
  readonly [Tag in AddedError['_tag']]: FieldsOf<Extract<AddedError, { readonly _tag: Tag }>>;
} = {
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

/** The codec of what a host answers in place of a result. */
export const AnswerErrorCodec: t.Type<AnswerError, unknown> = /* #__PURE__ */ errorCodec({
  ...errorFields,
  ...ownFields,
});

/** The codec of why an op on a run failed. */
export const StepErrorCodec: t.Type<StepError, unknown> = /* #__PURE__ */ errorCodec(errorFields);

// ------------------------------------------------------------------------------------------------------- destructors

const whether = (sent: boolean): string =>
  sent ? 'the host may have carried it out' : 'it was not sent';

/** Errors that are a host's, or an op's, and no run's. */
type OwnError = Exclude<HostError, RunInstanceError>;

const texts: {
  readonly [Tag in OwnError['_tag']]: (error: Extract<OwnError, { readonly _tag: Tag }>) => string;
} = {
  HostGone: ({ reason, sent }) => `the host is gone (${reason}): ${whether(sent)}`,
  RequestTimeout: ({ after, sent }) => `no answer within ${after} ms: ${whether(sent)}`,
  RequestCancelled: ({ sent }) => `the request was cancelled: ${whether(sent)}`,
  ProtocolMismatch: ({ ours, theirs }) =>
    `the other side speaks version ${theirs} of the protocol, this one version ${ours}`,
  ChartMismatch: ({ expected, found }) =>
    `the other side has chart ${found.id} ${found.version} (${found.hash}), this one ${expected.id} ${expected.version} (${expected.hash})`,
  Malformed: ({ message }) => `a message could not be decoded: ${message}`,
  Overloaded: ({ limit }) => `more than ${limit} requests wait, or subscriptions are open`,
  RunNotFound: ({ runId }) => `the host has no run ${runId}`,
  RunExists: ({ runId }) => `the host has a run ${runId} already`,
  Decode: ({ message }) => `the JSON is no run: ${message}`,
};

const isOwn = (error: HostError): error is OwnError => Object.hasOwn(texts, error._tag);

/**
 * A text for whatever can be wrong with a host; for what a run refuses it is that of `errorMessage`.
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
 */
export const hostErrorMessage = (error: HostError): string =>
  isOwn(error)
    ? // SAFETY: the text was looked up by the error's own tag.
      (texts[error._tag] as (e: OwnError) => string)(error)
    : errorMessage(error);
