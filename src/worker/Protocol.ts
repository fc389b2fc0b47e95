/**
 * What a host and its clients say to each other, and how each side decodes it.
 *
 * A client says `hello` until it is welcomed or rejected. From then on it sends frames of requests, each with an id, and the
 * host answers every request once, in order. A client has at most a window of requests unanswered, and says with every frame
 * how many answers it has taken, so that what waits between the two is bounded on both sides. Batches of changes and of
 * journal lines go out unasked to those who subscribed, a few ahead of their acknowledgement.
 *
 * A port has one client at a time: a later hello closes the one before. Both may still be at the port, so every client says
 * who it is, and is told by its name that it is closed.
 *
 * A message is plain data in snake_case. Its parts are decoded one by one: one request that is malformed is answered as
 * such, and the others of its frame go on.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { summarizeDecodeErrors } from '../codec/DecodeError.js';
import type { FastCodec } from '../codec/FastCodec.js';
import { INVALID, leafCodec } from '../codec/FastCodec.js';
import { isArray, isRecord, readField } from '../codec/untrusted.js';
import { choiceOf, constant, listOf, wireRecord } from '../codec/WireRecord.js';
import { JournalEntryCodec } from '../journal/JournalEntry.js';
import { ChartIdentityCodec } from '../run/ChartIdentity.js';
import { RunRecordCodec } from '../run/RunInstanceCodec.js';
import { RunState, runStates } from '../run/RunState.js';
import { integerCodec } from '../values/Integer.js';
import { RunId } from '../values/RunId.js';
import { ProtocolVersion } from './HostError.js';
import { RunHostSnapshotCodec, Sequence } from './Snapshot.js';

/** The version of this protocol. Two sides of different versions do not talk. */
export const PROTOCOL = 1;

// ------------------------------------------------------------------------------------------------------------ parts

const count = (name: string): FastCodec<number> =>
  integerCodec(name, { min: 0, max: Number.MAX_SAFE_INTEGER });

const Count = /* #__PURE__ */ count('a count');
const Id = /* #__PURE__ */ count('an id');

/** How many of something fit into one message: what one message holds is bounded, whoever asks. */
const Max = /* #__PURE__ */ integerCodec('a number of items', { min: 1, max: 100_000 });

/** Milliseconds; as a timer counts them, so no more than fit into 31 bits. */
const Milliseconds = /* #__PURE__ */ integerCodec('milliseconds', { min: 0, max: 2 ** 31 - 1 });

const LONGEST_NAME = 200;

const isName = (u: unknown): u is string => typeof u === 'string' && u.length <= LONGEST_NAME;

/** A short text that the other side made up. */
const Name = /* #__PURE__ */ leafCodec<string, string>(
  `a text of at most ${String(LONGEST_NAME)} characters`,
  isName,
  (u) => (isName(u) ? u : INVALID),
  (text) => text,
);

/** Something that is decoded later, when it is known what it must be. */
const Anything = /* #__PURE__ */ leafCodec<unknown, unknown>(
  'anything',
  (u): u is unknown => u !== undefined,
  (u) => u,
  (u) => u,
);

const isList = (u: unknown): u is ReadonlyArray<unknown> => isArray(u);

/** A list whose items are decoded one by one later. */
const Items = /* #__PURE__ */ leafCodec<ReadonlyArray<unknown>, unknown>(
  'a list',
  isList,
  (u) => (isList(u) ? u : INVALID),
  (items) => items,
);

/** The codec of each kind of a message, by the text in the field that tells them apart. */
const kinds = <Kinds extends Readonly<Record<string, t.Mixed>>>(
  name: string,
  tag: string,
  codecs: Kinds,
): FastCodec<t.TypeOf<Kinds[keyof Kinds]>, unknown> =>
  choiceOf(name, tag, new Map(Object.entries(codecs)));

// --------------------------------------------------------------------------------------------------------- requests

/** Which runs a subscription is about: one, those of a state, all. */
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

// --------------------------------------------------------------------------------------------------- client to host

/** The beginning of every hello, in this version of the protocol and in every other. */
export const HelloCodec = /* #__PURE__ */ wireRecord('a hello', {
  type: constant('hello'),
  protocol: ProtocolVersion,
  client: Name,
});

/** A hello of this version. */
export const FullHelloCodec = /* #__PURE__ */ wireRecord('a hello', {
  type: constant('hello'),
  protocol: ProtocolVersion,
  client: Name,
  chart: ChartIdentityCodec,
});

/** What a client says that is no hello. */
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

/** What a host says. */
export const HostMessageCodec = /* #__PURE__ */ kinds("a host's message", 'type', {
  welcome: wireRecord(
    'a welcome',
    {
      type: constant('welcome'),
      client: Name,
      window: integerCodec('a window', { min: 1, max: 1_000_000 }),
    },
    { chart: ChartIdentityCodec },
  ),
  rejected: wireRecord(
    'a rejection',
    { type: constant('rejected'), client: Name, protocol: ProtocolVersion },
    // Only a host of the same version says which chart it has.
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

/** What a host says. */
export type HostMessage = t.TypeOf<typeof HostMessageCodec>;

/** An answer, its result not decoded yet. `sequence` is the op's place in the journal, if the request was an op that acted. */
export const AnswerCodec = /* #__PURE__ */ wireRecord(
  'an answer',
  { id: Id },
  { sequence: Sequence, ok: Anything, err: Anything },
);

/** The answer to a list: a page of runs, and where the next one begins, if there is one. */
export const PageCodec = /* #__PURE__ */ wireRecord(
  'a page of runs',
  { runs: listOf('a list of runs', RunRecordCodec) },
  { next: Count },
);

/** How many runs are in each state. */
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

/** The id of a request or answer that may be malformed otherwise. */
export const idOf = (u: unknown): number | undefined => {
  const id = isRecord(u) ? readField(u, 'id') : undefined;
  return Id.is(id) ? id : undefined;
};

/** A decoder whose errors are one line of text. */
export const decodeWith =
  <A>(codec: t.Decoder<unknown, A>) =>
  (u: unknown): E.Either<string, A> => {
    const decoded = codec.decode(u);
    return E.isLeft(decoded) ? E.left(summarizeDecodeErrors(decoded.left)) : decoded;
  };
