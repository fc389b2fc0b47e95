/** The parts of the timeline that draw nothing: spans, ticks, durations, the lanes of a run, and the raster of thin rows. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as O from 'fp-ts/lib/Option.js';
import type { RunState } from '../../../../src/index.js';
import { isTerminal, runStates } from '../../../../src/index.js';
import { makeBoard } from '../../../../src/inspector/Board.js';
import { duration, later, shortDuration } from '../../../../src/inspector/page/durations.js';
import {
  lanesOf,
  queueStates,
  runInTime,
  stepAt,
  waitStates,
} from '../../../../src/inspector/page/timeline/lanes.js';
import { paintsOf } from '../../../../src/inspector/page/timeline/paint.js';
import { makeRaster } from '../../../../src/inspector/page/timeline/raster.js';
import {
  around,
  instantAt,
  lengthOf,
  moved,
  positionIn,
  SHORTEST,
  within,
  zoomed,
} from '../../../../src/inspector/page/timeline/span.js';
import { dayText, ticksIn } from '../../../../src/inspector/page/timeline/ticks.js';
import { replayStory } from '../../../../src/inspector/Story.js';
import { makeEntryDecoder } from '../../../../src/journal/entryDecoder.js';
import { right, tries } from '../../../support/arbitraries.js';
import { expectedOf } from '../../changes.js';
import { lines } from '../example.js';

const NOON = 1_736_164_800; // 2025-01-06 12:00:00 UTC

const arbitrarySpan = fc
  .record({ from: fc.integer({ min: 0, max: 4e9 }), length: fc.integer({ min: 20, max: 4e9 }) })
  .map(({ from, length }) => ({ from, to: from + length }));

describe('a span of time', () => {
  test('stays in its bounds, and keeps its length or the shortest one', () => {
    fc.assert(
      fc.property(arbitrarySpan, arbitrarySpan, (bounds, span) => {
        const own = within(bounds, span);
        expect(own.from).toBeGreaterThanOrEqual(bounds.from);
        expect(own.to).toBeLessThanOrEqual(bounds.to + 1e-6);
        expect(lengthOf(own)).toBeCloseTo(Math.min(lengthOf(bounds), lengthOf(span)), 3);
      }),
      tries(200),
    );
  });

  test('zooms around an instant, which keeps its place', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 1, max: 4, noNaN: true }),
        (share, factor) => {
          const bounds = { from: 0, to: 100_000 };
          const span = { from: 20_000, to: 60_000 };
          const at = instantAt(span, 1, share);
          const own = zoomed(bounds, span, factor, at);
          expect(lengthOf(own)).toBeCloseTo(40_000 / factor, 3);
          expect(positionIn(own, 1)(at)).toBeCloseTo(share, 6);
        },
      ),
    );
    const closest = zoomed({ from: 0, to: 100 }, { from: 0, to: 100 }, 1e9, 50);
    expect(lengthOf(closest)).toBeCloseTo(SHORTEST, 6);
  });

  test('moves up to its bounds', () => {
    const bounds = { from: 0, to: 100 };
    expect(moved(bounds, { from: 10, to: 30 }, 20)).toStrictEqual({ from: 30, to: 50 });
    expect(moved(bounds, { from: 10, to: 30 }, 1000)).toStrictEqual({ from: 80, to: 100 });
    expect(moved(bounds, { from: 10, to: 30 }, -1000)).toStrictEqual({ from: 0, to: 20 });
    const one = around(NOON, NOON);
    expect(lengthOf(one)).toBeGreaterThanOrEqual(SHORTEST);
    expect(positionIn(one, 10)(NOON)).toBe(5);
  });
});

describe('the ticks of an axis', () => {
  test('are on whole seconds in the span, in order, and have room', () => {
    fc.assert(
      fc.property(arbitrarySpan, fc.integer({ min: 200, max: 2000 }), (span, width) => {
        const ticks = ticksIn(span, width, 80);
        const instants = ticks.map(({ at }) => at);
        expect(instants.every((at) => Number.isInteger(at))).toBe(true);
        expect(instants.every((at) => at >= span.from && at <= span.to)).toBe(true);
        expect(instants.toSorted((a, b) => a - b)).toStrictEqual(instants);
        expect(new Set(instants).size).toBe(instants.length);
        const pixels = instants
          .slice(1)
          .map((at, i) => ((at - (instants[i] ?? at)) / (span.to - span.from)) * width);
        expect(Math.min(...pixels)).toBeGreaterThan(50);
      }),
      tries(300),
    );
  });

  test.each([
    [{ from: NOON, to: NOON + 60 }, ['12:00:00', '12:00:15', '12:00:30', '12:00:45', '12:01:00']],
    [{ from: NOON, to: NOON + 3600 }, ['12:00', '12:15', '12:30', '12:45', '13:00']],
    [{ from: NOON, to: NOON + 86_400 }, ['12:00', '18:00', 'Jan 7', '06:00', '12:00']],
    [{ from: NOON, to: NOON + 4 * 86_400 }, ['Jan 7', 'Jan 8', 'Jan 9', 'Jan 10']],
    [{ from: NOON, to: NOON + 120 * 86_400 }, ['Feb', 'Mar', 'Apr', 'May']],
    [{ from: NOON, to: NOON + 4 * 365 * 86_400 }, ['2026', '2027', '2028', '2029']],
  ])('of %j say %j', (span, texts) => {
    expect(ticksIn(span, 400, 80).map(({ text }) => text)).toStrictEqual(texts);
  });

  test('mark where a day begins', () => {
    const marked = ticksIn({ from: NOON, to: NOON + 86_400 }, 400, 80).filter((t) => t.isMain);
    expect(marked.map(({ text }) => text)).toStrictEqual(['Jan 7']);
    expect(dayText(NOON)).toBe('Jan 6, 2025');
  });
});

test.each([
  [0, '0 s', '0 s', 'at the same time'],
  [59, '59 s', '59 s', '59 s later'],
  [60, '1 min', '1 min', '1 min later'],
  [185, '3 min 5 s', '3.1 min', '3 min 5 s later'],
  [7500, '2 h 5 min', '2.1 h', '2 h 5 min later'],
  [359_000, '4 d 3 h', '4.2 d', '4 d 3 h later'],
  [-61, '−1 min 1 s', '', '1 min 1 s earlier'],
  [400 * 86_400, '1 y 35 d', '1.1 y', '1 y 35 d later'],
])('%d seconds are %s, in short %s, and %s', (seconds, long, short, gap) => {
  expect(duration(seconds)).toBe(long);
  if (seconds >= 0) expect(shortDuration(seconds)).toBe(short);
  expect(later(seconds)).toBe(gap);
});

describe('the lanes of a run', () => {
  const board = makeBoard();
  const decode = makeEntryDecoder();
  lines.forEach((text, i) => {
    board.apply({ source: 'journal', line: i + 1, entry: right(decode(text)), text, decode });
  });
  const latest = O.getOrElse(() => 0)(board.latest());
  const all = board.ids().map((id) => {
    const story = O.toUndefined(board.story(id));
    const steps = story === undefined ? [] : replayStory(story);
    return { id, steps, inTime: runInTime(steps, latest) };
  });

  test('are of the states of the chart', () => {
    expect(queueStates).toStrictEqual(['Scheduled', 'Ready', 'Leased']);
    expect(waitStates).toStrictEqual(['RetryWait', 'Suspended']);
  });

  test('hold every state, attempt and refusal of the changes that the server keeps', () => {
    const told = expectedOf(lines);
    for (const { id, inTime } of all) {
      const own = told.get(id) ?? [];
      const entered = own.filter(([, what]) => runStates.some((state) => state === what));
      expect([id, inTime.stays.map(({ from, state }) => [from, state])]).toStrictEqual([
        id,
        entered,
      ]);
      const begun = own.filter(([, what]) => what === 'attempt').map(([at]) => at);
      expect(inTime.attempts.map(({ from }) => from)).toStrictEqual(begun);
      const refused = own.filter(([, what]) => what.startsWith('refused')).map(([at]) => at);
      expect(inTime.refused.map(({ at }) => at)).toStrictEqual(refused);
    }
  });

  test('add up to the time from the first change to the end', () => {
    for (const { inTime } of all) {
      const [first] = inTime.stays;
      const last = inTime.stays.at(-1);
      if (first === undefined || last === undefined) continue;
      // An instant that goes back gives a stay of no length.
      const isOrdered = inTime.stays.every(
        ({ from }, i) => from >= (inTime.stays[i - 1]?.from ?? 0),
      );
      if (!isOrdered) continue;
      const lanes = lanesOf(inTime).filter(({ attempt }) => attempt === undefined);
      const end = isTerminal(last.state) ? last.from : inTime.to;
      expect(lanes.reduce((sum, { total }) => sum + total, 0)).toBe(end - first.from);
    }
  });

  test('an instant leads to the last step at or before it', () => {
    for (const { steps, inTime } of all.slice(0, 50))
      steps.forEach(({ entry: { at } }, i) => {
        if (at === undefined) return;
        const found = stepAt(inTime, at);
        expect(inTime.instants[found]).toBeLessThanOrEqual(at);
        expect(found).toBeGreaterThanOrEqual(inTime.instants[i] === at ? i : 0);
      });
  });
});

describe('the raster of rows that are thinner than a pixel', () => {
  const board = makeBoard();
  const decode = makeEntryDecoder();
  const put = (entry: object): void => {
    board.apply({ source: 'test', line: 1, entry: right(decode(JSON.stringify(entry))) });
  };
  const idOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  const enter = (
    n: number,
    states: ReadonlyArray<readonly [at: number, state: RunState]>,
  ): void => {
    put({
      ...{ op: 'new_ready_with_id', run_id: idOf(n), task_id: idOf(n), effective_priority: 0 },
      ...{ created_at: states[0]?.[0], scheduled_at: 0 },
    });
    states.slice(1).forEach(([at, to]) => {
      put({ op: 'transition_to', run_id: idOf(n), to, at });
    });
  };
  // Of four runs in a line, three are ready and one is leased; one of the next four alone begins.
  for (const n of [1, 2, 3]) enter(n, [[0, 'Ready']]);
  enter(4, [
    [0, 'Ready'],
    [10, 'Leased'],
  ]);
  enter(5, [
    [50, 'Ready'],
    [90, 'Canceled'],
  ]);
  for (const n of [6, 7, 8]) put({ op: 'promote_to_ready', run_id: idOf(n), at: 20 });
  const list = board.ids().flatMap((id) => O.toUndefined(board.row(id)) ?? []);
  const paints = paintsOf('light');
  const raster = makeRaster(
    {
      ...{ list, first: 0, rowsPerLine: 4, span: { from: 0, to: 100 }, width: 100, height: 2 },
      ...{ latest: 100, paints, version: 0 },
    },
    ({ number }) => board.changesAt(number),
  );
  const pixel = (x: number, y: number): string =>
    [...raster.pixels.subarray((y * 100 + x) * 4, (y * 100 + x) * 4 + 3)]
      .map((part) => part.toString(16).padStart(2, '0'))
      .join('');
  const alpha = (x: number, y: number): number => raster.pixels[(y * 100 + x) * 4 + 3] ?? 0;
  const colorOf = (state: RunState): string =>
    (paints.states[runStates.indexOf(state)] ?? '').slice(1);

  test('is made in slices', () => {
    expect(raster.work(0)).toBe(false);
    expect(raster.work(Infinity)).toBe(true);
  });

  test('has the colour of the state of most runs, paler where fewer exist', () => {
    expect(pixel(5, 0)).toBe(colorOf('Ready'));
    expect(pixel(60, 0)).toBe(colorOf('Ready'));
    expect(alpha(60, 0)).toBe(255);
    expect(pixel(60, 1)).toBe(colorOf('Ready'));
    expect(pixel(90, 1)).toBe(colorOf('Canceled'));
    expect(alpha(60, 1)).toBeGreaterThan(0);
    expect(alpha(60, 1)).toBeLessThan(128);
  });

  test('is empty where no run exists, and red where ops were refused', () => {
    expect([alpha(40, 1), alpha(95, 1)]).toStrictEqual([0, 0]);
    expect(pixel(20, 1)).toBe(paints.refused.slice(1));
    expect(alpha(20, 1)).toBeGreaterThan(128);
    expect(alpha(20, 1)).toBeGreaterThan(alpha(60, 1));
  });
});
