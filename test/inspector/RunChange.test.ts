/** The changes of runs in time: those of the board against a fold over the steps of a replay. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { RunId } from '../../src/index.js';
import { runStates } from '../../src/index.js';
import type { Board, BoardLimits } from '../../src/inspector/Board.js';
import { makeBoard } from '../../src/inspector/Board.js';
import { refusalTags } from '../../src/inspector/reasons.js';
import type { RunChange, RunChanges } from '../../src/inspector/RunChange.js';
import {
  attemptOutcomes,
  changeOf,
  ChangesCodec,
  codeOf,
  shownCode,
} from '../../src/inspector/RunChange.js';
import { hasRun } from '../../src/inspector/RunSet.js';
import { makeEntryDecoder } from '../../src/journal/entryDecoder.js';
import { right, runId, tries } from '../support/arbitraries.js';
import { expectedOf, toldBy } from './changes.js';

const journal = readFileSync(new URL('../../examples/journal.ndjson', import.meta.url), 'utf8')
  .trim()
  .split('\n');

const boardOf = (lines: ReadonlyArray<string>, limits?: BoardLimits): Board => {
  const board = makeBoard(limits);
  const decode = makeEntryDecoder();
  lines.forEach((text, i) => {
    board.apply({ source: 'journal', line: i + 1, entry: right(decode(text)), text, decode });
  });
  return board;
};

const changesOf = (board: Board, id: RunId): RunChanges => {
  const row = board.row(id);
  if (O.isNone(row)) throw new Error(`no run ${id}`);
  return board.changesAt(row.value.number);
};

/** All changes of a run that are kept, also those that are not shown. */
const keptBy = (
  board: Board,
  id: RunId,
): { readonly kept: ReadonlyArray<readonly [number, number]>; readonly dropped: number } => {
  const kept: Array<readonly [number, number]> = [];
  const { number } = changesOf(board, id);
  const dropped = board.visitChanges(number, (at, code) => {
    kept.push([at, code]);
  });
  return { kept, dropped };
};

const id = (n: number): string => runId(n);

/** What may come next for a run, over and over. */
const life = [
  ...['new_ready_with_id', 'Leased', 'Running', 'start_attempt', 'finish_attempt', 'RetryWait'],
  ...['Ready', 'Leased', 'Running', 'start_attempt', 'Canceled', 'new_scheduled_with_id', 'Ready'],
  ...['Leased', 'Running', 'start_attempt', 'finish_attempt', 'Completed'],
];

/** Lines about three runs: most are what may come next, with instants that rise, stand still, go back or are absent. */
const arbitraryLines: fc.Arbitrary<ReadonlyArray<string>> = fc
  .array(
    fc.record({
      run: fc.integer({ min: 1, max: 3 }),
      instead: fc.option(fc.constantFrom(...runStates, ...new Set(life)), { freq: 2 }),
      odd: fc.nat(9),
      attempt: fc.integer({ min: 7, max: 8 }),
      outcome: fc.option(fc.constantFrom(...attemptOutcomes.slice(1), 'odd', '')),
      at: fc.option(fc.nat(50), { freq: 5 }),
      command: fc.option(fc.integer({ min: 100, max: 110 }), { freq: 1 }),
    }),
    { minLength: 20, maxLength: 60 },
  )
  .map((steps) => {
    const counts = new Map<number, number>();
    return steps.map(({ run, instead, odd, attempt, outcome, at, command }, i) => {
      const count = counts.get(run) ?? 0;
      counts.set(run, count + 1);
      const own = life[count % life.length] ?? '';
      const op = odd < 2 && instead !== null ? instead : own;
      return JSON.stringify({
        run_id: id(run),
        ...(op.startsWith('new_')
          ? { op, task_id: id(9), created_at: at ?? i, scheduled_at: op.includes('ready') ? 0 : 99 }
          : op.endsWith('_attempt')
            ? { op, attempt_id: odd === 9 ? id(attempt) : id(7) }
            : { op: 'transition_to', to: op }),
        ...(op === 'new_ready_with_id' ? { effective_priority: 0 } : {}),
        ...(at === null || op.startsWith('new_') ? {} : { at: i + at }),
        ...(outcome === null ? {} : { outcome }),
        ...(command === null || odd < 8 ? {} : { command_id: id(command) }),
      });
    });
  });

describe('the changes of runs', () => {
  test('of the example journal are those of its replay', () => {
    const board = boardOf(journal);
    const expected = expectedOf(journal);
    expect(new Set(board.ids())).toStrictEqual(new Set(expected.keys()));
    for (const [run, told] of expected) {
      expect([run, toldBy(changesOf(board, run))]).toStrictEqual([run, told]);
      expect(changesOf(board, run)).toMatchObject({ forgotten: 0, ops: board.opsOf(run) });
    }
    const all = [...expected.values()].flat();
    expect(all.length).toBeGreaterThan(3000);
    expect(board.latest()).toStrictEqual(O.some(Math.max(...all.map(([at]) => at))));
    expect(board.droppedChanges()).toBe(0);
  });

  test('of any journal are those of its replay', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(arbitraryLines, (lines) => {
        const board = boardOf(lines);
        for (const [run, told] of expectedOf(lines)) {
          expect(toldBy(changesOf(board, run))).toStrictEqual(told);
          told.forEach(([, what]) => seen.add(what));
        }
      }),
      tries(300),
    );
    // The journals are no trivial ones.
    for (const what of [
      'Completed',
      'RetryWait',
      'attempt',
      'ended crashed',
      'ended other',
      'Canceled',
    ])
      expect([...seen]).toContain(what);
  });

  test('are the latest ones, of each run and of all, if there are too many', () => {
    fc.assert(
      fc.property(
        arbitraryLines,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 30 }),
        (lines, changesOfRun, changesInAll) => {
          const [whole, board] = [boardOf(lines), boardOf(lines, { changesOfRun, changesInAll })];
          const all = whole.ids().flatMap((run) => keptBy(whole, run).kept);
          expect(board.droppedChanges()).toBe(Math.max(0, all.length - changesInAll));
          for (const run of board.ids()) {
            const [before, after] = [keptBy(whole, run).kept, keptBy(board, run)];
            expect(after.kept).toStrictEqual(before.slice(after.dropped));
            expect(after.kept.length).toBeLessThanOrEqual(Math.min(changesOfRun, changesInAll));
            const [told, left] = [changesOf(whole, run), changesOf(board, run)];
            expect(left.forgotten).toBe(after.dropped);
            expect(toldBy(left)).toStrictEqual(toldBy(told).slice(told.at.length - left.at.length));
          }
          const isShort = whole
            .ids()
            .every((run) => keptBy(whole, run).kept.length <= changesOfRun);
          const kept = board.ids().flatMap((run) => keptBy(board, run).kept);
          if (isShort) expect(kept).toHaveLength(Math.min(all.length, changesInAll));
        },
      ),
      tries(200),
    );
  });
});

test('the runs that changed in a range are those that have a change in it', () => {
  fc.assert(
    fc.property(arbitraryLines, fc.nat(60), fc.nat(60), (lines, from, length) => {
      const board = boardOf(lines);
      const found = board.runsChangedIn({ from, to: from + length });
      const isIn = ([at]: readonly [number, string]): boolean => at >= from && at < from + length;
      for (const [run, told] of expectedOf(lines))
        expect(hasRun(found, changesOf(board, run).number)).toBe(told.some(isIn));
    }),
    tries(100),
  );
});

describe('a change as one byte', () => {
  test('is the same change when it is read again', () => {
    const changes: ReadonlyArray<RunChange> = [
      ...runStates.map((state) => ({ _tag: 'Entered', state }) as const),
      { _tag: 'AttemptBegan' },
      ...attemptOutcomes.map((outcome) => ({ _tag: 'AttemptEnded', outcome }) as const),
      ...refusalTags.map((reason) => ({ _tag: 'Refused', reason }) as const),
    ];
    expect(changes.map((change) => changeOf(codeOf(change)))).toStrictEqual(changes);
    const codes = changes.map(codeOf);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.every((code) => code >= 0 && code < 256)).toBe(true);
    // No other byte is shown as a change.
    const known = Array.from({ length: 256 }, (_, code) => code).filter(
      (code) => shownCode(code) === code && changeOf(code) !== undefined,
    );
    expect(known).toHaveLength(changes.length);
  });
});

describe('the codec of changes', () => {
  test('decodes what it encoded', () => {
    const board = boardOf(journal);
    const runs = board.ids().map((run) => changesOf(board, run));
    const wire: unknown = JSON.parse(JSON.stringify(ChangesCodec.encode(runs)));
    expect(ChangesCodec.decode(wire)).toStrictEqual(E.right(runs));
  });

  const valid = { number: [7], ops: [1], forgotten: [0], count: [2], at: [1, 2], codes: [0, 64] };
  test.each<readonly [string, unknown]>([
    ['no record', 3],
    ['a number below 0', { ...valid, number: [-1] }],
    ['a number that is none', { ...valid, number: ['x'] }],
    ['a column of another length', { ...valid, ops: [] }],
    ['a count of another length', { ...valid, count: [1] }],
    [
      'a negative count',
      { ...valid, number: [1, 2], ops: [1, 1], forgotten: [0, 0], count: [3, -1] },
    ],
    ['a code that stands for nothing', { ...valid, codes: [0, 63] }],
    ['an instant that is no integer', { ...valid, at: [1, 0.5] }],
    ['a text for a column', { ...valid, at: '12' }],
  ])('refuses %s', (_, wire) => {
    expect(E.isRight(ChangesCodec.decode(valid))).toBe(true);
    expect(E.isLeft(ChangesCodec.decode(wire))).toBe(true);
  });
});
