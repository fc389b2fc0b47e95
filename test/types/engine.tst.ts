/** Types of an engine: instants, durations and numbers are not mixed up, and events are the chart's. */
import type { Option } from 'fp-ts/lib/Option.js';
import type { Ord } from 'fp-ts/lib/Ord.js';
import { describe, expect, test } from 'tstyche';
import type { Backoff, Policy, Timing } from '../../src/engine/index.js';
import {
  addDuration,
  attemptsBelow,
  beginAttempt,
  chanceOf,
  constantBackoff,
  dueAt,
  dueEvents,
  Duration,
  durationSince,
  expireLease,
  exponentialBackoff,
  failAttempt,
  isDue,
  jittered,
  leaseExpired,
  nextDue,
  retriesBelow,
  seconds,
  selectionOrd,
  selectRuns,
  timerDelay,
} from '../../src/engine/index.js';
import type { AttemptId, RunEvent, RunId, RunInstance } from '../../src/index.js';
import { decideAll, Timestamp } from '../../src/index.js';

declare const run: RunInstance;
declare const attemptId: AttemptId;
declare const runId: RunId;
declare const policy: Policy;
declare const timing: Timing;

const at = Timestamp.now();

describe('durations', () => {
  test('are made of numbers, and are no numbers of anybody else', () => {
    expect(seconds(30)).type.toBe<Duration>();
    expect<Duration>().type.not.toBeAssignableFrom<number>();
    expect<Duration>().type.not.toBeAssignableFrom<Timestamp>();
    expect<Timestamp>().type.not.toBeAssignableFrom<Duration>();
    expect(Duration.decode(30)).type.not.toBeAssignableTo<Duration>();
  });

  test('are added to instants, and lie between instants', () => {
    expect(addDuration(seconds(30))(at)).type.toBe<Timestamp>();
    expect(durationSince(at)(at)).type.toBe<Duration>();
    expect(addDuration).type.not.toBeCallableWith(30);
    expect(addDuration).type.not.toBeCallableWith(at);
    expect(addDuration(seconds(30))).type.not.toBeCallableWith(seconds(30));
    expect(durationSince).type.not.toBeCallableWith(seconds(30));
    expect(timerDelay).type.not.toBeCallableWith(at);
  });
});

describe('a policy', () => {
  test('is made of durations', () => {
    expect(constantBackoff(seconds(1))).type.toBe<Backoff>();
    expect(constantBackoff).type.not.toBeCallableWith(1000);
    expect(exponentialBackoff).type.not.toBeCallableWith({ first: seconds(1) });
    expect(jittered(chanceOf)(constantBackoff(seconds(1)))).type.toBe<Backoff>();
    expect(attemptsBelow(3)).type.toBeAssignableTo<Policy['mayRetry']>();
    expect(retriesBelow(3)).type.toBeAssignableTo<Policy['mayRetry']>();
    expect<Policy>().type.not.toBeAssignableFrom<{
      lease: number;
      backoff: Backoff;
      mayRetry: () => boolean;
    }>();
    expect<Timing>().type.not.toBeAssignableFrom<{ lease: Duration; backoff: () => number }>();
  });
});

describe('due runs', () => {
  test('are asked for with a policy and an instant', () => {
    expect(dueAt(timing)(run)).type.toBe<Option<Timestamp>>();
    expect(nextDue(policy)(new Set([run]))).type.toBe<Option<Timestamp>>();
    expect([run].filter(isDue(policy, at))).type.toBe<Array<RunInstance>>();
    expect([run].filter(leaseExpired(seconds(30), at))).type.toBe<Array<RunInstance>>();
    expect(isDue).type.not.toBeCallableWith(policy, 1000);
    expect(leaseExpired).type.not.toBeCallableWith(30, at);
    expect(selectionOrd).type.toBe<Ord<RunInstance>>();
    expect(selectRuns(4)([run])).type.toBe<ReadonlyArray<RunInstance>>();
  });
});

describe('events', () => {
  test('are decided by the facade', () => {
    expect(dueEvents(policy, at)(run)).type.toBe<ReadonlyArray<RunEvent>>();
    expect(decideAll).type.toBeCallableWith(expireLease(policy, at)(run));
    expect(decideAll).type.toBeCallableWith(beginAttempt(attemptId, at));
    expect(failAttempt).type.toBeCallableWith({ mayRetry: attemptsBelow(3) }, attemptId, at);
    expect(dueEvents).type.not.toBeCallableWith(timing, at);
    expect(beginAttempt).type.not.toBeCallableWith(runId, at);
    expect(beginAttempt).type.not.toBeCallableWith(attemptId, seconds(30));
  });
});
