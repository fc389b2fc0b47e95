/**
 * The connected pages: each receives the whole board in parts, and then the changes.
 *
 * A page that reads slowly gets fewer messages. Until the next one, the changes are kept as a set of run ids, so the queue cannot
 * grow beyond the number of runs.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { WebSocket } from 'ws';
import type { RunId } from '../../values/RunId.js';
import type { Board } from '../Board.js';
import type { BoardMessage, ServerMessage, SourceStatus } from '../Protocol.js';
import { decodePageMessage, encodeServerMessage } from '../Protocol.js';
import type { Row } from '../Row.js';

/** The options of the pages. */
export interface PagesOptions {
  readonly board: Board;
  readonly sources: () => ReadonlyArray<SourceStatus>;
}

/** The connected pages. */
export interface Pages {
  readonly connect: (socket: WebSocket) => void;
  /** Marks a run as changed or, with none, another part of the board. */
  readonly markChanged: (id: O.Option<RunId>) => void;
  readonly close: () => void;
}

/** The shortest time between two messages of changes, in milliseconds. */
const MIN_INTERVAL = 100;

/** How many runs fit into a message. */
const MAX_ROWS = 5000;

/** A page gets no message while its socket has more unsent bytes than this. */
const MAX_BUFFERED = 1024 * 1024;

interface Page {
  readonly socket: WebSocket;
  /** The runs of the whole board that are still to be sent. */
  unsent: IterableIterator<RunId> | undefined;
  reset: boolean;
  readonly changed: Set<RunId>;
  totalsChanged: boolean;
  watched: RunId | undefined;
  watchedChanged: boolean;
  /** The sources and problems that were sent last, as text. */
  sent: { sources: string; problems: string };
}

/** Takes up to `max` values from an iterator without closing it. */
const takeNext = <A>(from: Iterator<A>, max: number): ReadonlyArray<A> => {
  const taken: Array<A> = [];
  while (taken.length < max) {
    const next = from.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
};

/** Makes the set of pages of a board, with none connected. */
export const makePages = ({ board, sources }: PagesOptions): Pages => {
  const pages = new Set<Page>();

  const send = (page: Page, message: ServerMessage): void => {
    page.socket.send(encodeServerMessage(message));
  };

  const rowsOf = (ids: ReadonlyArray<RunId>): ReadonlyArray<Row> =>
    ids.flatMap((id) => {
      const row = board.row(id);
      return O.isSome(row) ? [row.value] : [];
    });

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

  /** The runs of the next message, and whether more parts of the whole board follow. */
  const nextIds = (page: Page): { readonly ids: ReadonlyArray<RunId>; readonly more: boolean } => {
    if (page.unsent !== undefined) {
      const ids = takeNext(page.unsent, MAX_ROWS);
      for (const id of ids) page.changed.delete(id);
      const more = ids.length === MAX_ROWS;
      if (!more) page.unsent = undefined;
      return { ids, more };
    }
    const ids = takeNext(page.changed.values(), MAX_ROWS);
    for (const id of ids) page.changed.delete(id);
    return { ids, more: false };
  };

  const sendStory = (page: Page): void => {
    if (page.watched === undefined || !page.watchedChanged) return;
    page.watchedChanged = false;
    const story = board.story(page.watched);
    send(page, {
      type: 'story',
      runId: page.watched,
      ...(O.isSome(story) ? { story: story.value } : {}),
    });
  };

  const sendUpdate = (page: Page): void => {
    if (page.socket.bufferedAmount > MAX_BUFFERED) return;
    sendStory(page);
    if (page.unsent === undefined && page.changed.size === 0 && !page.totalsChanged) return;
    const { ids, more } = nextIds(page);
    const { reset } = page;
    page.reset = false;
    page.totalsChanged = page.changed.size > 0;
    send(page, {
      type: 'board',
      reset,
      more,
      rows: rowsOf(ids),
      totals: board.totals(),
      ...changedLists(page),
    });
    // Parts of the whole board follow each other at once; changes wait for the timer.
    if (more) setImmediate(sendUpdate, page);
  };

  const timer = setInterval(() => {
    for (const page of pages) if (page.unsent === undefined) sendUpdate(page);
  }, MIN_INTERVAL);

  const connect = (socket: WebSocket): void => {
    const page: Page = {
      socket,
      unsent: board.ids(),
      reset: true,
      changed: new Set(),
      totalsChanged: true,
      watched: undefined,
      watchedChanged: false,
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
        socket.close(1007, message.left.slice(0, 100));
        return;
      }
      page.watched = message.right.runId;
      page.watchedChanged = true;
      sendStory(page);
    });
    sendUpdate(page);
  };

  return {
    connect,
    markChanged: (id) => {
      for (const page of pages) {
        page.totalsChanged = true;
        if (O.isNone(id)) continue;
        page.changed.add(id.value);
        if (page.watched === id.value) page.watchedChanged = true;
      }
    },
    close: () => {
      clearInterval(timer);
    },
  };
};
