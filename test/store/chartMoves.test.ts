/** What the database allows is what the facade can do: every list of events is tried on every shape of a run. */
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { RunEvent, RunInstance, RunState } from '../../src/index.js';
import { AttemptId, decideAll, eventTypes } from '../../src/index.js';
import { chartMoves, MAX_STEPS } from '../../src/store/chartMoves.js';
import { finalStates, states } from '../expectations.js';
import { at, attemptA, eventOf, priority, right, runIn } from '../support/arbitraries.js';

/** The attempt that begins with the n-th event of a list. */
const attemptOf = (n: number): AttemptId =>
  right(AttemptId.decode(`00000000-0000-0000-0001-${String(n).padStart(12, '0')}`));

const shapes: ReadonlyArray<RunInstance> = [
  ...states.map((state) => runIn(state)),
  runIn('Running', { currentAttemptId: O.some(attemptA) }),
];

/** The events of every type, with and without what they can change. An attempt may begin with the id of the one before. */
const eventsAfter = (run: RunInstance, n: number): ReadonlyArray<RunEvent> => {
  const plain = eventTypes.flatMap((type): ReadonlyArray<RunEvent> => {
    if (type === 'attempt.start') return [eventOf(type, attemptOf(n)), eventOf(type, attemptA)];
    if (type === 'attempt.finish')
      return [eventOf(type, O.getOrElse(() => attemptA)(run.currentAttemptId))];
    // The second priority is the one that the run has.
    if (type === 'promote' || type === 'priority.set')
      return [priority(-7), priority(4)].map((effectivePriority) => ({
        type,
        effectivePriority,
      }));
    return [eventOf(type)];
  });
  return plain.flatMap((event) => [event, { ...event, at: at(9000) }]);
};

interface Change {
  readonly steps: number;
  readonly source: RunState;
  readonly hadAttempt: boolean;
  readonly target: RunState;
  readonly attempt: 'none' | 'same' | 'other';
  readonly begun: number;
  readonly dated: boolean;
  readonly prioritized: boolean;
}

const changeOf = (before: RunInstance, after: RunInstance, steps: number): Change => {
  const begun = after.attemptCount - before.attemptCount;
  return {
    steps,
    source: before.state,
    hadAttempt: O.isSome(before.currentAttemptId),
    target: after.state,
    attempt: O.isNone(after.currentAttemptId) ? 'none' : begun === 0 ? 'same' : 'other',
    begun,
    dated: after.lastStateChangeAt !== before.lastStateChangeAt,
    prioritized: after.effectivePriority !== before.effectivePriority,
  };
};

/** Every change that a list of events makes, by trying the lists. A list is not made longer once it is refused. */
const tried = (before: RunInstance, maxSteps: number): ReadonlySet<string> => {
  const found = new Set<string>();
  const go = (events: ReadonlyArray<RunEvent>, run: RunInstance): void => {
    if (events.length === maxSteps) return;
    for (const event of eventsAfter(run, events.length)) {
      const longer = [...events, event];
      const after = decideAll(longer)(before);
      if (E.isLeft(after)) continue;
      found.add(JSON.stringify(changeOf(before, after.right, longer.length)));
      go(longer, after.right);
    }
  };
  go([], before);
  return found;
};

const booleans = [false, true];

/** The changes that the moves allow: one that may change an instant or a priority may also leave it. */
const allowed = (before: RunInstance, maxSteps: number): ReadonlySet<string> =>
  new Set(
    chartMoves()
      .filter(
        ({ source, hadAttempt, steps }) =>
          source === before.state &&
          hadAttempt === O.isSome(before.currentAttemptId) &&
          steps <= maxSteps,
      )
      .flatMap(({ steps, source, hadAttempt, target, attempt, begun, dates, prioritizes }) =>
        booleans
          .filter((dated) => dates || !dated)
          .flatMap((dated) =>
            booleans
              .filter((prioritized) => prioritizes || !prioritized)
              .map((prioritized) =>
                JSON.stringify({
                  steps,
                  source,
                  hadAttempt,
                  target,
                  attempt,
                  begun,
                  dated,
                  prioritized,
                } satisfies Change),
              ),
          ),
      ),
  );

const sorted = (set: ReadonlySet<string>): ReadonlyArray<string> => [...set].sort();

describe('the moves', () => {
  it.each(
    shapes.map(
      (shape) =>
        [
          `${shape.state}${O.isSome(shape.currentAttemptId) ? ' with an attempt' : ''}`,
          shape,
        ] as const,
    ),
  )('of %s are what lists of events do to it', (_, shape) => {
    expect(sorted(allowed(shape, MAX_STEPS))).toStrictEqual(sorted(tried(shape, MAX_STEPS)));
  });

  it('leave no final state', () => {
    expect(chartMoves().filter(({ source }) => finalStates.includes(source))).toStrictEqual([]);
  });

  it('name the events of each, if they are one', () => {
    const single = chartMoves().filter(({ steps }) => steps === 1);
    expect(single.length).toBeGreaterThan(0);
    expect(single.every(({ events }) => events.length === 1)).toBe(true);
  });
});
