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

const verified = async (subject: ConcurrentSubject, rounds = 2): Promise<RaceReport> =>
  right(await verifyRaces(subject, { rounds, timeout: 0.2 }));

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
