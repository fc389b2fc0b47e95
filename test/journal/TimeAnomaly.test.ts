import { describe, expect, it } from '@jest/globals';
import * as O from 'fp-ts/lib/Option.js';
import type { ReplayOptions, TimeAnomaly } from '../../src/index.js';
import { makeReplayer, timeAnomalyMessage } from '../../src/index.js';

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
    const json = JSON.stringify({
      id: RUN,
      task_id: RUN,
      state: 'Scheduled',
      attempt_count: 0,
      created_at: 100,
      scheduled_at: 100,
      effective_priority: 0,
      last_state_change_at: 90,
    });
    expect(
      anomaliesIn([created(100), { op: 'record_state_change_at', timestamp: 70 }]),
    ).toStrictEqual([
      [2, { _tag: 'StepBack', field: 'timestamp', at: 70, previous: 100, seconds: 30 }],
    ]);
    expect(anomaliesIn([{ op: 'deserialize', json }])).toMatchObject([
      [1, { _tag: 'StepBack', field: 'last_state_change_at', at: 90, previous: 100 }],
    ]);
  });

  it('compares the instants of one run only, and not with the creation of a new one', () => {
    expect(
      anomaliesIn([created(500), { ...created(100), run_id: OTHER }, promoted(500), created(100)]),
    ).toStrictEqual([]);
  });

  it('is not told of equal instants, or of lines without one', () => {
    expect(
      anomaliesIn([created(100), promoted(), to('Leased', 100), to('Running', 100)]),
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

  it('is told of a refused creation', () => {
    const nil = '00000000-0000-0000-0000-000000000000';
    expect(anomaliesIn([created(T * 1000, { task_id: nil })])).toMatchObject([
      [1, { field: 'created_at', unit: 'ms' }, { field: 'scheduled_at', unit: 'ms' }],
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

  it('is told where the last line has no instant', () => {
    expect(anomaliesIn([created(100), ...life, to('Completed')]).at(-1)).toMatchObject([
      5,
      { _tag: 'EndBeforeCreation', at: 92, seconds: 8 },
    ]);
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
});
