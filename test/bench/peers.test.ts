/** The peers of the benchmarks behave as runchart does; otherwise their times could not be compared. */
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { javascriptStateMachine } from '../../bench/peers/javascript-state-machine.js';
import type { Peer } from '../../bench/peers/lives.js';
import { lifeBy, lifeOf } from '../../bench/peers/lives.js';
import { reducer } from '../../bench/peers/reducer.js';
import { robot3 } from '../../bench/peers/robot3.js';
import { store } from '../../bench/peers/store.js';
import { actor, pure } from '../../bench/peers/xstate.js';
import type { Seal } from '../../bench/sample.js';
import { lifeEvents, runBy, sampleRun, scheduledFields } from '../../bench/sample.js';
import type { AttemptId, RunEvent, RunInstance } from '../../src/index.js';
import { decide, newScheduledWithId } from '../../src/index.js';
import { eventTypes, states } from '../expectations.js';
import { attemptA, attemptB, count, right, runIn, variantsOf } from '../support/arbitraries.js';

const attempts: ReadonlyArray<O.Option<AttemptId>> = [O.none, O.some(attemptA), O.some(attemptB)];
const counts = [1, 4294967295].map(count);

/** Every state, event, attempt condition and boundary of the count. */
const grid: ReadonlyArray<readonly [RunInstance, RunEvent]> = states.flatMap((state) =>
  attempts.flatMap((currentAttemptId) =>
    counts.flatMap((attemptCount) =>
      eventTypes.flatMap((type) =>
        variantsOf(type).map(
          (event) => [runIn(state, { currentAttemptId, attemptCount }), event] as const,
        ),
      ),
    ),
  ),
);

const unsealed: Seal = (record) => record;

describe('the hand-written reducer', () => {
  it.each<[string, Seal]>([
    ['frozen', Object.freeze],
    ['unfrozen', unsealed],
  ])('decides as the facade does, at every point of the grid: %s', (_, seal) => {
    const byHand = reducer(seal);
    for (const [run, event] of grid) expect(byHand(event)(run)).toStrictEqual(decide(event)(run));
  });

  it('freezes the runs that it should freeze', () => {
    const [event] = lifeEvents();
    expect(Object.isFrozen(right(reducer(Object.freeze)(event)(sampleRun())))).toBe(true);
    expect(Object.isFrozen(right(reducer(unsealed)(event)(sampleRun())))).toBe(false);
  });
});

const follows = <Machine>({ name, create, send, read }: Peer<Machine>): void => {
  describe(`${name}, as a peer`, () => {
    it('accepts and refuses as the facade does, at every point of the grid', () => {
      for (const [run, event] of grid) {
        const machine = create(run);
        send(machine, event);
        const after = decide(event)(run);
        expect({ run, event, after: read(machine) }).toStrictEqual({
          run,
          event,
          after: E.isRight(after) ? after.right : run,
        });
      }
    });

    it('gives the same run as the facade at the end of a life', () => {
      const run = sampleRun();
      const machine = create(run);
      const events = lifeEvents();
      const ours = events.reduce((now, event) => right(decide(event)(now)), run);
      for (const event of events) send(machine, event);
      expect(read(machine)).toStrictEqual(ours);
      expect(ours.state).toBe('Completed');
    });
  });
};

follows(robot3);
follows(javascriptStateMachine);
follows(store);
follows(actor);
follows(pure);

describe('the lives of the benchmark', () => {
  const fields = scheduledFields();
  const events = lifeEvents();
  const scheduled = runBy(unsealed)('Scheduled', fields);
  const completed = events.reduce((run, event) => right(decide(event)(run)), scheduled);

  it('begin with the run that the library makes', () => {
    expect(E.right(scheduled)).toStrictEqual(newScheduledWithId(fields));
  });

  it('complete by events and by the reducer', () => {
    for (const decideBy of [decide, reducer(unsealed)])
      expect(lifeBy(() => newScheduledWithId(fields), decideBy, events)()).toStrictEqual(completed);
  });

  it('fail when a step is refused', () => {
    expect(lifeBy(() => E.right(completed), decide, events)).toThrow('InvalidTransition');
  });

  const completes = <Machine>(peer: Peer<Machine>): void => {
    it(`complete with ${peer.name}`, () => {
      expect(peer.read(lifeOf(peer, fields, events)())).toStrictEqual(completed);
    });
  };
  completes(robot3);
  completes(javascriptStateMachine);
  completes(store);
  completes(actor);
  completes(pure);
});
