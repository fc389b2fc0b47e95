/** What an engine sends, and where it leads, against the table written by hand. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { Policy } from '../../src/engine/index.js';
import {
  addDuration,
  attemptsBelow,
  beginAttempt,
  completeAttempt,
  dueAt,
  dueEvents,
  expireLease,
  exponentialBackoff,
  failAttempt,
  isDue,
  retriesBelow,
  seconds,
  selectRuns,
} from '../../src/engine/index.js';
import type { RunEvent, RunInstance, RunState } from '../../src/index.js';
import { AttemptCount, AttemptId, decideAll, isTerminal } from '../../src/index.js';
import { states, waits } from '../expectations.js';
import {
  arbitraryHistory,
  arbitraryTimestamp,
  at,
  attemptA,
  attemptB,
  count,
  left,
  right,
  runIn,
  tries,
} from '../support/arbitraries.js';

const now = at(9000);

const policyOf = (mayRetry: boolean): Policy => ({
  lease: seconds(30),
  backoff: exponentialBackoff({ first: seconds(10), max: seconds(60) }),
  mayRetry: () => mayRetry,
});

const inAttempt = runIn('Running', { currentAttemptId: O.some(attemptA) });

const send =
  (events: ReadonlyArray<RunEvent>) =>
  (run: RunInstance): RunInstance =>
    right(decideAll(events)(run));

const errorOf = (events: ReadonlyArray<RunEvent>, run: RunInstance): string =>
  left(decideAll(events)(run)).error._tag;

/** The state to which an engine takes a run that is due. */
const after = (run: RunInstance, mayRetry: boolean): RunState | undefined =>
  waits[run.state]?.[mayRetry ? 'then' : 'without'];

describe('when a run is due', () => {
  const cases = [...states.map((state) => runIn(state)), inAttempt];

  it.each(
    cases.flatMap((run) =>
      [true, false].map((mayRetry) => ({
        name: `${run.state}${O.isSome(run.currentAttemptId) ? ' with an attempt' : ''}`,
        run,
        mayRetry,
        expected: after(run, mayRetry),
      })),
    ),
  )(
    '$name becomes $expected, if it may be tried again: $mayRetry',
    ({ run, mayRetry, expected }) => {
      const events = dueEvents(policyOf(mayRetry), now)(run);
      expect(events.every((event) => event.at === now)).toBe(true);
      const next = send(events)(run);
      expect(next.state).toBe(expected ?? run.state);
      expect(next.lastStateChangeAt).toBe(expected === undefined ? run.lastStateChangeAt : now);
      expect(next.attemptCount).toBe(run.attemptCount);
      expect(events.length > 0).toBe(expected !== undefined);
    },
  );

  it('its events are those of its chart', () => {
    expect(dueEvents(policyOf(true), now)(runIn('Scheduled'))).toStrictEqual([
      { type: 'promote', at: now },
    ]);
    expect(expireLease(policyOf(true), now)(inAttempt)).toStrictEqual([
      { type: 'attempt.finish', attemptId: attemptA, at: now },
      { type: 'retry', at: now },
    ]);
    expect(expireLease(policyOf(false), now)(inAttempt)).toStrictEqual([
      { type: 'attempt.finish', attemptId: attemptA, at: now },
      { type: 'fail', at: now },
    ]);
    expect(expireLease(policyOf(true), now)(runIn('Running'))).toStrictEqual([
      { type: 'retry', at: now },
    ]);
  });

  it('and not before, unless its worker is known to be dead', () => {
    const early = at(1529);
    expect(dueEvents(policyOf(true), early)(inAttempt)).toStrictEqual([]);
    expect(send(expireLease(policyOf(true), early)(inAttempt))(inAttempt).state).toBe('RetryWait');
    expect(expireLease(policyOf(true), now)(runIn('RetryWait'))).toStrictEqual([]);
  });

  it('takes its events, whatever it has been through', () => {
    fc.assert(
      fc.property(arbitraryHistory, arbitraryTimestamp, fc.boolean(), (history, instant, again) => {
        const policy = policyOf(again);
        for (const run of history) {
          const events = dueEvents(policy, instant)(run);
          const next = send(events)(run);
          expect(next.state).toBe(
            isDue(policy, instant)(run) ? (after(run, again) ?? run.state) : run.state,
          );
          expect(events.length > 0).toBe(isDue(policy, instant)(run));
        }
      }),
      tries(100),
    );
  });
});

describe('an attempt', () => {
  const begin = beginAttempt(attemptA, now);
  const begun = send(begin)(runIn('Ready'));

  it.each(states)('begins only in Ready: %s', (state) => {
    expect(E.isRight(decideAll(begin)(runIn(state)))).toBe(state === 'Ready');
  });

  it('is counted when it begins', () => {
    expect(begun).toStrictEqual(
      runIn('Running', {
        currentAttemptId: O.some(attemptA),
        attemptCount: count(4),
        lastStateChangeAt: now,
      }),
    );
    const full = runIn('Ready', { attemptCount: AttemptCount.max });
    expect(errorOf(begin, full)).toBe('AttemptCountOverflow');
  });

  it('ends with success or failure', () => {
    expect(send(completeAttempt(attemptA, now))(begun).state).toBe('Completed');
    const [retried, failed] = [true, false].map((mayRetry) =>
      send(failAttempt(policyOf(mayRetry), attemptA, now)(begun))(begun),
    );
    expect([retried?.state, failed?.state]).toStrictEqual(['RetryWait', 'Failed']);
  });

  it('that was given to another worker ends with neither', () => {
    const expired = send(expireLease(policyOf(true), now)(begun))(begun);
    const again = send([{ type: 'promote', at: now }, ...beginAttempt(attemptB, now)])(expired);
    for (const late of [
      completeAttempt(attemptA, now),
      failAttempt(policyOf(true), attemptA, now)(begun),
    ]) {
      expect(errorOf(late, expired)).toBe('AttemptFinishRequiresRunning');
      expect(errorOf(late, again)).toBe('AttemptOwnershipMismatch');
    }
  });
});

describe('a limit', () => {
  const allowedBy = (mayRetry: (run: RunInstance) => boolean): ReadonlyArray<boolean> =>
    [0, 1, 2, 3, 4].map((n) => mayRetry(runIn('Running', { attemptCount: count(n) })));

  it('of attempts counts the first', () => {
    expect(allowedBy(attemptsBelow(3))).toStrictEqual([true, true, true, false, false]);
    expect(allowedBy(attemptsBelow(1))).toStrictEqual([true, false, false, false, false]);
  });

  it('of retries does not', () => {
    expect(allowedBy(retriesBelow(3))).toStrictEqual([true, true, true, true, false]);
    expect(allowedBy(retriesBelow(0))).toStrictEqual([true, false, false, false, false]);
  });

  it('that is no number allows nothing', () => {
    expect(allowedBy(attemptsBelow(NaN))).not.toContain(true);
    expect(allowedBy(retriesBelow(NaN))).not.toContain(true);
  });
});

/** What becomes of the worker that takes a run. */
const fates = ['succeeds', 'fails', 'dies', 'dies before it begins', 'reports too late'] as const;

describe('an engine', () => {
  it('ends every run within the limit of its attempts, whatever kills its workers', () => {
    const next = addDuration(seconds(1));
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...fates), { maxLength: 30 }),
        fc.integer({ min: 1, max: 5 }),
        (planned, max) => {
          const policy = { ...policyOf(true), mayRetry: attemptsBelow(max) };
          // When no more is planned, the task kills its workers.
          const coming = [...planned];
          let run = runIn('Scheduled', { attemptCount: AttemptCount.zero });
          let late: ReadonlyArray<RunEvent> = [];
          // A worker takes it, it expires, its backoff ends: three turns for each that dies.
          for (let turns = 3 * (planned.length + max) + 1; turns > 0; turns -= 1) {
            if (isTerminal(run.state)) break;
            const due = right(E.fromOption(() => 'not due')(dueAt(policy)(run)));
            run = send(dueEvents(policy, due)(run))(run);
            if (late.length > 0) expect(E.isLeft(decideAll(late)(run))).toBe(true);
            late = [];
            for (const ready of selectRuns(1)([run])) {
              const fate = coming.shift() ?? 'dies';
              const attemptId = AttemptId.generate();
              const begin = beginAttempt(attemptId, next(due));
              // What is not stored before it dies is not counted.
              run = send(fate === 'dies before it begins' ? begin.slice(0, 2) : begin)(ready);
              const end = next(next(due));
              if (fate === 'succeeds') run = send(completeAttempt(attemptId, end))(run);
              if (fate === 'fails') run = send(failAttempt(policy, attemptId, end)(run))(run);
              if (fate === 'reports too late') late = completeAttempt(attemptId, end);
            }
          }
          const tried = planned.filter((fate) => fate !== 'dies before it begins');
          const success = tried.indexOf('succeeds');
          expect([run.state, run.attemptCount]).toStrictEqual(
            success >= 0 && success < max ? ['Completed', success + 1] : ['Failed', max],
          );
        },
      ),
      tries(300),
    );
  });
});
