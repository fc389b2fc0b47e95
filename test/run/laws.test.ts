/** The laws of the facade, for generated runs and events. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { getNextSnapshot, transition as xstateTransition } from 'xstate';
import { fromSnapshot, runMachine, toSnapshot } from '../../src/actor/index.js';
import type { RunEvent, RunInstance } from '../../src/index.js';
import {
  allowedActions,
  decide,
  decideAll,
  decodeJson,
  isTerminal,
  persistRun,
  recordStateChangeAt,
  restoreAttemptStateForBootstrap,
  restoreRun,
  RunInstanceCodec,
  runInstanceEq,
  RunInstanceLenientCodec,
  RunInstanceStrictCodec,
  RunViewCodec,
} from '../../src/index.js';
import { expected, finalStates, states } from '../expectations.js';
import {
  arbitraryAttemptId,
  arbitraryCount,
  arbitraryEvent,
  arbitraryHistory,
  arbitraryRun,
  arbitraryTimestamp,
  freezeRun,
  right,
  runIn,
  tries,
} from '../support/arbitraries.js';

/** Tests whether a run is frozen, and its attempt; `none` is fp-ts's own. */
const isSealed = (run: RunInstance): boolean =>
  Object.isFrozen(run) && (O.isNone(run.currentAttemptId) || Object.isFrozen(run.currentAttemptId));

const json = (u: unknown): unknown => JSON.parse(JSON.stringify(u));

describe('many events on a run', () => {
  it('decide as one after another, up to the first refusal', () => {
    fc.assert(
      fc.property(arbitraryRun, fc.array(arbitraryEvent, { maxLength: 12 }), (run, events) => {
        const before = structuredClone(run);
        const one = events.reduce<ReturnType<ReturnType<typeof decideAll>>>(
          (sofar, event, index) =>
            E.isLeft(sofar)
              ? sofar
              : pipe(
                  sofar.right,
                  decide(event),
                  E.mapLeft((error) => ({ index, error, run: sofar.right })),
                ),
          E.right(run),
        );
        const all = decideAll(events)(run);
        expect(all).toStrictEqual(one);
        expect(run).toStrictEqual(before);
        expect(isSealed(E.isRight(all) ? all.right : all.left.run)).toBe(true);
      }),
      tries(1000),
    );
  });

  it('return the run itself, even one that is not frozen, if none of them is legal or there is none', () => {
    fc.assert(
      fc.property(arbitraryRun, (frozen) => {
        const run: RunInstance = { ...frozen, state: 'Completed' };
        expect(decideAll([])(run)).toStrictEqual(E.right(run));
        const refused = decideAll([{ type: 'cancel' }])(run);
        expect(E.isLeft(refused) && refused.left.run).toBe(run);
        expect(Object.isFrozen(run)).toBe(false);
      }),
      tries(20),
    );
  });
});

describe('every event on every run', () => {
  it('decides as the design says', () => {
    fc.assert(
      fc.property(arbitraryRun, arbitraryEvent, (run, event) => {
        expect(decide(event)(run)).toStrictEqual(expected(run, event));
      }),
      tries(2000),
    );
  });

  it('decides as XState does', () => {
    fc.assert(
      fc.property(arbitraryRun, arbitraryEvent, (run, event) => {
        const snapshot = toSnapshot(run);
        const decided = decide(event)(run);
        const [next] = xstateTransition(runMachine, snapshot, event);
        expect(snapshot.can(event)).toBe(E.isRight(decided));
        expect(fromSnapshot(next)).toStrictEqual(E.isRight(decided) ? decided.right : run);
      }),
      tries(500),
    );
  });

  it('does not change its input', () => {
    fc.assert(
      fc.property(arbitraryRun, arbitraryEvent, (run, event) => {
        const before = structuredClone(run);
        const option = run.currentAttemptId;
        const given = Object.freeze({ ...event });
        const decided = decide(given)(run);
        expect(run).toStrictEqual(before);
        expect(run.currentAttemptId).toBe(option);
        expect(given).toStrictEqual(event);
        expect(E.isRight(decided) && decided.right === run).toBe(false);
        expect(isSealed(E.isRight(decided) ? decided.right : run)).toBe(true);
      }),
      tries(500),
    );
  });

  it('is refused in a final state, whatever it is', () => {
    fc.assert(
      fc.property(
        arbitraryRun,
        fc.constantFrom(...finalStates),
        arbitraryEvent,
        (run, state, event) => {
          const ended = freezeRun({ ...run, state });
          expect(isTerminal(ended.state)).toBe(true);
          expect(E.isLeft(decide(event)(ended))).toBe(true);
        },
      ),
      tries(500),
    );
  });

  it('changes no other field', () => {
    fc.assert(
      fc.property(arbitraryRun, arbitraryEvent, (run, event) => {
        const decided = decide(event)(run);
        if (E.isLeft(decided)) return;
        const { id, taskId, createdAt, scheduledAt } = decided.right;
        expect({ id, taskId, createdAt, scheduledAt }).toStrictEqual({
          id: run.id,
          taskId: run.taskId,
          createdAt: run.createdAt,
          scheduledAt: run.scheduledAt,
        });
        expect(Object.keys(decided.right).sort()).toStrictEqual(Object.keys(run).sort());
      }),
      tries(300),
    );
  });
});

describe('a history of timed operations', () => {
  it('counts attempts up by one, and has an active one only in Running', () => {
    fc.assert(
      fc.property(arbitraryHistory, (history) => {
        history.forEach((run, i) => {
          const rise = run.attemptCount - (history[i - 1] ?? run).attemptCount;
          expect([0, 1]).toContain(rise);
          expect(O.isSome(run.currentAttemptId) && run.state !== 'Running').toBe(false);
        });
      }),
      tries(300),
    );
  });

  it('changes no final run', () => {
    fc.assert(
      fc.property(arbitraryHistory, (history) => {
        const ended = history.findIndex(({ state }) => finalStates.includes(state));
        expect([-1, history.length - 1]).toContain(ended);
      }),
      tries(300),
    );
  });

  it('survives the wire: decode after encode is the identity, through JSON', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(arbitraryHistory, (history) => {
        for (const run of history) {
          seen.add(run.state);
          const decoded = RunInstanceCodec.decode(json(RunInstanceCodec.encode(run)));
          expect(decoded).toStrictEqual(E.right(run));
          expect(Object.isFrozen(right(decoded))).toBe(true);
        }
      }),
      tries(300),
    );
    // Otherwise the generator might never leave Scheduled.
    expect(seen).toStrictEqual(new Set(states));
  });

  it('survives structuredClone, and so postMessage', () => {
    fc.assert(
      fc.property(arbitraryHistory, (history) => {
        for (const run of history) {
          const clone = structuredClone(run);
          expect(clone).toStrictEqual(run);
          expect(runInstanceEq.equals(clone, run)).toBe(true);
        }
      }),
      tries(100),
    );
  });
});

describe('whatever the library wrote', () => {
  /** Every way to a run and from it: events with and without an instant, in any order, and the two total operations. */
  const arbitraryChange = fc.oneof(
    { weight: 6, arbitrary: arbitraryEvent.map((event) => decide(event)) },
    arbitraryTimestamp.map((t) => (run: RunInstance) => E.right(recordStateChangeAt(t)(run))),
    fc.tuple(arbitraryCount, fc.option(arbitraryAttemptId, { nil: undefined })).map(
      ([n, id]) =>
        (run: RunInstance) =>
          E.right(restoreAttemptStateForBootstrap(n, O.fromNullable(id))(run)),
    ),
  );
  const arbitraryPath = fc.tuple(
    fc.oneof(
      arbitraryHistory.map(([run]) => run ?? runIn('Ready')),
      fc.constantFrom(...states).map((state) => runIn(state)),
    ),
    fc.array(arbitraryChange, { maxLength: 60, size: 'max' }),
  );

  it('is read by the lenient codec, as a view, from JSON text, and from storage', () => {
    const refused = new Set<string>();
    const seen = new Set<string>();
    fc.assert(
      fc.property(arbitraryPath, ([start, changes]) => {
        let run = start;
        for (const change of changes) {
          const changed = change(run);
          if (E.isRight(changed)) run = changed.right;
          const wire = RunInstanceCodec.encode(run);
          const wanted = E.right(run);
          seen.add(run.state);
          if (E.isLeft(RunInstanceCodec.decode(wire))) refused.add(run.state);
          expect(RunInstanceLenientCodec.decode(json(wire))).toStrictEqual(wanted);
          expect(RunViewCodec.decode(json(RunViewCodec.encode(run)))).toStrictEqual(wanted);
          // `runchart actions` reads a run so.
          expect(decodeJson(RunInstanceLenientCodec)(JSON.stringify(wire))).toStrictEqual(wanted);
          expect(restoreRun()(json(persistRun(run)))).toStrictEqual(wanted);
        }
      }),
      // Of fewer paths, one in two hundred times none is in some state.
      tries(250),
    );
    expect(seen).toStrictEqual(new Set(states));
    // Otherwise the property would say nothing that the default codec does not.
    expect(refused).toContain('Ready');
  });
});

describe('the codecs', () => {
  it.each([
    ['RunInstanceLenientCodec', RunInstanceLenientCodec],
    ['RunInstanceCodec', RunInstanceCodec],
    ['RunInstanceStrictCodec', RunInstanceStrictCodec],
  ])('%s is of exactly the runs that it takes back', (_, codec) => {
    fc.assert(
      fc.property(arbitraryRun, (run) => {
        expect(codec.is(run)).toBe(E.isRight(codec.decode(codec.encode(run))));
      }),
      tries(100),
    );
  });
});

describe('the compiled chart', () => {
  // About 200 steps a walk: `npm run test:long` takes 200,000.
  it('agrees with XState on every walk', () => {
    const walk = fc.array(arbitraryEvent, { minLength: 100, maxLength: 300, size: 'max' });
    fc.assert(
      fc.property(arbitraryRun, walk, (start, events) => {
        let run = start;
        let snapshot = toSnapshot(start);
        for (const event of events) {
          const decided = decide(event)(run);
          if (E.isRight(decided)) run = decided.right;
          // eslint-disable-next-line @typescript-eslint/no-deprecated -- the older name must agree too
          expect(getNextSnapshot(runMachine, snapshot, event).value).toBe(run.state);
          [snapshot] = xstateTransition(runMachine, snapshot, event);
          expect(fromSnapshot(snapshot)).toStrictEqual(run);
        }
      }),
      tries(40),
    );
  });
});

describe('total operations', () => {
  it('recordStateChangeAt changes one field, in any state', () => {
    fc.assert(
      fc.property(arbitraryRun, arbitraryTimestamp, (run, instant) => {
        const after = recordStateChangeAt(instant)(run);
        expect(after).toStrictEqual({ ...run, lastStateChangeAt: instant });
        expect(Object.isFrozen(after)).toBe(true);
      }),
      tries(100),
    );
  });

  it('restoreAttemptStateForBootstrap changes two fields, in any state', () => {
    fc.assert(
      fc.property(
        arbitraryRun,
        arbitraryCount,
        fc.option(arbitraryAttemptId),
        (run, attemptCount, id) => {
          const currentAttemptId = O.fromNullable(id);
          const after = restoreAttemptStateForBootstrap(attemptCount, currentAttemptId)(run);
          expect(after).toStrictEqual({ ...run, attemptCount, currentAttemptId });
          expect(Object.isFrozen(after)).toBe(true);
        },
      ),
      tries(100),
    );
  });
});

describe('allowedActions', () => {
  const sameType = (event: RunEvent, run: RunInstance) => {
    const action = allowedActions(run).find(({ type }) => type === event.type);
    expect(action).toBeDefined();
    return action;
  };

  it('agrees with decide for every event: a disabled action has the same error', () => {
    fc.assert(
      fc.property(arbitraryRun, arbitraryEvent, (run, event) => {
        const action = sameType(event, run);
        const decided = decide(event)(run);
        if (action?._tag === 'Disabled') expect(decided).toStrictEqual(E.left(action.error));
        if (E.isRight(decided))
          expect(action).toMatchObject({ _tag: 'Enabled', target: decided.right.state });
      }),
      tries(1000),
    );
  });

  it('agrees with decide for every event: an enabled action has an event that is accepted', () => {
    fc.assert(
      fc.property(arbitraryRun, (run) => {
        for (const action of allowedActions(run)) {
          if (action._tag === 'Disabled') continue;
          expect(action.event.type).toBe(action.type);
          expect(right(decide(action.event)(run)).state).toBe(action.target);
        }
      }),
      tries(300),
    );
  });
});
