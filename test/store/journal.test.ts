/** Journals in and out of a store: what an export says is what the store holds, and an import loses nothing that a journal can say. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import type { JournalEntry, RunInstanceWire } from '../../src/index.js';
import { AttemptId, CommandId, JournalEntryCodec, RunId, TaskId } from '../../src/index.js';
import { makeEntryDecoder } from '../../src/journal/entryDecoder.js';
import type { RunSlot } from '../../src/journal/RunFold.js';
import { makeRunFold } from '../../src/journal/RunFold.js';
import { opNames } from '../../src/journal/Step.js';
import { encodeError } from '../../src/journal/StepOutcome.js';
import { RunInstanceLenientCodec } from '../../src/run/RunInstanceCodec.js';
import type {
  ExportOptions,
  ImportLine,
  ImportOptions,
  ImportProblem,
  RunStore,
} from '../../src/store/index.js';
import type { Timestamp } from '../../src/values/Timestamp.js';
import { right } from '../support/right.js';
import { describeStores } from '../support/stores.js';
import { createdLine } from './createdLine.js';

const text = readFileSync(
  fileURLToPath(new URL('../../examples/journal.ndjson', import.meta.url)),
  'utf8',
);
const exampleLines = text.trimEnd().split('\n');

async function* streamed<A>(items: ReadonlyArray<A>): AsyncGenerator<A, void> {
  for (const item of items) {
    await Promise.resolve();
    yield item;
  }
}

const importing = async (
  store: RunStore,
  lines: ReadonlyArray<ImportLine>,
  options: ImportOptions = {},
): Promise<{ readonly imported: unknown; readonly problems: ReadonlyArray<ImportProblem> }> => {
  const problems: Array<ImportProblem> = [];
  const imported = await store.import(streamed(lines), {
    ...options,
    onProblem: (problem) => {
      problems.push(problem);
    },
  })();
  return { imported: right(imported), problems };
};

const exported = async (
  store: RunStore,
  options?: ExportOptions,
): Promise<ReadonlyArray<JournalEntry>> => {
  const entries: Array<JournalEntry> = [];
  for await (const page of store.export(options)) {
    expect(right(page).broken).toStrictEqual([]);
    entries.push(...right(page).entries);
  }
  return entries;
};

/** The final run and the refusals of each run that exists, as a replay that forgets nothing finds them. */
const told = (
  entries: ReadonlyArray<JournalEntry>,
): Readonly<
  Record<string, { readonly run: RunInstanceWire; readonly refusals: ReadonlyArray<unknown> }>
> => {
  const fold = makeRunFold<RunSlot & { readonly refusals: Array<unknown> }>({
    makeSlot: (id) => ({ id, run: undefined, outcomes: undefined, refusals: [] }),
    remember: Infinity,
  });
  for (const entry of entries) {
    const { slot, outcome, redelivered } = fold.apply(entry);
    if (E.isLeft(outcome) && !redelivered)
      slot.refusals.push([entry.op, encodeError(outcome.left)]);
  }
  return Object.fromEntries(
    [...fold.slots.values()].flatMap(({ id, run, refusals }) =>
      run === undefined ? [] : [[id, { run: RunInstanceLenientCodec.encode(run), refusals }]],
    ),
  );
};

const stored = async (store: RunStore): Promise<ReadonlyArray<unknown>> =>
  right(await store.list({ limit: 10_000 })()).runs.map(({ run }) =>
    RunInstanceLenientCodec.encode(run),
  );

/** The scenarios of the reference as one journal: each has a run of its own. */
const referenceEntries = (): ReadonlyArray<JournalEntry> =>
  readFileSync(new URL('../fixtures/reference.ndjson', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .flatMap((line) => {
      const named = /"run_id":"([-0-9a-f]{36})"|\\"id\\":\\"([-0-9a-f]{36})\\"/.exec(line);
      const id = named?.[1] ?? named?.[2] ?? RunId.nil;
      const own = RunId.generate();
      // SAFETY: the fixture.
      const { steps } = JSON.parse(id === RunId.nil ? line : line.replaceAll(id, own)) as {
        readonly steps: ReadonlyArray<object>;
      };
      return steps.flatMap((step) => {
        const decoded = JournalEntryCodec.decode({ ...step, run_id: own });
        return E.isRight(decoded) ? [decoded.right] : [];
      });
    });

const at = (n: number): Timestamp => n as Timestamp;
const taskId = TaskId.generate();
const created = createdLine(taskId);

describeStores(({ open }) => {
  describe('import', () => {
    test('the example journal comes out as it went in', async () => {
      const { store } = await open();
      const entries = exampleLines.flatMap((line) => {
        const decoded = makeEntryDecoder()(line);
        return E.isRight(decoded) ? [decoded.right] : [];
      });
      const expected = told(entries);
      const { imported, problems } = await importing(store, exampleLines);
      expect(imported).toMatchObject({
        lines: exampleLines.length,
        runs: Object.keys(expected).length,
        alreadyThere: 0,
        malformed: exampleLines.length - entries.length,
        notStorable: 0,
      });
      expect(problems.filter(({ runId }) => runId === undefined)).toHaveLength(
        exampleLines.length - entries.length,
      );
      const out = await exported(store);
      expect(told(out)).toStrictEqual(expected);
      expect(await stored(store)).toStrictEqual(
        Object.entries(expected)
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([, { run }]) => run),
      );
      // Once more, by the line and by the page: nothing is there twice.
      const again = await importing(store, out);
      expect(again.imported).toMatchObject({ runs: 0, alreadyThere: Object.keys(expected).length });
      expect(await exported(store)).toStrictEqual(out);
    });

    test('every op comes out as it went in, also those that send no event', async () => {
      const { store } = await open();
      const entries = referenceEntries();
      expect(new Set(entries.map(({ op }) => op)).size).toBe(opNames.length);
      const expected = told(entries);
      const { imported, problems } = await importing(store, entries);
      const left = new Set(problems.map(({ runId }) => runId));
      const kept = Object.fromEntries(
        Object.entries(expected).filter(([id]) => !left.has(RunId.is(id) ? id : undefined)),
      );
      expect(imported).toMatchObject({ runs: Object.keys(kept).length, malformed: 0 });
      expect(Object.keys(kept).length).toBeGreaterThan(150);
      expect(told(await exported(store))).toStrictEqual(kept);
      expect(
        problems
          .filter(({ message }) => !message.includes('no line creates'))
          .map(({ message }) => message.replace(/run [-0-9a-f]+/, 'run')),
      ).toStrictEqual(
        Object.entries(expected)
          .filter(([id]) => !(id in kept))
          .map(([, { run }]) => `run is left out: it ends in ${run.state} with an active attempt`),
      );
    });

    test('what lines say beside their ops comes out as it went in', async () => {
      const { store } = await open();
      const runId = RunId.generate();
      const attemptId = AttemptId.generate();
      const lines: ReadonlyArray<JournalEntry> = [
        { ...created(runId), at: at(100), worker: 'api', note: 'by hand' },
        { op: 'transition_to', to: 'Leased', runId, at: at(101), worker: 'w-1' },
        { op: 'transition_to', to: 'Running', runId, at: at(102), note: 'at last' },
        { op: 'start_attempt', attemptId, runId, at: at(103), worker: 'w-1' },
        {
          op: 'finish_attempt',
          attemptId,
          runId,
          at: at(104),
          outcome: 'timed_out',
          error: 'no answer\n in 30 s',
          worker: 'w-1',
        },
        { op: 'transition_to', to: 'RetryWait', runId, at: at(105), error: 'e', note: 'n' },
        { op: 'promote_to_ready', runId, at: at(106), outcome: 'succeeded', note: 'n', error: 'e' },
      ];
      await importing(
        store,
        lines.map((line) => JSON.stringify(JournalEntryCodec.encode(line))),
      );
      expect(await exported(store)).toStrictEqual(lines);
      const history = right(await store.history(runId)());
      expect(history[4]).toMatchObject({
        worker: 'w-1',
        outcome: 'timed_out',
        note: 'no answer\n in 30 s',
      });
    });

    test('a command that comes again after an import gets its first outcome', async () => {
      const { store } = await open();
      const id = RunId.generate();
      const [leased, refused] = [CommandId.generate(), CommandId.generate()];
      await importing(store, [
        created(id),
        { op: 'transition_to', to: 'Running', runId: id, at: at(101), commandId: refused },
        { op: 'transition_to', to: 'Leased', runId: id, at: at(102), commandId: leased },
        { op: 'transition_to', to: 'Running', runId: id, at: at(103) },
      ]);
      expect(await store.mutate(id, { type: 'lease' }, { commandId: leased })()).toMatchObject({
        right: { run: { state: 'Leased', lastStateChangeAt: 102 }, version: 1, redelivered: true },
      });
      expect(await store.mutate(id, { type: 'start' }, { commandId: refused })()).toMatchObject({
        left: { _tag: 'InvalidTransition', from: 'Ready', to: 'Running' },
      });
      expect(await store.mutate(id, { type: 'cancel' }, { commandId: leased })()).toMatchObject({
        left: { _tag: 'CommandIdReused' },
      });
      expect(right(await store.history(id)())).toHaveLength(4);
    });

    test('a command id of two commands stays refused', async () => {
      const { store } = await open();
      const [id, commandId] = [RunId.generate(), CommandId.generate()];
      const lines: ReadonlyArray<JournalEntry> = [
        created(id),
        { op: 'transition_to', to: 'Leased', runId: id, commandId },
        { op: 'transition_to', to: 'Canceled', runId: id, commandId },
        { op: 'transition_to', to: 'Leased', runId: id, commandId },
      ];
      expect((await importing(store, lines)).imported).toMatchObject({
        refused: 1,
        redelivered: 1,
      });
      expect(told(await exported(store))).toStrictEqual(told(lines));
    });

    test('lines that are no ops have their number, and with strict nothing is imported', async () => {
      const { store } = await open();
      const id = RunId.generate();
      const lines = [
        JSON.stringify(JournalEntryCodec.encode(created(id))),
        '',
        '{"op":"jump"}',
        'no',
        { malformed: 'no text' },
      ];
      const strict = await importing(store, lines, { strict: true });
      expect(strict.imported).toMatchObject({ lines: 4, malformed: 3, runs: 0 });
      expect(await stored(store)).toStrictEqual([]);
      const { imported, problems } = await importing(store, lines);
      expect(imported).toMatchObject({ lines: 4, malformed: 3, runs: 1 });
      expect(problems.map(({ line }) => line)).toStrictEqual([3, 4, 5]);
      expect(problems[2]?.message).toBe('no text');
    });

    test('runs that are there stay as they are, and those that no line creates are left out', async () => {
      const { store } = await open();
      const [there, fresh, never] = [RunId.generate(), RunId.generate(), RunId.generate()];
      right(await store.insert({ id: there, taskId, payload: 1 })());
      const before = await exported(store);
      const { imported, problems } = await importing(store, [
        { op: 'transition_to', to: 'Leased', runId: never },
        created(there),
        created(fresh),
        { op: 'transition_to', to: 'Leased', runId: there },
      ]);
      expect(imported).toStrictEqual({
        lines: 4,
        malformed: 0,
        refused: 0,
        redelivered: 0,
        runs: 1,
        alreadyThere: 1,
        neverCreated: 1,
        notStorable: 0,
      });
      expect(problems).toStrictEqual([
        { line: 1, runId: never, message: `no line creates run ${never}: it is left out` },
      ]);
      expect(await exported(store, { runId: there })).toStrictEqual(before);
      expect(right(await store.load(there)())).toMatchObject({
        payload: 1,
        run: { state: 'Ready' },
      });
    });

    test('lines that end in an error import nothing', async () => {
      const { store } = await open();
      const broken = async function* (): AsyncGenerator<ImportLine, void> {
        yield created(RunId.generate());
        await Promise.reject(new Error('the pipe broke'));
      };
      expect(await store.import(broken())()).toStrictEqual(
        E.left({ _tag: 'JournalUnreadable', lines: 1, message: 'the pipe broke' }),
      );
      expect(await stored(store)).toStrictEqual([]);
    });

    test('a held run is taken once its lease has passed, a waiting one once it is due', async () => {
      const { store } = await open();
      const [held, waiting] = [RunId.generate(), RunId.generate()];
      const attemptId = AttemptId.generate();
      await importing(
        store,
        [
          created(held),
          { op: 'transition_to', to: 'Leased', runId: held },
          { op: 'transition_to', to: 'Running', runId: held },
          { op: 'start_attempt', attemptId, runId: held },
          {
            op: 'new_scheduled_with_id',
            runId: waiting,
            taskId,
            createdAt: at(100),
            scheduledAt: at(200),
          },
        ],
        { leaseSeconds: 0 },
      );
      const claimed = right(
        await store.claim({ worker: 'a', limit: 10, leaseSeconds: 30, start: true })(),
      );
      expect(new Set(claimed.runs.map(({ run }) => run.id))).toStrictEqual(
        new Set([held, waiting]),
      );
      // The row of the attempt that was lost and of the one that began names only the latter.
      const lines = await exported(store);
      expect(lines).toContainEqual(
        expect.objectContaining({ op: 'finish_attempt', runId: held, attemptId }),
      );
      expect(Object.values(told(lines)).map(({ run }) => run)).toStrictEqual(
        expect.arrayContaining([...(await stored(store))]),
      );
    });
  });

  describe('export', () => {
    test('of several events that were refused as one there is the event that the run refuses', async () => {
      const { store } = await open();
      const id = RunId.generate();
      right(await store.insert({ id, taskId })());
      const refused = await store.mutate(id, [{ type: 'lease' }, { type: 'complete' }])();
      expect(refused).toMatchObject({
        left: { _tag: 'InvalidTransition', from: 'Leased', to: 'Completed' },
      });
      right(await store.mutate(id, [{ type: 'lease' }, { type: 'start' }])());
      // Neither is refused by itself: no line stands for them.
      const two = [AttemptId.generate(), AttemptId.generate()] as const;
      expect(
        await store.mutate(
          id,
          two.map((attemptId) => ({ type: 'attempt.start' as const, attemptId })),
        )(),
      ).toMatchObject({
        left: { _tag: 'AttemptAlreadyActive' },
      });
      const lines = await exported(store);
      expect(lines.map((line) => ('to' in line ? line.to : line.op))).toStrictEqual([
        'new_ready_with_id',
        'Completed',
        'Leased',
        'Running',
      ]);
      expect(told(lines)[id]).toMatchObject({
        run: { state: 'Running' },
        refusals: [['transition_to', { code: 'InvalidTransition' }]],
      });
    });

    test('a cursor goes on where another export ended, and one run is exported alone', async () => {
      const { store } = await open();
      const ids = Array.from({ length: 3 }, () => RunId.generate());
      right(await store.insertMany(ids.map((id) => ({ id, taskId })))());
      const [first] = ids as [RunId];
      const cursorOf = async (): Promise<string> => {
        let cursor = '0';
        for await (const page of store.export()) cursor = right(page).cursor;
        return cursor;
      };
      const cursor = await cursorOf();
      right(await store.mutate(first, { type: 'cancel' })());
      expect((await exported(store, { after: cursor })).map(({ op }) => op)).toStrictEqual([
        'transition_to',
      ]);
      expect(await exported(store, { upTo: cursor })).toHaveLength(3);
      expect((await exported(store, { runId: first })).map(({ op }) => op)).toStrictEqual([
        'new_ready_with_id',
        'transition_to',
      ]);
    });

    test('thousands of rows come in pages, each row once, also where numbers are left out', async () => {
      const { store, sql } = await open();
      const ids = Array.from({ length: 2500 }, () => RunId.generate());
      right(await store.insertMany(ids.slice(0, 2000).map((id) => ({ id, taskId })))());
      await sql(`SELECT setval(pg_get_serial_sequence('@.run_events', 'seq'), 1000000)`);
      right(await store.insertMany(ids.slice(2000).map((id) => ({ id, taskId })))());
      const pages: Array<number> = [];
      for await (const page of store.export()) pages.push(right(page).entries.length);
      expect(Math.max(...pages)).toBeLessThanOrEqual(1000);
      expect(pages.reduce((a, b) => a + b)).toBe(2500);
      expect(new Set((await exported(store)).map(({ runId }) => runId))).toStrictEqual(
        new Set(ids),
      );
    });
  });
});
