/** Concurrent commands: subjects that do one after the other pass, and those that lose an update do not. */
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { RunInstance } from '../../src/index.js';
import { applyStep, encodeOutcome, StepCodec } from '../../src/index.js';
import type { ConcurrentSubject, RaceReport } from '../../src/testing/index.js';
import { verifyRaces } from '../../src/testing/index.js';
import { right } from '../support/right.js';

type Store = Map<unknown, O.Option<RunInstance>>;

/** Reads a run, decides, and writes it; `pause` lets others in between. */
const decideIn =
  (store: Store, pause: () => Promise<void>): ConcurrentSubject =>
  async (_, command) => {
    const step = right(StepCodec.decode(command));
    const before = store.get(command['run_id']) ?? O.none;
    await pause();
    const outcome = applyStep(step)(before);
    if (E.isRight(outcome)) store.set(command['run_id'], O.some(outcome.right));
    return encodeOutcome(outcome);
  };

const careless = (): ConcurrentSubject => decideIn(new Map(), () => Promise.resolve());

/** Does one command after the other, in the order of arrival or the other way round. */
const locked = (turn: (n: number) => boolean): ConcurrentSubject => {
  const inner = careless();
  let queue: Promise<unknown> = Promise.resolve();
  let n = 0;
  return async (connection, command) => {
    n += 1;
    // The first of two waits a little, so that the other one goes first.
    if (turn(n) && connection === 1) for (let i = 0; i < 5; i += 1) await Promise.resolve();
    const answer = queue.then(() => inner(connection, command));
    queue = answer;
    return answer;
  };
};

const verified = async (subject: ConcurrentSubject, rounds = 1): Promise<RaceReport> =>
  right(await verifyRaces(subject, { rounds, timeout: 0.2 }));

describe('the report', () => {
  const [id, task] = ['a0000002-0001', 'a0000002-0002'].map(
    (start) => `${start}-4abc-8def-000000000001`,
  );
  const made = {
    op: 'new_scheduled_with_id',
    run_id: id,
    task_id: task,
    scheduled_at: 5_000_000_062,
    created_at: 5_000_000_002,
  };
  const promote = { op: 'transition_to', to: 'Ready', run_id: id };
  const show = { op: 'record_state_change_at', timestamp: 5_000_003_701, run_id: id };
  const ready = {
    id,
    task_id: task,
    state: 'Ready',
    current_attempt_id: null,
    attempt_count: 0,
    created_at: 5_000_000_002,
    scheduled_at: 5_000_000_062,
    effective_priority: 0,
    last_state_change_at: 5_000_000_002,
  };
  const refused = {
    err: {
      code: 'InvalidTransition',
      run_id: id,
      from: 'Ready',
      to: 'Ready',
      message: `invalid run transition for ${String(id)}: Ready -> Ready`,
    },
  };
  const shown = { ok: { ...ready, last_state_change_at: 5_000_003_701 } };
  const first = { name: 'Scheduled: promote and promote', round: 1, setup: [made] };
  const answer = (connection: number, command: unknown, outcome: unknown): unknown => ({
    connection,
    command,
    outcome,
  });

  it('of a subject that is wrong without concurrency has its first wrong answer', async () => {
    expect(await verifyRaces(() => ({ ok: {} }))).toStrictEqual(
      E.right({
        races: 116,
        rounds: 20,
        failed: [
          {
            ...first,
            reason: 'SetupDiffers',
            message:
              'a command before the race is answered wrongly; verify without concurrency first',
            answers: [answer(1, made, { ok: {} })],
            orders: [],
          },
        ],
      }),
    );
  });

  it.each<[string, number, ReadonlyArray<unknown>]>([
    ['no command', 0, []],
    ['the first of two', 1, []],
    ['the second of two', 2, [answer(1, promote, { ok: ready })]],
    ['the last', 3, [answer(1, promote, { ok: ready }), answer(2, promote, refused)]],
  ])('of a subject that does not answer %s has the answers before', async (_, n, answers) => {
    const inner = locked(() => false);
    let asked = 0;
    const subject: ConcurrentSubject = (connection, command) =>
      asked++ === n ? undefined : inner(connection, command);
    expect(await verifyRaces(subject, { rounds: 3 })).toStrictEqual(
      E.right({
        races: 116,
        rounds: 3,
        failed: [
          { ...first, reason: 'NoAnswer', message: 'undefined is not JSON', answers, orders: [] },
        ],
      }),
    );
  });

  it('of a subject that is careless has the answers, and those of each order', async () => {
    const { failed } = right(await verifyRaces(careless(), { rounds: 1 }));
    expect(failed[0]).toStrictEqual({
      ...first,
      reason: 'NoOrder',
      message: 'no order of the two commands has these answers',
      answers: [
        answer(1, promote, { ok: ready }),
        answer(2, promote, { ok: ready }),
        answer(1, show, shown),
      ],
      orders: [
        [{ ok: ready }, refused, shown],
        [refused, { ok: ready }, shown],
      ],
    });
  });

  it('tells in which round a race failed, and goes on with the next race', async () => {
    const inner = { careless: careless(), locked: locked(() => false) };
    const runs = new Set<unknown>();
    const { failed } = right(
      await verifyRaces(
        (connection, command) => {
          runs.add(command['run_id']);
          return inner[runs.size === 2 || runs.size === 5 ? 'careless' : 'locked'](
            connection,
            command,
          );
        },
        { rounds: 2, seed: 0xffff_ffff },
      ),
    );
    expect(failed.map(({ name, round }) => [name, round])).toStrictEqual([
      ['Scheduled: promote and promote', 2],
      ['Scheduled: promote and promote (promote_to_ready)', 1],
    ]);
    // Every run of a race has ids of its own; the fifth ended its race.
    expect(runs.size).toBe(2 * 116 - 1);
    expect([...runs].slice(0, 2)).toStrictEqual([
      'a0000000-0001-4abc-8def-000000000001',
      'a0000001-0001-4abc-8def-000000000001',
    ]);
  });

  it('is of commands that may be changed', async () => {
    const inner = locked(() => false);
    const { failed } = await verified(async (connection, command) => {
      const outcome = await inner(connection, structuredClone(command));
      Object.assign(command, { op: 'changed' });
      return outcome;
    }, 1);
    expect(failed).toStrictEqual([]);
  });

  it('of a seed out of bounds is an error', async () => {
    expect(await verifyRaces(careless(), { seed: -1 })).toStrictEqual(
      E.left({
        _tag: 'InvalidOption',
        option: 'seed',
        expected: 'an integer from 0 to 4294967295',
        found: -1,
      }),
    );
  });
});

describe('a subject that does one command after the other passes', () => {
  it.each([
    ['in the order of arrival', () => false],
    ['in the other order', () => true],
    ['in any order', (n: number) => n % 3 === 0],
  ])('%s', async (_, turn) => {
    const { failed, races } = await verified(locked(turn));
    expect(failed).toStrictEqual([]);
    expect(races).toBeGreaterThan(50);
  });
});

it('a race is two commands whose order matters, in a state that accepts both', async () => {
  const { failed } = await verified(careless(), 1);
  const all = failed.map(({ name }) => name);
  expect(all.filter((name) => name.startsWith('Ready: '))).toStrictEqual([
    'Ready: lease and lease',
    'Ready: lease and priority.set',
    'Ready: lease and record_state_change_at',
    'Ready: cancel and cancel',
    'Ready: cancel and priority.set',
    'Ready: cancel and record_state_change_at',
    'Ready: priority.set and record_state_change_at',
  ]);
  expect(all.filter((name) => name.startsWith('Running [hasActiveAttempt]: '))).toStrictEqual([
    'Running [hasActiveAttempt]: cancel and cancel',
    'Running [hasActiveAttempt]: cancel and attempt.finish',
    'Running [hasActiveAttempt]: cancel and record_state_change_at',
    'Running [hasActiveAttempt]: attempt.finish and attempt.finish',
    'Running [hasActiveAttempt]: attempt.finish and record_state_change_at',
  ]);
  expect(all.filter((name) => /^(Completed|Failed|Canceled)/.test(name))).toStrictEqual([]);
});

describe('a subject fails that', () => {
  it('reads a run, and writes it after another has read it', async () => {
    const { failed } = await verified(careless());
    expect(failed.map(({ name }) => name)).toContain(
      'Running [noActiveAttempt]: complete and fail',
    );
    const both = failed.find(
      ({ name }) => name === 'Running [noActiveAttempt]: complete and complete',
    );
    expect(both?.reason).toBe('NoOrder');
    // Both were told that they completed the run.
    expect(
      both?.answers.slice(0, 2).map(({ outcome }) => Object.keys(outcome as object)),
    ).toStrictEqual([['ok'], ['ok']]);
    // In each order, the second is refused.
    expect(
      both?.orders.map((order) => order.map((outcome) => Object.keys(outcome)[0])),
    ).toStrictEqual([
      ['ok', 'err', 'ok'],
      ['err', 'ok', 'ok'],
    ]);
  });

  it('answers rightly and loses the update', async () => {
    const store: Store = new Map();
    let raced = 0;
    const subject: ConcurrentSubject = (connection, command) => {
      const step = right(StepCodec.decode(command));
      const before = store.get(command['run_id']) ?? O.none;
      const outcome = applyStep(step)(before);
      if (connection === 2) raced += 1;
      else if (E.isRight(outcome)) store.set(command['run_id'], O.some(outcome.right));
      return encodeOutcome(outcome);
    };
    const { failed } = await verified(subject);
    expect(failed.length).toBeGreaterThan(5);
    expect(raced).toBeGreaterThan(0);
  });

  it.each<[string, ConcurrentSubject, string, RegExp]>([
    ['never answers', () => new Promise(() => undefined), 'NoAnswer', /no answer within 0.2 s/],
    [
      'throws',
      () => {
        throw new Error('oops');
      },
      'NoAnswer',
      /oops/,
    ],
    ['answers no JSON', () => undefined, 'NoAnswer', /undefined is not JSON/],
    ['is wrong without concurrency', () => ({ ok: {} }), 'SetupDiffers', /verify without/],
  ])('%s, once', async (_, subject, reason, message) => {
    const { failed } = await verified(subject);
    expect(failed).toHaveLength(1);
    expect(failed[0]?.reason).toBe(reason);
    expect(failed[0]?.message).toMatch(message);
  });
});
