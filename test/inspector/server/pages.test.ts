/** What pages are sent: how much, in how many messages, and what waits while they do not read. */
import { afterEach, describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import type { WebSocket } from 'ws';
import { makeApps } from '../../../src/inspector/apps/Apps.js';
import type { Board } from '../../../src/inspector/Board.js';
import { makeBoard } from '../../../src/inspector/Board.js';
import type { BoardMessage, SourceStatus } from '../../../src/inspector/Protocol.js';
import { decodeServerMessage } from '../../../src/inspector/Protocol.js';
import { makeLayouts } from '../../../src/inspector/server/layouts.js';
import type { Pages } from '../../../src/inspector/server/pages.js';
import { makePages } from '../../../src/inspector/server/pages.js';
import { makeJournalTimes } from '../../../src/times/JournalTimes.js';
import { at, runId, taskId } from '../../support/arbitraries.js';

const RUNS = 20_000;

const boardOf = (runs: number): Board => {
  const board = makeBoard();
  for (let i = 1; i <= runs; i += 1)
    board.apply({
      source: 'test',
      line: i,
      entry: {
        op: 'new_scheduled_with_id',
        runId: runId(i),
        taskId: taskId(i),
        scheduledAt: at(2),
        createdAt: at(1),
      },
    });
  return board;
};

/** A socket that keeps what it is sent. */
const makeSocket = () => {
  const texts: Array<string> = [];
  const socket = {
    reads: true,
    send: (text: string, onSent: (error?: Error) => void) => {
      texts.push(text);
      if (socket.reads) setImmediate(onSent);
    },
    on: () => socket,
  };
  const messages = (): ReadonlyArray<BoardMessage> =>
    texts.flatMap((text) => {
      const message = decodeServerMessage(text);
      return E.isRight(message) && message.right.type === 'board' ? [message.right] : [];
    });
  // SAFETY: pages use only these members.
  return { socket, asWebSocket: socket as unknown as WebSocket, texts, messages };
};

let pages: Pages;
afterEach(() => {
  pages.close();
});

const connect = (board: Board, phase: SourceStatus['phase'], reads = true) => {
  // So long that no message is sent because time has passed.
  const interval = 2 ** 31 - 1;
  pages = makePages({
    times: makeJournalTimes(),
    board,
    apps: makeApps(),
    layouts: makeLayouts(),
    sources: () => [{ name: 'test', phase, lines: RUNS }],
    interval,
  });
  const own = makeSocket();
  own.socket.reads = reads;
  pages.connect(own.asWebSocket);
  return own;
};

/** Lets everything happen that is due at once. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn += 1)
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
};

describe('a page that connects', () => {
  test('gets the counts and the first rows in one small message, and then every row once', async () => {
    const { texts, messages } = connect(boardOf(RUNS), 'following');
    const [first] = messages();
    expect(first).toMatchObject({ reset: true, more: true, runs: RUNS, totals: { lines: RUNS } });
    expect(first?.rows.length).toBeGreaterThan(0);
    expect(first?.rows.length).toBeLessThanOrEqual(1024);
    expect(texts[0]?.length).toBeLessThan(128 * 1024);

    await settle();
    const all = messages();
    expect(all.map(({ more }) => more)).toStrictEqual([...all.slice(1).map(() => true), false]);
    expect(all.map(({ reset }) => reset)).toStrictEqual([true, ...all.slice(1).map(() => false)]);
    // Enough rows in a message that their number does not matter, and few enough that the page can do something else between two.
    expect(all.length).toBeLessThanOrEqual(7);
    expect(Math.max(...texts.map(({ length }) => length))).toBeLessThan(512 * 1024);
    const ids = all.flatMap(({ rows }) => rows.map(({ id }) => id));
    expect(ids).toHaveLength(RUNS);
    expect(new Set(ids).size).toBe(RUNS);
  });

  test('while a journal is read, gets the first rows, and the rest does not follow at once', async () => {
    const { messages } = connect(boardOf(RUNS), 'reading');
    await settle();
    expect(messages().map(({ runs }) => runs)).toStrictEqual([RUNS]);
  });

  test('to an empty board is complete', () => {
    const { messages } = connect(boardOf(0), 'following');
    expect(messages()).toMatchObject([{ more: false, runs: 0, rows: [] }]);
  });
});

test('a page that does not read gets nothing more', async () => {
  const { texts } = connect(boardOf(RUNS), 'following', false);
  await settle();
  expect(texts).toHaveLength(1);
});
