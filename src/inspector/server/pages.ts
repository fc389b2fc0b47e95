/**
 * The pages that are connected: each is sent the whole board in parts, and then what changes.
 *
 * A page that reads slowly is sent less often and not more: what has changed since is a set of runs, so nothing piles up here.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { WebSocket } from 'ws';
import type { RunId } from '../../values/RunId.js';
import type { Board, Row } from '../Board.js';
import type { BoardMessage, ServerMessage, SourceStatus } from '../Protocol.js';
import { decodePageMessage, encodeServerMessage } from '../Protocol.js';

/** What the pages are told of. */
export interface Shown {
  readonly board: Board;
  readonly sources: () => ReadonlyArray<SourceStatus>;
}

/** All pages. */
export interface Pages {
  readonly join: (socket: WebSocket) => void;
  /** A run, or something else on the board, has changed. */
  readonly changed: (id: O.Option<RunId>) => void;
  readonly close: () => void;
}

/** So often, at most, is a page told what has changed, in milliseconds. */
const PERIOD = 100;

/** A message has at most so many runs. */
const ROWS = 5000;

/** A page is told no more while so many bytes wait to be taken. */
const MOST_WAITING = 1024 * 1024;

interface Page {
  readonly socket: WebSocket;
  /** The runs of the first telling, which goes on while lines come in. */
  first: IterableIterator<RunId> | undefined;
  reset: boolean;
  readonly dirty: Set<RunId>;
  totalsChanged: boolean;
  watched: RunId | undefined;
  watchedChanged: boolean;
  told: { sources: string; problems: string };
}

const take = <A>(from: Iterator<A>, most: number): ReadonlyArray<A> => {
  const taken: Array<A> = [];
  while (taken.length < most) {
    const next = from.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
};

/** No page yet. */
export const makePages = ({ board, sources }: Shown): Pages => {
  const pages = new Set<Page>();

  const send = (page: Page, message: ServerMessage): void => {
    page.socket.send(encodeServerMessage(message));
  };

  const rowsOf = (ids: ReadonlyArray<RunId>): ReadonlyArray<Row> =>
    ids.flatMap((id) => {
      const row = board.row(id);
      return O.isSome(row) ? [row.value] : [];
    });

  /** What is said only when it is news. */
  const news = (page: Page): Pick<BoardMessage, 'sources' | 'problems'> => {
    const its = { sources: sources(), problems: board.problems() };
    const texts = { sources: JSON.stringify(its.sources), problems: JSON.stringify(its.problems) };
    const { told } = page;
    page.told = texts;
    return {
      ...(told.sources === texts.sources ? {} : { sources: its.sources }),
      ...(told.problems === texts.problems ? {} : { problems: its.problems }),
    };
  };

  /** The runs to tell of now, and whether more of the first telling are to come. */
  const due = (page: Page): { readonly ids: ReadonlyArray<RunId>; readonly more: boolean } => {
    if (page.first !== undefined) {
      const ids = take(page.first, ROWS);
      for (const id of ids) page.dirty.delete(id);
      const more = ids.length === ROWS;
      if (!more) page.first = undefined;
      return { ids, more };
    }
    const ids = take(page.dirty.values(), ROWS);
    for (const id of ids) page.dirty.delete(id);
    return { ids, more: false };
  };

  const tellStory = (page: Page): void => {
    if (page.watched === undefined || !page.watchedChanged) return;
    page.watchedChanged = false;
    const story = board.story(page.watched);
    send(page, {
      type: 'story',
      runId: page.watched,
      ...(O.isSome(story) ? { story: story.value } : {}),
    });
  };

  const tell = (page: Page): void => {
    if (page.socket.bufferedAmount > MOST_WAITING) return;
    tellStory(page);
    if (page.first === undefined && page.dirty.size === 0 && !page.totalsChanged) return;
    const { ids, more } = due(page);
    const { reset } = page;
    page.reset = false;
    page.totalsChanged = page.dirty.size > 0;
    send(page, {
      type: 'board',
      reset,
      more,
      rows: rowsOf(ids),
      totals: board.totals(),
      ...news(page),
    });
    // The whole board is told without pauses; a change waits for the next turn.
    if (more) setImmediate(tell, page);
  };

  const timer = setInterval(() => {
    for (const page of pages) if (page.first === undefined) tell(page);
  }, PERIOD);

  const join = (socket: WebSocket): void => {
    const page: Page = {
      socket,
      first: board.ids(),
      reset: true,
      dirty: new Set(),
      totalsChanged: true,
      watched: undefined,
      watchedChanged: false,
      told: { sources: '', problems: '' },
    };
    pages.add(page);
    socket.on('close', () => pages.delete(page));
    // What goes wrong with a socket closes it, too.
    socket.on('error', () => undefined);
    socket.on('message', (data, isBinary) => {
      const message = isBinary
        ? E.left('a page speaks in text')
        : // SAFETY: a text frame comes as one buffer unless asked for otherwise.
          decodePageMessage((data as Buffer).toString('utf8'));
      if (E.isLeft(message)) {
        socket.close(1007, message.left.slice(0, 100));
        return;
      }
      page.watched = message.right.runId;
      page.watchedChanged = true;
      tellStory(page);
    });
    tell(page);
  };

  return {
    join,
    changed: (id) => {
      for (const page of pages) {
        page.totalsChanged = true;
        if (O.isNone(id)) continue;
        page.dirty.add(id.value);
        if (page.watched === id.value) page.watchedChanged = true;
      }
    },
    close: () => {
      clearInterval(timer);
    },
  };
};
