/** What a store has: lists, counts, histories, and what is deleted of them. */
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { RunState } from '../../src/index.js';
import { RunId, TaskId } from '../../src/index.js';
import { foldRow, historyColumns, unborn } from '../../src/store/history.js';
import type { RunStore } from '../../src/store/index.js';
import { states } from '../expectations.js';
import { at, attemptA, attemptB, eventOf, left, priority, right } from '../support/arbitraries.js';
import { describeStores } from '../support/stores.js';

const task = TaskId.generate();

/** Inserts runs that are Ready, with ids from the smallest. */
const insert = async (store: RunStore, size: number): Promise<ReadonlyArray<RunId>> => {
  const ids = Array.from({ length: size }, () => RunId.generate()).toSorted();
  right(await store.insertMany(ids.map((id) => ({ id, taskId: task })))());
  return ids;
};

const counted = (some: Partial<Record<RunState, number>>): Record<string, number> =>
  Object.fromEntries(states.map((state) => [state, some[state] ?? 0]));

describeStores(({ open }) => {
  describe('a list', () => {
    it.each([
      [0, 10],
      [10, 10],
      [25, 10],
      [30, 7],
    ])('of %i runs has each once, in the order of ids, in pages of %i', async (size, limit) => {
      const { store } = await open();
      const ids = await insert(store, size);
      const found: Array<RunId> = [];
      let after: RunId | undefined;
      do {
        const page = right(
          await store.list({ limit, ...(after === undefined ? {} : { after }) })(),
        );
        expect(page.runs.length).toBeLessThanOrEqual(limit);
        found.push(...page.runs.map(({ run }) => run.id));
        after = page.next;
      } while (after !== undefined);
      expect(found).toStrictEqual(ids);
    });

    it('of some states has no others', async () => {
      const { store } = await open();
      const [a, b, c] = await insert(store, 3);
      if (a === undefined || b === undefined || c === undefined) throw new Error('no runs');
      right(await store.mutate(a, { type: 'cancel' })());
      right(await store.mutate(b, { type: 'lease' })());
      const listed = async (...of: ReadonlyArray<RunState>) =>
        right(await store.list({ states: of })()).runs.map(({ run }) => run.id);
      expect(await listed('Ready')).toStrictEqual([c]);
      expect(await listed('Canceled', 'Leased')).toStrictEqual([a, b]);
      expect(await listed()).toStrictEqual([]);
      expect(right(await store.counts()())).toStrictEqual(
        counted({ Ready: 1, Canceled: 1, Leased: 1 }),
      );
    });
  });

  it('counts every state, also of no runs', async () => {
    const { store } = await open();
    expect(right(await store.counts()())).toStrictEqual(counted({}));
  });

  describe('a history', () => {
    it('makes the run and the version that the row has, whatever became of it', async () => {
      const { store, sql } = await open();
      const { id } = right(
        await store.insert({ taskId: task, delaySeconds: 60, effectivePriority: priority(5) })(),
      ).stored.run;
      right(await store.mutate(id, { type: 'promote', effectivePriority: priority(0) })());
      right(await store.claim({ worker: 'dead', limit: 1, leaseSeconds: 60, start: true })());
      await sql('UPDATE @.runs SET due_at = 1');
      right(await store.claim({ worker: 'b', limit: 1, leaseSeconds: 60, start: true })());
      left(await store.mutate(id, [eventOf('attempt.finish', attemptA), { type: 'complete' }])());
      await sql("UPDATE @.runs SET state = 'Canceled', current_attempt_id = NULL");
      const rows = await sql(
        `SELECT ${historyColumns('e')} FROM @.run_events e WHERE e.run_id = $1::text::uuid ORDER BY e.seq`,
        [id],
      );
      const folded = rows.reduce<E.Either<unknown, typeof unborn>>(
        (run, row) => pipe(run, E.chainW(foldRow(row))),
        E.right(unborn),
      );
      const { run, version } = right(await store.load(id)());
      expect(folded).toStrictEqual(E.right({ run, version }));
      expect(
        right(await store.history(id)()).map(({ events, refusal }) => [events.join(' '), refusal]),
      ).toStrictEqual([
        ['new_scheduled_with_id', undefined],
        ['promote', undefined],
        ['lease start attempt.start', undefined],
        ['attempt.finish retry promote lease start attempt.start', undefined],
        ['attempt.finish complete', 'AttemptOwnershipMismatch'],
        ['cancel', undefined],
      ]);
    });
  });

  describe('what is pruned', () => {
    it('is what ended before an instant, with its history', async () => {
      const { store, attempt, sql } = await open();
      const ids = await insert(store, 5);
      const [old, older, recent, running, ready] = ids;
      if (!old || !older || !recent || !running || !ready) throw new Error('no runs');
      right(await store.mutate(old, { type: 'cancel', at: at(2000) })());
      right(await store.mutate(older, { type: 'cancel', at: at(1999) })());
      right(await store.mutate(recent, { type: 'cancel', at: at(2001) })());
      right(
        await store.mutate(running, [
          { type: 'lease', at: at(5) },
          { type: 'start', at: at(5) },
          eventOf('attempt.start', attemptB),
        ])(),
      );
      expect(right(await store.prune({ endedBefore: at(2001), limit: 1 })())).toBe(1);
      expect(left(await store.load(old)())._tag).toBe('RunNotInStore');
      expect(left(await store.history(old)())._tag).toBe('RunNotInStore');
      expect(right(await store.prune({ endedBefore: at(2001) })())).toBe(1);
      expect(right(await store.prune({ endedBefore: at(2001) })())).toBe(0);
      expect(right(await store.list()()).runs.map(({ run }) => run.id)).toStrictEqual([
        recent,
        running,
        ready,
      ]);
      expect(right(await store.history(recent)())).toHaveLength(2);
      expect(await sql('SELECT 1 AS one FROM @.run_events')).toHaveLength(5);
      // Nobody else may.
      expect(await attempt('DELETE FROM @.run_events')).toBe(
        'the history of runs is never changed',
      );
    });
  });
});
