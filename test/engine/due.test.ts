/** When runs fall due, against the table written by hand, in bigints. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { Timing } from '../../src/engine/index.js';
import {
  constantBackoff,
  dueAt,
  Duration,
  exponentialBackoff,
  isDue,
  leaseExpired,
  nextDue,
  seconds,
} from '../../src/engine/index.js';
import type { RunInstance, Timestamp } from '../../src/index.js';
import { states, waits } from '../expectations.js';
import {
  arbitraryRun,
  arbitraryTimestamp,
  at,
  count,
  runIn,
  tries,
} from '../support/arbitraries.js';
import { arbitraryDuration } from './support.js';

const MAX = BigInt(Number.MAX_SAFE_INTEGER);

const later = (from: Timestamp, wait: Duration): number => {
  const sum = BigInt(from) + BigInt(wait);
  return Number(sum > MAX ? MAX : sum);
};

/** The instant at which a run falls due, by the table. */
const expected = ({ lease, backoff }: Timing, run: RunInstance): O.Option<number> => {
  switch (waits[run.state]?.until) {
    case 'schedule':
      return O.some(run.scheduledAt);
    case 'backoff':
      return O.some(later(run.lastStateChangeAt, backoff(run)));
    case 'lease':
      return O.some(later(run.lastStateChangeAt, lease));
    case undefined:
      return O.none;
  }
};

const arbitraryTiming: fc.Arbitrary<Timing> = fc
  .record({ lease: arbitraryDuration, first: arbitraryDuration, max: arbitraryDuration })
  .map(({ lease, first, max }) => ({ lease, backoff: exponentialBackoff({ first, max }) }));

const timing: Timing = {
  lease: seconds(30),
  backoff: exponentialBackoff({ first: seconds(10), max: seconds(60) }),
};

describe('a run is due', () => {
  // Scheduled for 900, in its state since 1500, with three attempts.
  const instants = { schedule: 900, lease: 1530, backoff: 1540 } as const;

  it.each(states)('in %s when what it waits for is over', (state) => {
    const wait = waits[state];
    expect(dueAt(timing)(runIn(state))).toStrictEqual(
      wait === undefined ? O.none : O.some(instants[wait.until]),
    );
  });

  it('from that instant on', () => {
    const leased = runIn('Leased');
    expect([1529, 1530, 1531].map((n) => isDue(timing, at(n))(leased))).toStrictEqual([
      false,
      true,
      true,
    ]);
    expect(isDue(timing, at(Number.MAX_SAFE_INTEGER))(runIn('Ready'))).toBe(false);
  });

  it('as the table says, whatever its instants and the policy', () => {
    fc.assert(
      fc.property(arbitraryTiming, arbitraryRun, arbitraryTimestamp, (policy, run, now) => {
        const due = expected(policy, run);
        expect(dueAt(policy)(run)).toStrictEqual(due);
        expect(isDue(policy, now)(run)).toBe(O.isSome(due) && due.value <= now);
      }),
      tries(2000),
    );
  });

  it('at the last instant at the latest, if it waits for one at all', () => {
    const never = { lease: Duration.max, backoff: constantBackoff(Duration.max) };
    for (const state of states)
      expect(isDue(never, at(Number.MAX_SAFE_INTEGER))(runIn(state))).toBe(
        waits[state] !== undefined,
      );
  });
});

describe('the next that is due', () => {
  it('is the first of all, and none of none', () => {
    const runs = [
      runIn('Ready'),
      runIn('RetryWait', { attemptCount: count(1) }),
      runIn('Leased', { lastStateChangeAt: at(1400) }),
      runIn('Running'),
    ];
    expect(nextDue(timing)(runs)).toStrictEqual(O.some(1430));
    expect(nextDue(timing)(new Set(runs))).toStrictEqual(O.some(1430));
    expect(nextDue(timing)([runIn('Ready'), runIn('Failed')])).toStrictEqual(O.none);
    expect(nextDue(timing)([])).toStrictEqual(O.none);
  });

  it('is the smallest of any runs', () => {
    fc.assert(
      fc.property(arbitraryTiming, fc.array(arbitraryRun), (policy, runs) => {
        const all = runs.flatMap((run) =>
          pipe(
            expected(policy, run),
            O.match(
              () => [],
              (due) => [due],
            ),
          ),
        );
        expect(nextDue(policy)(runs)).toStrictEqual(
          all.length === 0 ? O.none : O.some(Math.min(...all)),
        );
      }),
      tries(300),
    );
  });
});

describe('a lease has expired', () => {
  it('where a worker holds the run, when it has held it for as long', () => {
    fc.assert(
      fc.property(arbitraryDuration, arbitraryRun, arbitraryTimestamp, (lease, run, now) => {
        expect(leaseExpired(lease, now)(run)).toBe(
          waits[run.state]?.until === 'lease' && later(run.lastStateChangeAt, lease) <= now,
        );
      }),
      tries(1000),
    );
  });

  it('no earlier if the clock steps back', () => {
    expect(leaseExpired(seconds(30), at(0))(runIn('Running'))).toBe(false);
  });
});
