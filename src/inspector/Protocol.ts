/**
 * The messages between the inspector's server and its page: JSON text over a WebSocket, decoded on both sides.
 *
 * The server first sends the whole board in parts, the first of which has `reset`, and then the runs that changed; several
 * changes of one run between two messages arrive as one. The page may watch one run and then receives its story, and it asks for the
 * changes in time of the runs that it shows. The messages about the actors of other machines are in `apps/AppProtocol.ts`.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as t from 'io-ts';
import { summarizeDecodeErrors } from '../codec/DecodeError.js';
import { parseJson } from '../codec/JsonText.js';
import { choiceOf, constant, listOf, oneOf, wireRecord } from '../codec/WireRecord.js';
import { RunId } from '../values/RunId.js';
import type { AppPageMessage, AppServerMessage } from './apps/AppProtocol.js';
import { appPageMessages, appServerMessages } from './apps/AppProtocol.js';
import type { Problem } from './Board.js';
import type { Row } from './Row.js';
import { RowsCodec } from './Row.js';
import type { RunChanges } from './RunChange.js';
import { ChangesCodec } from './RunChange.js';
import type { SearchPageMessage, SearchServerMessage } from './SearchProtocol.js';
import { searchPageMessages, searchServerMessages } from './SearchProtocol.js';
import type { Story } from './Story.js';
import { StoryCodec } from './Story.js';
import type { Totals } from './Totals.js';
import { CountCodec, TotalsCodec } from './Totals.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A source of lines, and its progress. */
export interface SourceStatus {
  readonly name: string;
  /**
   * A file or standard input is `reading` the lines that exist, `following` those that are added, `ended`, or `failed`; a feed is
   * `connected` or `disconnected`.
   */
  readonly phase: 'reading' | 'following' | 'ended' | 'failed' | 'connected' | 'disconnected';
  readonly lines: number;
  /** What went wrong, or a notice. */
  readonly message?: string;
}

/** A part of the board, or what changed in it. */
export interface BoardMessage {
  readonly type: 'board';
  /** The first part of the whole board: the page drops what it had. */
  readonly reset: boolean;
  /** Whether more parts of the whole board follow. */
  readonly more: boolean;
  /** The number of runs of the whole board. */
  readonly runs: number;
  readonly rows: ReadonlyArray<Row>;
  readonly totals: Totals;
  /** The latest instant of all runs, in unix seconds; absent before the first. */
  readonly latest?: number;
  readonly sources?: ReadonlyArray<SourceStatus>;
  readonly problems?: ReadonlyArray<Problem>;
}

/** The story of the run that the page watches, absent if there is no such run. */
export interface StoryMessage {
  readonly type: 'story';
  readonly runId: RunId;
  readonly story?: Omit<Story, 'runId'>;
}

/**
 * The changes in time of runs that the page asked for, whole, so that nothing is asked again when the page shows another time. If the
 * changes were too many for a message, those of the last runs are absent.
 */
export interface ChangesMessage {
  readonly type: 'changes';
  readonly runs: ReadonlyArray<RunChanges>;
  /** How many changes of all runs were dropped. */
  readonly dropped: number;
  /** The latest instant of all runs; absent before the first. */
  readonly latest?: number;
}

/** A message of the server. */
export type ServerMessage =
  BoardMessage | StoryMessage | ChangesMessage | SearchServerMessage | AppServerMessage;

/** Watches a run, whose story the server then sends, and one to compare it with; without run ids, none. */
export interface WatchMessage {
  readonly type: 'watch';
  readonly runId?: RunId;
  readonly otherId?: RunId;
}

/** Asks for the changes in time of some runs, by their numbers: those in view, and those that will soon be. */
export interface AskChangesMessage {
  readonly type: 'changes';
  readonly runs: ReadonlyArray<number>;
}

/** How many runs a page asks for at most. */
export const MAX_RUNS_ASKED = 1500;

/** A message of the page. */
export type PageMessage = WatchMessage | AskChangesMessage | SearchPageMessage | AppPageMessage;

// ----------------------------------------------------------------------------------------------------------- codecs

const phases = [
  'reading',
  'following',
  'ended',
  'failed',
  'connected',
  'disconnected',
] as const satisfies ReadonlyArray<SourceStatus['phase']>;

const sourceCodec = wireRecord(
  'a source',
  {
    name: t.string,
    phase: oneOf<SourceStatus['phase']>('a phase', phases),
    lines: CountCodec,
  },
  { message: t.string },
);

const problemCodec = wireRecord('a problem', {
  source: t.string,
  line: CountCodec,
  message: t.string,
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
        runs: CountCodec,
        rows: RowsCodec,
        totals: TotalsCodec,
      },
      {
        latest: CountCodec,
        sources: listOf('a list of sources', sourceCodec),
        problems: listOf('a list of problems', problemCodec),
      },
    ),
  ],
  [
    'story',
    wireRecord('a story', { type: constant('story'), runId: RunId }, { story: StoryCodec }),
  ],
  [
    'changes',
    wireRecord(
      'changes',
      { type: constant('changes'), runs: ChangesCodec, dropped: CountCodec },
      { latest: CountCodec },
    ),
  ],
  ...searchServerMessages,
  ...appServerMessages,
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
    [
      'watch',
      wireRecord('a watch message', { type: constant('watch') }, { runId: RunId, otherId: RunId }),
    ],
    [
      'changes',
      wireRecord('a question for changes', {
        type: constant('changes'),
        runs: listOf('a list of runs', CountCodec),
      }),
    ],
    ...searchPageMessages,
    ...appPageMessages,
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

/** Decodes a message of the server. The error is one line of text. */
export const decodeServerMessage = decodeText(ServerMessageCodec);

/** Decodes a message of the page. The error is one line of text. */
export const decodePageMessage = decodeText(PageMessageCodec);

/** Encodes a message of the server. */
export const encodeServerMessage = (message: ServerMessage): string =>
  JSON.stringify(ServerMessageCodec.encode(message));

/** Encodes a message of the page. */
export const encodePageMessage = (message: PageMessage): string =>
  JSON.stringify(PageMessageCodec.encode(message));
