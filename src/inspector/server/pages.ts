/**
 * The connected pages: each receives the whole board in parts, and then the changes.
 *
 * The board knows what changed, and each page takes it at its own pace: a page that reads slowly gets fewer messages, and what waits
 * for it takes no memory. While lines are read for the first time, sending gets only a share of the time.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { WebSocket } from 'ws';
import type { JournalTimes } from '../../times/JournalTimes.js';
import type { RunId } from '../../values/RunId.js';
import type { Apps } from '../apps/Apps.js';
import type { Board, RowReader } from '../Board.js';
import type { BoardMessage, ServerMessage, SourceStatus } from '../Protocol.js';
import { decodePageMessage, encodeServerMessage, MAX_RUNS_ASKED } from '../Protocol.js';
import type { RunChanges } from '../RunChange.js';
import { isSearchQuestion } from '../SearchProtocol.js';
import type { AppPage } from './appPage.js';
import { makeAppPage } from './appPage.js';
import type { Layouts } from './layouts.js';
import type { SearchPage } from './searchPage.js';
import { makeSearchPage } from './searchPage.js';

/** The options of the pages. */
export interface PagesOptions {
  readonly board: Board;
  /** The times of its runs. */
  readonly times: JournalTimes;
  readonly apps: Apps;
  readonly layouts: Layouts;
  readonly sources: () => ReadonlyArray<SourceStatus>;
  /** What people call ids; default: nothing. */
  readonly labels?: ReadonlyMap<string, string>;
  /** The shortest time between two messages of changes, in milliseconds; default: 100. */
  readonly interval?: number;
}

/** The connected pages. */
export interface Pages {
  readonly connect: (socket: WebSocket) => void;
  /** Says that the board or a source changed. */
  readonly markChanged: () => void;
  readonly close: () => void;
}

const DEFAULT_INTERVAL = 100;

/** The largest share of time that is spent on the rows of a page while journals are read: nearly all of them change again. */
const MAX_SHARE = 1 / 20;

/** A message has at most this many runs, and one block of them more. */
const ENOUGH_ROWS = 4096;

/** The first message has fewer, so that the page soon shows something. */
const ENOUGH_AT_FIRST = 1;

/** A page is answered only while at most this many messages are still to be written out. */
const MAX_UNSENT = 50;

/** A message of changes has at most this many, and those of one run more. */
const ENOUGH_CHANGES = 20_000;

/** The longest reason with which a WebSocket may be closed, in bytes of UTF-8 (RFC 6455). ws throws for a longer one. */
const MAX_REASON = 123;

/** A reason that is short enough; no character is cut in two. */
const reasonOf = (message: string): string => {
  const bytes = new Uint8Array(MAX_REASON);
  const { written } = new TextEncoder().encodeInto(message, bytes);
  return new TextDecoder().decode(bytes.subarray(0, written));
};

interface Page {
  readonly socket: WebSocket;
  readonly reader: RowReader;
  readonly app: AppPage;
  readonly search: SearchPage;
  /** How many messages are still to be written out. */
  unsent: number;
  /** Whether nothing was sent yet. */
  isNew: boolean;
  /** Whether the whole board was sent. */
  isComplete: boolean;
  /** Whether more changes wait than fitted into the last message. */
  isBehind: boolean;
  /** The number of changes when the last message was made. */
  seen: number;
  /** When it is sent rows again while journals are read, as in `performance.now()`. */
  due: number;
  /** The runs whose stories it shows, and how many ops each sent story had, with those that were dropped. */
  watched: ReadonlyMap<RunId, { sentOps: number | undefined }>;
  /** The sources and problems that were sent last, as text. */
  sent: { sources: string; problems: string };
}

/** Makes the set of pages of a board, with none connected. */
export const makePages = ({
  board,
  times,
  apps,
  layouts,
  sources,
  labels = new Map(),
  interval = DEFAULT_INTERVAL,
}: PagesOptions): Pages => {
  const pages = new Set<Page>();
  /** Counts the changes. */
  let changes = 0;

  /** Whether more lines may come. */
  const isOpen = (): boolean =>
    sources().some(({ phase }) => phase === 'following' || phase === 'connected');

  const isReading = (): boolean => sources().some(({ phase }) => phase === 'reading');

  const send = (page: Page, message: ServerMessage): void => {
    page.unsent += 1;
    page.socket.send(encodeServerMessage(message), (error) => {
      page.unsent -= 1;
      // The rest follows at once, unless lines wait to be read.
      if (!(error instanceof Error) && (page.isBehind || page.app.isBehind()) && !isReading())
        sendUpdate(page);
    });
  };

  /** The sources and problems, each only if they changed. */
  const changedLists = (page: Page): Pick<BoardMessage, 'sources' | 'problems'> => {
    const lists = { sources: sources(), problems: board.problems() };
    const texts = {
      sources: JSON.stringify(lists.sources),
      problems: JSON.stringify(lists.problems),
    };
    const { sent } = page;
    page.sent = texts;
    return {
      ...(sent.sources === texts.sources ? {} : { sources: lists.sources }),
      ...(sent.problems === texts.problems ? {} : { problems: lists.problems }),
    };
  };

  const sendStories = (page: Page): void => {
    page.watched.forEach((sent, runId) => {
      const ops = board.opsOf(runId);
      if (sent.sentOps === ops) return;
      sent.sentOps = ops;
      const story = board.story(runId);
      send(page, { type: 'story', runId, ...(O.isSome(story) ? { story: story.value } : {}) });
    });
  };

  /** Sends the changes of runs, those of the first at least, up to a number. */
  const sendChanges = (page: Page, numbers: ReadonlyArray<number>): void => {
    const runs: Array<RunChanges> = [];
    let size = 0;
    for (const number of numbers.slice(0, MAX_RUNS_ASKED)) {
      if (size >= ENOUGH_CHANGES) break;
      if (number >= board.size()) continue;
      const own = board.changesAt(number);
      runs.push(own);
      size += own.at.length;
    }
    const latest = O.toUndefined(board.latest());
    send(page, {
      type: 'changes',
      runs,
      dropped: board.droppedChanges(),
      ...(latest === undefined ? {} : { latest }),
    });
  };

  const sendBoard = (page: Page): void => {
    const begun = performance.now();
    const { isNew } = page;
    const enough = isNew ? ENOUGH_AT_FIRST : ENOUGH_ROWS;
    const waits = isReading() && begun < page.due;
    const rows = waits ? [] : page.reader.take(enough);
    page.isNew = false;
    page.seen = changes;
    page.isBehind = waits || rows.length >= enough;
    page.isComplete ||= page.reader.hasSeenAll();
    send(page, {
      type: 'board',
      reset: isNew,
      more: !page.isComplete,
      runs: board.size(),
      rows,
      totals: board.totals(),
      ...pipe(
        board.latest(),
        O.match(
          () => ({}),
          (latest) => ({ latest }),
        ),
      ),
      ...changedLists(page),
    });
    const end = performance.now();
    if (rows.length > 0) page.due = end + (end - begun) / MAX_SHARE;
  };

  /** Sends what changed, unless an earlier message is still to be written out. */
  const sendUpdate = (page: Page): void => {
    if (page.unsent > 0) return;
    sendStories(page);
    if (page.isBehind || page.app.isBehind() || page.seen !== changes) {
      sendBoard(page);
      page.search.sendChanges();
      page.app.sendChanges();
    }
  };

  const timer = setInterval(() => {
    pages.forEach(sendUpdate);
  }, interval);

  const connect = (socket: WebSocket): void => {
    const page: Page = {
      socket,
      reader: board.makeReader(),
      app: makeAppPage({
        apps,
        layouts,
        send: (message) => {
          send(page, message);
        },
      }),
      search: makeSearchPage({
        ...{ board, times, labels, isOpen },
        send: (message) => {
          send(page, message);
        },
      }),
      unsent: 0,
      isNew: true,
      isComplete: false,
      isBehind: true,
      seen: 0,
      due: 0,
      watched: new Map(),
      sent: { sources: '', problems: '' },
    };
    pages.add(page);
    socket.on('close', () => pages.delete(page));
    // `close` follows every error.
    socket.on('error', () => undefined);
    socket.on('message', (data, isBinary) => {
      const message = isBinary
        ? E.left('a page must send text')
        : // SAFETY: ws gives a text frame as one buffer unless asked otherwise.
          decodePageMessage((data as Buffer).toString('utf8'));
      if (E.isLeft(message)) {
        socket.close(1007, reasonOf(message.left));
        return;
      }
      const asked = message.right;
      if (asked.type !== 'watch') {
        // A page that does not read what it asked for gets no more.
        if (page.unsent >= MAX_UNSENT) return;
        if (asked.type === 'changes') sendChanges(page, asked.runs);
        else if (isSearchQuestion(asked)) page.search.receive(asked);
        else page.app.receive(asked);
        return;
      }
      page.watched = new Map(
        [asked.runId, asked.otherId].flatMap((id) =>
          id === undefined ? [] : [[id, { sentOps: undefined }]],
        ),
      );
      if (page.unsent === 0) sendStories(page);
    });
    sendUpdate(page);
  };

  return {
    connect,
    markChanged: () => {
      changes += 1;
    },
    close: () => {
      clearInterval(timer);
    },
  };
};
