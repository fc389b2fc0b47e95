/** The figures of all runs and of filtered ones, against a computation of their own over the text of the journal. */
import { describe, expect, test } from '@jest/globals';
import { isTerminal, RunState, runStates } from '../../src/index.js';
import type { Board, BoardLimits } from '../../src/inspector/Board.js';
import { makeBoard } from '../../src/inspector/Board.js';
import type { Figures } from '../../src/inspector/Figures.js';
import { figuresOf } from '../../src/inspector/figuresOf.js';
import type { Filter } from '../../src/inspector/Filter.js';
import { everyRun } from '../../src/inspector/Filter.js';
import { hasRun } from '../../src/inspector/RunSet.js';
import { runsOf } from '../../src/inspector/runsOf.js';
import { makeEntryDecoder } from '../../src/journal/entryDecoder.js';
import type { DurationFigures } from '../../src/times/Durations.js';
import type { JournalTimes } from '../../src/times/JournalTimes.js';
import { makeJournalTimes } from '../../src/times/JournalTimes.js';
import { right } from '../support/arbitraries.js';

// ---------------------------------------------------------------------------------------------------------- a journal

type Line = Readonly<Record<string, unknown>> & { readonly run_id: string; readonly at: number };

const idOf = (kind: string, n: number): string =>
  `${kind}0000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** Lines of many runs that retry, end, or get stuck; every number comes from a formula, so that each run differs. */
const linesOfRuns = (runs: number): ReadonlyArray<Line> => {
  const lines: Array<Line> = [];
  for (let i = 1; i <= runs; i += 1) {
    const run_id = idOf('1', i);
    let at = 1_000_000 + ((i * 7919) % 200_000);
    const add = (line: Readonly<Record<string, unknown>>): void => {
      lines.push({ run_id, at, ...line });
    };
    add({
      op: 'new_scheduled_with_id',
      task_id: idOf('a', i % 3),
      scheduled_at: at + 5,
      created_at: at,
    });
    at += 5 + (i % 11);
    add({ op: 'promote_to_ready' });
    for (let tried = 1; tried <= 1 + (i % 4); tried += 1) {
      at += (i * tried * 31) % 5000;
      add({ op: 'transition_to', to: 'Leased' });
      if (i % 13 === 0) break;
      at += 1 + (i % 3);
      const worker = `w-${String(i % 5)}`;
      add({ op: 'transition_to', to: 'Running', worker });
      const attempt_id = idOf('f', i * 10 + tried);
      add({ op: 'start_attempt', attempt_id, worker });
      // Refused: the attempt is active.
      if (i % 6 === 0) add({ op: 'transition_to', to: 'Completed' });
      if (i % 17 === 0) break;
      at += (i * tried * 131) % 20_000;
      const isLast = tried === 1 + (i % 4);
      const outcome = isLast ? 'succeeded' : i % 2 === 0 ? 'timed_out' : 'failed';
      add({ op: 'finish_attempt', attempt_id, worker, outcome });
      if (isLast) add({ op: 'transition_to', to: i % 7 === 0 ? 'Failed' : 'Completed' });
      else {
        add({ op: 'transition_to', to: 'RetryWait' });
        at += 30 * tried;
        add({ op: 'promote_to_ready' });
      }
    }
  }
  return lines.toSorted((a, b) => a.at - b.at);
};

interface Loaded {
  readonly board: Board;
  readonly times: JournalTimes;
}

const load = (lines: ReadonlyArray<Line>, limits?: BoardLimits): Loaded => {
  const times = makeJournalTimes();
  const board = makeBoard(limits, times);
  const decode = makeEntryDecoder();
  lines.forEach((line, i) => {
    const text = JSON.stringify(line);
    board.apply({ source: 'test', line: i + 1, entry: right(decode(text)), text, decode });
  });
  return { board, times };
};

const lines = linesOfRuns(400);
const loaded = load(lines);
const last = Math.max(...lines.map(({ at }) => at));

const labels = new Map([
  [idOf('a', 1), 'Nightly Report'],
  [idOf('1', 5), 'order 5'],
]);
const labelOf = (id: string): string | undefined => labels.get(id);

const figures = (filter: Partial<Filter> = {}, { board, times } = loaded, stuckFor = 0): Figures =>
  figuresOf(board, times, { filter: { ...everyRun, ...filter }, stuckFor, asOf: last }, labelOf);

// -------------------------------------------------------------------------------- the same, straight from the lines

/** Where a line leads, knowing only which ops lead where, and that an active attempt forbids to leave. */
interface Told {
  readonly stays: ReadonlyArray<{
    readonly state: string;
    readonly to: string | undefined;
    readonly from: number;
    readonly until: number;
  }>;
  readonly refused: ReadonlyArray<number>;
}

const tell = (own: ReadonlyArray<Line>): Told => {
  const stays: Array<Told['stays'][number]> = [];
  const refused: Array<number> = [];
  let state = '';
  let from = 0;
  let active: unknown;
  const enter = (to: string, at: number): void => {
    if (state !== '') stays.push({ state, to, from, until: at });
    state = to;
    from = at;
  };
  for (const { op, to, at, attempt_id: attempt } of own) {
    if (op === 'new_scheduled_with_id') enter('Scheduled', at);
    else if (op === 'promote_to_ready') enter('Ready', at);
    else if (op === 'start_attempt') active = attempt;
    else if (op === 'finish_attempt') active = undefined;
    else if (active !== undefined) refused.push(at);
    else enter(String(to), at);
  }
  stays.push({ state, to: undefined, from, until: last });
  return { stays, refused };
};

const byRun: ReadonlyMap<string, ReadonlyArray<Line>> = new Map(
  [...new Set(lines.map(({ run_id: id }) => id))].map((id) => [
    id,
    lines.filter(({ run_id: own }) => own === id),
  ]),
);

/** Nearest rank. */
const quantile = (sorted: ReadonlyArray<number>, part: number): number | undefined =>
  sorted[Math.max(1, Math.ceil(part * sorted.length)) - 1];

const summary = (seconds: ReadonlyArray<number>) => {
  const sorted = seconds.toSorted((a, b) => a - b);
  return {
    count: sorted.length,
    p50: quantile(sorted, 0.5),
    p90: quantile(sorted, 0.9),
    p99: quantile(sorted, 0.99),
    max: sorted.at(-1),
  };
};

const expected = (isIn: (own: ReadonlyArray<Line>) => boolean) => {
  const told = [...byRun.values()].filter(isIn).map(tell);
  const over = told.flatMap(({ stays }) => stays).filter(({ to }) => to !== undefined);
  return {
    runs: told.length,
    states: runStates.flatMap((state) => {
      const own = over.filter((stay) => stay.state === state);
      return own.length === 0
        ? []
        : [{ state, ...summary(own.map(({ from, until }) => until - from)) }];
    }),
    edges: runStates.flatMap((from) =>
      runStates.flatMap((to) => {
        const own = over.filter((stay) => stay.state === from && stay.to === to);
        return own.length === 0
          ? []
          : [{ from, to, ...summary(own.map((stay) => stay.until - stay.from)) }];
      }),
    ),
    refused: told.reduce((sum, { refused }) => sum + refused.length, 0),
    accepted: [...byRun.values()].filter(isIn).reduce((sum, own) => sum + own.length, 0),
  };
};

const actual = ({ runs, times, overTime }: Figures) => {
  const sum = (key: 'accepted' | 'refused'): number =>
    overTime.buckets.reduce((total, bucket) => total + bucket[key], 0);
  const plain = ({ count, p50, p90, p99, max }: DurationFigures) => ({
    ...{ count, p50, p90, p99, max },
  });
  return {
    runs,
    states: times.states.map((own) => ({ state: own.state, ...plain(own) })),
    edges: times.edges.map((own) => ({ from: own.from, to: own.to, ...plain(own) })),
    refused: sum('refused'),
    accepted: sum('accepted') + sum('refused'),
  };
};

const says = (key: string, value: string) => (own: ReadonlyArray<Line>) =>
  own.some((line) => line[key] === value);

// ------------------------------------------------------------------------------------------------------------- tests

describe('figures', () => {
  test.each<readonly [string, Partial<Filter>, (own: ReadonlyArray<Line>) => boolean]>([
    ['all runs', {}, () => true],
    ['a worker', { query: 'worker:w-3' }, says('worker', 'w-3')],
    ['an outcome', { query: 'outcome:timed' }, says('outcome', 'timed_out')],
    [
      'two words',
      { query: 'worker:w-2 outcome:failed' },
      (own) => says('worker', 'w-2')(own) && says('outcome', 'failed')(own),
    ],
    ['an error tag', { query: 'error:attemptinprogress' }, (own) => tell(own).refused.length > 0],
    ['a label of a task', { query: 'label:"nightly report"' }, says('task_id', idOf('a', 1))],
    ['a task', { query: `task:${idOf('a', 2)}` }, says('task_id', idOf('a', 2))],
    ['an attempt', { query: `attempt:${idOf('f', 51)}` }, says('attempt_id', idOf('f', 51))],
    [
      'states',
      { states: new Set(['Failed', 'Leased']) },
      (own) => ['Failed', 'Leased'].includes(tell(own).stays.at(-1)?.state ?? ''),
    ],
    [
      'a range of time',
      { range: { from: 1_020_000, to: 1_030_000 } },
      (own) => own.some(({ at }) => at >= 1_020_000 && at < 1_030_000),
    ],
  ])('%s', (_, filter, isIn) => {
    const wanted = expected(isIn);
    expect(wanted.runs).toBeGreaterThan(0);
    expect(actual(figures(filter))).toStrictEqual(wanted);
  });

  test('those of all runs are given beside those of a filter', () => {
    expect(figures().allTimes).toBeUndefined();
    expect(figures({ query: 'worker:w-3' }).allTimes).toStrictEqual(figures().times);
  });

  test('of a filter that shows every run are those of all runs', () => {
    const [all, filtered] = [figures(), figures({ range: { from: 0, to: last + 1 } })];
    expect(filtered.runs).toBe(all.runs);
    expect(filtered.times).toStrictEqual(all.times);
    expect(filtered.overTime).toStrictEqual(all.overTime);
  });

  test('what is stuck, the longest first, with the error that was last', () => {
    const { stuck } = figures({}, loaded, 1000);
    const wanted = [...byRun]
      .flatMap(([id, own]) => {
        const stay = tell(own).stays.at(-1);
        return stay === undefined || !RunState.is(stay.state) || isTerminal(stay.state)
          ? []
          : [{ id, state: stay.state, since: stay.from, seconds: last - stay.from }];
      })
      .filter(({ seconds }) => seconds >= 1000)
      .toSorted((a, b) => b.seconds - a.seconds);
    expect(stuck.total).toBe(wanted.length);
    expect(
      stuck.runs.map(({ id, state, since, seconds }) => ({ id, state, since, seconds })),
    ).toStrictEqual(wanted.slice(0, stuck.runs.length));
    const refused = stuck.runs.find(({ id }) => tell(byRun.get(id) ?? []).refused.length > 0);
    expect(refused?.reason).toBe('AttemptInProgress');
  });

  test('runs unlike the rest were longer in a state than 99 % of all stays there', () => {
    const all = expected(() => true);
    const { unlike } = figures();
    expect(unlike.length).toBeGreaterThan(0);
    for (const { id, state, seconds, p99, lasts } of unlike) {
      const own = tell(byRun.get(id) ?? []).stays.filter((stay) => stay.state === state);
      expect(own.map(({ from, until }) => until - from)).toContain(seconds);
      expect(p99).toBe(all.states.find((one) => one.state === state)?.p99);
      expect(seconds).toBeGreaterThan(p99);
      expect(own.some(({ to }) => to === undefined) || !lasts).toBe(true);
    }
  });

  test('say what was dropped; those of all runs lack nothing', () => {
    const small = load(lines, { changesOfRun: 4, changesInAll: 800, opsInAll: 500 });
    expect(figures({}, small).times).toStrictEqual(figures().times);
    const filtered = figures({ query: 'task:a' }, small);
    expect(filtered.droppedChanges).toBeGreaterThan(0);
    expect(filtered.droppedOps).toBe(lines.length - 500);
  });
});

describe('the runs of a filter', () => {
  const idsOf = (query: string): ReadonlyArray<string> => {
    const set = runsOf(loaded.board, { ...everyRun, query }, labelOf);
    return loaded.board.ids().filter((_, i) => hasRun(set, i));
  };

  test('a word without a field finds runs by id, label, worker, outcome and attempt', () => {
    expect(idsOf('ORDER')).toStrictEqual([idOf('1', 5)]);
    expect(idsOf(idOf('1', 7).slice(9))).toStrictEqual([idOf('1', 7)]);
    expect(idsOf(idOf('f', 51))).toStrictEqual([idOf('1', 5)]);
    expect(idsOf('w-3')).toHaveLength(idsOf('worker:w-3').length);
    expect(idsOf('nobody')).toStrictEqual([]);
  });

  test('a whole name is meant alone, and the beginning of one by all that begin so', () => {
    expect(idsOf('worker:w').length).toBeGreaterThan(idsOf('worker:w-1').length);
    expect(idsOf('outcome:fail')).toStrictEqual(idsOf('outcome:failed'));
  });
});
