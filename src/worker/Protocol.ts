/**
 * The messages between a host and its clients, and their codecs.
 *
 * A client sends `hello` until the host welcomes or rejects it. Then it sends frames of requests, each with an id, and the host
 * answers every request once, in order. A client has at most a window of unanswered requests, and says in every frame how many
 * answers it has taken, so the number of messages in transit is bounded on both sides. The host sends batches of changes and of
 * journal lines to subscribers, a few ahead of their acknowledgements.
 *
 * A port has one client at a time: the hello of another client closes the current one. Both may still listen to the port, so
 * each client has a name, to which the host addresses the messages of the handshake and of closing.
 *
 * A message is plain data in snake_case. Its parts are decoded one by one: a malformed request is answered as such, and the
 * other requests of its frame are handled. Ops and the runs that they lead to, which are most of the traffic, are rows
 * (`OpRow`, `RunRow`); all else is records.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { summarizeDecodeErrors } from '../codec/DecodeError.js';
import type { FastCodec } from '../codec/FastCodec.js';
import { INVALID, leafCodec } from '../codec/FastCodec.js';
import { isArray, isRecord, readField } from '../codec/untrusted.js';
import { choiceOf, constant, listOf, wireRecord } from '../codec/WireRecord.js';
import { JournalEntryCodec } from '../journal/JournalEntryCodec.js';
import { ChartIdentityCodec } from '../run/ChartIdentity.js';
import { RunRecordCodec } from '../run/RunInstanceCodec.js';
import { RunState, runStates } from '../run/RunState.js';
import { integerCodec } from '../values/Integer.js';
import { RunId } from '../values/RunId.js';
import { ProtocolVersion } from './HostError.js';
import type { OpRequest } from './OpRow.js';
import { isRow } from './OpRow.js';
import { RunHostSnapshotCodec, Sequence } from './Snapshot.js';

/** The version of this protocol. A host rejects clients of another version. */
export const PROTOCOL = 4;

// ------------------------------------------------------------------------------------------------------------ parts

const count = (name: string): FastCodec<number> =>
  integerCodec<number>(name, { min: 0, max: Number.MAX_SAFE_INTEGER });

const Count = /* #__PURE__ */ count('a count');
const Id = /* #__PURE__ */ count('an id');

/** The codec of the maximum number of items in one message, which is itself limited. */
const Max = /* #__PURE__ */ integerCodec<number>('a number of items', { min: 1, max: 100_000 });

/** The codec of a delay in milliseconds: timers count in 31 bits. */
const Milliseconds = /* #__PURE__ */ integerCodec<number>('milliseconds', {
  min: 0,
  max: 2 ** 31 - 1,
});

const LONGEST_NAME = 200;

const isName = (u: unknown): u is string => typeof u === 'string' && u.length <= LONGEST_NAME;

/** The codec of a short text. */
const Name = /* #__PURE__ */ leafCodec<string, string>(
  `a text of at most ${String(LONGEST_NAME)} characters`,
  isName,
  (u) => (isName(u) ? u : INVALID),
  (text) => text,
);

/** The codec of a value that is decoded later, once its type is known. */
const Anything = /* #__PURE__ */ leafCodec<unknown, unknown>(
  'anything',
  (u): u is unknown => u !== undefined,
  (u) => u,
  (u) => u,
);

const isList = (u: unknown): u is ReadonlyArray<unknown> => isArray(u);

/** The codec of a list whose items are decoded later, one by one. */
const Items = /* #__PURE__ */ leafCodec<ReadonlyArray<unknown>, unknown>(
  'a list',
  isList,
  (u) => (isList(u) ? u : INVALID),
  (items) => items,
);

/** The codec of a union, by the text in its discriminant. */
const kinds = <Kinds extends Readonly<Record<string, t.Mixed>>>(
  name: string,
  tag: string,
  codecs: Kinds,
): FastCodec<t.TypeOf<Kinds[keyof Kinds]>, unknown> =>
  choiceOf(name, tag, new Map(Object.entries(codecs)));

// --------------------------------------------------------------------------------------------------------- requests

/**
 * The runs of a subscription: one run, the runs in a state, or all.
 * @category Clients
 */
export type RunFilter =
  { readonly runId: RunId } | { readonly state: RunState } | { readonly all: true };

/** The codec of a request, without its id. */
export const RequestCodec = /* #__PURE__ */ kinds('a request', 'kind', {
  apply: wireRecord('an apply request', { kind: constant('apply'), entry: JournalEntryCodec }),
  create: wireRecord('a create request', { kind: constant('create'), entry: JournalEntryCodec }),
  get: wireRecord('a get request', { kind: constant('get'), runId: RunId }),
  list: wireRecord(
    'a list request',
    { kind: constant('list'), after: Count, limit: Max },
    { state: RunState },
  ),
  counts: wireRecord('a counts request', { kind: constant('counts') }),
  ping: wireRecord('a ping request', { kind: constant('ping') }),
  snapshot: wireRecord('a snapshot request', { kind: constant('snapshot') }),
  restore: wireRecord('a restore request', {
    kind: constant('restore'),
    snapshot: RunHostSnapshotCodec,
  }),
  subscribe: wireRecord(
    'a subscribe request',
    { kind: constant('subscribe'), max: Max, size: Max },
    // Without `every` a batch waits until `size` runs have changed.
    { runId: RunId, state: RunState, every: Milliseconds },
  ),
  journal: wireRecord(
    'a journal request',
    { kind: constant('journal'), max: Max },
    { from: Sequence },
  ),
  unsubscribe: wireRecord('an unsubscribe request', {
    kind: constant('unsubscribe'),
    subscription: Id,
  }),
});

/** A request, without its id. */
export type Request = t.TypeOf<typeof RequestCodec>;

/** Does this request apply an op? */
export const isOp = (request: Request): request is Extract<Request, OpRequest> =>
  request.kind === 'apply' || request.kind === 'create';

// --------------------------------------------------------------------------------------------------- client to host

/** The codec of the fields that a hello has in every version of the protocol. */
export const HelloCodec = /* #__PURE__ */ wireRecord('a hello', {
  type: constant('hello'),
  protocol: ProtocolVersion,
  client: Name,
});

/** The codec of a hello of this version. */
export const FullHelloCodec = /* #__PURE__ */ wireRecord('a hello', {
  type: constant('hello'),
  protocol: ProtocolVersion,
  client: Name,
  chart: ChartIdentityCodec,
});

/** The codec of a client's messages, except the hello. */
export const ClientMessageCodec = /* #__PURE__ */ kinds("a client's message", 'type', {
  requests: wireRecord('requests', {
    type: constant('requests'),
    client: Name,
    taken: Count,
    requests: Items,
  }),
  ack: wireRecord('an acknowledgement', { type: constant('ack'), client: Name, subscription: Id }),
  bye: wireRecord('a farewell', { type: constant('bye'), client: Name }),
});

// --------------------------------------------------------------------------------------------------- host to client

/** The codec of a host's messages. */
export const HostMessageCodec = /* #__PURE__ */ kinds("a host's message", 'type', {
  welcome: wireRecord(
    'a welcome',
    {
      type: constant('welcome'),
      client: Name,
      window: integerCodec<number>('a window', { min: 1, max: 1_000_000 }),
    },
    { chart: ChartIdentityCodec },
  ),
  rejected: wireRecord(
    'a rejection',
    { type: constant('rejected'), client: Name, protocol: ProtocolVersion },
    // A host of another protocol does not name its chart.
    { chart: ChartIdentityCodec },
  ),
  answers: wireRecord('answers', { type: constant('answers'), answers: Items }),
  changes: wireRecord('changes', {
    type: constant('changes'),
    subscription: Id,
    resync: t.boolean,
    coalesced: Count,
    runs: listOf('a list of runs', RunRecordCodec),
  }),
  lines: wireRecord('journal lines', {
    type: constant('lines'),
    subscription: Id,
    first: Sequence,
    dropped: Count,
    lines: listOf('a list of lines', t.string),
  }),
  closed: wireRecord('a closing', {
    type: constant('closed'),
    client: Name,
    reason: Name,
  }),
});

/** A host's message. */
export type HostMessage = t.TypeOf<typeof HostMessageCodec>;

/** The codec of an answer whose result is not decoded yet. `sequence` is the op's number in the journal, if it was recorded. */
export const AnswerCodec = /* #__PURE__ */ wireRecord(
  'an answer',
  { id: Id },
  { sequence: Sequence, ok: Anything, err: Anything },
);

/** The codec of a page of runs, and where the next page begins, if there is one. */
export const PageCodec = /* #__PURE__ */ wireRecord(
  'a page of runs',
  { runs: listOf('a list of runs', RunRecordCodec) },
  { next: Count },
);

/** The codec of the number of runs in each state. */
export const CountsCodec: t.Type<
  Readonly<Record<RunState, number>>,
  unknown
> = /* #__PURE__ */ (() => {
  const isCounts = (u: unknown): u is Readonly<Record<RunState, number>> =>
    isRecord(u) && runStates.every((state) => Count.is(readField(u, state)));
  return leafCodec<Readonly<Record<RunState, number>>, unknown>(
    'a count for each state',
    isCounts,
    (u) => (isCounts(u) ? u : INVALID),
    (counts) => counts,
  );
})();

// ------------------------------------------------------------------------------------------------------- operations

/** Returns the id of a request or answer, even if the rest of it is malformed. */
export const idOf = (u: unknown): number | undefined => {
  const id = isRow(u) ? u[0] : isRecord(u) ? readField(u, 'id') : undefined;
  return Id.is(id) ? id : undefined;
};

/** Makes a decoder whose error is one line of text. */
export const decodeWith =
  <A>(codec: t.Decoder<unknown, A>) =>
  (u: unknown): E.Either<string, A> => {
    const decoded = codec.decode(u);
    return E.isLeft(decoded) ? E.left(summarizeDecodeErrors(decoded.left)) : decoded;
  };
