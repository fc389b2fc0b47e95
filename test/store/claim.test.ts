/** Claims: their order, their limit, what falls due, what expires, and signs of life. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as O from 'fp-ts/lib/Option.js';
import * as RA from 'fp-ts/lib/ReadonlyArray.js';
import { selectionOrd } from '../../src/engine/index.js';
import type { RunInstance, TaskId as Task } from '../../src/index.js';
import {
  AttemptCount,
  newReadyWithId,
  newScheduledWithId,
  RunId,
  TaskId,
} from '../../src/index.js';
import type { Claim, Claimed, RunStore, StoredRun } from '../../src/store/index.js';
import {
  arbitraryRun,
  at,
  attemptA,
  attemptB,
  eventOf,
  left,
  priority,
  right,
  runId,
} from '../support/arbitraries.js';
import type { TestStore } from '../support/stores.js';
import { describeStores } from '../support/stores.js';

const task = TaskId.generate();

/** How long leases last that no test wants to expire. */
const LONG = 600;

/** A run that is Ready, of a priority and an age. */
const ready = (effective = 0, created = 1000, taskId: Task = task): RunInstance =>
  right(
    newReadyWithId({
      id: RunId.generate(),
      taskId,
      scheduledAt: at(900),
      createdAt: at(created),
      effectivePriority: priority(effective),
    }),
  );

/** A run that has been due since long ago. */
const due = (taskId: Task = task): RunInstance =>
  right(
    newScheduledWithId({
      id: RunId.generate(),
      taskId,
      scheduledAt: at(2000),
      createdAt: at(1000),
    }),
  );

const insert = async (store: RunStore, runs: ReadonlyArray<RunInstance>): Promise<void> => {
  right(await store.insertMany(runs.map((run) => ({ run })))());
};

const claim = async (store: RunStore, options: Partial<Claim> = {}): Promise<Claimed> =>
  right(await store.claim({ worker: 'a', limit: 10, leaseSeconds: LONG, ...options })());

const idsOf = (runs: ReadonlyArray<StoredRun>): ReadonlyArray<RunId> =>
  runs.map(({ run }) => run.id);

const load = async (store: RunStore, { id }: RunInstance): Promise<StoredRun> =>
  right(await store.load(id)());

/** Whatever a row has, it falls due: as if time had passed. */
const expire = ({ sql }: TestStore): Promise<unknown> =>
  sql('UPDATE @.runs SET due_at = 1 WHERE due_at IS NOT NULL');

const historyOf = async (store: RunStore, { id }: RunInstance): Promise<ReadonlyArray<string>> =>
  right(await store.history(id)()).map(({ events }) => events.join(' '));

/** Numbers that look like chance, always the same. */
const scattered = (i: number, below: number): number => (i * 7919 + 104_729 * (i % 17)) % below;

const queue = (size: number): ReadonlyArray<RunInstance> =>
  Array.from({ length: size }, (_, i) => ready(scattered(i, 5) - 2, 1000 + scattered(i, 11)));

const inOrder = (runs: ReadonlyArray<RunInstance>): ReadonlyArray<RunId> =>
  runs
    .toSorted(
      (a, b) =>
        b.effectivePriority - a.effectivePriority ||
        a.createdAt - b.createdAt ||
        (a.id < b.id ? -1 : 1),
    )
    .map(({ id }) => id);

describeStores(({ open, name }) => {
  describe('the order of claims', () => {
    it.each([
      [10, 3],
      [200, 64],
      [2000, 499],
    ])(
      'of %i runs is priority descending, creation and id ascending, %i a claim',
      async (size, limit) => {
        const { store, sql } = await open();
        const runs = queue(size);
        await insert(store, runs);
        // Joined like this, updated rows come back in an order of their own. PGlite has one session for all statements.
        if (name === 'PGlite') await sql('SET enable_nestloop = off');
        const taken: Array<RunId> = [];
        for (;;) {
          const claimed = await claim(store, { limit, start: size === 200 });
          expect(claimed.runs.length).toBeLessThanOrEqual(limit);
          if (claimed.runs.length === 0) break;
          taken.push(...idsOf(claimed.runs));
        }
        if (name === 'PGlite') await sql('RESET enable_nestloop');
        expect(taken).toStrictEqual(inOrder(runs));
        expect(taken).toStrictEqual(RA.sort(selectionOrd)(runs).map(({ id }) => id));
      },
    );

    it('is the order of selection, for any priorities, instants and ids', async () => {
      const { sql } = await open();
      const [runs = []] = fc.sample(fc.array(arbitraryRun, { minLength: 500, maxLength: 500 }), {
        numRuns: 1,
      });
      // Many with the same priority, and many of these with the same instant.
      const alike = runs.flatMap((run, i) => [run, { ...run, id: runId(1 + (i % 7)) }]);
      const fields = ['effectivePriority', 'createdAt', 'id'] as const;
      const rows = await sql(
        `SELECT i FROM unnest($1::text::int[], $2::text::bigint[], $3::text::uuid[])
          WITH ORDINALITY AS r (effective_priority, created_at, id, i)
          ORDER BY r.effective_priority DESC, r.created_at, r.id, i`,
        fields.map((field) => `{${alike.map((run) => run[field]).join()}}`),
      );
      expect(rows.map((row) => Number(row['i']))).toStrictEqual(
        // The sort is stable.
        RA.sort(selectionOrd)(alike).map((run) => alike.indexOf(run) + 1),
      );
    });

    it('takes a due run at its place among those that were ready', async () => {
      const { store } = await open();
      const urgent = ready(5);
      const later = ready(0, 1001);
      const dueRun = due();
      await insert(store, [later, dueRun, urgent]);
      const claimed = await claim(store, { limit: 2 });
      expect(idsOf(claimed.runs)).toStrictEqual([urgent.id, dueRun.id]);
      expect((await load(store, later)).run.state).toBe('Ready');
    });
  });

  describe('a claim', () => {
    it('leases a run, and says so in the history', async () => {
      const { store } = await open();
      const run = ready(3);
      await insert(store, [run]);
      const claimed = await claim(store, { worker: 'w' });
      const [stored] = claimed.runs;
      expect(claimed.runs).toHaveLength(1);
      expect(stored).toMatchObject({ version: 1, worker: 'w', failures: 0 });
      expect(stored?.run).toStrictEqual({
        ...run,
        state: 'Leased',
        lastStateChangeAt: stored?.run.lastStateChangeAt,
      });
      expect(await load(store, run)).toStrictEqual(stored);
      expect(right(await store.history(run.id)()).at(-1)).toMatchObject({
        events: ['lease'],
        version: 1,
        worker: 'w',
        at: stored?.run.lastStateChangeAt,
      });
      // Its own lease does not count: whoever claims knows of it.
      expect(claimed.nextInMs).toBeUndefined();
      expect((await claim(store)).nextInMs).toBeGreaterThan(1000 * (LONG - 60));
      expect(claimed.nextScheduleInMs).toBeUndefined();
    });

    it('that starts begins an attempt of each run', async () => {
      const { store } = await open();
      const runs = [ready(2), ready(1), due()];
      await insert(store, runs);
      const claimed = await claim(store, { start: true });
      expect(claimed.runs.map(({ run }) => run.state)).toStrictEqual([
        'Running',
        'Running',
        'Running',
      ]);
      const attempts = claimed.runs.map(({ run }) => O.toUndefined(run.currentAttemptId));
      expect(new Set(attempts).size).toBe(3);
      expect(attempts).not.toContain(undefined);
      expect(claimed.runs.map(({ run, version }) => [run.attemptCount, version])).toStrictEqual([
        [1, 3],
        [1, 3],
        [1, 4],
      ]);
      const [first] = runs;
      if (first !== undefined)
        expect(await historyOf(store, first)).toStrictEqual([
          'new_ready_with_id',
          'lease start attempt.start',
        ]);
    });

    it('takes no run twice and never more than its limit, whoever else claims', async () => {
      const { store } = await open();
      const runs = [...queue(150), ...Array.from({ length: 50 }, () => due())];
      await insert(store, runs);
      const limit = 7;
      const claimer = async (worker: string): Promise<ReadonlyArray<RunId>> => {
        const taken: Array<RunId> = [];
        for (;;) {
          const claimed = await claim(store, { worker, limit, start: true });
          expect(claimed.runs.length).toBeLessThanOrEqual(limit);
          expect(claimed.runs.every((each) => each.worker === worker)).toBe(true);
          taken.push(...idsOf(claimed.runs));
          // Others may have all that is left locked; so it looks whether something is left.
          const { Ready: left_, Scheduled: waiting } = right(await store.counts()());
          if (claimed.runs.length === 0 && left_ + waiting === 0) return taken;
        }
      };
      const taken = (
        await Promise.all(Array.from({ length: 8 }, (_, i) => claimer(`worker ${i}`)))
      ).flat();
      expect(taken.toSorted()).toStrictEqual(runs.map(({ id }) => id).toSorted());
      expect(right(await store.counts()()).Running).toBe(200);
    });

    it('of tasks takes only runs of these, and promotes the others that are due', async () => {
      const { store } = await open();
      const other = TaskId.generate();
      const [mine, theirs, dueMine, dueTheirs] = [
        ready(0, 1000, task),
        ready(9, 1000, other),
        due(task),
        due(other),
      ] as const;
      await insert(store, [mine, theirs, dueMine, dueTheirs]);
      const claimed = await claim(store, { tasks: [task] });
      expect(idsOf(claimed.runs).toSorted()).toStrictEqual([mine.id, dueMine.id].toSorted());
      expect((await load(store, dueTheirs)).run.state).toBe('Ready');
      expect((await load(store, theirs)).run.state).toBe('Ready');
      expect((await claim(store, { tasks: [] })).runs).toStrictEqual([]);
      expect((await claim(store, { tasks: [other] })).runs).toHaveLength(2);
    });

    it('says when there is something to do again', async () => {
      const { store } = await open();
      expect((await claim(store)).nextInMs).toBeUndefined();
      right(await store.insert({ taskId: task, delaySeconds: 60 })());
      const { nextInMs, runs } = await claim(store);
      expect(runs).toStrictEqual([]);
      expect(nextInMs).toBeGreaterThan(20_000);
      expect(nextInMs).toBeLessThanOrEqual(60_000);
    });

    it('of more due runs than one statement takes promotes all, and takes its own', async () => {
      const { store } = await open();
      await insert(
        store,
        Array.from({ length: 2500 }, () => due()),
      );
      const claimed = await claim(store, { limit: 10 });
      expect(claimed.runs).toHaveLength(10);
      expect(right(await store.counts()())).toMatchObject({
        Scheduled: 0,
        Ready: 2490,
        Leased: 10,
      });
    });

    it('passes over a run that can begin no attempt any more', async () => {
      const { store, sql } = await open();
      const [full, next] = [ready(9), ready(0)];
      await insert(store, [full, next]);
      await sql(`DELETE FROM @.runs WHERE id = $1::text::uuid`, [full.id]);
      await sql(
        `INSERT INTO @.runs (id, task_id, state, created_at, scheduled_at, last_state_change_at, attempt_count, version, max_failures, effective_priority)
         VALUES ($1::text::uuid, $2::text::uuid, 'Ready', 1000, 900, 1000, $3::text::bigint, 1, 5, 9)`,
        [full.id, full.taskId, String(AttemptCount.max)],
      );
      expect(idsOf((await claim(store, { start: true })).runs)).toStrictEqual([next.id]);
      expect(idsOf((await claim(store)).runs)).toStrictEqual([full.id]);
    });
  });

  describe('a run that waits for its retry', () => {
    it('is claimed when it is due, with the priority that it had', async () => {
      const there = await open();
      const { store } = there;
      const run = ready(4);
      await insert(store, [run]);
      right(
        await store.mutate(run.id, [{ type: 'lease' }, { type: 'start' }, { type: 'retry' }], {
          delayMs: 3_600_000,
        })(),
      );
      expect((await claim(store)).runs).toStrictEqual([]);
      await expire(there);
      const claimed = await claim(store);
      expect(claimed.runs.map((each) => [each.run.id, each.run.effectivePriority])).toStrictEqual([
        [run.id, 4],
      ]);
      expect((await historyOf(store, run)).at(-1)).toBe('promote lease');
    });

    it('that was promoted by hand before it was due keeps its priority too', async () => {
      const there = await open();
      const { store } = there;
      const { run } = right(
        await store.insert({ taskId: task, delaySeconds: 3600, effectivePriority: priority(9) })(),
      ).stored;
      right(await store.mutate(run.id, { type: 'promote' })());
      right(
        await store.mutate(run.id, [{ type: 'lease' }, { type: 'start' }, { type: 'retry' }])(),
      );
      await expire(there);
      const claimed = await claim(store);
      expect(claimed.runs.map((each) => each.run.effectivePriority)).toStrictEqual([0]);
    });
  });

  describe('a run whose lease has expired', () => {
    it('is taken back and given to another, without a failure if no attempt had begun', async () => {
      const there = await open();
      const { store } = there;
      const run = ready();
      await insert(store, [run]);
      await claim(store, { worker: 'dead' });
      expect((await claim(store, { worker: 'b' })).runs).toStrictEqual([]);
      await expire(there);
      const [again] = (await claim(store, { worker: 'b' })).runs;
      expect(again).toMatchObject({
        worker: 'b',
        failures: 0,
        run: { id: run.id, state: 'Leased' },
      });
      expect((await historyOf(store, run)).at(-1)).toBe('promote lease');
    });

    it('in an attempt is given to another as a new attempt, and has failed once', async () => {
      const there = await open();
      const { store } = there;
      const run = ready();
      await insert(store, [run]);
      const [first] = (await claim(store, { worker: 'dead', start: true })).runs;
      await expire(there);
      const [again] = (await claim(store, { worker: 'b', start: true })).runs;
      expect(again).toMatchObject({
        worker: 'b',
        failures: 1,
        run: { id: run.id, state: 'Running', attemptCount: 2 },
      });
      expect(again?.run.currentAttemptId).not.toStrictEqual(first?.run.currentAttemptId);
      // Its first worker wakes up, and changes nothing.
      const attemptId = O.getOrElse(() => attemptA)(first?.run.currentAttemptId ?? O.none);
      expect(
        left(
          await store.mutate(run.id, [eventOf('attempt.finish', attemptId), { type: 'complete' }], {
            worker: 'dead',
            result: 'late',
          })(),
        )._tag,
      ).toBe('AttemptOwnershipMismatch');
      expect(await load(store, run)).toStrictEqual(again);
    });

    it('too often is Failed', async () => {
      const there = await open();
      const { store } = there;
      const run = ready();
      right(await store.insert({ run, maxFailures: 2 })());
      await claim(store, { start: true });
      await expire(there);
      await claim(store, { start: true });
      await expire(there);
      expect((await claim(store, { start: true })).runs).toStrictEqual([]);
      expect(await load(store, run)).toMatchObject({
        failures: 2,
        worker: undefined,
        dueAt: undefined,
        run: { state: 'Failed', currentAttemptId: O.none, attemptCount: 2 },
      });
      expect((await historyOf(store, run)).at(-1)).toBe('attempt.finish fail');
    });

    it('is taken back without a claim, with all that is due', async () => {
      const there = await open();
      const { store } = there;
      const [held, waiting, later] = [ready(), due(), ready()] as const;
      await insert(store, [held]);
      await claim(store, { start: true });
      await expire(there);
      await insert(store, [waiting, later]);
      expect(right(await store.expireLeases()())).toBe(2);
      expect(right(await store.counts()())).toMatchObject({ Ready: 3, Running: 0, Scheduled: 0 });
      expect((await load(store, held)).worker).toBeUndefined();
      expect(right(await store.expireLeases()())).toBe(0);
    });

    it('is one of more than one statement takes', async () => {
      const { store } = await open();
      await insert(
        store,
        Array.from({ length: 1001 }, () => due()),
      );
      expect(right(await store.expireLeases()())).toBe(1001);
    });
  });

  describe('a row that is no run', () => {
    it('goes to quarantine, and the others are claimed', async () => {
      const { store, sql } = await open();
      const [bad, good] = [ready(9), ready(0)] as const;
      await insert(store, [bad, good]);
      await sql('ALTER TABLE @.runs DROP CONSTRAINT numbers_fit, DROP CONSTRAINT begins_as_new');
      await sql('ALTER TABLE @.runs DISABLE TRIGGER USER');
      await sql('UPDATE @.runs SET created_at = -5 WHERE id = $1::text::uuid', [bad.id]);
      await sql('ALTER TABLE @.runs ENABLE TRIGGER USER');

      expect(left(await store.load(bad.id)())).toMatchObject({
        _tag: 'RowNotDecodable',
        runId: bad.id,
        errors: [{ path: '/created_at' }],
      });
      const claimed = await claim(store);
      expect(idsOf(claimed.runs)).toStrictEqual([good.id]);
      expect(claimed.quarantined).toMatchObject([
        { _tag: 'RowNotDecodable', runId: bad.id, errors: [{ path: '/created_at' }] },
      ]);
      const [row] = await sql(
        `SELECT id, reason, row_as_found ->> 'created_at' AS created FROM @.run_quarantine`,
      );
      expect(row).toMatchObject({ id: bad.id, created: '-5' });
      expect(row?.['reason']).toContain('/created_at');
      // Nothing takes it any more.
      expect((await claim(store)).quarantined).toStrictEqual([]);
      expect(right(await store.list()()).undecodable).toMatchObject([{ runId: bad.id }]);
    });
  });

  describe('a sign of life', () => {
    it('renews the lease of those who still hold the run, in the attempt that is active', async () => {
      const { store } = await open();
      const [a, b, c] = [ready(3), ready(2), ready(1)] as const;
      await insert(store, [a, b, c]);
      const claimed = await claim(store, { limit: 2, start: true, leaseSeconds: 5, worker: 'me' });
      await claim(store, { worker: 'me', leaseSeconds: 5 });
      const attempts = claimed.runs.map(({ run }) => O.toUndefined(run.currentAttemptId));
      const [first = attemptA, second = attemptA] = attempts;
      const beat = async (worker: string, beats: Parameters<RunStore['heartbeat']>[2]) =>
        right(await store.heartbeat(worker, LONG, beats)());

      expect(await beat('another', [{ id: a.id, attemptId: first }])).toStrictEqual([]);
      expect(
        await beat('me', [
          { id: a.id, attemptId: second },
          { id: b.id },
          { id: c.id, attemptId: attemptB },
          { id: RunId.generate() },
        ]),
      ).toStrictEqual([]);
      const before = await load(store, a);
      expect(
        (
          await beat('me', [
            { id: a.id, attemptId: first, progress: { done: '50 %, "half"' } },
            { id: b.id, attemptId: second },
            { id: c.id },
          ])
        ).toSorted(),
      ).toStrictEqual([a.id, b.id, c.id].toSorted());
      const now = await load(store, a);
      expect(now).toStrictEqual({
        ...before,
        progress: { done: '50 %, "half"' },
        dueAt: now.dueAt,
      });
      expect((now.dueAt ?? 0) - (before.dueAt ?? 0)).toBeGreaterThan(1000 * (LONG - 60));
      // It is no event: the run is at its version, and the progress stays without another.
      await beat('me', [{ id: a.id, attemptId: first }]);
      expect((await load(store, a)).progress).toStrictEqual({ done: '50 %, "half"' });
      expect(await historyOf(store, a)).toHaveLength(2);
    });

    it('is refused if its progress cannot be stored', async () => {
      const { store } = await open();
      const run = ready();
      await insert(store, [run]);
      await claim(store);
      expect(
        left(await store.heartbeat('a', LONG, [{ id: run.id, progress: 1n }])()),
      ).toStrictEqual({ _tag: 'NotStorable', path: '', reason: 'a value of type bigint' });
    });

    it('does not bring back a run that has ended', async () => {
      const { store } = await open();
      const run = ready();
      await insert(store, [run]);
      const [held] = (await claim(store, { start: true })).runs;
      const attemptId = O.getOrElse(() => attemptA)(held?.run.currentAttemptId ?? O.none);
      right(await store.mutate(run.id, { type: 'cancel' })());
      expect(right(await store.heartbeat('a', LONG, [{ id: run.id, attemptId }])())).toStrictEqual(
        [],
      );
      expect(await load(store, run)).toMatchObject({ dueAt: undefined, worker: undefined });
    });
  });
});
