/** Insertions: new runs with what is kept beside them, and those that are there already. */
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { newReadyWithId, newScheduledWithId, RunId, TaskId } from '../../src/index.js';
import type { Database, Json, RunStore } from '../../src/store/index.js';
import { openRunStore } from '../../src/store/index.js';
import { encodeJson } from '../../src/store/Json.js';
import { at, left, priority, right, runIn, tries } from '../support/arbitraries.js';
import { describeStores } from '../support/stores.js';

const task = TaskId.generate();

const eventsOf = async (store: RunStore, id: RunId): Promise<ReadonlyArray<string>> =>
  right(await store.history(id)()).map(({ events }) => events.join(' '));

/** Texts that are special somewhere: in JSON, in an array of PostgreSQL, in SQL. */
const oddText = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    'NULL',
    'null',
    '{}',
    '{a,b}',
    ',',
    '"',
    '\\',
    '\\"',
    "'",
    '$1',
    '\n\t\r',
    '\u2028',
    'é',
    'e\u0301',
    '😀',
    '\u0001',
    '\ufffe',
    '__proto__',
    'constructor',
    '/~01',
  ),
  fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0')),
);

const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    oddText,
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? 0 : n)),
    fc.constantFrom(
      0,
      1e308,
      5e-324,
      2 ** 53,
      2 ** 53 - 1,
      -(2 ** 63),
      0.1,
      1e21,
      123456789.123456789,
    ),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(oddText, tie('value')), { maxLength: 4 })
      .map((entries): Json => Object.fromEntries(entries)),
  ),
})).value;

describeStores(({ open }) => {
  describe('a new run', () => {
    it('of its parts is Ready at once, or Scheduled if it is due later', async () => {
      const { store } = await open({ maxFailures: 3 });
      const now = right(await store.insert({ taskId: task, effectivePriority: priority(7) })());
      expect(now).toMatchObject({
        alreadyThere: false,
        stored: {
          version: 0,
          failures: 0,
          maxFailures: 3,
          payload: undefined,
          uniqueKey: undefined,
          dueAt: undefined,
          run: { taskId: task, state: 'Ready', effectivePriority: 7, attemptCount: 0 },
        },
      });
      expect(right(await store.load(now.stored.run.id)())).toStrictEqual(now.stored);

      const later = right(
        await store.insert({
          taskId: task,
          scheduledAt: at(5_000_000_000),
          effectivePriority: priority(7),
          maxFailures: 9,
          payload: [1],
          uniqueKey: 'one',
        })(),
      );
      expect(later.stored).toMatchObject({
        maxFailures: 9,
        payload: [1],
        uniqueKey: 'one',
        dueAt: 5_000_000_000_000,
        run: { state: 'Scheduled', scheduledAt: 5_000_000_000, effectivePriority: 0 },
      });
      expect(await eventsOf(store, now.stored.run.id)).toStrictEqual(['new_ready_with_id']);
      expect(await eventsOf(store, later.stored.run.id)).toStrictEqual(['new_scheduled_with_id']);
    });

    it('is delayed by a part of a second too', async () => {
      const { store } = await open();
      const { stored } = right(await store.insert({ taskId: task, delaySeconds: 3600.25 })());
      const { createdAt, scheduledAt, state } = stored.run;
      expect(state).toBe('Scheduled');
      // Due between the second in which it was made and the next, and never later than scheduled.
      expect([3600, 3601, 3602]).toContain(scheduledAt - createdAt);
      expect(Number(stored.dueAt)).toBeLessThanOrEqual(1000 * scheduledAt);
      expect(Number(stored.dueAt)).toBeGreaterThan(1000 * (createdAt + 3600));
    });

    it('that is scheduled for a time that has passed is Ready', async () => {
      const { store } = await open();
      const { stored } = right(await store.insert({ taskId: task, scheduledAt: at(5) })());
      expect(stored.run).toMatchObject({ state: 'Ready', scheduledAt: 5 });
      expect(
        right(await store.claim({ worker: 'a', limit: 1, leaseSeconds: 9 })()).runs,
      ).toHaveLength(1);
    });

    it('of the facade is stored as it is', async () => {
      const { store } = await open();
      const args = { taskId: task, createdAt: at(1000), scheduledAt: at(900) };
      const runs = [
        right(newReadyWithId({ ...args, id: RunId.generate(), effectivePriority: priority(-3) })),
        right(newScheduledWithId({ ...args, id: RunId.generate() })),
        right(newScheduledWithId({ ...args, id: RunId.generate(), scheduledAt: at(2 ** 53 - 1) })),
      ];
      const inserted = right(await store.insertMany(runs.map((run) => ({ run })))());
      expect(inserted.map(({ stored }) => stored.run)).toStrictEqual(runs);
      for (const run of runs) expect(right(await store.load(run.id)()).run).toStrictEqual(run);
    });

    it('must be one that has had no event', async () => {
      const { store } = await open();
      const run = runIn('Leased');
      expect(left(await store.insert({ run })())).toStrictEqual({
        _tag: 'NotANewRun',
        runId: run.id,
      });
      expect(left(await store.load(run.id)())._tag).toBe('RunNotInStore');
    });

    it('must have ids that the facade takes', async () => {
      const { store } = await open();
      expect(left(await store.insert({ taskId: task, id: RunId.nil })())).toStrictEqual({
        _tag: 'InvalidRunId',
        runId: RunId.nil,
      });
      expect(left(await store.insert({ taskId: TaskId.nil })())).toStrictEqual({
        _tag: 'InvalidTaskId',
        taskId: TaskId.nil,
      });
    });
  });

  describe('a run that is there', () => {
    it('by its id stays as it is', async () => {
      const { store } = await open();
      const first = right(await store.insert({ taskId: task, payload: 'first' })()).stored;
      right(await store.mutate(first.run.id, { type: 'lease' })());
      const now = right(await store.load(first.run.id)());
      const again = right(
        await store.insert({ taskId: TaskId.generate(), id: first.run.id, payload: 'second' })(),
      );
      expect(again).toStrictEqual({ stored: now, alreadyThere: true });
      expect(await eventsOf(store, first.run.id)).toStrictEqual(['new_ready_with_id', 'lease']);
    });

    it('because the answer to its insertion was lost is answered with', async () => {
      const { store, schema } = await open();
      // Sends each insertion twice, as a driver does that lost the first answer.
      const twice: Database = {
        ...store.database,
        query: (statement) =>
          statement.name === 'runchart insert'
            ? pipe(
                store.database.query(statement),
                TE.chain(() => store.database.query(statement)),
              )
            : store.database.query(statement),
      };
      const again = right(await openRunStore({ schema })(twice)());
      const inserted = right(await again.insertMany([{ taskId: task }, { taskId: task }])());
      expect(inserted.map(({ alreadyThere }) => alreadyThere)).toStrictEqual([true, true]);
      const [first, second] = inserted.map(({ stored }) => stored);
      for (const stored of [first, second]) {
        if (stored === undefined) throw new Error('it is not there');
        expect(right(await store.load(stored.run.id)())).toStrictEqual(stored);
        expect(await eventsOf(store, stored.run.id)).toStrictEqual(['new_ready_with_id']);
      }
      expect(right(await store.counts()()).Ready).toBe(2);
    });

    it('by its key is answered with, until it ends', async () => {
      const { store } = await open();
      const insert = async (uniqueKey: string) =>
        right(await store.insert({ taskId: task, uniqueKey })());
      const first = await insert('a');
      expect(await insert('a')).toStrictEqual({ stored: first.stored, alreadyThere: true });
      expect((await insert('b')).alreadyThere).toBe(false);
      right(await store.mutate(first.stored.run.id, { type: 'cancel' })());
      const next = await insert('a');
      expect(next.alreadyThere).toBe(false);
      expect(next.stored.run.id).not.toBe(first.stored.run.id);
    });

    it('by its key once, of eight at the same time', async () => {
      const { store } = await open();
      const all = await Promise.all(
        Array.from({ length: 8 }, () =>
          store.insert({ taskId: task, uniqueKey: 'odd {"}, key' })(),
        ),
      );
      const inserted = all.map((each) => right(each));
      expect(inserted.filter(({ alreadyThere }) => !alreadyThere)).toHaveLength(1);
      expect(new Set(inserted.map(({ stored }) => stored.run.id)).size).toBe(1);
    });
  });

  describe('many runs', () => {
    it('are answered for in the order given, whatever is there twice', async () => {
      const { store } = await open();
      const there = right(await store.insert({ taskId: task, uniqueKey: 'old' })()).stored;
      const [a, b, c] = [RunId.generate(), RunId.generate(), RunId.generate()];
      const inserted = right(
        await store.insertMany([
          { taskId: task, id: b, payload: 1 },
          { taskId: task, id: a, payload: 2 },
          { taskId: task, id: b, payload: 3 },
          { taskId: task, id: there.run.id },
          { taskId: task, uniqueKey: 'old' },
          { taskId: task, id: c, uniqueKey: 'new' },
          { taskId: task, uniqueKey: 'new' },
        ])(),
      );
      expect(
        inserted.map(({ stored, alreadyThere }) => [stored.run.id, stored.payload, alreadyThere]),
      ).toStrictEqual([
        [b, 1, false],
        [a, 2, false],
        [b, 1, true],
        [there.run.id, undefined, true],
        [there.run.id, undefined, true],
        [c, undefined, false],
        [c, undefined, true],
      ]);
      expect(await eventsOf(store, b)).toHaveLength(1);
    });

    it('are all inserted, or none if one cannot be', async () => {
      const { store } = await open();
      expect(
        left(await store.insertMany([{ taskId: task }, { taskId: task, payload: 1n }])()),
      ).toStrictEqual({ _tag: 'NotStorable', path: '', reason: 'a value of type bigint' });
      expect(right(await store.counts()()).Ready).toBe(0);
    });

    it('are none', async () => {
      const { store } = await open();
      expect(right(await store.insertMany([])())).toStrictEqual([]);
    });
  });

  describe('a payload', () => {
    it('comes back as it was, whatever JSON it is', async () => {
      const { store } = await open();
      await fc.assert(
        fc.asyncProperty(fc.array(json, { minLength: 1, maxLength: 20 }), async (payloads) => {
          const inserted = right(
            await store.insertMany(payloads.map((payload) => ({ taskId: task, payload })))(),
          );
          const [first] = inserted;
          const loaded =
            first === undefined
              ? undefined
              : right(await store.load(first.stored.run.id)()).payload;
          const found = [...inserted.map(({ stored }) => stored.payload), loaded];
          // `toStrictEqual` takes a member with the name constructor for the class of its object.
          const isSame = isDeepStrictEqual(found, [...payloads, payloads[0]]);
          expect(isSame ? payloads : found).toBe(payloads);
        }),
        tries(30),
      );
    });

    it('and a key come back as they were', async () => {
      const { store } = await open();
      await fc.assert(
        fc.asyncProperty(fc.uniqueArray(oddText, { maxLength: 10 }), async (keys) => {
          const inserted = right(
            await store.insertMany(keys.map((uniqueKey) => ({ taskId: task, uniqueKey })))(),
          );
          expect(inserted.map(({ stored }) => stored.uniqueKey)).toStrictEqual(keys);
        }),
        tries(20),
      );
    });

    it('may be deep', async () => {
      const { store } = await open();
      const deep = (levels: number): Json =>
        Array.from({ length: levels }).reduce<Json>((inner) => [inner], 'core');
      const { stored } = right(await store.insert({ taskId: task, payload: deep(1000) })());
      expect(stored.payload).toStrictEqual(deep(1000));
      expect(left(await store.insert({ taskId: task, payload: deep(1002) })())).toMatchObject({
        _tag: 'NotStorable',
        reason: 'more than 1000 values inside one another',
      });
    });

    it('that is null is not one that is missing', async () => {
      const { store } = await open();
      const payloads = right(
        await store.insertMany([{ taskId: task, payload: null }, { taskId: task }])(),
      ).map(({ stored }) => stored.payload);
      expect(payloads).toStrictEqual([null, undefined]);
    });
  });
});

class Money {
  readonly cents = 5;
}

describe('a value that cannot be stored', () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  it.each<[string, unknown, string, string]>([
    ['a Date', { at: [new Date(0)] }, '/at/0', 'an object of class Date'],
    ['a Map', new Map(), '', 'an object of class Map'],
    ['an instance', { 'a/b': { '~': new Money() } }, '/a~1b/~0', 'an object of class Money'],
    ['a bigint', [1, 2n], '/1', 'a value of type bigint'],
    ['a function', { f: () => 1 }, '/f', 'a value of type function'],
    ['a symbol', [Symbol('x')], '/0', 'a value of type symbol'],
    ['NaN', { n: NaN }, '/n', 'the number NaN'],
    ['Infinity', [-Infinity], '/0', 'the number -Infinity'],
    ['undefined in a list', [1, undefined], '/1', 'a value of type undefined'],
    ['a hole in a list', [, 1], '/0', 'a value of type undefined'],
    ['U+0000', { s: 'a\0b' }, '/s', 'the character U+0000, which PostgreSQL cannot store'],
    [
      'U+0000 in a key',
      { 'a\0': 1 },
      '',
      'a key with the character U+0000, which PostgreSQL cannot store',
    ],
    ['half of a pair', ['\ud83d'], '/0', 'half of a surrogate pair'],
    ['its other half', ['\ude00a'], '/0', 'half of a surrogate pair'],
    ['a circle', circle, '/self'.repeat(1001), 'more than 1000 values inside one another'],
  ])('%s is told where it is', (_, value, path, reason) => {
    expect(encodeJson(value)).toStrictEqual(E.left({ _tag: 'NotStorable', path, reason }));
  });

  it('is not a field that is undefined', () => {
    expect(encodeJson({ a: undefined, b: 1 })).toStrictEqual(E.right('{"b":1}'));
  });

  it('is not an object without a prototype, or of another realm', () => {
    expect(encodeJson(Object.assign(Object.create(null), { a: O.none._tag }))).toStrictEqual(
      E.right('{"a":"None"}'),
    );
  });
});
