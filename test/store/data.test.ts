/** What a store keeps beside the history moves to another store with the journal. */
import { describe, expect, test } from '@jest/globals';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { JournalEntry } from '../../src/index.js';
import { RunId, TaskId } from '../../src/index.js';
import type { Database, ImportProblem, RunData, RunStore } from '../../src/store/index.js';
import { complete, openRunStore, retry, runWorker, taskNamed } from '../../src/store/index.js';
import { RunDataCodec } from '../../src/store/RunData.js';
import { Priority } from '../../src/values/Priority.js';
import { right } from '../support/right.js';
import { describeStores } from '../support/stores.js';
import { createdLine } from './createdLine.js';

const priority = (n: number): Priority => right(Priority.decode(n));

const dataIn = async (store: RunStore, runId?: RunId): Promise<ReadonlyArray<RunData>> => {
  const all: Array<RunData> = [];
  for await (const page of store.exportData(runId === undefined ? {} : { runId })) {
    expect(right(page).undecodable).toStrictEqual([]);
    all.push(...right(page).data);
  }
  return all;
};

const linesIn = async function* (
  store: RunStore,
): AsyncGenerator<ReadonlyArray<JournalEntry>, void> {
  for await (const page of store.export()) yield right(page).entries;
};

/** Moves all runs, their data as text and back. */
const move = async (
  from: RunStore,
  to: RunStore,
): Promise<{ readonly imported: unknown; readonly problems: ReadonlyArray<ImportProblem> }> => {
  const lines = (await dataIn(from)).map((data) => JSON.stringify(RunDataCodec.encode(data)));
  const data = new Map(
    lines.map((line) => right(RunDataCodec.decode(JSON.parse(line)))).map((of) => [of.runId, of]),
  );
  const problems: Array<ImportProblem> = [];
  const imported = await to.import(linesIn(from), {
    dataOf: (id) => data.get(id),
    onProblem: (problem) => {
      problems.push(problem);
    },
  })();
  return { imported: right(imported), problems };
};

const listed = async (store: RunStore): Promise<ReadonlyArray<unknown>> =>
  right(await store.list({ limit: 10_000 })()).runs;

describeStores(({ open }) => {
  describe('a store that is moved', () => {
    test('has the same runs, with all that is beside their history', async () => {
      const [{ store: from, sql }, { store: to, sql: sqlTo }] = [await open(), await open()];
      const inserted = right(
        await from.insertMany([
          { taskId: taskNamed('done'), payload: { a: [1, null, 'ä "\\ {}'] } },
          { taskId: taskNamed('failing'), payload: null, maxFailures: 7, uniqueKey: 'one, "two"' },
          { taskId: taskNamed('late'), delaySeconds: 1.5, effectivePriority: priority(9) },
          { taskId: taskNamed('plain') },
        ])(),
      );
      const worker = runWorker(from, {
        done: () => complete({ sum: 3 }),
        failing: () => retry('no'),
      });
      await worker.idle();
      await worker.stop();
      await sql(`UPDATE @.runs SET progress = '{"percent": 50}' WHERE state = 'Completed'`);
      const before = await listed(from);
      expect(before).toHaveLength(4);
      const { imported, problems } = await move(from, to);
      expect({ imported, problems }).toMatchObject({
        imported: { runs: 4, alreadyThere: 0, notStorable: 0 },
        problems: [],
      });
      expect(await listed(to)).toStrictEqual(before);
      expect(await dataIn(to)).toStrictEqual(await dataIn(from));
      const [, failing, late] = inserted.map(({ stored }) => stored.run.id);
      expect(await dataIn(from, failing)).toMatchObject([
        { payload: null, failures: 1, maxFailures: 7, uniqueKey: 'one, "two"' },
      ]);
      expect(await dataIn(from, late)).toMatchObject([{ promotePriority: 9, payload: undefined }]);
      // When it falls due, it gets the priority that it was inserted with, here as there.
      await sqlTo('UPDATE @.runs SET due_at = 0 WHERE due_at IS NOT NULL');
      const claimed = right(await to.claim({ worker: 'a', limit: 10, leaseSeconds: 30 })()).runs;
      expect(claimed.find(({ run }) => run.id === late)?.run.effectivePriority).toBe(9);
      await sql('UPDATE @.runs SET due_at = -1 WHERE due_at IS NOT NULL');
      const broken: Array<string> = [];
      for await (const page of from.exportData())
        broken.push(...right(page).undecodable.flatMap(({ errors }) => errors.map((e) => e.path)));
      expect(new Set(broken)).toStrictEqual(new Set(['/due_at']));
    });

    test('tells of a column that is no JSON, as a view in between may give one', async () => {
      const { store, schema } = await open();
      const { stored } = right(await store.insert({ taskId: TaskId.generate(), payload: 1 })());
      const database: Database = {
        ...store.database,
        query: (statement) =>
          pipe(
            store.database.query(statement),
            TE.map((rows) =>
              rows.map((row) => ('payload' in row ? { ...row, payload: '{' } : row)),
            ),
          ),
      };
      const seen = right(await openRunStore({ schema })(database)());
      for await (const page of seen.exportData())
        expect(right(page)).toMatchObject({ data: [], undecodable: [{ runId: stored.run.id }] });
    });

    test('comes in pages, each run once', async () => {
      const { store } = await open();
      const ids = Array.from({ length: 450 }, () => RunId.generate());
      const taskId = TaskId.generate();
      right(await store.insertMany(ids.map((id) => ({ id, taskId, payload: id })))());
      const data = await dataIn(store);
      expect(data.map(({ runId }) => runId)).toStrictEqual(ids.toSorted());
      expect(data.map(({ payload }) => payload)).toStrictEqual(ids.toSorted());
    });
  });

  describe('the data of an import', () => {
    const taskId = TaskId.generate();
    const created = createdLine(taskId);
    const dataFor = (runId: RunId, data: Partial<RunData> = {}): RunData => ({
      runId,
      payload: undefined,
      progress: undefined,
      result: undefined,
      failures: 0,
      maxFailures: 5,
      uniqueKey: undefined,
      dueAt: undefined,
      promotePriority: undefined,
      ...data,
    });
    const importing = async (
      store: RunStore,
      lines: ReadonlyArray<JournalEntry>,
      dataOf: (id: RunId) => RunData | undefined,
    ): Promise<readonly [unknown, ReadonlyArray<string>]> => {
      const problems: Array<string> = [];
      const once = async function* (): AsyncGenerator<ReadonlyArray<JournalEntry>, void> {
        yield await Promise.resolve(lines);
      };
      const imported = await store.import(once(), {
        dataOf,
        onProblem: ({ message }) => {
          problems.push(message);
        },
      })();
      return [right(imported), problems];
    };

    test('leaves out a run whose key another has, or whose data cannot be stored', async () => {
      const { store } = await open();
      right(await store.insert({ taskId, uniqueKey: 'k' })());
      const [a, b, c, d, e] = Array.from({ length: 5 }, () => RunId.generate()) as [
        ...[RunId, RunId, RunId, RunId, RunId],
      ];
      const data = new Map([
        [a, dataFor(a, { uniqueKey: 'k' })],
        [b, dataFor(b, { uniqueKey: 'own', payload: 'p' })],
        [c, dataFor(c, { payload: 'a\0' })],
        // A run that has ended has no key any more.
        [d, dataFor(d, { uniqueKey: 'k' })],
        [e, dataFor(e, { uniqueKey: 'a\0' })],
      ]);
      const lines = [
        ...[a, b, c, d, e].map(created),
        { op: 'transition_to', to: 'Canceled', runId: d } as const,
      ];
      const [imported, problems] = await importing(store, lines, (id) => data.get(id));
      expect(imported).toMatchObject({ runs: 2, alreadyThere: 0, notStorable: 3 });
      expect([...problems].sort()).toStrictEqual(
        [
          `run ${a} is left out: another run has its key "k"`,
          ...[c, e].map(
            (id) =>
              `run ${id} is left out: cannot store the character U+0000, which PostgreSQL cannot store`,
          ),
        ].sort(),
      );
      expect(right(await store.load(b)())).toMatchObject({ payload: 'p', uniqueKey: 'own' });
      expect(right(await store.load(d)())).toMatchObject({ uniqueKey: undefined });
      // Once more: those that are there are there.
      const [again] = await importing(store, lines, (id) => data.get(id));
      expect(again).toMatchObject({ runs: 0, alreadyThere: 2, notStorable: 3 });
    });

    test('is large', async () => {
      const { store } = await open();
      const ids = Array.from({ length: 30 }, () => RunId.generate());
      const payload = 'x'.repeat(200_000);
      const [imported] = await importing(store, ids.map(created), (id) => dataFor(id, { payload }));
      expect(imported).toMatchObject({ runs: 30 });
      expect(right(await store.load(ids[29] ?? RunId.nil)()).payload).toBe(payload);
    });
  });
});
