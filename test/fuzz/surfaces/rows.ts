/** The rows of the store, as a database may give them. */
import * as E from 'fp-ts/lib/Either.js';
import type { Row } from '../../../src/store/Database.js';
import { findingMessage } from '../../../src/store/Finding.js';
import { foldRow, historyEntryOf, unborn } from '../../../src/store/history.js';
import { encodeJson, notStorableMessage } from '../../../src/store/Json.js';
import { decodeStoredRun } from '../../../src/store/StoredRun.js';
import { expectMessage, expectSame } from '../oracle.js';
import type { PureSurface } from '../Surface.js';
import { seedsOf } from '../Surface.js';
import { runs, words } from './codecs.js';

const texts = (record: Readonly<Record<string, unknown>>): Row =>
  Object.fromEntries(
    Object.entries(record).map(([key, value]) => [
      key,
      value === null || value === undefined
        ? null
        : typeof value === 'string'
          ? value
          : JSON.stringify(value),
    ]),
  );

const ID = runs[0]?.id ?? '';

const rows: ReadonlyArray<Row> = [
  texts({
    ...runs[0],
    version: 5,
    failures: 1,
    max_failures: 3,
    worker: 'w',
    due_at: 1_700_000_000_000,
    unique_key: 'k',
    payload: '{"a":[1]}',
    progress: 'null',
    result: '1.5',
  }),
  texts({
    seq: 1,
    at: 7,
    scheduled_at: 9,
    run_id: ID,
    task_id: runs[0]?.task_id,
    version: 1,
    priority: 3,
    events: 'new_ready_with_id',
    refusal: null,
    entry: null,
  }),
  texts({
    seq: 2,
    at: 8,
    run_id: ID,
    command_id: runs[0]?.task_id,
    version: 2,
    events: 'lease start attempt.start',
    attempt_id: ID,
    worker: 'w',
  }),
  texts({
    seq: 3,
    at: 9,
    run_id: ID,
    version: 3,
    events: 'attempt.finish complete',
    attempt_id: ID,
    note: 'n',
    outcome: 'failed',
  }),
  texts({
    seq: 4,
    at: 9,
    run_id: ID,
    version: 4,
    events: 'x',
    entry: `{"op":"transition_to","run_id":"${ID}","to":"Leased"}`,
  }),
];

/** Every value of a row is text or null, and its columns are there, whatever is in them. */
const rowOf = (json: unknown): Row =>
  texts(
    typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : { id: json },
  );

const reads = (row: Row): void => {
  const stored = decodeStoredRun(row);
  if (E.isLeft(stored)) expectMessage(findingMessage(stored.left), 6000);
  historyEntryOf(row);
  const folded = foldRow(row)(unborn);
  if (E.isLeft(folded)) expectMessage(findingMessage(folded.left), 6000);
};

export const rowSurfaces: ReadonlyArray<PureSurface> = [
  {
    kind: 'pure',
    name: 'rows',
    about: 'the rows of the store: runs and their history, and values to store',
    share: 1,
    seeds: seedsOf(...rows.map((row) => JSON.stringify(row))),
    words: [
      ...words,
      '"payload":',
      '"due_at":',
      '"version":',
      '"events":',
      '"refusal":',
      '"entry":',
      '"seq":',
      '"lease start"',
      'attempt.start',
      'new_ready_with_id',
      '"9223372036854775807"',
    ],
    bytes: (input) => {
      let json: unknown;
      try {
        json = JSON.parse(input.toString('utf8'));
      } catch {
        return;
      }
      reads(rowOf(json));
    },
    value: (input) => {
      const encoded = encodeJson(input);
      if (E.isLeft(encoded)) expectMessage(notStorableMessage(encoded.left), 3000);
      else expectSame('encodeJson again', encodeJson(JSON.parse(encoded.right)), encoded);
    },
  },
];
