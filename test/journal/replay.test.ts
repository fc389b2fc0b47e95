import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type {
  JournalEntry,
  LineResult,
  OutcomeWire,
  Replay,
  ReplayOptions,
  RunId,
  Step,
} from '../../src/index.js';
import {
  encodeError,
  encodeOutcome,
  formatDecodeErrors,
  JournalEntryCodec,
  makeReplayer,
  replay,
  runScenario,
  StepCodec,
} from '../../src/index.js';
import type { ReplaySlot } from '../../src/journal/replay.js';
import { makeReplayerOver } from '../../src/journal/replay.js';
import { slotsIn } from '../../src/journal/RunFold.js';
import { at, left, right, runId, runIn, tries } from '../support/arbitraries.js';

const uuid = (n: number): string => `00000000-0000-0000-0000-${n.toString(16).padStart(12, '0')}`;

const RUN = uuid(1);

type Line = Readonly<Record<string, unknown>>;

const text = (line: Line): string => JSON.stringify({ run_id: RUN, ...line });

const born = (id = 1): Line => ({
  op: 'new_scheduled_with_id',
  run_id: uuid(id),
  task_id: uuid(99),
  scheduled_at: 5,
  created_at: 1,
});

/** Everything that a replay passed to `onStep`, and its result. */
const replayed = (lines: ReadonlyArray<string>, options: ReplayOptions = {}) => {
  const results: Array<LineResult> = [];
  const replayer = makeReplayer({ ...options, onStep: (result) => results.push(result) });
  const answered = lines.map(replayer.line);
  expect(answered.flatMap((result) => (O.isSome(result) ? [result.value] : []))).toStrictEqual(
    results,
  );
  return { results, result: replayer.result() };
};

const counts = ({ lines, accepted, refused, redelivered, malformed }: Replay) => ({
  lines,
  accepted,
  refused: Object.fromEntries(refused),
  redelivered,
  malformed,
});

const outcomeOf = (result: LineResult): OutcomeWire | undefined =>
  result._tag === 'Malformed'
    ? undefined
    : encodeOutcome(result._tag === 'Accepted' ? E.right(result.run) : E.left(result.error));

describe('a replay', () => {
  it('keeps the last value of every run, and counts lines', () => {
    const { result, results } = replayed([
      text(born(1)),
      text({ op: 'promote_to_ready', at: 5 }),
      text(born(2)),
      text({ op: 'start_attempt', attempt_id: uuid(7) }),
      text({ op: 'promote_to_ready', run_id: uuid(3) }),
      text({ op: 'transition_to', to: 'Leased', at: 9 }),
    ]);
    expect(counts(result)).toStrictEqual({
      lines: 6,
      accepted: 4,
      refused: { AttemptStartRequiresRunning: 1, NoRun: 1 },
      redelivered: 0,
      malformed: 0,
    });
    expect(
      [...result.runs].map(([id, run]) => [id, run.state, run.lastStateChangeAt]),
    ).toStrictEqual([
      [uuid(1), 'Leased', 9],
      [uuid(2), 'Scheduled', 1],
    ]);
    expect(results.map(({ _tag, line }) => [_tag, line])).toStrictEqual([
      ['Accepted', 1],
      ['Accepted', 2],
      ['Accepted', 3],
      ['Refused', 4],
      ['Refused', 5],
      ['Accepted', 6],
    ]);
  });

  it('reports a refusal with its error and the unchanged run', () => {
    const { results } = replayed([
      text({ op: 'promote_to_ready' }),
      text(born()),
      text({ op: 'transition_to', to: 'Failed' }),
    ]);
    const [first, second, third] = results;
    expect(first).toMatchObject({ _tag: 'Refused', error: { _tag: 'NoRun' }, run: O.none });
    expect(third).toStrictEqual({
      _tag: 'Refused',
      anomalies: [],
      line: 3,
      entry: { op: 'transition_to', runId: RUN, to: 'Failed' },
      redelivered: false,
      error: { _tag: 'InvalidTransition', runId: RUN, from: 'Scheduled', to: 'Failed' },
      run: O.some(second?._tag === 'Accepted' ? second.run : undefined),
    });
  });

  it('counts malformed lines, reports their line numbers, and goes on; skips blank lines', () => {
    const { result, results } = replayed([
      'not JSON',
      '',
      '  \t\r',
      '7',
      text({ op: 'nope' }),
      `${text(born())}\r`,
      JSON.stringify({ op: 'promote_to_ready' }),
      text({ op: 'promote_to_ready', run_id: 'x' }),
      text({ op: 'promote_to_ready', at: -1 }),
      text({ op: 'promote_to_ready', command_id: 'x' }),
    ]);
    expect(counts(result)).toStrictEqual({
      lines: 8,
      accepted: 1,
      refused: {},
      redelivered: 0,
      malformed: 7,
    });
    expect(
      results.map((step) => [step.line, step._tag === 'Malformed' ? step.message : '']),
    ).toStrictEqual([
      [1, expect.stringMatching(/^no JSON: /)],
      [4, 'at /: expected a step (an object), found 7'],
      [5, 'at /op: expected the name of an op, found "nope"'],
      [6, ''],
      [7, 'at /run_id: expected a UUID (run id), found nothing'],
      [8, 'at /run_id: expected a UUID (run id), found "x"'],
      [9, 'at /at: expected unix seconds (0 to 9007199254740991), found -1'],
      [10, 'at /command_id: expected a UUID (command id), found "x"'],
    ]);
  });

  it('refuses JSON of a run with another id than the line', () => {
    const json = (id: number): string =>
      JSON.stringify({
        id: uuid(id),
        task_id: uuid(99),
        state: 'Failed',
        attempt_count: 0,
        created_at: 0,
        scheduled_at: 0,
        effective_priority: 0,
      });
    const { result, results } = replayed([
      text({ op: 'deserialize', json: json(2) }),
      text({ op: 'deserialize', json: json(1) }),
    ]);
    expect(counts(result)).toMatchObject({ accepted: 1, refused: { Decode: 1 } });
    expect([...result.runs.keys()]).toStrictEqual([RUN]);
    expect(results[0]).toMatchObject({
      error: {
        message: `at /id: expected ${RUN}, the run_id of the line, found "${uuid(2)}"`,
      },
    });
  });

  it('has a result at any time, which later lines do not change', () => {
    const replayer = makeReplayer();
    replayer.line(text(born()));
    const early = replayer.result();
    const history = early.history(runId(1));
    replayer.line(text({ op: 'promote_to_ready' }));
    replayer.line(text({ op: 'promote_to_ready' }));
    replayer.line(text(born(2)));
    expect(counts(early)).toMatchObject({ lines: 1, accepted: 1, refused: {} });
    expect([...early.runs.values()].map(({ state }) => state)).toStrictEqual(['Scheduled']);
    expect(history).toHaveLength(1);
  });
});

describe('history', () => {
  const many = [
    text(born()),
    ...Array.from({ length: 50 }, () => text({ op: 'promote_to_ready' })),
  ];

  it.each([
    [undefined, 16],
    [0, 0],
    [1, 1],
    [20, 20],
    [Infinity, 51],
  ])('of %p keeps the latest %i steps', (history, kept) => {
    const { result, results } = replayed(many, history === undefined ? {} : { history });
    expect(result.history(runId(1))).toStrictEqual(results.slice(results.length - kept));
  });

  it('has the steps of one run, and is empty for an unknown run', () => {
    const { result } = replayed([text(born(1)), text(born(2)), 'nonsense']);
    expect(result.history(runId(2)).map(({ line }) => line)).toStrictEqual([2]);
    expect(result.history(runId(3))).toStrictEqual([]);
  });
});

describe('a redelivered command', () => {
  const promote = text({ op: 'promote_to_ready', command_id: uuid(0xc), at: 5 });

  it('gets its first outcome, and changes nothing', () => {
    const { result, results } = replayed([
      text(born()),
      promote,
      text({ op: 'transition_to', to: 'Canceled', at: 6 }),
      promote,
    ]);
    expect(counts(result)).toStrictEqual({
      lines: 4,
      accepted: 3,
      refused: {},
      redelivered: 1,
      malformed: 0,
    });
    expect(results[3]).toStrictEqual({ ...results[1], line: 4, redelivered: true });
    expect([...result.runs.values()].map(({ state }) => state)).toStrictEqual(['Canceled']);
  });

  it('gets its first refusal, even if it would be accepted now', () => {
    const lease = text({ op: 'transition_to', to: 'Leased', command_id: uuid(0xd) });
    const { result, results } = replayed([text(born()), lease, promote, lease]);
    expect(counts(result)).toStrictEqual({
      lines: 4,
      accepted: 2,
      refused: { InvalidTransition: 1 },
      redelivered: 1,
      malformed: 0,
    });
    expect(results.slice(1).map(({ _tag }) => _tag)).toStrictEqual([
      'Refused',
      'Accepted',
      'Refused',
    ]);
    expect(results[3]).toMatchObject({ redelivered: true, error: { _tag: 'InvalidTransition' } });
  });

  it('is the same command: another one with its id is refused and counted as such', () => {
    const lease = text({ op: 'transition_to', to: 'Leased', command_id: uuid(0xd), at: 6 });
    const cancel = text({ op: 'transition_to', to: 'Canceled', command_id: uuid(0xd), at: 7 });
    const { result, results } = replayed([text(born()), promote, lease, cancel, lease]);
    expect(counts(result)).toStrictEqual({
      lines: 5,
      accepted: 3,
      refused: { CommandIdReused: 1 },
      redelivered: 1,
      malformed: 0,
    });
    expect([...result.runs.values()].map(({ state }) => state)).toStrictEqual(['Leased']);
    const [, , , refused] = results;
    expect(refused?._tag === 'Refused' && encodeError(refused.error)).toStrictEqual({
      code: 'CommandIdReused',
      run_id: RUN,
      command_id: uuid(0xd),
      first_command: 'transition_to to=Leased',
      command: 'transition_to to=Canceled',
      message: `command id ${uuid(0xd)} of run ${RUN} belongs to transition_to to=Leased, and cannot be given to transition_to to=Canceled`,
    });
  });

  it('is recognized by its id in any form', () => {
    const again = JSON.stringify({
      op: 'promote_to_ready',
      run_id: `{${RUN}}`,
      command_id: `urn:uuid:${uuid(0xc).toUpperCase()}`,
    });
    const { result } = replayed([text(born()), promote, again]);
    expect(counts(result)).toMatchObject({ accepted: 2, redelivered: 1, refused: {} });
  });

  it('belongs to its run: the same id for another run is another command', () => {
    const { result } = replayed([
      text(born(1)),
      text(born(2)),
      promote,
      text({ op: 'promote_to_ready', command_id: uuid(0xc), run_id: uuid(2) }),
    ]);
    expect(counts(result)).toMatchObject({ accepted: 4, redelivered: 0 });
  });

  it('is forgotten after `remember` commands', () => {
    const set = (n: number): string =>
      text({ op: 'set_effective_priority', effective_priority: n, command_id: uuid(1000 + n) });
    const commands = (n: number): ReadonlyArray<string> =>
      Array.from({ length: n }, (_, i) => set(i));
    const after = (options: ReplayOptions, n: number) =>
      counts(replayed([text(born()), promote, ...commands(n), promote], options).result);
    // The promotion itself is remembered, so the window holds one command less than `remember` after it.
    expect(after({ remember: 5 }, 4)).toMatchObject({ redelivered: 1, refused: {} });
    expect(after({ remember: 5 }, 5)).toMatchObject({
      redelivered: 0,
      refused: { InvalidTransition: 1 },
    });
    expect(after({}, 127)).toMatchObject({ redelivered: 1 });
    expect(after({}, 128)).toMatchObject({ redelivered: 0 });
    expect(after({ remember: 0 }, 0)).toMatchObject({ redelivered: 0 });
    expect(after({ remember: Infinity }, 500)).toMatchObject({ redelivered: 1 });
  });
});

describe('what begins again', () => {
  const running = [
    text({ ...born(), op: 'new_ready_with_id', effective_priority: 0, scheduled_at: 1 }),
    text({ op: 'transition_to', to: 'Leased' }),
    text({ op: 'transition_to', to: 'Running' }),
  ];
  const attempt = (op: string, id: number): string => text({ op, attempt_id: uuid(id) });
  const again = ({ accepted, begunAgain, attemptsBegunAgain }: Replay) => ({
    accepted,
    begunAgain,
    attemptsBegunAgain,
  });

  it('a run that is created while it exists: it counts apart, and its step says so', () => {
    const { result, results } = replayed([...running, text(born()), text(born(2))]);
    expect(again(result)).toStrictEqual({ accepted: 4, begunAgain: 1, attemptsBegunAgain: 0 });
    expect(results[3]).toMatchObject({ _tag: 'Accepted', begunAgain: 'Run' });
    expect(results[4]).not.toHaveProperty('begunAgain');
    // A refused creation replaces nothing.
    const nil = text({ ...born(), task_id: uuid(0) });
    expect(again(replayed([...running, nil]).result).begunAgain).toBe(0);
  });

  it('an attempt that was over, however it ended', () => {
    const start = attempt('start_attempt', 0xa);
    const { result, results } = replayed([
      ...running,
      start,
      attempt('finish_attempt', 0xa),
      attempt('start_attempt', 0xb),
      attempt('finish_attempt', 0xb),
      start,
    ]);
    expect(again(result)).toStrictEqual({ accepted: 8, begunAgain: 0, attemptsBegunAgain: 1 });
    expect(results[7]).toMatchObject({ _tag: 'Accepted', begunAgain: 'Attempt' });
    const ends = [
      text({ op: 'restore_attempt_state_for_bootstrap', count: 1, active_attempt: null }),
    ];
    expect(again(replayed([...running, start, ...ends, start]).result).attemptsBegunAgain).toBe(1);
    expect(again(replayed([...running, start, ...running, start]).result)).toMatchObject({
      begunAgain: 1,
      attemptsBegunAgain: 1,
    });
  });

  it('an attempt is forgotten after `remember` others', () => {
    const many = (n: number): ReadonlyArray<string> =>
      Array.from({ length: n }, (_, i) => [
        attempt('start_attempt', 100 + i),
        attempt('finish_attempt', 100 + i),
      ]).flat();
    const first = attempt('start_attempt', 100);
    const told = (n: number, remember: number): number =>
      replayed([...running, ...many(n), first], { remember }).result.attemptsBegunAgain;
    expect([told(3, 3), told(4, 3), told(1, 0)]).toStrictEqual([1, 0, 0]);
  });
});

describe('the runs that exist before the first line', () => {
  it('are those of another replay, which goes on as if there had been one', () => {
    const all = [
      text(born()),
      text({ op: 'promote_to_ready', at: 4 }),
      text({ op: 'transition_to', to: 'Leased' }),
    ];
    const whole = replayed(all).result.runs;
    const middle = replayed(all.slice(0, 2)).result.runs.values();
    expect([...replayed(all.slice(2), { runs: middle }).result.runs]).toStrictEqual([...whole]);
  });
});

describe('the anomalies of these runs', () => {
  const promoted = (lastStateChangeAt: number, instant = 60) => {
    const run = runIn('Suspended', { lastStateChangeAt: at(lastStateChangeAt) });
    const line = text({ op: 'promote_to_ready', at: instant });
    return [...replayed([line, line], { runs: [run] }).result.anomalies];
  };

  it('are found by the instants of their last changes', () => {
    expect(promoted(100)).toStrictEqual([['StepBack', 1]]);
    expect(promoted(50)).toStrictEqual([]);
  });

  it('are none where the last change has no instant', () => {
    expect(promoted(0, 1_735_689_600)).toStrictEqual([]);
    expect(promoted(1, 1_735_689_600)).toStrictEqual([['TimeGap', 1]]);
  });
});

describe('a replay over slots', () => {
  const replayer = (options: ReplayOptions = {}) => {
    const slots = new Map<RunId, ReplaySlot>();
    const over = makeReplayerOver({ slots: slotsIn(slots), keepsOutcomes: true }, options);
    return { ...over, slots };
  };
  const entryOf = (line: Line): JournalEntry =>
    right(JournalEntryCodec.decode({ run_id: RUN, ...line }));

  it('takes entries, with the results and the counts of their lines', () => {
    const lines: ReadonlyArray<Line> = [
      born(),
      { op: 'promote_to_ready', at: 5 },
      { op: 'promote_to_ready', at: 4 },
      { op: 'start_attempt', attempt_id: uuid(7), run_id: uuid(2) },
    ];
    const wanted = replayer();
    const results: Array<LineResult> = [];
    const found = replayer({ onStep: (result) => results.push(result) });
    const steps = lines.map((line) => found.entry(entryOf(line)));
    expect(steps.map((step) => O.some(step))).toStrictEqual(
      lines.map((line) => wanted.line(text(line))),
    );
    expect(steps.map(({ line }) => line)).toStrictEqual([1, 2, 3, 4]);
    expect(results).toStrictEqual(steps);
    expect(found.counts()).toStrictEqual(wanted.counts());
    expect(found.counts()).toMatchObject({ lines: 4, accepted: 2 });
  });

  it('counts lines that were accepted elsewhere', () => {
    const { count, counts: all, line } = replayer();
    const anomaly = { _tag: 'OtherUnit', field: 'at', at: at(5), unit: 'ms' } as const;
    line(text(born()));
    expect([
      count(undefined, []),
      count('Run', [anomaly, anomaly]),
      count('Attempt', []),
    ]).toStrictEqual([2, 3, 4]);
    expect(all()).toStrictEqual({
      lines: 4,
      accepted: 3,
      begunAgain: 1,
      attemptsBegunAgain: 1,
      refused: new Map(),
      redelivered: 0,
      malformed: 0,
      anomalies: new Map([['OtherUnit', 2]]),
    });
  });

  it('makes no list of steps for a history of none', () => {
    const [none, some] = [replayer({ history: 0 }), replayer()];
    for (const { line } of [none, some]) line(text(born()));
    expect(none.slots.get(runId(1))?.history).toBeUndefined();
    expect(some.slots.get(runId(1))?.history).toHaveLength(1);
  });
});

describe('JournalEntryCodec', () => {
  it('decodes a step with its run, and optionally its instant and its command', () => {
    const wire = { op: 'promote_to_ready', run_id: RUN, at: 5, command_id: uuid(3) };
    const entry = right(JournalEntryCodec.decode(wire));
    expect(entry).toStrictEqual({ op: 'promote_to_ready', runId: RUN, at: 5, commandId: uuid(3) });
    expect(JournalEntryCodec.encode(entry)).toStrictEqual(wire);
    expect(JournalEntryCodec.is(entry)).toBe(true);
    expect(
      formatDecodeErrors(left(JournalEntryCodec.decode({ op: 'promote_to_ready' }))),
    ).toStrictEqual(['at /run_id: expected a UUID (run id), found nothing']);
  });
});

describe('laws', () => {
  /** A step without a run id, from a small set in which many steps are legal. */
  const anyLine: fc.Arbitrary<Line> = fc.oneof(
    fc.constantFrom<Line>(
      { op: 'promote_to_ready' },
      { op: 'promote_to_ready_with_priority', effective_priority: 3 },
      { op: 'set_effective_priority', effective_priority: -3 },
      { op: 'start_attempt', attempt_id: uuid(0xa) },
      { op: 'finish_attempt', attempt_id: uuid(0xa) },
      { op: 'finish_attempt', attempt_id: uuid(0xb) },
      { op: 'record_state_change_at', timestamp: 77 },
      { op: 'restore_attempt_state_for_bootstrap', count: 4294967295, active_attempt: null },
      { op: 'deserialize', json: '{}' },
    ),
    fc
      .constantFrom('Ready', 'Leased', 'Running', 'Suspended', 'RetryWait', 'Completed', 'Failed')
      .map((to) => ({ op: 'transition_to', to })),
  );
  const journal = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), anyLine), { maxLength: 60 });
  const lineOf = ([id, line]: readonly [number, Line]): string =>
    text({ ...(line['op'] === 'deserialize' ? born(id) : line), run_id: uuid(id) });

  it('the lines of one run have the same outcomes alone, within a journal, and as a scenario', () => {
    fc.assert(
      fc.property(journal, (entries) => {
        const { results, result } = replayed(entries.map(lineOf), { history: Infinity });
        for (const id of [1, 2, 3, 4]) {
          const own = entries.filter(([of]) => of === id);
          const within = results.filter((_, i) => entries[i]?.[0] === id).map(outcomeOf);
          const alone = replayed(own.map(lineOf));
          const steps: ReadonlyArray<Step> = own.map((entry) =>
            right(StepCodec.decode(JSON.parse(lineOf(entry)))),
          );
          expect(within).toStrictEqual(alone.results.map(outcomeOf));
          expect({ name: 'n', outcomes: within }).toStrictEqual(runScenario({ name: 'n', steps }));
          expect(result.runs.get(runId(id))).toStrictEqual(alone.result.runs.get(runId(id)));
          expect(result.history(runId(id)).map(outcomeOf)).toStrictEqual(within);
        }
      }),
      tries(60),
    );
  });

  it('redelivering every command changes no run, and no count but redeliveries', () => {
    fc.assert(
      fc.property(journal, fc.array(fc.nat(), { maxLength: 60 }), (entries, picks) => {
        const lines = entries.map((entry, i) =>
          JSON.stringify({ ...(JSON.parse(lineOf(entry)) as Line), command_id: uuid(5000 + i) }),
        );
        // Each pick redelivers a line, right after a later line.
        const noisy = lines.flatMap((line, i) => {
          const again = picks[i];
          return again === undefined ? [line] : [line, lines[again % (i + 1)] ?? line];
        });
        const calm = replayed(lines).result;
        const { result } = replayed(noisy);
        expect([...result.runs]).toStrictEqual([...calm.runs]);
        expect(counts(result)).toStrictEqual({
          ...counts(calm),
          lines: noisy.length,
          redelivered: noisy.length - lines.length,
        });
      }),
      tries(60),
    );
  });

  it('the counts add up to the number of lines', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            journal.map((j) => j.map(lineOf)),
            fc.array(fc.json()),
          ),
        ),
        (all) => {
          const { result, results } = replayed(all.flat());
          const refused = [...result.refused.values()].reduce((sum, n) => sum + n, 0);
          const { lines, accepted, begunAgain, redelivered, malformed } = result;
          expect(accepted + begunAgain + refused + redelivered + malformed).toBe(lines);
          expect(results).toHaveLength(lines);
          expect([...result.refused.values()]).not.toContain(0);
        },
      ),
      tries(60),
    );
  });
});

describe('replay', () => {
  const lines = [text(born()), text({ op: 'promote_to_ready' }), 'nonsense'];

  it('accepts lines from any iterable', async () => {
    const source = async function* (): AsyncGenerator<string> {
      for (const line of lines) {
        await Promise.resolve();
        yield line;
      }
    };
    for (const from of [lines, new Set(lines), source()]) {
      const result = right(await replay()(from)());
      expect(counts(result)).toStrictEqual(counts(replayed(lines).result));
    }
  });

  it('passes its options on', async () => {
    const results: Array<LineResult> = [];
    const options: ReplayOptions = { history: 1, onStep: (result) => results.push(result) };
    const result = right(await replay(options)(lines)());
    expect(results).toHaveLength(3);
    expect(result.history(runId(1))).toHaveLength(1);
  });

  it('returns on the left what its source throws, error or not', async () => {
    const broken = function* (thrown: unknown): Generator<string> {
      yield text(born());
      throw thrown;
    };
    expect(await replay()(broken(new RangeError('torn')))()).toStrictEqual(
      E.left(new RangeError('torn')),
    );
    const result = await replay()(broken('torn'))();
    expect(result).toStrictEqual(E.left(new Error('torn')));
  });

  it('reads nothing before it is run, and starts again each time', async () => {
    const task = replay()(lines);
    const [first, second] = [right(await task()), right(await task())];
    expect(counts(first)).toStrictEqual(counts(second));
    expect(counts(first).lines).toBe(3);
  });
});
