import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { createActor } from 'xstate';
import { createRunActor, runMachine, toSnapshot } from '../../src/actor/index.js';
import type { ChartIdentity, Migration, RunInstance, WireData } from '../../src/index.js';
import {
  chartIdentity,
  persistRun,
  restoreErrorMessage,
  restoreRun,
  RunInstanceCodec,
} from '../../src/index.js';
import {
  arbitraryHistory,
  arbitraryRun,
  at,
  attemptA,
  left,
  runIn,
  tries,
} from '../support/arbitraries.js';

const viaJson = (u: unknown): unknown => JSON.parse(JSON.stringify(u));

const old = (version: string): ChartIdentity => ({
  id: chartIdentity.id,
  version,
  hash: `0000000000000${version.replaceAll('.', '')}`,
});

const stored = (chart: unknown, ...[run]: ReadonlyArray<unknown>) => ({ chart, run });

/** A valid run of any chart. */
const leased = (chart: ChartIdentity) => stored(chart, persistRun(runIn('Leased')).run);

/** A migration that appends a digit to the priority, so that a test sees the chain. */
const migration = (from: string, to: string, plus: number): Migration => ({
  from: { version: from },
  to: to === chartIdentity.version ? chartIdentity : { version: to },
  migrate: (run) =>
    E.right({ ...run, effective_priority: Number(run['effective_priority']) * 10 + plus }),
});

describe('a persisted run', () => {
  it('is restored, also through JSON', () => {
    fc.assert(
      fc.property(arbitraryHistory, (history) => {
        for (const run of history) {
          expect(restoreRun()(viaJson(persistRun(run)))).toStrictEqual(E.right(run));
          expect(restoreRun()(structuredClone(persistRun(run)))).toStrictEqual(E.right(run));
        }
      }),
      tries(50),
    );
  });

  it('is restored whatever its history, though RunInstanceCodec refuses some', () => {
    const refused = new Set<boolean>();
    fc.assert(
      fc.property(arbitraryRun, (run) => {
        refused.add(E.isLeft(RunInstanceCodec.decode(RunInstanceCodec.encode(run))));
        expect(restoreRun()(viaJson(persistRun(run)))).toStrictEqual(E.right(run));
      }),
      tries(200),
    );
    expect(refused).toStrictEqual(new Set([false, true]));
  });

  it.each([
    ['without an instant', { scheduledAt: at(2000), lastStateChangeAt: at(1000) }],
    ['a second early', { scheduledAt: at(2000), lastStateChangeAt: at(1999) }],
  ])('that was promoted %s is migrated', (_, change) => {
    const run = runIn('Ready', change);
    const stored = { chart: old('0.9.0'), run: persistRun(run).run };
    const migrations = [migration('0.9.0', chartIdentity.version, 1)];
    expect(restoreRun({ migrations })(viaJson(stored))).toStrictEqual(
      E.right({ ...run, effectivePriority: 41 }),
    );
  });

  it('carries the chart', () => {
    expect(persistRun(runIn('Ready')).chart).toStrictEqual(chartIdentity);
  });

  it('is restored from the snapshot of an actor, to the same run', () => {
    fc.assert(
      fc.property(arbitraryHistory, (history) => {
        const run = history.at(-1) ?? runIn('Ready');
        const snapshot = createRunActor(run).getPersistedSnapshot();
        expect(restoreRun()(viaJson(snapshot))).toStrictEqual(E.right(run));
      }),
      tries(50),
    );
  });
});

describe("XState's own snapshot", () => {
  const persisted = (run: RunInstance): unknown =>
    viaJson(createActor(runMachine, { snapshot: toSnapshot(run) }).getPersistedSnapshot());

  it('does not name its chart, and is refused', () => {
    const error = left(restoreRun()(persisted(runIn('Ready'))));
    expect(error).toStrictEqual({
      _tag: 'SnapshotNotDecodable',
      errors: [{ path: '/chart', expected: "a chart's identity (an object)", found: 'nothing' }],
    });
  });

  it('is restored if its chart is given, and migrated if that is another', () => {
    const run = runIn('Ready');
    const unmarked = old('0.8.0');
    const migrations = [migration('0.8.0', chartIdentity.version, 1)];
    expect(restoreRun({ unmarked: chartIdentity })(persisted(run))).toStrictEqual(E.right(run));
    expect(left(restoreRun({ unmarked })(persisted(run)))._tag).toBe('ChartMismatch');
    expect(restoreRun({ unmarked, migrations })(persisted(run))).toStrictEqual(
      E.right({ ...run, effectivePriority: 41 }),
    );
  });

  it('has errors with its own paths', () => {
    const broken = viaJson({
      ...(persisted(runIn('Ready')) as object),
      chart: chartIdentity,
      value: 'Nowhere',
      context: { ...toSnapshot(runIn('Ready')).context, attemptCount: -1 },
    });
    const error = left(restoreRun()(broken));
    expect(
      error._tag === 'SnapshotNotDecodable' && error.errors.map(({ path }) => path),
    ).toStrictEqual(['/value', '/context/attemptCount']);
  });

  it('is restored with its active attempt', () => {
    const run = runIn('Running', { currentAttemptId: O.some(attemptA) });
    expect(restoreRun({ unmarked: chartIdentity })(persisted(run))).toStrictEqual(E.right(run));
  });

  it.each([
    ['no option', { value: attemptA }, 'an object'],
    ['an option of another kind', { _tag: 'Other', value: attemptA }, 'an object'],
    ['a list with a tag', Object.assign([], { _tag: 'None' }), 'an array'],
    ['a number', 7, '7'],
  ])('is refused if its attempt is %s', (_, currentAttemptId, found) => {
    const { context } = toSnapshot(runIn('Running'));
    expect(
      restoreRun()({
        chart: chartIdentity,
        status: 'active',
        value: 'Running',
        context: { ...context, currentAttemptId },
      }),
    ).toStrictEqual(
      E.left({
        _tag: 'SnapshotNotDecodable',
        errors: [
          {
            path: '/context/currentAttemptId',
            expected: 'a UUID (attempt id) or null',
            found,
          },
        ],
      }),
    );
  });

  it('is not what a persisted run is that has a context besides', () => {
    const run = runIn('Ready');
    const { context } = toSnapshot(runIn('Failed'));
    expect(restoreRun()({ ...persistRun(run), context })).toStrictEqual(E.right(run));
  });
});

describe('a mark', () => {
  it('counts, and not the chart that is given for data without one', () => {
    const run = runIn('Ready');
    expect(restoreRun({ unmarked: old('0.8.0') })(persistRun(run))).toStrictEqual(E.right(run));
    const found = old('0.8.0');
    expect(restoreRun({ unmarked: chartIdentity })(leased(found))).toStrictEqual(
      E.left({ _tag: 'ChartMismatch', expected: chartIdentity, found }),
    );
  });
});

describe('the status of a snapshot', () => {
  const snapshot = (run: RunInstance, status: unknown): unknown =>
    viaJson({ ...toSnapshot(run), status, chart: chartIdentity });

  it.each(['error', 'running', 'Active', '', 7, null, undefined])('%p is refused', (status) => {
    const error = left(restoreRun()(snapshot(runIn('Running'), status)));
    expect(error).toMatchObject({
      _tag: 'SnapshotNotDecodable',
      errors: [{ path: '/status', expected: 'active, done or stopped' }],
    });
  });

  it.each([
    ['done', 'Ready', 'active, as the state is Ready'],
    ['active', 'Failed', 'done, as the state is Failed'],
  ] as const)('%s is refused in %s', (status, state, expected) => {
    expect(restoreRun()(snapshot(runIn(state), status))).toStrictEqual(
      E.left({
        _tag: 'SnapshotNotDecodable',
        errors: [{ path: '/status', expected, found: JSON.stringify(status) }],
      }),
    );
  });

  it('is done, of a snapshot that a migration makes a run that goes on', () => {
    const back: Migration = {
      from: { version: '0.8.0' },
      to: chartIdentity,
      migrate: (run) => E.right({ ...run, state: 'Ready' }),
    };
    const { context } = toSnapshot(runIn('Ready'));
    const lost = viaJson({ status: 'done', value: 'Lost', context });
    expect(restoreRun({ unmarked: old('0.8.0'), migrations: [back] })(lost)).toStrictEqual(
      E.right(runIn('Ready')),
    );
  });

  it('is error after a guard has thrown, and then no run is restored', () => {
    const dying = runMachine.provide({
      guards: {
        noActiveAttempt: () => {
          throw new Error('a bug');
        },
      },
    });
    const actor = createActor(dying, { snapshot: toSnapshot(runIn('Running')) });
    actor.subscribe({ error: () => undefined });
    actor.start().send({ type: 'complete' });
    expect(
      restoreRun({ unmarked: chartIdentity })(viaJson(actor.getPersistedSnapshot())),
    ).toMatchObject(E.left({ errors: [{ path: '/status', found: '"error"' }] }));
  });

  it('is stopped after an actor was stopped, and the run is restored', () => {
    const actor = createRunActor(runIn('Running'));
    actor.stop();
    expect(actor.getPersistedSnapshot().status).toBe('stopped');
    expect(restoreRun()(viaJson(actor.getPersistedSnapshot()))).toStrictEqual(
      E.right(runIn('Running')),
    );
  });
});

describe('garbage', () => {
  const anObject = 'a run (an object)';

  it.each([
    ['a text', 'x', { path: '', expected: 'a persisted run (an object)', found: 'something else' }],
    [
      'a number for a run',
      stored(chartIdentity, 7),
      { path: '/run', expected: anObject, found: '7' },
    ],
    [
      'a null context',
      { chart: chartIdentity, status: 'active', value: 'Ready', context: null },
      { path: '/context', expected: anObject, found: 'null' },
    ],
    [
      'a number for a run that is to be migrated',
      stored(old('0.8.0'), 7),
      { path: '/run', expected: anObject, found: 'something else' },
    ],
    [
      'a null context that is to be migrated',
      { chart: old('0.8.0'), status: 'active', value: 'Ready', context: null },
      { path: '/context', expected: anObject, found: 'something else' },
    ],
  ])('is refused, and described: %s', (_, u, error) => {
    const migrations = [migration('0.8.0', chartIdentity.version, 1)];
    expect(restoreRun({ migrations })(u)).toStrictEqual(
      E.left({ _tag: 'SnapshotNotDecodable', errors: [error] }),
    );
  });

  it.each([
    ['null', null, ['']],
    ['a text', 'x', ['']],
    ['a list', [], ['']],
    ['no chart', { run: {} }, ['/chart']],
    ['half a chart', stored({ id: 'run' }), ['/chart/version', '/chart/hash']],
    ['no run', stored(chartIdentity, undefined), ['/run']],
    ['a nil id', stored(chartIdentity, { ...persistRun(runIn('Ready')).run, id: '' }), ['/run/id']],
    [
      'an attempt that is no id',
      stored(chartIdentity, { ...persistRun(runIn('Ready')).run, current_attempt_id: 7 }),
      ['/run/current_attempt_id'],
    ],
    [
      'a nil task id',
      stored(chartIdentity, {
        ...persistRun(runIn('Ready')).run,
        task_id: '00000000-0000-0000-0000-000000000000',
      }),
      ['/run/task_id'],
    ],
    [
      'an invalid context',
      { chart: chartIdentity, status: 'active', value: 'Ready', context: null },
      ['/context'],
    ],
  ])('is refused, and located: %s', (_, u, paths) => {
    const error = left(restoreRun()(u));
    expect(
      error._tag === 'SnapshotNotDecodable' && error.errors.map(({ path }) => path),
    ).toStrictEqual(paths);
    expect(restoreErrorMessage(error)).toContain('expected');
  });

  it('never makes it throw, whatever the chart', () => {
    const trap = new Proxy(
      {},
      {
        get: () => {
          throw new Error('a trap');
        },
        ownKeys: () => {
          throw new Error('a trap');
        },
      },
    );
    const migrations = [migration('0.8.0', chartIdentity.version, 1)];
    const charts = fc.constantFrom<unknown>(chartIdentity, old('0.8.0'), old('0.1.0'), null);
    fc.assert(
      fc.property(charts, fc.anything(), fc.anything(), (chart, run, context) => {
        for (const u of [run, stored(chart, run), { chart, value: run, context }])
          expect(E.isLeft(restoreRun({ migrations })(u))).toBe(true);
      }),
      tries(300),
    );
    for (const chart of [chartIdentity, old('0.8.0')])
      for (const u of [trap, stored(chart, trap), { chart, value: trap, context: trap }])
        expect(E.isLeft(restoreRun({ migrations })(u))).toBe(true);
    const cycle: Record<string, unknown> = {};
    cycle['run'] = cycle;
    expect(E.isLeft(restoreRun({ migrations })({ ...cycle, chart: old('0.8.0') }))).toBe(true);
  });
});

describe('another chart', () => {
  it.each([
    ['another id', { ...chartIdentity, id: 'order' }],
    ['another version', { ...chartIdentity, version: '0.9.0' }],
    ['another hash', { ...chartIdentity, hash: '0123456789abcdef' }],
  ])('is refused without a migration: %s', (_, found) => {
    const error = left(restoreRun()(leased(found)));
    expect(error).toStrictEqual({ _tag: 'ChartMismatch', expected: chartIdentity, found });
    expect(restoreErrorMessage(error)).toContain(found.hash);
  });

  it('of another id is never migrated', () => {
    const migrations = [migration('0.8.0', chartIdentity.version, 1)];
    const found = { ...old('0.8.0'), id: 'order' };
    expect(left(restoreRun({ migrations })(leased(found)))._tag).toBe('ChartMismatch');
  });

  it('goes through a chain of migrations, registered in any order', () => {
    const migrations = [
      migration('0.9.0', chartIdentity.version, 3),
      migration('0.7.0', '0.8.0', 1),
      migration('0.8.0', '0.9.0', 2),
    ];
    for (const list of [migrations, migrations.toReversed()])
      expect(
        pipe(
          restoreRun({ migrations: list })(leased(old('0.7.0'))),
          E.map((run) => run.effectivePriority),
        ),
      ).toStrictEqual(E.right(4123));
  });

  it('finds a chain despite dead ends and cycles', () => {
    const circle = [migration('0.7.0', '0.8.0', 1), migration('0.8.0', '0.7.0', 2)];
    expect(left(restoreRun({ migrations: circle })(leased(old('0.7.0'))))._tag).toBe(
      'ChartMismatch',
    );
    const migrations = [...circle, migration('0.7.0', chartIdentity.version, 5)];
    expect(
      pipe(
        restoreRun({ migrations })(leased(old('0.7.0'))),
        E.map((run) => run.effectivePriority),
      ),
    ).toStrictEqual(E.right(45));
  });

  it('is migrated by hash if a version had several', () => {
    const found = old('0.7.0');
    const byHash = (hash: string): ReadonlyArray<Migration> => [
      { from: { version: '0.7.0', hash }, to: chartIdentity, migrate: E.right },
    ];
    expect(E.isRight(restoreRun({ migrations: byHash(found.hash) })(leased(found)))).toBe(true);
    expect(E.isRight(restoreRun({ migrations: byHash('other') })(leased(found)))).toBe(false);
  });

  it('of the same version but another hash is migrated only by a migration from that hash', () => {
    const found = { ...chartIdentity, hash: 'a local build' };
    const migrations: ReadonlyArray<Migration> = [
      { from: found, to: chartIdentity, migrate: E.right },
    ];
    expect(E.isRight(restoreRun({ migrations })(leased(found)))).toBe(true);
  });

  it('is migrated on by hash from a version that a migration names without one', () => {
    const migrations: ReadonlyArray<Migration> = [
      migration('0.7.0', '0.8.0', 1),
      { ...migration('0.8.0', chartIdentity.version, 2), from: old('0.8.0') },
    ];
    expect(
      pipe(
        restoreRun({ migrations })(leased(old('0.7.0'))),
        E.map((run) => run.effectivePriority),
      ),
    ).toStrictEqual(E.right(412));
  });

  const failing = (migrate: Migration['migrate']) =>
    left(
      restoreRun({ migrations: [{ from: { version: '0.7.0' }, to: chartIdentity, migrate }] })(
        leased(old('0.7.0')),
      ),
    );

  it.each<[string, Migration['migrate'], string]>([
    ['refuses', () => E.left('no path'), 'no path'],
    [
      'throws',
      () => {
        throw new Error('a bug');
      },
      'Error: a bug',
    ],
    [
      'throws a value without text',
      () => {
        throw Object.create(null);
      },
      'an unprintable value was thrown',
    ],
    ['returns nothing', () => undefined as unknown as E.Either<string, WireData>, 'neither a left'],
    [
      'returns a record without E.right',
      (run) => ({ ...run }) as unknown as E.Either<string, WireData>,
      'neither a left',
    ],
    [
      'returns an invalid run',
      (run) => E.right({ ...run, state: 'Nowhere' }),
      'its result is not a run',
    ],
    ['returns garbage', () => E.right(7 as unknown as WireData), 'its result is not a run'],
  ])('is refused if its migration %s', (_, migrate, reason) => {
    const error = failing(migrate);
    expect(error._tag).toBe('MigrationFailed');
    expect(restoreErrorMessage(error)).toContain(reason);
  });

  const from = { version: '0.7.0' };
  const failed = { _tag: 'MigrationFailed', from, to: chartIdentity };
  const prefix = `the migration from 0.7.0 to ${chartIdentity.version} failed: `;

  it('is refused with the reason of its migration, and no errors', () => {
    const error = failing(() => E.left('no path'));
    expect(error).toStrictEqual({ ...failed, reason: 'no path', errors: [] });
    expect(restoreErrorMessage(error)).toBe(`${prefix}no path`);
  });

  it('is refused with the errors of what its migration returned', () => {
    const error = failing((run) => E.right({ ...run, attempt_count: -1 }));
    const reason = 'its result is not a run of this chart';
    const expected = 'u32 (0 to 4294967295)';
    expect(error).toStrictEqual({
      ...failed,
      reason,
      errors: [{ path: '/attempt_count', expected, found: '-1' }],
    });
    expect(restoreErrorMessage(error)).toBe(
      `${prefix}${reason} (at /attempt_count: expected ${expected}, found -1)`,
    );
  });

  it('is passed to a migration as a copy', () => {
    const data = leased(old('0.7.0'));
    const before = viaJson(data);
    const migrate: Migration['migrate'] = (run) => {
      (run as Record<string, unknown>)['effective_priority'] = 99;
      return E.right(run);
    };
    const migrations = [{ from: { version: '0.7.0' }, to: chartIdentity, migrate }];
    expect(E.isRight(restoreRun({ migrations })(data))).toBe(true);
    expect(data).toStrictEqual(before);
  });
});
