/** Threads that import parts make what an import in order makes. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { importInOrder } from '../../../src/cli/import/importInOrder.js';
import { importInParts } from '../../../src/cli/import/importInParts.js';
import type { PartSetup } from '../../../src/cli/import/importPart.js';
import { importPart } from '../../../src/cli/import/importPart.js';
import type { PartThreads } from '../../../src/cli/import/importThreads.js';
import { startPartThreads } from '../../../src/cli/import/importThreads.js';
import type { ImportTold } from '../../../src/cli/import/importTold.js';
import { limits } from '../../../src/cli/limits.js';
import { makeImporter } from '../../../src/imports/Importer.js';
import { mappingOf } from '../../imports/imported.js';
import { bin, runchart, start, temporaryFolder } from '../runchart.js';

const folder = temporaryFolder();
afterAll(folder.remove);

const THREAD = new URL('../../../dist/cli/importThread.js', import.meta.url);

// ------------------------------------------------------------------------------------------------------------ files

/** A job of BullMQ; of 100 jobs one is malformed. */
const job = (n: number): object => ({
  id: String(n),
  name: ['email', 'resize'][n % 2],
  data: 'é'.repeat(100),
  timestamp: n % 100 === 7 ? 'yesterday' : 1_772_438_400_000 + n * 1000,
  processedOn: 1_772_438_400_000 + n * 1000 + 2000,
  ...(n % 5 === 0 ? {} : { finishedOn: 1_772_438_400_000 + n * 1000 + 5000 }),
  attemptsMade: 1,
  queueQualifiedName: 'bull:mail',
});

/** A try of a task instance of Airflow. */
const instance = (n: number, attempt: number): object => ({
  dag_id: 'etl',
  dag_run_id: `run-${String(n)}`,
  task_id: 'extract',
  map_index: -1,
  queued_when: '2026-03-02T08:00:00Z',
  start_date: '2026-03-02T08:01:00Z',
  end_date: '2026-03-02T08:02:00Z',
  state: attempt === 1 ? 'failed' : 'success',
  try_number: attempt,
  pool: 'x'.repeat(100),
});

const range = <A>(length: number, make: (n: number) => A): ReadonlyArray<A> =>
  Array.from({ length }, (_, n) => make(n));

/** One history of Temporal, whose activities are told from each other by its first event. */
const longHistory = (length: number): string =>
  JSON.stringify({
    events: range(length, (n) => ({
      eventId: String(n + 1),
      eventTime: '2026-03-02T08:00:00Z',
      ...(n === 0
        ? {
            eventType: 'WorkflowExecutionStarted',
            workflowExecutionStartedEventAttributes: {
              workflowId: 'order-7',
              originalExecutionRunId: '01900000-0000-7000-8000-000000000001',
            },
          }
        : {
            eventType: 'ActivityTaskScheduled',
            activityTaskScheduledEventAttributes: {
              activityId: String(n),
              activityType: { name: 'charge' },
            },
          }),
    })),
  });

const lines = (records: ReadonlyArray<object>): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');

// -------------------------------------------------------------------------------------------------------- importing

interface Made {
  readonly imported: unknown;
  readonly journal: Text;
  readonly labels: Text;
  readonly told: ReadonlyArray<unknown>;
}

/** A long text: its difference from another one would take minutes to tell. */
interface Text {
  readonly length: number;
  readonly hash: string;
}

const textOf = (text: string): Text => ({
  length: text.length,
  hash: createHash('sha256').update(text).digest('hex'),
});

const setupOf = (format: string): PartSetup => ({
  mapping: mappingOf(format),
  namespace: undefined,
  only: undefined,
  labeled: true,
  limits: limits(),
});

/** Keeps what is told, except how far it is. */
const listening = (): ImportTold & { readonly heard: ReadonlyArray<unknown> } => {
  const heard: Array<unknown> = [];
  let named = 0;
  return {
    heard,
    progress: () => undefined,
    unread: ({ message }) => {
      heard.push(message);
      return Promise.resolve();
    },
    malformed: ({ first }) => {
      heard.push(...first.slice(named));
      named = first.length;
      return Promise.resolve();
    },
    end: () => Promise.resolve(),
  };
};

const inParts = async (
  format: string,
  files: ReadonlyArray<string>,
  start: (setup: PartSetup) => PartThreads = (setup) => startPartThreads(setup, THREAD),
): Promise<Made | undefined> => {
  const setup = setupOf(format);
  const journal: Array<Buffer> = [];
  const labels: Array<readonly [string, string]> = [];
  const told = listening();
  const threads = start(setup);
  const sink = {
    journal: (bytes: Uint8Array) => {
      journal.push(Buffer.from(bytes));
    },
    label: (id: string, label: string) => {
      labels.push([id, label]);
    },
    goesOn: () => true,
  };
  const imported = await importInParts(files, setup, threads, sink, told);
  threads.close();
  return O.isNone(imported)
    ? undefined
    : {
        imported: imported.value,
        journal: textOf(Buffer.concat(journal).toString('utf8')),
        labels: textOf(JSON.stringify(labels)),
        told: told.heard,
      };
};

const inOrder = async (format: string, files: ReadonlyArray<string>): Promise<Made> => {
  const { mapping } = setupOf(format);
  const journal: Array<string> = [];
  const labels: Array<readonly [string, string]> = [];
  const told = listening();
  const importer = makeImporter({
    mapping,
    line: (text) => journal.push(`${text}\n`),
    label: (id, label) => labels.push([id, label]),
  });
  const goesOn = (): Promise<boolean> => Promise.resolve(true);
  const imported = await importInOrder(files, mapping.in ?? [], importer, goesOn, told);
  return {
    imported,
    journal: textOf(journal.join('')),
    labels: textOf(JSON.stringify(labels)),
    told: told.heard,
  };
};

describe('real threads', () => {
  // More parts than are asked for at once.
  const jobs = range(16_000, job);

  test('import lines, of which some jobs come twice, from several files', async () => {
    const files = [
      folder.file('jobs.ndjson', lines([...jobs, ...jobs.slice(0, 50), {}])),
      folder.file('more.ndjson.gz', gzipSync(lines(range(4000, (n) => job(n + 15_900))))),
      folder.file('few.ndjson', '{}\nnoise\n'),
    ];
    const made = await inParts('bullmq', files);
    const wanted = await inOrder('bullmq', files);
    expect(made).toStrictEqual(wanted);
    expect(wanted.journal.length).toBeGreaterThan(5_000_000);
    expect(wanted.told).toHaveLength(20);
  });

  test('import a document', async () => {
    const instances = range(12_000, (n) => [instance(n, 2), instance(n, 1)]).flat();
    const path = folder.file(
      'instances.json',
      JSON.stringify({ task_instances: instances, total: 1 }),
    );
    // Of one task the tries stand on both sides of a cut, wherever it is.
    expect(await inParts('airflow', [path])).toBeUndefined();
    const single = folder.file('single.json', JSON.stringify(range(12_000, (n) => instance(n, 1))));
    expect(await inParts('airflow', [single])).toStrictEqual(await inOrder('airflow', [single]));
  });

  test('do not begin in the middle of a history', async () => {
    const history = folder.file('history.json', longHistory(10_000));
    expect((await inOrder('temporal', [history])).imported).toMatchObject({
      report: { runs: 10_000 },
    });
    expect(await inParts('temporal', [history])).toBeUndefined();
  });

  test('that fail import nothing', async () => {
    const script = new URL(`file://${folder.file('fails.mjs', 'throw new Error("no thread")')}`);
    const path = folder.file('jobs.ndjson', lines(jobs));
    const start = (setup: PartSetup): PartThreads => startPartThreads(setup, script);
    expect(await inParts('bullmq', [path], start)).toBeUndefined();
  });
});

test('parts are asked for again if those before them turn out to have their runs', async () => {
  // Answers before any part is joined.
  const atOnce = (setup: PartSetup): PartThreads => ({
    count: 1000,
    run: (request) => Promise.resolve(E.right(importPart(setup, request))),
    close: () => undefined,
  });
  const path = folder.file('twice.ndjson', lines(range(4000, (n) => job(n % 2100))));
  expect(await inParts('bullmq', [path], atOnce)).toStrictEqual(await inOrder('bullmq', [path]));
});

test('a large file is imported to --out as it is to standard output', async () => {
  const path = folder.file('large.ndjson', lines(range(24_000, (n) => job(n % 23_000))));
  const cut = folder.file('cut.gz', gzipSync(lines(range(9000, job))).subarray(0, -100));
  const journal = folder.path('journal');
  const labels = folder.path('labels');
  const labelsInOrder = folder.path('labels-in-order');
  const importing = ['import', '--from', 'bullmq', path, cut];
  const toFile = await runchart([...importing, '--json', '--out', journal, '--labels', labels]);
  const toOutput = await runchart([...importing, '--labels', labelsInOrder]);
  expect([toFile.code, toOutput.code]).toStrictEqual([1, 1]);
  const read = (name: string): Text => textOf(readFileSync(name, 'utf8'));
  expect(read(journal)).toStrictEqual(textOf(toOutput.stdout));
  expect(read(labels)).toStrictEqual(read(labelsInOrder));
  expect(toOutput.stderr).toContain(toFile.stderr);
  expect(toFile.stderr).toContain('cut.gz: its gzip data ends too early');
  expect(toFile.stderr).toContain('more malformed records');
});

test('labels that go to a pipe are written once, even if the import cannot be in parts', async () => {
  const path = folder.file('long.ndjson', lines(range(24_000, job)));
  expect(statSync(path).size).toBeGreaterThan(8 * 2 ** 20);
  // Begins anew when it comes to this one.
  const rows = folder.file('rows.csv', 'a,b\n1,2\n');
  const [pipe, out] = ['pipe', 'journal'].map(folder.path);
  const { code, stdout } = await start('sh', [
    '-c',
    'mkfifo "$1"; cat "$1" & "$2" "$3" import --from bullmq --labels "$1" --out "$4" "$5" "$6" >"$4.report" 2>&1; wait',
    'sh',
    pipe ?? '',
    process.execPath,
    bin,
    out ?? '',
    path,
    rows,
  ]).ended;
  expect(code).toBe(0);
  const labels = stdout.trimEnd().split('\n');
  expect(labels.length).toBeGreaterThan(20_000);
  expect(new Set(labels).size).toBe(labels.length);
});
