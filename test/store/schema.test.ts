/** What the facade refuses, the database refuses too: changes of rows by plain SQL, tried one by one. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { RunEvent, RunInstance } from '../../src/index.js';
import { decide, eventTypes, newReadyWithId, pathTo, RunId } from '../../src/index.js';
import { MAX_STEPS } from '../../src/store/chartMoves.js';
import { foldRow, historyColumns, unborn } from '../../src/store/history.js';
import { states } from '../expectations.js';
import {
  at,
  attemptA,
  attemptB,
  count,
  eventOf,
  priority,
  right,
  runId,
  runIn,
  taskId,
  tries,
} from '../support/arbitraries.js';
import type { TestStore } from '../support/stores.js';
import { describeStores } from '../support/stores.js';

// ------------------------------------------------------------------------------------------------------------- rows

/** A row, by the columns that this file looks at. */
type Cells = Readonly<Record<string, string | number | null>>;

const VERSION = 5;

const cellsOf = (run: RunInstance, version = VERSION): Cells => ({
  id: run.id,
  task_id: run.taskId,
  state: run.state,
  current_attempt_id: O.toNullable(run.currentAttemptId),
  attempt_count: run.attemptCount,
  created_at: run.createdAt,
  scheduled_at: run.scheduledAt,
  last_state_change_at: run.lastStateChangeAt,
  effective_priority: run.effectivePriority,
  version,
  failures: 0,
  max_failures: 5,
});

const columns = Object.keys(cellsOf(runIn('Ready'))).join(', ');
const columnsOf = (row: string): string =>
  columns
    .split(', ')
    .map((column) => `${row}.${column}`)
    .join(', ');

/** Inserts a row, changes it, and says whether the database took the change. */
const tried = `
CREATE FUNCTION @.tried(source jsonb, target jsonb) RETURNS text LANGUAGE plpgsql AS $tried$
DECLARE
  answer text := 'accepted';
BEGIN
  INSERT INTO @.runs (${columns}) SELECT ${columnsOf('s')} FROM jsonb_populate_record(NULL::@.runs, source) s;
  BEGIN
    UPDATE @.runs r SET (${columns}) = (SELECT ${columnsOf('t')} FROM jsonb_populate_record(NULL::@.runs, target) t)
    WHERE r.id = (source ->> 'id')::uuid;
  EXCEPTION WHEN check_violation OR not_null_violation THEN
    answer := 'refused';
  END;
  RETURN answer;
END $tried$`;

interface Case {
  readonly source: Cells;
  readonly target: Cells;
  readonly expected: 'accepted' | 'refused';
}

const showCells = ({ source, target, expected }: Case): string =>
  `${expected}: ${Object.keys(source)
    .filter((key) => source[key] !== target[key] || key === 'state')
    .map((key) => `${key} ${String(source[key])} -> ${String(target[key])}`)
    .join(', ')}`;

/** The cases in which the database did not do as expected. */
const surprises = async (
  { sql }: TestStore,
  cases: ReadonlyArray<Case>,
): Promise<ReadonlyArray<string>> => {
  // Each on a row of its own.
  const given = cases.map(({ source, target }, i) => {
    const id = runId(1000 + i);
    return {
      source: { ...source, id },
      target: { ...target, id: target['id'] === source['id'] ? id : target['id'] },
    };
  });
  const answers = await sql(
    `SELECT @.tried(c.item -> 'source', c.item -> 'target') AS answer
     FROM jsonb_array_elements($1::text::jsonb) WITH ORDINALITY AS c (item, place) ORDER BY place`,
    [JSON.stringify(given)],
  );
  await sql('DELETE FROM @.runs');
  return cases.filter((each, i) => each.expected !== answers[i]?.['answer']).map(showCells);
};

// ----------------------------------------------------------------------------------------------------------- facade

const AT = at(2000);
const URGENT = priority(-7);

const MAX_COUNT = count(2 ** 32 - 1);

/** Every state, without an attempt and with one where there can be one, and at the end of the counter. */
const sources: ReadonlyArray<RunInstance> = [
  ...states.map((state) => runIn(state)),
  runIn('Running', { currentAttemptId: O.some(attemptA) }),
  runIn('Running', { attemptCount: MAX_COUNT }),
  runIn('Running', { attemptCount: MAX_COUNT, currentAttemptId: O.some(attemptA) }),
];

/** Every event, with the attempts, the priorities and the instants of the targets. */
const events: ReadonlyArray<RunEvent> = eventTypes
  .flatMap((type): ReadonlyArray<RunEvent> => {
    if (type === 'attempt.start' || type === 'attempt.finish')
      return [eventOf(type, attemptA), eventOf(type, attemptB)];
    return type === 'priority.set' || type === 'promote'
      ? [priority(4), URGENT].map((effectivePriority) => ({ type, effectivePriority }))
      : [eventOf(type)];
  })
  .flatMap((event) => [event, { ...event, at: AT }]);

const textOf = (run: RunInstance): string => JSON.stringify(cellsOf(run));

/** The runs that one more event makes of runs. */
const after = (runs: ReadonlyArray<RunInstance>): ReadonlyArray<RunInstance> => [
  ...new Map(
    runs
      .flatMap((run) => events.map((event) => decide(event)(run)))
      .flatMap((each) => (E.isRight(each) ? [[textOf(each.right), each.right] as const] : [])),
  ).values(),
];

const afterSteps = (run: RunInstance, steps: number): ReadonlyArray<RunInstance> =>
  Array.from({ length: steps }).reduce<ReadonlyArray<RunInstance>>(after, [run]);

/** What one statement could make of a run, but for what never changes. */
const targetsOf = (source: RunInstance, begun: ReadonlyArray<number>): ReadonlyArray<RunInstance> =>
  states.flatMap((state) =>
    [O.none, O.some(attemptA), O.some(attemptB)].flatMap((currentAttemptId) =>
      begun.flatMap((more) =>
        [source.lastStateChangeAt, AT].flatMap((lastStateChangeAt) =>
          [source.effectivePriority, URGENT].map((effectivePriority) => ({
            ...source,
            state,
            currentAttemptId,
            // SAFETY: the last of these counts is above the maximum, to be refused.
            attemptCount: (source.attemptCount + more) as RunInstance['attemptCount'],
            lastStateChangeAt,
            effectivePriority,
          })),
        ),
      ),
    ),
  );

const casesOf = (
  source: RunInstance,
  steps: number,
  begun: ReadonlyArray<number>,
): ReadonlyArray<Case> => {
  const reached = new Set(afterSteps(source, steps).map(textOf));
  return targetsOf(source, begun).map((target) => ({
    source: cellsOf(source),
    target: cellsOf(target, VERSION + steps),
    expected: reached.has(textOf(target)) ? 'accepted' : 'refused',
  }));
};

const nameOf = ({ state, currentAttemptId, attemptCount }: RunInstance): string =>
  `${state}${O.isSome(currentAttemptId) ? ' with an attempt' : ''}${attemptCount === MAX_COUNT ? ' at the last count' : ''}`;

/** How many events one change makes: the fewest, or with more tries (`RUNCHART_RUNS`) every number. */
const several = Array.from({ length: MAX_STEPS - 1 }, (_, i) => i + 2).slice(0, tries(1).numRuns);

const named = sources.map((source) => [nameOf(source), source] as const);

// ------------------------------------------------------------------------------------------------------------ tests

describeStores(({ open }) => {
  describe('a change of a row', () => {
    let there: TestStore;
    beforeAll(async () => {
      there = await open();
      await there.sql(tried);
    });

    it.each(named)('of %s is accepted where an event makes it', async (_, source) => {
      const cases = casesOf(source, 1, [-1, 0, 1, 2]);
      // Without a new version it is a change by hand, which may also change nothing.
      const byHand = cases.map(({ source: before, target, expected }): Case => {
        const same = { ...target, version: VERSION };
        const isNothing = JSON.stringify(same) === JSON.stringify(before);
        return { source: before, target: same, expected: isNothing ? 'accepted' : expected };
      });
      expect(await surprises(there, [...cases, ...byHand])).toStrictEqual([]);
    });

    it.each(named.filter(([, { attemptCount }]) => attemptCount !== MAX_COUNT))(
      'of %s is accepted where several events make it',
      async (_, source) => {
        const cases = several.flatMap((steps) => casesOf(source, steps, [-1, 0, 1, 2]));
        expect(await surprises(there, cases)).toStrictEqual([]);
      },
    );

    it('is refused if its events are too many, or less than none', async () => {
      const cases = sources.flatMap((source) =>
        [MAX_STEPS + 1, -1].flatMap((steps) =>
          afterSteps(source, Math.abs(steps)).map((target): Case => ({
            source: cellsOf(source),
            target: cellsOf(target, VERSION + steps),
            expected: 'refused',
          })),
        ),
      );
      expect(await surprises(there, cases)).toStrictEqual([]);
    });

    it('is refused if it changes the id, the task or an instant of the beginning', async () => {
      const cases = sources.flatMap((source) =>
        [source, ...afterSteps(source, 1)].flatMap((target) =>
          [
            { id: runId(9) },
            { taskId: taskId(9) },
            { createdAt: at(1001) },
            { scheduledAt: at(901) },
          ].flatMap((change) =>
            [0, 1].map((steps): Case => ({
              source: cellsOf(source),
              target: cellsOf({ ...target, ...change }, VERSION + steps),
              expected: 'refused',
            })),
          ),
        ),
      );
      expect(await surprises(there, cases)).toStrictEqual([]);
    });
  });

  describe('a constraint', () => {
    const good = cellsOf(runIn('Running', { currentAttemptId: O.some(attemptA) }));
    const asNew = {
      ...cellsOf(runIn('Ready'), 0),
      attempt_count: 0,
      last_state_change_at: 1000,
    };
    /** A row for each, which it refuses, beside one that is taken. */
    const broken: ReadonlyArray<readonly [string, Cells, Cells]> = [
      ['state_is_known', good, { ...good, state: 'Lost', current_attempt_id: null }],
      ['attempt_fits_state', good, { ...good, state: 'Leased' }],
      ['numbers_fit', good, { ...good, attempt_count: 2 ** 32 }],
      ['numbers_fit', good, { ...good, attempt_count: -1 }],
      ['numbers_fit', good, { ...good, created_at: '9007199254740992' }],
      ['numbers_fit', good, { ...good, scheduled_at: -1 }],
      ['numbers_fit', good, { ...good, last_state_change_at: '9007199254740992' }],
      ['ids_are_not_nil', good, { ...good, id: RunId.nil }],
      ['ids_are_not_nil', good, { ...good, task_id: RunId.nil }],
      ['held_by_worker', { ...good, worker: 'a' }, { ...asNew, worker: 'a' }],
      ['due_fits_state', { ...good, due_at: 1 }, { ...asNew, due_at: 1 }],
      ['begins_as_new', asNew, { ...asNew, attempt_count: 1 }],
      ['begins_as_new', asNew, { ...asNew, last_state_change_at: 1001 }],
      ['begins_as_new', asNew, { ...asNew, scheduled_at: 1001 }],
      [
        'begins_as_new',
        { ...asNew, state: 'Scheduled', effective_priority: 0 },
        { ...asNew, state: 'Scheduled' },
      ],
      ['begins_as_new', asNew, { ...asNew, state: 'Leased' }],
      ['runs_version_check', good, { ...asNew, version: -1 }],
      ['runs_failures_check', good, { ...good, failures: -1 }],
      ['runs_max_failures_check', good, { ...good, max_failures: -1 }],
    ];
    const insert = ({ attempt }: TestStore, cells: Cells): Promise<string> =>
      attempt(
        `INSERT INTO @.runs (${Object.keys(cells).join(', ')}) SELECT ${Object.keys(cells)
          .map((column) => `s.${column}`)
          .join(', ')} FROM jsonb_populate_record(NULL::@.runs, $1::text::jsonb) s`,
        [JSON.stringify(cells)],
      );
    let there: TestStore;
    beforeAll(async () => {
      there = await open();
    });

    it.each(broken)('%s refuses a row', async (name, taken, refused) => {
      await there.sql('DELETE FROM @.runs');
      expect(await insert(there, taken)).toBe('accepted');
      await there.sql('DELETE FROM @.runs');
      expect(await insert(there, refused)).toContain(`"${name}"`);
    });

    it('is here, whichever there is', async () => {
      const rows = await there.sql(
        "SELECT conname AS name FROM pg_constraint WHERE conrelid = '@.runs'::regclass AND contype = 'c' ORDER BY 1",
      );
      expect(rows.map(({ name }) => name)).toStrictEqual(
        [...new Set(broken.map(([name]) => name))].sort(),
      );
    });
  });

  describe('a row of the history', () => {
    it.each([
      ['changed', "UPDATE @.run_events SET worker = 'somebody'"],
      ['deleted', 'DELETE FROM @.run_events'],
      ['truncated', 'TRUNCATE @.run_events'],
    ])('is never %s', async (_, text) => {
      const { store, attempt, sql } = await open();
      right(await store.insert({ taskId: taskId(2) })());
      expect(await attempt(text)).toBe('the history of runs is never changed');
      expect(await sql('SELECT 1 AS one FROM @.run_events')).toHaveLength(1);
    });
  });

  describe('a change by hand', () => {
    /** Each shape of a run and each event that it takes. */
    const changes = sources
      .filter(({ attemptCount }) => attemptCount !== MAX_COUNT)
      .flatMap((shape) =>
        events.flatMap((event) => {
          const done = decide(event)(shape);
          return E.isRight(done) ? [[nameOf(shape), event, shape] as const] : [];
        }),
      );

    const update = `UPDATE @.runs SET state = $2::text, current_attempt_id = $3::text::uuid, attempt_count = $4::text::bigint,
      last_state_change_at = $5::text::bigint, effective_priority = $6::text::integer WHERE id = $1::text::uuid`;

    it('is in the history, which makes the run that it made', async () => {
      const there = await open();
      for (const [name, event, shape] of changes) {
        const fresh = right(
          newReadyWithId({
            id: RunId.generate(),
            taskId: taskId(2),
            scheduledAt: at(900),
            createdAt: at(1000),
            effectivePriority: priority(4),
          }),
        );
        right(await there.store.insert({ run: fresh })());
        const way =
          shape.state === 'Scheduled'
            ? undefined
            : pipe(
                fresh,
                pathTo(shape.state),
                O.getOrElse((): ReadonlyArray<RunEvent> => []),
              );
        // No event leads to Scheduled.
        if (way === undefined) continue;
        const all = [
          ...way,
          ...(O.isSome(shape.currentAttemptId) ? [eventOf('attempt.start', attemptA)] : []),
        ].map((each) => ({ ...each, at: at(1500) }));
        if (all.length > 0) right(await there.store.mutate(fresh.id, all)());
        const before = right(await there.store.load(fresh.id)());
        const made = right(decide(event)(before.run));
        await there.sql(update, [
          made.id,
          made.state,
          O.toNullable(made.currentAttemptId),
          String(made.attemptCount),
          String(made.lastStateChangeAt),
          String(made.effectivePriority),
        ]);
        const now = right(await there.store.load(fresh.id)());
        const rows = await there.sql(
          `SELECT ${historyColumns('e')} FROM @.run_events e WHERE e.run_id = $1::text::uuid ORDER BY e.seq`,
          [fresh.id],
        );
        const folded = rows.reduce<E.Either<unknown, typeof unborn>>(
          (run, row) => pipe(run, E.chainW(foldRow(row))),
          E.right(unborn),
        );
        const isChanged = JSON.stringify(made) !== JSON.stringify(before.run);
        expect([name, event, rows.at(-1)?.['events'], now.version]).toStrictEqual([
          name,
          event,
          isChanged ? event.type : rows.at(-1)?.['events'],
          before.version + (isChanged ? 1 : 0),
        ]);
        expect([name, event, folded]).toStrictEqual([
          name,
          event,
          E.right({ run: now.run, version: now.version }),
        ]);
        // Without an instant it is dated now, as by the port.
        expect({ ...now.run, lastStateChangeAt: 0 }).toStrictEqual({
          ...made,
          lastStateChangeAt: 0,
        });
        if (event.at !== undefined || made.state === before.run.state)
          expect(now.run).toStrictEqual(made);
        else expect(now.run.lastStateChangeAt).toBeGreaterThan(AT);
      }
    });
  });
});
