/** Commands: decided by the facade, written if nobody was faster, and known again when they come again. */
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { RunEvent, RunInstance } from '../../src/index.js';
import { AttemptId, CommandId, RunId, TaskId } from '../../src/index.js';
import { MAX_STEPS } from '../../src/store/chartMoves.js';
import type { HistoryEntry, MutateError, RunStore, StoredRun } from '../../src/store/index.js';
import { at, attemptA, attemptB, eventOf, left, priority, right } from '../support/arbitraries.js';
import { describeStores } from '../support/stores.js';

const NEVER = RunId.generate();

/** Inserts a run that is Ready. */
const readyIn = async (store: RunStore): Promise<StoredRun> =>
  right(await store.insert({ taskId: TaskId.generate() })()).stored;

/** Inserts a run, and brings it to Running with an attempt. */
const runningIn = async (store: RunStore): Promise<StoredRun> => {
  const { run } = await readyIn(store);
  right(
    await store.mutate(run.id, [
      { type: 'lease' },
      { type: 'start' },
      { type: 'attempt.start', attemptId: attemptA },
    ])(),
  );
  return right(await store.load(run.id)());
};

const historyOf = async (
  store: RunStore,
  { id }: RunInstance,
): Promise<ReadonlyArray<HistoryEntry>> => right(await store.history(id)());

const eventsOf = async (
  store: RunStore,
  run: RunInstance,
): Promise<ReadonlyArray<readonly [string, string | undefined]>> =>
  (await historyOf(store, run)).map(({ events, refusal }) => [events.join(' '), refusal]);

const tagOf = (outcome: E.Either<MutateError, { readonly redelivered: boolean }>): string =>
  E.isLeft(outcome) ? outcome.left._tag : outcome.right.redelivered ? 'again' : 'done';

describeStores(({ open }) => {
  describe('a command', () => {
    it('changes the run, and is in its history', async () => {
      const { store } = await open();
      const { run } = await readyIn(store);
      const done = right(
        await store.mutate(
          run.id,
          { type: 'lease', at: at(5_000_000_000) },
          {
            worker: 'a',
            note: 'by hand',
            commandId: CommandId.generate(),
          },
        )(),
      );
      expect(done).toStrictEqual({
        run: { ...run, state: 'Leased', lastStateChangeAt: at(5_000_000_000) },
        version: 1,
        redelivered: false,
      });
      expect(right(await store.load(run.id)()).run).toStrictEqual(done.run);
      expect((await historyOf(store, run)).at(-1)).toMatchObject({
        runId: run.id,
        events: ['lease'],
        at: 5_000_000_000,
        version: 1,
        worker: 'a',
        note: 'by hand',
        refusal: undefined,
      });
    });

    it('happens at the now of the database if it gives no instant', async () => {
      const { store, sql } = await open();
      const { run } = await readyIn(store);
      const now = async (): Promise<number> =>
        Number(
          (await sql('SELECT floor(extract(epoch from clock_timestamp())) AS now'))[0]?.['now'],
        );
      const before = await now();
      const done = right(await store.mutate(run.id, { type: 'lease' })());
      const after = await now();
      expect(done.run.lastStateChangeAt).toBeGreaterThanOrEqual(before);
      expect(done.run.lastStateChangeAt).toBeLessThanOrEqual(after);
    });

    it('that is refused leaves the row, and is in the history with its error', async () => {
      const { store } = await open();
      const stored = await runningIn(store);
      const { run } = stored;
      const refused = left(
        await store.mutate(run.id, eventOf('attempt.finish', attemptB), { worker: 'stale' })(),
      );
      expect(refused).toStrictEqual({
        _tag: 'AttemptOwnershipMismatch',
        runId: run.id,
        expectedAttemptId: attemptA,
        actualAttemptId: attemptB,
      });
      expect(right(await store.load(run.id)())).toStrictEqual(stored);
      expect((await historyOf(store, run)).at(-1)).toMatchObject({
        events: ['attempt.finish'],
        attemptId: attemptB,
        refusal: 'AttemptOwnershipMismatch',
        version: stored.version,
        worker: 'stale',
      });
    });

    it('of several events happens as one, at one instant', async () => {
      const { store } = await open();
      const { run } = await readyIn(store);
      const done = right(
        await store.mutate(run.id, [
          { type: 'lease', at: at(5_000_000_001) },
          { type: 'start', at: at(5_000_000_002) },
          eventOf('attempt.start', attemptA),
        ])(),
      );
      expect(done.version).toBe(3);
      expect(done.run).toStrictEqual({
        ...run,
        state: 'Running',
        currentAttemptId: O.some(attemptA),
        attemptCount: 1,
        lastStateChangeAt: 5_000_000_002,
      });
      expect(await eventsOf(store, run)).toStrictEqual([
        ['new_ready_with_id', undefined],
        ['lease start attempt.start', undefined],
      ]);
    });

    it('of several events is refused as a whole if one of them is', async () => {
      const { store } = await open();
      const { run } = await readyIn(store);
      const refused = left(await store.mutate(run.id, [{ type: 'lease' }, { type: 'complete' }])());
      expect(refused).toStrictEqual({
        _tag: 'InvalidTransition',
        runId: run.id,
        from: 'Leased',
        to: 'Completed',
      });
      expect(right(await store.load(run.id)()).run).toStrictEqual(run);
      expect(await eventsOf(store, run)).toStrictEqual([
        ['new_ready_with_id', undefined],
        ['lease complete', 'InvalidTransition'],
      ]);
    });

    it('may end an attempt and begin another with its id', async () => {
      const { store } = await open();
      const { run } = await runningIn(store);
      const again = right(
        await store.mutate(run.id, [
          eventOf('attempt.finish', attemptA),
          eventOf('attempt.start', attemptA),
        ])(),
      );
      expect(again.run).toStrictEqual({ ...run, attemptCount: 2 });
    });

    it.each([
      ['no event', 0],
      ['more events than a row may take at once', MAX_STEPS + 1],
    ])('of %s is none', async (_, events) => {
      const { store } = await open();
      const { run } = await readyIn(store);
      const event = Array.from({ length: events }, (): RunEvent => eventOf('priority.set'));
      expect(left(await store.mutate(run.id, event)())).toStrictEqual({
        _tag: 'NotACommand',
        runId: run.id,
        events,
        max: MAX_STEPS,
      });
      expect(await eventsOf(store, run)).toHaveLength(1);
    });

    it('on a run that is not there says so', async () => {
      const { store } = await open();
      expect(left(await store.mutate(NEVER, { type: 'lease' })())).toStrictEqual({
        _tag: 'RunNotInStore',
        runId: NEVER,
      });
      expect(left(await store.load(NEVER)())).toStrictEqual({
        _tag: 'RunNotInStore',
        runId: NEVER,
      });
      expect(left(await store.history(NEVER)())).toStrictEqual({
        _tag: 'RunNotInStore',
        runId: NEVER,
      });
    });

    it('with a result that cannot be stored is not carried out', async () => {
      const { store } = await open();
      const stored = await runningIn(store);
      const refused = await store.mutate(
        stored.run.id,
        [eventOf('attempt.finish', attemptA), { type: 'complete' }],
        { result: { when: new Date(0) } },
      )();
      expect(left(refused)).toStrictEqual({
        _tag: 'NotStorable',
        path: '/when',
        reason: 'an object of class Date',
      });
      expect(right(await store.load(stored.run.id)())).toStrictEqual(stored);
    });

    it('keeps the first 500 characters of its note, as the database can store them', async () => {
      const { store } = await open();
      const { run } = await readyIn(store);
      right(
        await store.mutate(
          run.id,
          { type: 'lease' },
          {
            note: `\0a\ud800b${'é'.repeat(600)}`,
          },
        )(),
      );
      expect((await historyOf(store, run)).at(-1)?.note).toBe(`a\ufffdb${'é'.repeat(497)}`);
    });
  });

  describe('of two commands at the same time', () => {
    it('one wins, and the other is decided again', async () => {
      const { store } = await open();
      for (let i = 0; i < 10; i += 1) {
        const { run } = await readyIn(store);
        const [lease, cancel] = await Promise.all([
          store.mutate(run.id, { type: 'lease' })(),
          store.mutate(run.id, { type: 'cancel' })(),
        ]);
        const order = (await eventsOf(store, run)).slice(1);
        // A lease before the cancellation is accepted; after it, it is refused by the state that the run has then.
        if (order[0]?.[0] === 'lease') {
          expect([tagOf(lease), tagOf(cancel)]).toStrictEqual(['done', 'done']);
          expect(order).toStrictEqual([
            ['lease', undefined],
            ['cancel', undefined],
          ]);
        } else {
          expect(lease).toStrictEqual(
            E.left({ _tag: 'InvalidTransition', runId: run.id, from: 'Canceled', to: 'Leased' }),
          );
          expect(order).toStrictEqual([
            ['cancel', undefined],
            ['lease', 'InvalidTransition'],
          ]);
        }
        expect(right(await store.load(run.id)()).run.state).toBe('Canceled');
      }
    });

    it('of eight leases, one is accepted and all are in the history', async () => {
      const { store } = await open();
      const { run } = await readyIn(store);
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, i) =>
          store.mutate(run.id, { type: 'lease' }, { worker: String(i) })(),
        ),
      );
      expect(outcomes.map(tagOf).sort()).toStrictEqual([
        ...Array.from({ length: 7 }, () => 'InvalidTransition'),
        'done',
      ]);
      expect(await eventsOf(store, run)).toHaveLength(9);
      expect(right(await store.load(run.id)()).version).toBe(1);
    });
  });

  describe('an expected version', () => {
    it('that is the version of the run lets the command through', async () => {
      const { store } = await open();
      const { run } = await readyIn(store);
      expect(tagOf(await store.mutate(run.id, { type: 'lease' }, { expectedVersion: 0 })())).toBe(
        'done',
      );
    });

    it('that is another one stops the command, which is not recorded', async () => {
      const { store } = await open();
      const { run } = await readyIn(store);
      expect(
        left(await store.mutate(run.id, { type: 'lease' }, { expectedVersion: 1 })()),
      ).toStrictEqual({
        _tag: 'VersionConflict',
        runId: run.id,
        expectedVersion: 1,
        actualVersion: 0,
      });
      expect(await eventsOf(store, run)).toHaveLength(1);
    });

    it('lets one of eight through', async () => {
      const { store } = await open();
      const { run } = await readyIn(store);
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, i) =>
          store.mutate(
            run.id,
            { type: 'priority.set', effectivePriority: priority(i) },
            { expectedVersion: 0 },
          )(),
        ),
      );
      expect(outcomes.map(tagOf).sort()).toStrictEqual([
        ...Array.from({ length: 7 }, () => 'VersionConflict'),
        'done',
      ]);
    });
  });

  describe('a command that comes again', () => {
    it('answers with its first outcome, however late', async () => {
      const { store } = await open();
      const { run } = await readyIn(store);
      const commandId = CommandId.generate();
      const event = { type: 'priority.set', effectivePriority: priority(7) } as const;
      const first = right(await store.mutate(run.id, event, { commandId })());
      for (let i = 0; i < 5; i += 1)
        right(
          await store.mutate(run.id, { type: 'priority.set', effectivePriority: priority(i) })(),
        );
      right(await store.mutate(run.id, { type: 'cancel' })());
      const before = await eventsOf(store, run);
      // A redelivery may carry another instant, and another expected version.
      const again = right(
        await store.mutate(run.id, { ...event, at: at(9) }, { commandId, expectedVersion: 0 })(),
      );
      expect(again).toStrictEqual({ ...first, redelivered: true });
      expect(await eventsOf(store, run)).toStrictEqual(before);
    });

    it('answers with its first refusal, although it would be accepted now', async () => {
      const { store } = await open();
      const { run } = await readyIn(store);
      const commandId = CommandId.generate();
      const first = left(await store.mutate(run.id, { type: 'start' }, { commandId })());
      expect(first._tag).toBe('InvalidTransition');
      right(await store.mutate(run.id, { type: 'lease' })());
      expect(left(await store.mutate(run.id, { type: 'start' }, { commandId })())).toStrictEqual(
        first,
      );
      expect(right(await store.load(run.id)()).run.state).toBe('Leased');
      expect(await eventsOf(store, run)).toHaveLength(3);
    });

    it('of several events answers as at first', async () => {
      const { store } = await open();
      const { run } = await readyIn(store);
      const commandId = CommandId.generate();
      const events = [
        { type: 'lease' },
        { type: 'start' },
        eventOf('attempt.start', attemptA),
      ] as const;
      const first = right(await store.mutate(run.id, events, { commandId })());
      right(await store.mutate(run.id, { type: 'cancel' })());
      expect(right(await store.mutate(run.id, events, { commandId })())).toStrictEqual({
        ...first,
        redelivered: true,
      });
    });

    it.each<[string, RunEvent, RunEvent]>([
      ['event', { type: 'lease' }, { type: 'cancel' }],
      [
        'priority',
        { type: 'priority.set', effectivePriority: priority(1) },
        { type: 'priority.set', effectivePriority: priority(2) },
      ],
      ['attempt', eventOf('attempt.start', attemptA), eventOf('attempt.start', attemptB)],
    ])('with another %s is another command under its id', async (_, event, other) => {
      const { store } = await open();
      const { run } = await readyIn(store);
      const commandId = CommandId.generate();
      await store.mutate(run.id, event, { commandId })();
      const before = await eventsOf(store, run);
      expect(left(await store.mutate(run.id, other, { commandId })())).toMatchObject({
        _tag: 'CommandIdReused',
        runId: run.id,
        commandId,
      });
      expect(await eventsOf(store, run)).toStrictEqual(before);
    });

    it('on another run is another command', async () => {
      const { store } = await open();
      const commandId = CommandId.generate();
      const a = await readyIn(store);
      const b = await readyIn(store);
      expect(tagOf(await store.mutate(a.run.id, { type: 'lease' }, { commandId })())).toBe('done');
      expect(tagOf(await store.mutate(b.run.id, { type: 'lease' }, { commandId })())).toBe('done');
    });

    it.each<[string, RunEvent, string]>([
      ['accepted', { type: 'priority.set', effectivePriority: priority(3) }, 'done'],
      ['refused', { type: 'start' }, 'InvalidTransition'],
    ])('eight times at once is recorded once: %s', async (_, event, first) => {
      const { store } = await open();
      const { run } = await readyIn(store);
      const commandId = CommandId.generate();
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, () => store.mutate(run.id, event, { commandId })()),
      );
      const tags = outcomes.map(tagOf).sort();
      expect(tags).toStrictEqual(
        first === 'done'
          ? [...Array.from({ length: 7 }, () => 'again'), 'done']
          : Array.from({ length: 8 }, () => first),
      );
      expect(await eventsOf(store, run)).toHaveLength(2);
    });
  });

  describe('many commands', () => {
    it('each have their own outcome, in the order given', async () => {
      const { store } = await open();
      const runs = await Promise.all(Array.from({ length: 3 }, () => readyIn(store)));
      const [a, b, c] = runs.map(({ run }) => run.id);
      if (a === undefined || b === undefined || c === undefined) throw new Error('no runs');
      const outcomes = right(
        await store.mutateMany([
          { id: c, event: { type: 'lease' } },
          { id: a, event: { type: 'start' } },
          { id: NEVER, event: { type: 'lease' } },
          { id: b, event: [] },
          { id: b, event: { type: 'cancel' }, expectedVersion: 4 },
          { id: b, event: { type: 'cancel' } },
        ])(),
      );
      expect(outcomes.map(tagOf)).toStrictEqual([
        'done',
        'InvalidTransition',
        'RunNotInStore',
        'NotACommand',
        'VersionConflict',
        'done',
      ]);
    });

    it('on one run are carried out one after the other', async () => {
      const { store } = await open();
      const { run } = await readyIn(store);
      const commandId = CommandId.generate();
      const outcomes = right(
        await store.mutateMany([
          { id: run.id, event: { type: 'lease' } },
          { id: run.id, event: { type: 'start' }, commandId },
          { id: run.id, event: { type: 'lease' } },
          { id: run.id, event: { type: 'start' }, commandId },
          { id: run.id, event: eventOf('attempt.start', attemptA) },
          { id: run.id, event: { type: 'complete' } },
        ])(),
      );
      expect(outcomes.map(tagOf)).toStrictEqual([
        'done',
        'done',
        'InvalidTransition',
        'again',
        'done',
        'AttemptInProgress',
      ]);
      expect((await eventsOf(store, run)).map(([events]) => events)).toStrictEqual([
        'new_ready_with_id',
        'lease',
        'start',
        'lease',
        'attempt.start',
        'complete',
      ]);
    });

    it('are none', async () => {
      const { store } = await open();
      expect(right(await store.mutateMany([])())).toStrictEqual([]);
    });
  });

  describe('a run that was read before', () => {
    it('spares another reading, if it is still so', async () => {
      const { store } = await open();
      const known = await readyIn(store);
      expect(right(await store.mutate(known.run.id, { type: 'lease' }, { known })()).version).toBe(
        1,
      );
    });

    it('is read again if it has changed: to be accepted, or to be refused', async () => {
      const { store } = await open();
      const known = await readyIn(store);
      const { id } = known.run;
      right(await store.mutate(id, { type: 'lease' })());
      expect(right(await store.mutate(id, { type: 'start' }, { known })()).version).toBe(2);
      expect(left(await store.mutate(id, { type: 'lease' }, { known })())).toStrictEqual({
        _tag: 'InvalidTransition',
        runId: id,
        from: 'Running',
        to: 'Leased',
      });
      // What was decided on the run of before is not in the history.
      expect(await eventsOf(store, known.run)).toStrictEqual([
        ['new_ready_with_id', undefined],
        ['lease', undefined],
        ['start', undefined],
        ['lease', 'InvalidTransition'],
      ]);
    });
  });

  describe('what is kept beside a run', () => {
    it('is a result, the failures, and when it is due again', async () => {
      const { store, sql } = await open();
      const { run } = await runningIn(store);
      right(
        await store.mutate(run.id, [eventOf('attempt.finish', attemptA), { type: 'retry' }], {
          failed: true,
          delayMs: 5000,
        })(),
      );
      const waiting = right(await store.load(run.id)());
      const [now] = await sql('SELECT extract(epoch from clock_timestamp()) * 1000 AS ms');
      expect(waiting.failures).toBe(1);
      expect(Math.abs((waiting.dueAt ?? 0) - 5000 - Number(now?.['ms']))).toBeLessThan(4000);
      const attemptId = AttemptId.generate();
      right(
        await store.mutate(
          run.id,
          [
            { type: 'promote' },
            { type: 'lease' },
            { type: 'start' },
            { type: 'attempt.start', attemptId },
            { type: 'attempt.finish', attemptId },
            { type: 'complete' },
          ],
          { result: { sent: 3 } },
        )(),
      );
      expect(right(await store.load(run.id)())).toMatchObject({
        failures: 1,
        result: { sent: 3 },
        dueAt: undefined,
        run: { state: 'Completed', attemptCount: 2 },
      });
    });

    it('does not change if the command is refused', async () => {
      const { store } = await open();
      const stored = await runningIn(store);
      left(
        await store.mutate(
          stored.run.id,
          [eventOf('attempt.finish', attemptB), { type: 'retry' }],
          {
            failed: true,
            delayMs: 5000,
            result: 1,
          },
        )(),
      );
      expect(right(await store.load(stored.run.id)())).toStrictEqual(stored);
    });
  });
});
