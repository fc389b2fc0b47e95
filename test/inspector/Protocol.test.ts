import { describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { runStates, Timestamp } from '../../src/index.js';
import { makeBoard } from '../../src/inspector/Board.js';
import type { BoardMessage, ServerMessage } from '../../src/inspector/Protocol.js';
import {
  decodePageMessage,
  decodeServerMessage,
  encodePageMessage,
  encodeServerMessage,
} from '../../src/inspector/Protocol.js';
import { runId, runIn, taskId } from '../support/arbitraries.js';

const totals = { ...makeBoard().totals(), refused: { NoRun: 2 } };
const board: BoardMessage = {
  type: 'board',
  reset: true,
  more: false,
  runs: 2,
  rows: [
    {
      id: runId(1),
      number: 5,
      state: O.some('Running'),
      attempts: 3,
      priority: -2,
      createdAt: 5,
      changedAt: 6,
      ops: 7,
      refused: 1,
      taskId: O.some(taskId(4)),
      redelivered: 2,
      begunAgain: 4,
      taken: 2 ** 19 + 1,
      reasons: 2 ** 52,
    },
    {
      id: runId(2),
      number: 6,
      state: O.none,
      attempts: 0,
      priority: 0,
      createdAt: 0,
      changedAt: 0,
      ops: 1,
      refused: 1,
      taskId: O.none,
      redelivered: 0,
      begunAgain: 0,
      taken: 0,
      reasons: 1,
    },
  ],
  totals,
  sources: [{ name: 'a', phase: 'failed', lines: 3, message: 'gone' }],
  problems: [{ source: 'a', line: 2, message: 'no JSON' }],
};
const story: ServerMessage = {
  type: 'story',
  runId: runId(1),
  story: {
    base: O.some(runIn('Ready')),
    baseInstant: O.some(Timestamp.min),
    forgotten: 4,
    ops: [
      {
        source: 'a',
        line: 9,
        redelivered: false,
        readAs: 's',
        entry: { op: 'transition_to', to: 'Leased', runId: runId(1) },
      },
    ],
  },
};

test.each([board, story, { type: 'story', runId: runId(3) } satisfies ServerMessage])(
  'a message of the server survives encoding and decoding',
  (message) => {
    expect(decodeServerMessage(encodeServerMessage(message))).toStrictEqual(E.right(message));
  },
);

test('a message of the page survives encoding and decoding', () => {
  for (const message of [{ type: 'watch', runId: runId(1) } as const, { type: 'watch' } as const])
    expect(decodePageMessage(encodePageMessage(message))).toStrictEqual(E.right(message));
});

test('rows are sent as columns, and a column of equal values as one value', () => {
  const [row] = board.rows;
  const many = Array.from({ length: 1000 }, (_, i) => ({ ...row, id: runId(i), changedAt: i }));
  const message = { ...board, rows: many } as ServerMessage;
  const { rows } = JSON.parse(encodeServerMessage(message)) as { readonly rows: object };
  expect(rows).toMatchObject({
    state: runStates.indexOf('Running'),
    attempts: 3,
    ops: 7,
    reasons: 2 ** 52,
  });
  expect(rows).toHaveProperty(
    'id',
    many.map(({ id }) => id),
  );
  expect(rows).toHaveProperty(
    'changedAt',
    many.map(({ changedAt }) => changedAt),
  );
  // Two ids, the instant, and their punctuation: nothing else is repeated for each row.
  expect(encodeServerMessage(message).length / many.length).toBeLessThan(2 * 39 + 4 + 3);
  expect(decodeServerMessage(encodeServerMessage(message))).toStrictEqual(E.right(message));
});

describe('an invalid message', () => {
  const wire = JSON.parse(encodeServerMessage(board)) as Record<string, object>;
  const { rows } = wire;
  test.each([
    ['not JSON', '{', /^no JSON/],
    ['another type', '{"type":"eval"}', /type/],
    [
      'columns of different lengths',
      JSON.stringify({ ...wire, rows: { ...rows, ops: [1] } }),
      /rows/,
    ],
    [
      'a text in place of a number',
      JSON.stringify({ ...wire, totals: { lines: 'many' } }),
      /lines/,
    ],
  ])('%s', (_, text, message) => {
    const decoded = decodeServerMessage(text);
    expect(E.isLeft(decoded) ? decoded.left : '').toMatch(message);
  });

  test.each(['{}', '[]', 'null', '{"type":"watch","run_id":"<script>"}'])(
    'of a page: %s',
    (text) => {
      expect(E.isLeft(decodePageMessage(text))).toBe(true);
    },
  );
});
