/**
 * What the inspector's server and its page say to each other, as JSON text over a WebSocket. Both decode what they hear.
 *
 * The server begins with the whole board in parts, the first of which says `reset`, and goes on with the runs that changed;
 * many changes of one run between two messages are one. The page may watch one run, and is then sent its story.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as t from 'io-ts';
import { summarizeDecodeErrors } from '../codec/DecodeError.js';
import type { FastCodec, TryDecode } from '../codec/FastCodec.js';
import { INVALID, leafCodec } from '../codec/FastCodec.js';
import { parseJson } from '../codec/JsonText.js';
import { choiceOf, constant, listOf, wireRecord } from '../codec/WireRecord.js';
import { JournalEntryCodec } from '../journal/JournalEntry.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { RunInstanceWire } from '../run/RunInstanceCodec.js';
import { RunRecordCodec } from '../run/RunInstanceCodec.js';
import { RunState } from '../run/RunState.js';
import { integerCodec } from '../values/Integer.js';
import { RunId } from '../values/RunId.js';
import type { Problem, Row, Totals } from './Board.js';
import type { Story } from './Story.js';

// ------------------------------------------------------------------------------------------------------------ model

/** Where lines come from, and how far that is. */
export interface SourceStatus {
  readonly name: string;
  /** `reading` what there is, `following` what is added, `ended`, or `failed`. */
  readonly phase: 'reading' | 'following' | 'ended' | 'failed';
  readonly lines: number;
  /** What went wrong, or what a reader should know. */
  readonly message?: string;
}

/** All of the board, a part of it, or what has changed in it. */
export interface BoardMessage {
  readonly type: 'board';
  /** Forget what came before: the whole board begins here. */
  readonly reset: boolean;
  /** More parts of the whole board follow. */
  readonly more: boolean;
  readonly rows: ReadonlyArray<Row>;
  readonly totals: Totals;
  readonly sources?: ReadonlyArray<SourceStatus>;
  readonly problems?: ReadonlyArray<Problem>;
}

/** The story of the run that the page watches; none if there is no such run. */
export interface StoryMessage {
  readonly type: 'story';
  readonly runId: RunId;
  readonly story?: Omit<Story, 'runId'>;
}

/** What the server says. */
export type ServerMessage = BoardMessage | StoryMessage;

/** The page watches a run, or none. */
export interface WatchMessage {
  readonly type: 'watch';
  readonly runId?: RunId;
}

/** What the page says. */
export type PageMessage = WatchMessage;

// ----------------------------------------------------------------------------------------------------------- codecs

const count = integerCodec<number>('a count', { min: 0, max: Number.MAX_SAFE_INTEGER });
const counts = listOf('a list of counts', count);

/** A row is an array on the wire: of a hundred thousand, names would be most of the text. */
type RowWire = readonly [string, string | null, number, number, number, number, number, number];

const readNumbers = (u: ReadonlyArray<unknown>): u is ReadonlyArray<number> =>
  u.every((n) => Number.isSafeInteger(n));

const readRow: TryDecode<Row> = (u) => {
  if (!Array.isArray(u) || u.length !== 8) return INVALID;
  const [first, second, ...numbers] = u as ReadonlyArray<unknown>;
  const id = RunId.tryDecode(first);
  const state = second === null ? null : RunState.tryDecode(second);
  if (id === INVALID || state === INVALID || !readNumbers(numbers)) return INVALID;
  const [attempts = 0, priority = 0, createdAt = 0, changedAt = 0, ops = 0, refused = 0] = numbers;
  return {
    id,
    state: O.fromNullable(state),
    attempts,
    priority,
    createdAt,
    changedAt,
    ops,
    refused,
  };
};

const rowCodec: FastCodec<Row, RowWire> = leafCodec(
  'a row',
  (u): u is Row => typeof u === 'object' && u !== null && 'ops' in u,
  readRow,
  (row) => [
    row.id,
    O.toNullable(row.state),
    row.attempts,
    row.priority,
    row.createdAt,
    row.changedAt,
    row.ops,
    row.refused,
  ],
);

const totalsCodec = wireRecord('totals', {
  lines: count,
  accepted: count,
  redelivered: count,
  malformed: count,
  refused: t.record(t.string, count),
  states: counts,
  edges: counts,
  leftOut: count,
  forgotten: count,
});

const sourceCodec = wireRecord(
  'a source',
  {
    name: t.string,
    phase: t.keyof({ reading: null, following: null, ended: null, failed: null }),
    lines: count,
  },
  { message: t.string },
);

const problemCodec = wireRecord('a problem', { source: t.string, line: count, message: t.string });

const runOrNull: FastCodec<O.Option<RunInstance>, RunInstanceWire | null> = leafCodec(
  'a run or null',
  (u): u is O.Option<RunInstance> => typeof u === 'object' && u !== null && '_tag' in u,
  (u) => {
    if (u === null) return O.none;
    const run = RunRecordCodec.tryDecode(u);
    return run === INVALID ? INVALID : O.some(run);
  },
  (run) => (O.isNone(run) ? null : RunRecordCodec.encode(run.value)),
);

const storyCodec = wireRecord('a story', {
  base: runOrNull,
  forgotten: count,
  ops: listOf(
    'a list of ops',
    wireRecord('an op', {
      source: t.string,
      line: count,
      entry: JournalEntryCodec,
      redelivered: t.boolean,
    }),
  ),
});

const serverMessages: ReadonlyMap<unknown, t.Mixed> = new Map<unknown, t.Mixed>([
  [
    'board',
    wireRecord(
      'a board',
      {
        type: constant('board'),
        reset: t.boolean,
        more: t.boolean,
        rows: listOf('a list of rows', rowCodec),
        totals: totalsCodec,
      },
      {
        sources: listOf('a list of sources', sourceCodec),
        problems: listOf('a list of problems', problemCodec),
      },
    ),
  ],
  [
    'story',
    wireRecord('a story', { type: constant('story'), runId: RunId }, { story: storyCodec }),
  ],
]);

const ServerMessageCodec: t.Type<ServerMessage, unknown> = choiceOf(
  'a message of the server',
  'type',
  serverMessages,
);

const PageMessageCodec: t.Type<PageMessage, unknown> = choiceOf(
  'a message of the page',
  'type',
  new Map<unknown, t.Mixed>([
    ['watch', wireRecord('a watch message', { type: constant('watch') }, { runId: RunId })],
  ]),
);

// ------------------------------------------------------------------------------------------------------- operations

const decodeText =
  <A>(codec: t.Decoder<unknown, A>) =>
  (text: string): E.Either<string, A> =>
    pipe(
      parseJson(text),
      E.mapLeft(({ message }) => `no JSON: ${message}`),
      E.chain((json) => pipe(codec.decode(json), E.mapLeft(summarizeDecodeErrors))),
    );

/** What the server has said, or in one line of text why it is none of it. */
export const decodeServerMessage = decodeText(ServerMessageCodec);

/** What the page has said, or in one line of text why it is none of it. */
export const decodePageMessage = decodeText(PageMessageCodec);

/** The text of a message of the server. */
export const encodeServerMessage = (message: ServerMessage): string =>
  JSON.stringify(ServerMessageCodec.encode(message));

/** The text of a message of the page. */
export const encodePageMessage = (message: PageMessage): string =>
  JSON.stringify(PageMessageCodec.encode(message));
