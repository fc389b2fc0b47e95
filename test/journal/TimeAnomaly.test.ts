import { describe, expect, it } from '@jest/globals';
import * as O from 'fp-ts/lib/Option.js';
import type { ReplayOptions, RunInstance, TimeAnomaly, Timestamp } from '../../src/index.js';
import { makeReplayer, timeAnomalyMessage } from '../../src/index.js';
import type { TimedStep } from '../../src/journal/EventStep.js';
import {
  encodeTimeAnomaly,
  isOrdinaryStep,
  NO_ANOMALIES,
  NO_INSTANT,
  observeTime,
} from '../../src/journal/TimeAnomaly.js';
import type { TimeUnit } from '../../src/values/TimeUnit.js';
import { at, priority, runId, runIn, taskId } from '../support/arbitraries.js';

const RUN = '00000000-0000-0000-0000-000000000001';
const OTHER = '00000000-0000-0000-0000-000000000002';
const YEAR = 31_536_000;
const T = 1_735_689_600;

type Wire = Readonly<Record<string, unknown>>;

const created = (createdAt: number, more: Wire = {}): Wire => ({
  op: 'new_scheduled_with_id',
  task_id: RUN,
  scheduled_at: createdAt,
  created_at: createdAt,
  ...more,
});
const promoted = (at?: number): Wire => ({ op: 'promote_to_ready', at });
const to = (state: string, at?: number): Wire => ({ op: 'transition_to', to: state, at });

const deserialized = (run: Wire = {}, at?: number): Wire => ({
  op: 'deserialize',
  json: JSON.stringify({
    ...{ id: RUN, task_id: RUN, state: 'Scheduled', attempt_count: 0, effective_priority: 0 },
    ...{ created_at: 100, scheduled_at: 100, last_state_change_at: 100 },
    ...run,
  }),
  at,
});

/** The anomalies of each line, without those lines that have none. */
const anomaliesIn = (
  lines: ReadonlyArray<Wire>,
  options: ReplayOptions = {},
): ReadonlyArray<readonly [number, ...ReadonlyArray<TimeAnomaly>]> => {
  const replayer = makeReplayer(options);
  return lines.flatMap((line) => {
    const result = replayer.line(JSON.stringify({ run_id: RUN, ...line }));
    return O.isSome(result) &&
      result.value._tag !== 'Malformed' &&
      result.value.anomalies.length > 0
      ? [[result.value.line, ...result.value.anomalies] as const]
      : [];
  });
};

describe('a step back', () => {
  it('is told with its line and by how much', () => {
    expect(anomaliesIn([created(100), promoted(60), to('Leased', 61)])).toStrictEqual([
      [2, { _tag: 'StepBack', field: 'at', at: 60, previous: 100, seconds: 40 }],
    ]);
  });

  it('is no refusal, and the run is that of the line', () => {
    const replayer = makeReplayer();
    for (const line of [created(100), promoted(60)])
      replayer.line(JSON.stringify({ run_id: RUN, ...line }));
    const { accepted, refused, anomalies, runs } = replayer.result();
    expect({ accepted, refused: refused.size, anomalies: [...anomalies] }).toStrictEqual({
      accepted: 2,
      refused: 0,
      anomalies: [['StepBack', 1]],
    });
    expect([...runs.values()]).toMatchObject([{ state: 'Ready', lastStateChangeAt: 60 }]);
  });

  it('is told for a refused line, and not for one that is redelivered', () => {
    const command = { command_id: RUN };
    expect(
      anomaliesIn([
        created(100),
        { ...promoted(120), ...command },
        { ...promoted(120), ...command },
        to('Failed', 110),
      ]),
    ).toMatchObject([[4, { _tag: 'StepBack', seconds: 10 }]]);
  });

  it('is told for record_state_change_at and for the run in a deserialize', () => {
    expect(
      anomaliesIn([created(100), { op: 'record_state_change_at', timestamp: 70 }]),
    ).toStrictEqual([
      [2, { _tag: 'StepBack', field: 'timestamp', at: 70, previous: 100, seconds: 30 }],
    ]);
    expect(anomaliesIn([deserialized({ last_state_change_at: 90 })])).toStrictEqual([
      [1, { _tag: 'StepBack', field: 'last_state_change_at', at: 90, previous: 100, seconds: 10 }],
    ]);
  });

  it('is told of the `at` of these lines, which is compared with their own instant', () => {
    expect(
      anomaliesIn([
        created(100, { at: 99 }),
        { op: 'record_state_change_at', timestamp: 110, at: 105 },
        deserialized({ last_state_change_at: 120 }, 119),
        deserialized({ last_state_change_at: 0 }, 98),
      ]),
    ).toStrictEqual([
      [1, { _tag: 'StepBack', field: 'at', at: 99, previous: 100, seconds: 1 }],
      [2, { _tag: 'StepBack', field: 'at', at: 105, previous: 110, seconds: 5 }],
      [3, { _tag: 'StepBack', field: 'at', at: 119, previous: 120, seconds: 1 }],
      [4, { _tag: 'StepBack', field: 'at', at: 98, previous: 100, seconds: 2 }],
    ]);
  });

  it('is told of a run that was not created, and of the first seconds of 1970', () => {
    expect(anomaliesIn([promoted(1), promoted(0)])).toStrictEqual([
      [2, { _tag: 'StepBack', field: 'at', at: 0, previous: 1, seconds: 1 }],
    ]);
  });

  it('is not told of a run in a deserialize that has no last change, or the creation as such', () => {
    expect(
      anomaliesIn([
        created(100),
        deserialized({ last_state_change_at: 0 }),
        deserialized({ created_at: 90 }),
        deserialized(),
        deserialized({}, 100),
        promoted(99),
      ]),
    ).toStrictEqual([[6, { _tag: 'StepBack', field: 'at', at: 99, previous: 100, seconds: 1 }]]);
  });

  it('compares the instants of one run only, and not with the creation of a new one', () => {
    expect(
      anomaliesIn([created(500), { ...created(100), run_id: OTHER }, promoted(500), created(100)]),
    ).toStrictEqual([]);
  });

  it('is not told of equal instants, or of lines without one', () => {
    expect(
      anomaliesIn([
        created(100),
        promoted(),
        to('Leased', 100),
        to('Running', 100),
        { op: 'record_state_change_at', timestamp: 100, at: 100 },
      ]),
    ).toStrictEqual([]);
  });
});

describe('a gap of years', () => {
  it('is told from one year on', () => {
    expect(anomaliesIn([created(T), promoted(T + YEAR - 1)])).toStrictEqual([]);
    expect(anomaliesIn([created(T), promoted(T + YEAR)])).toStrictEqual([
      [2, { _tag: 'TimeGap', field: 'at', at: T + YEAR, previous: T, seconds: YEAR }],
    ]);
  });

  it('is told of the `at` of a creation, and of the last change of a run in a deserialize', () => {
    expect(anomaliesIn([created(T, { at: T + YEAR - 1 })])).toStrictEqual([]);
    expect(anomaliesIn([created(T, { at: T + YEAR })])).toStrictEqual([
      [1, { _tag: 'TimeGap', field: 'at', at: T + YEAR, previous: T, seconds: YEAR }],
    ]);
    const changed = { field: 'last_state_change_at', at: T, previous: 100, seconds: T - 100 };
    expect(anomaliesIn([deserialized({ last_state_change_at: T })])).toStrictEqual([
      [1, { _tag: 'TimeGap', ...changed }],
    ]);
    // Neither the run before it nor the line's own instant hides it.
    expect(anomaliesIn([created(T), deserialized({ last_state_change_at: T }, T)])).toStrictEqual([
      [2, { _tag: 'TimeGap', ...changed }],
    ]);
  });

  it('is not told of a creation, which has no instant before it', () => {
    const early = { created_at: T, scheduled_at: 0, last_state_change_at: T };
    expect(anomaliesIn([created(T, { scheduled_at: 0 }), deserialized(early)])).toStrictEqual([]);
    expect(anomaliesIn([promoted(T)])).toStrictEqual([]);
  });

  it('is not told of a run that comes back to its own time: the step back before it was told', () => {
    expect(anomaliesIn([created(T), promoted(0), to('Leased', T + 9)])).toStrictEqual([
      [2, { _tag: 'StepBack', field: 'at', at: 0, previous: T, seconds: T }],
    ]);
  });

  it('is not told of a run that waited for its time', () => {
    const due = T + 3 * YEAR;
    expect(anomaliesIn([created(T, { scheduled_at: due }), promoted(due + 5)])).toStrictEqual([]);
  });
});

describe('another unit', () => {
  it('is told of milliseconds given as seconds, once for each instant', () => {
    const ms = T * 1000;
    expect(anomaliesIn([created(ms), promoted(ms + 5), to('Leased', ms)])).toStrictEqual([
      [
        1,
        { _tag: 'OtherUnit', field: 'created_at', at: ms, unit: 'ms' },
        { _tag: 'OtherUnit', field: 'scheduled_at', at: ms, unit: 'ms' },
      ],
      [2, { _tag: 'OtherUnit', field: 'at', at: ms + 5, unit: 'ms' }],
      [3, { _tag: 'OtherUnit', field: 'at', at: ms, unit: 'ms' }],
    ]);
  });

  it('is told of one line alone, and its neighbours are compared without it', () => {
    expect(anomaliesIn([created(T), promoted(T * 1000), to('Leased', T + 1)])).toStrictEqual([
      [2, { _tag: 'OtherUnit', field: 'at', at: T * 1000, unit: 'ms' }],
    ]);
  });

  it('is told of microseconds, and of seconds that are read as milliseconds', () => {
    expect(anomaliesIn([created(T), promoted(T * 1e6)])).toMatchObject([[2, { unit: 'us' }]]);
    expect(anomaliesIn([created(T)], { time: 'ms' })).toMatchObject([
      [1, { field: 'created_at', unit: 's' }, { field: 'scheduled_at', unit: 's' }],
    ]);
  });

  it('is told of the `at` of a creation, and the next line is compared without it', () => {
    expect(anomaliesIn([created(T, { at: T * 1000 }), promoted(T - 1)])).toStrictEqual([
      [1, { _tag: 'OtherUnit', field: 'at', at: T * 1000, unit: 'ms' }],
      [2, { _tag: 'StepBack', field: 'at', at: T - 1, previous: T, seconds: 1 }],
    ]);
  });

  it('is told of a refused creation, whatever the instant of its line', () => {
    const nil = '00000000-0000-0000-0000-000000000000';
    const told = [
      { _tag: 'OtherUnit', field: 'created_at', at: T * 1000, unit: 'ms' },
      { _tag: 'OtherUnit', field: 'scheduled_at', at: T * 1000, unit: 'ms' },
    ];
    const refused = created(T * 1000, { task_id: nil });
    expect(anomaliesIn([refused])).toStrictEqual([[1, ...told]]);
    expect(anomaliesIn([created(T), promoted(T + 5), { ...refused, at: T + 5 }])).toStrictEqual([
      [3, ...told],
    ]);
    const ready = { op: 'new_ready_with_id', effective_priority: 0, scheduled_at: T * 1000 };
    expect(anomaliesIn([created(T, ready)])).toStrictEqual([[1, told[1]]]);
  });

  it('is told of every instant of the run in a deserialize, which is in seconds in every journal', () => {
    const ms = { created_at: T * 1000, last_state_change_at: T * 1000 + 1, scheduled_at: T * 1000 };
    const fields = ['created_at', 'last_state_change_at', 'scheduled_at'] as const;
    const told = fields.map((field) => ({ _tag: 'OtherUnit', field, at: ms[field], unit: 'ms' }));
    const seconds = { created_at: T, scheduled_at: T, last_state_change_at: T + 1 };
    for (const time of ['s', 'ms', 'iso'] as const)
      expect(anomaliesIn([deserialized(ms), deserialized(seconds)], { time })).toStrictEqual([
        [1, ...told],
      ]);
    // Its `at` is that of the line: seconds, read as milliseconds.
    expect(anomaliesIn([deserialized(seconds, T)], { time: 'ms' })).toStrictEqual([
      [1, { _tag: 'OtherUnit', field: 'at', at: Math.floor(T / 1000), unit: 's' }],
    ]);
  });
});

describe('an end before the creation', () => {
  const life = [promoted(90), to('Leased', 91), to('Running', 92)];

  it('is told once, with the line that ends the run', () => {
    expect(
      anomaliesIn([created(100), ...life, to('Completed', 95), to('Ready', 96)]),
    ).toStrictEqual([
      [2, { _tag: 'StepBack', field: 'at', at: 90, previous: 100, seconds: 10 }],
      [
        5,
        {
          _tag: 'EndBeforeCreation',
          field: 'last_state_change_at',
          at: 95,
          createdAt: 100,
          seconds: 5,
        },
      ],
    ]);
  });

  it('is told of a last change that is recorded later, and not of attempts that are restored', () => {
    const restored = { op: 'restore_attempt_state_for_bootstrap', count: 1, active_attempt: null };
    const recorded = (timestamp: number): Wire => ({ op: 'record_state_change_at', timestamp });
    const told = (at: number, line: number): unknown => [
      line,
      { _tag: 'StepBack', field: 'timestamp', at, previous: at + 1, seconds: 1 },
      {
        _tag: 'EndBeforeCreation',
        field: 'last_state_change_at',
        at,
        createdAt: 100,
        seconds: 100 - at,
      },
    ];
    const lines = [created(100), to('Canceled', 94), restored, recorded(93)];
    expect(anomaliesIn(lines).slice(1)).toStrictEqual([told(93, 4)]);
    expect(anomaliesIn([created(100), to('Canceled', 1), recorded(0)]).slice(1)).toStrictEqual([
      told(0, 3),
    ]);
  });

  it('is told of the run in a deserialize, if it has a last change', () => {
    const completed = (at: number): Wire =>
      deserialized({ state: 'Completed', last_state_change_at: at });
    expect(
      anomaliesIn([completed(0), completed(100), completed(101), completed(99)]),
    ).toMatchObject([[4, { _tag: 'StepBack' }, { _tag: 'EndBeforeCreation', at: 99, seconds: 1 }]]);
  });

  it('is told where the last line has no instant', () => {
    expect(anomaliesIn([created(100), ...life, to('Completed')]).at(-1)).toMatchObject([
      5,
      { _tag: 'EndBeforeCreation', at: 92, seconds: 8 },
    ]);
  });
});

describe('an ordinary line', () => {
  const run = (change: Partial<RunInstance> = {}): RunInstance =>
    runIn('Ready', { createdAt: at(T), scheduledAt: at(T), lastStateChangeAt: at(T), ...change });
  const fields = { runId: runId(1), taskId: taskId(2), createdAt: at(T), scheduledAt: at(T) };
  const creation = (more: { readonly at?: Timestamp } = {}): TimedStep => ({
    op: 'new_scheduled_with_id',
    ...fields,
    ...more,
  });
  const promote = (instant?: number): TimedStep => ({
    op: 'promote_to_ready',
    ...(instant === undefined ? {} : { at: at(instant) }),
  });

  it.each<readonly [string, TimeUnit, number, TimedStep, boolean, number]>([
    ['without an instant', 's', T, promote(), true, T],
    ['without an instant in the whole journal', 's', NO_INSTANT, promote(), true, NO_INSTANT],
    ['at the instant before it', 's', T, promote(T), true, T],
    ['in the year after it', 's', T, promote(T + YEAR - 1), true, T + YEAR - 1],
    ['that is refused', 's', T, promote(T + 1), false, T + 1],
    ['in milliseconds', 'ms', T, promote(T + 1), true, T + 1],
    ['that creates a run', 's', NO_INSTANT, creation(), true, T],
    ['that creates a run again', 's', T + 9, creation(), true, T],
    [
      'that creates a ready run',
      's',
      NO_INSTANT,
      { op: 'new_ready_with_id', ...fields, effectivePriority: priority(0) },
      true,
      T,
    ],
    ['that creates a run at its creation', 's', NO_INSTANT, creation({ at: at(T) }), true, T],
    [
      'that creates a run later',
      's',
      NO_INSTANT,
      creation({ at: at(T + YEAR - 1) }),
      true,
      T + YEAR - 1,
    ],
  ])('%s shares one empty list', (_, unit, previous, entry, isAccepted, instant) => {
    const observed = { instant: previous };
    expect(observeTime(unit, observed, entry, isAccepted, run())).toBe(NO_ANOMALIES);
    expect(observed).toStrictEqual({ instant });
  });

  it.each<readonly [string, number, number | undefined, Partial<RunInstance>, boolean]>([
    ['an instant after the one before it', T, T + 1, {}, true],
    ['none', T, undefined, {}, true],
    ['an instant before it', T, T - 1, {}, false],
    ['an instant a year later', T, T + YEAR, {}, false],
    ['milliseconds', T, T * 1000, {}, false],
    ['a run that changed before its creation', T, T, { lastStateChangeAt: at(T - 1) }, false],
  ])('is known by its instant: %s', (_, previous, instant, change, isOrdinary) => {
    const own = instant === undefined ? undefined : at(instant);
    expect(isOrdinaryStep('s', previous, own, run(change))).toBe(isOrdinary);
  });
});

describe('timeAnomalyMessage', () => {
  it.each<readonly [ReadonlyArray<Wire>, string]>([
    [[created(100), promoted(60)], "at 60 is 40 s before the run's previous instant, 100"],
    [
      [created(T), promoted(T + 2 * YEAR)],
      `at ${String(T + 2 * YEAR)} is 63072000 s (2.0 years) after the run's previous instant, ${String(T)}`,
    ],
    [
      [created(T), promoted(T * 1000)],
      'at 1735689600000 is in the year 56971: it looks like milliseconds',
    ],
    [
      [created(T), promoted(T * 1e6)],
      'at 1735689600000000 is after the year 275760: it looks like microseconds',
    ],
    [
      [created(100), { op: 'transition_to', to: 'Canceled', at: 60 }],
      'the run ended 40 s before it was created: last_state_change_at 60, created_at 100',
    ],
  ])('%#', (lines, text) => {
    expect(anomaliesIn(lines).flatMap(([, ...found]) => found.map(timeAnomalyMessage))).toContain(
      text,
    );
  });

  it.each<readonly [TimeAnomaly, string]>([
    [
      { _tag: 'TimeGap', field: 'at', at: at(YEAR), previous: at(0), seconds: YEAR },
      "at 31536000 is 31536000 s (1.0 years) after the run's previous instant, 0",
    ],
    [
      { _tag: 'StepBack', field: 'at', at: at(0), previous: at(YEAR - 1), seconds: YEAR - 1 },
      "at 0 is 31535999 s before the run's previous instant, 31535999",
    ],
    [
      { _tag: 'OtherUnit', field: 'at', at: at(8.64e12), unit: 'us' },
      'at 8640000000000 is in the year 275760: it looks like microseconds',
    ],
    [
      { _tag: 'OtherUnit', field: 'at', at: at(8.64e12 + 1), unit: 'us' },
      'at 8640000000001 is after the year 275760: it looks like microseconds',
    ],
  ])('%j', (anomaly, text) => {
    expect(timeAnomalyMessage(anomaly)).toBe(text);
  });
});

describe('encodeTimeAnomaly', () => {
  it('encodes the tag as code, the fields in snake_case, and the message', () => {
    expect(
      encodeTimeAnomaly({
        _tag: 'EndBeforeCreation',
        field: 'last_state_change_at',
        at: at(60),
        createdAt: at(100),
        seconds: 40,
      }),
    ).toStrictEqual({
      code: 'EndBeforeCreation',
      field: 'last_state_change_at',
      at: 60,
      created_at: 100,
      seconds: 40,
      message: 'the run ended 40 s before it was created: last_state_change_at 60, created_at 100',
    });
  });
});
