/** The doctor finds each kind of damage that somebody does by hand, and nothing in a store that only the library wrote. */
import { describe, expect, test } from '@jest/globals';
import { AttemptId, RunId, TaskId } from '../../src/index.js';
import type { DoctorOptions, Finding, RunStore } from '../../src/store/index.js';
import { findingMessage } from '../../src/store/index.js';
import { right } from '../support/right.js';
import type { TestStore } from '../support/stores.js';
import { describeStores } from '../support/stores.js';

const taskId = TaskId.generate();

const findings = async (
  store: RunStore,
  options?: DoctorOptions,
): Promise<ReadonlyArray<Finding>> => {
  const all: Array<Finding> = [];
  for await (const page of store.doctor(options)) all.push(...right(page).findings);
  return all;
};

const made = async ({ store }: TestStore, count: number): Promise<ReadonlyArray<RunId>> => {
  const ids = Array.from({ length: count }, () => RunId.generate());
  right(await store.insertMany(ids.map((id) => ({ id, taskId })))());
  return ids;
};

/** Takes away what keeps rows in order, so that a test can break them. */
const unguard = async ({ sql }: TestStore): Promise<void> => {
  await sql('ALTER TABLE @.runs DISABLE TRIGGER USER');
  await sql('ALTER TABLE @.run_events DISABLE TRIGGER USER');
  for (const name of [
    'state_is_known',
    'attempt_fits_state',
    'numbers_fit',
    'due_fits_state',
    'begins_as_new',
  ])
    await sql(`ALTER TABLE @.runs DROP CONSTRAINT ${name}`);
};

const guard = async ({ sql }: TestStore): Promise<void> => {
  await sql('ALTER TABLE @.runs ENABLE TRIGGER USER');
  await sql('ALTER TABLE @.run_events ENABLE TRIGGER USER');
};

const claimed = async (store: RunStore): Promise<ReadonlySet<RunId>> => {
  const claim = right(await store.claim({ worker: 'a', limit: 100, leaseSeconds: 30 })());
  return new Set(claim.runs.map(({ run }) => run.id));
};

describeStores(({ open }) => {
  describe('a store that the library wrote', () => {
    test('has no findings, whatever happened to its runs', async () => {
      const { store, sql } = await open();
      const [first, second, third, fourth] = (await made({ store } as TestStore, 6)) as [
        RunId,
        RunId,
        RunId,
        RunId,
      ];
      right(await store.claim({ worker: 'a', limit: 3, leaseSeconds: 0, start: true })());
      right(await store.claim({ worker: 'b', limit: 3, leaseSeconds: 30, start: true })());
      await store.mutate(first, [{ type: 'attempt.start', attemptId: AttemptId.generate() }])();
      right(await store.mutate(fourth, { type: 'cancel' })());
      await sql(
        `UPDATE @.runs SET state = 'Canceled', current_attempt_id = NULL WHERE id IN ('${second}', '${third}')`,
      );
      right(await store.insert({ taskId, delaySeconds: 60 })());
      expect(await findings(store)).toStrictEqual([]);
    });

    test('has none by the thousand either, page by page', async () => {
      const at = await open();
      await made(at, 1100);
      const pages: Array<number> = [];
      for await (const page of at.store.doctor()) pages.push(right(page).checked);
      expect(pages).toStrictEqual([0, 500, 1000, 1100, 1100]);
    });
  });

  describe('damage', () => {
    const cases: ReadonlyArray<
      readonly [name: string, sql: string, message: RegExp, quarantined: boolean]
    > = [
      [
        'a state that is none',
        `UPDATE @.runs SET state = 'Lost' WHERE id = $1::text::uuid`,
        /its row is no run: \/state: expected/,
        true,
      ],
      [
        'an instant out of bounds',
        `UPDATE @.runs SET scheduled_at = -1 WHERE id = $1::text::uuid`,
        /no run: \/scheduled_at/,
        true,
      ],
      [
        'a priority nobody set',
        `UPDATE @.runs SET effective_priority = 9 WHERE id = $1::text::uuid`,
        /differs from its history: effective_priority is 9, by its history 0/,
        true,
      ],
      [
        'an attempt nobody began',
        `UPDATE @.runs SET attempt_count = 3, version = 1 WHERE id = $1::text::uuid`,
        /attempt_count is 3, by its history 0; version is 1, by its history 0/,
        true,
      ],
      [
        'a run without history',
        `DELETE FROM @.run_events WHERE run_id = $1::text::uuid`,
        /has no history/,
        true,
      ],
      [
        'an event that the chart refuses',
        `INSERT INTO @.run_events (at, run_id, version, events) VALUES (1, $1::text::uuid, 1, 'complete')`,
        /row \d+ of its history does not fit: complete is refused: InvalidTransition/,
        true,
      ],
      [
        'a row of the history that is no op',
        `INSERT INTO @.run_events (at, run_id, version, events, entry) VALUES (1, $1::text::uuid, 1, 'jump', '{}')`,
        /does not fit: the entry of row \d+ is no op/,
        true,
      ],
      [
        'a version that was left out',
        `INSERT INTO @.run_events (at, run_id, version, events) VALUES (1, $1::text::uuid, 5, 'lease')`,
        /makes version 5, and 1 is next/,
        true,
      ],
      [
        'a history without a run',
        `DELETE FROM @.runs WHERE id = $1::text::uuid`,
        /has a history, and no row/,
        false,
      ],
    ];
    test.each(cases)(
      '%s is found, and mended if asked',
      async (_, damage, message, quarantined) => {
        const at = await open();
        const [victim, other] = (await made(at, 2)) as [RunId, RunId];
        await unguard(at);
        await at.sql(damage, [victim]);
        await guard(at);
        const found = (await findings(at.store)).filter(({ _tag }) => _tag !== 'CheckMissing');
        expect(found.map(findingMessage)).toStrictEqual([expect.stringMatching(message)]);
        expect(found[0]).toMatchObject({ runId: victim });
        // To look changes nothing.
        expect(await at.sql('SELECT count(*)::text AS n FROM @.run_quarantine')).toStrictEqual([
          { n: '0' },
        ]);

        await findings(at.store, { fix: true });
        expect((await findings(at.store)).map(findingMessage)).toStrictEqual(
          quarantined ? [] : [expect.stringMatching(message)],
        );
        const aside = await at.sql('SELECT id, reason, row_as_found FROM @.run_quarantine');
        expect(aside.map(({ id }) => id)).toStrictEqual(quarantined ? [victim] : []);
        if (quarantined) expect(aside[0]?.['reason']).toMatch(message);
        expect(await claimed(at.store)).toStrictEqual(new Set([other]));
      },
    );

    test('a run that nothing would ever take becomes due', async () => {
      const at = await open();
      const [leased] = (await made(at, 1)) as [RunId];
      await claimed(at.store);
      await at.sql('UPDATE @.runs SET due_at = NULL');
      expect((await findings(at.store)).map(findingMessage)).toStrictEqual([
        `run ${leased} is Leased, and nothing says until when`,
      ]);
      await findings(at.store, { fix: true });
      expect(await findings(at.store)).toStrictEqual([]);
      expect(await claimed(at.store)).toStrictEqual(new Set([leased]));
    });

    test('a due run in quarantine is not taken, and comes back when it is let out', async () => {
      const at = await open();
      const [held, ready] = (await made(at, 2)) as [RunId, RunId];
      right(await at.store.claim({ worker: 'a', limit: 1, leaseSeconds: 0 })());
      await at.sql(
        `INSERT INTO @.run_quarantine (id, reason, row_as_found) SELECT id, 'by hand', to_jsonb(r) FROM @.runs r`,
      );
      expect(await claimed(at.store)).toStrictEqual(new Set());
      await at.sql('DELETE FROM @.run_quarantine');
      expect(await claimed(at.store)).toStrictEqual(new Set([held, ready]));
    });

    test('checks and moves that are gone are named, and made again', async () => {
      const at = await open();
      await made(at, 1);
      await at.sql('DROP TRIGGER check_run ON @.runs');
      await at.sql('ALTER TABLE @.run_events DISABLE TRIGGER keep_events');
      await at.sql('ALTER TABLE @.runs DROP CONSTRAINT state_is_known');
      await at.sql(
        `CREATE OR REPLACE FUNCTION @.date_run() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
      );
      await at.sql(`DELETE FROM @.run_moves WHERE source = 'Leased' AND steps = 1`);
      expect((await findings(at.store)).map(findingMessage)).toStrictEqual([
        expect.stringMatching(/^\d+ rows of the table of moves/),
        'the constraint state_is_known is gone, or is another one',
        'the trigger check_run is gone, or is another one',
        'the trigger keep_events is gone, or is another one',
        'the function date_run is gone, or is another one',
      ]);
      await findings(at.store, { fix: true });
      expect(await findings(at.store)).toStrictEqual([]);
      expect(await at.attempt(`UPDATE @.runs SET state = 'Completed'`)).toMatch(
        /invalid run transition/,
      );
    });
  });
});
