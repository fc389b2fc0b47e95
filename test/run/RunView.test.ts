import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { RunEvent, UnknownRun } from '../../src/index.js';
import {
  allowedActions,
  decide,
  decideView,
  decodeErrors,
  formatDecodeErrors,
  isKnownRun,
  RunInstanceCodec,
  RunInstanceStrictCodec,
  RunViewCodec,
  sendErrorMessage,
  viewActions,
} from '../../src/index.js';
import { eventTypes, states } from '../expectations.js';
import {
  arbitraryEvent,
  arbitraryHistory,
  attemptA,
  left,
  right,
  runIn,
  tries,
  variantsOf,
} from '../support/arbitraries.js';

const wireOf = (state: unknown, change: object = {}) => ({
  ...RunInstanceCodec.encode(runIn('Leased')),
  state,
  ...change,
});

const unknown = (state: string, change: object = {}): UnknownRun => {
  const view = right(RunViewCodec.decode(wireOf(state, change)));
  if (isKnownRun(view)) throw new Error(`${state} is known`);
  return view;
};

const someState = fc.string({ unit: 'binary' }).filter((text) => !states.some((s) => s === text));

it('a view is named in errors as a run is', () => {
  expect(RunViewCodec.name).toBe(RunInstanceCodec.name);
});

describe('a run in a known state', () => {
  it('is decoded to the same run', () => {
    fc.assert(
      fc.property(arbitraryHistory, (history) => {
        for (const run of history) {
          const view = RunViewCodec.decode(RunInstanceCodec.encode(run));
          expect(view).toStrictEqual(E.right(run));
          expect(RunViewCodec.encode(right(view))).toStrictEqual(RunInstanceCodec.encode(run));
          expect(RunViewCodec.is(run)).toBe(true);
        }
      }),
      tries(30),
    );
  });

  it('is read once', () => {
    const read: Array<string> = [];
    const wire = new Proxy(wireOf('Leased'), {
      get: (target, key, receiver): unknown => {
        read.push(String(key));
        return Reflect.get(target, key, receiver);
      },
    });
    expect(RunViewCodec.decode(wire)).toStrictEqual(E.right(runIn('Leased')));
    expect(read.sort()).toStrictEqual(Object.keys(wire).sort());
  });

  it('is decided, and offers actions, as usual', () => {
    fc.assert(
      fc.property(arbitraryHistory, arbitraryEvent, (history, event) => {
        const run = history.at(-1) ?? runIn('Ready');
        expect(decideView(event)(run)).toStrictEqual(decide(event)(run));
        expect(viewActions(run)).toStrictEqual(allowedActions(run));
      }),
      tries(100),
    );
  });

  it('is refused with the errors of a run', () => {
    const wire = wireOf('Ready', { current_attempt_id: 'x', task_id: 7 });
    expect(decodeErrors(left(RunViewCodec.decode(wire))).map(({ path }) => path)).toStrictEqual(
      decodeErrors(left(RunInstanceCodec.decode(wire))).map(({ path }) => path),
    );
  });

  it.each([
    ['was promoted without an instant', { scheduled_at: 2000, last_state_change_at: 1000 }],
    ['was promoted a second early', { scheduled_at: 2000, last_state_change_at: 1999 }],
    ['got an attempt outside Running', { current_attempt_id: attemptA }],
  ])('is shown, though RunInstanceCodec refuses it: it %s', (_, change) => {
    const wire = wireOf('Ready', change);
    expect(E.isLeft(RunInstanceCodec.decode(wire))).toBe(true);
    const view = right(RunViewCodec.decode(wire));
    expect(isKnownRun(view)).toBe(true);
    expect(RunViewCodec.is(view)).toBe(true);
    expect(RunViewCodec.encode(view)).toStrictEqual(wire);
    expect(E.isRight(decideView({ type: 'lease' })(view))).toBe(true);
  });
});

describe('a run in an unknown state', () => {
  it('keeps the name of its state and the received record', () => {
    fc.assert(
      fc.property(someState, (state) => {
        const wire = wireOf(state, { since: 'a newer engine' });
        const view = right(RunViewCodec.decode(wire));
        expect(view).toStrictEqual({
          ...runIn('Leased'),
          _tag: 'UnknownState',
          state,
          record: wire,
        });
        expect(Object.isFrozen(view)).toBe(true);
        expect(isKnownRun(view)).toBe(false);
        expect(RunViewCodec.is(view)).toBe(true);
        expect(RunViewCodec.encode(view)).toBe(wire);
      }),
      tries(200),
    );
  });

  it('may have an active attempt, because the new state may allow one', () => {
    expect(unknown('Draining', { current_attempt_id: attemptA }).currentAttemptId).toStrictEqual(
      O.some(attemptA),
    );
  });

  it('is still refused by the codecs of a run', () => {
    for (const codec of [RunInstanceCodec, RunInstanceStrictCodec]) {
      expect(E.isLeft(codec.decode(wireOf('NoSuchState')))).toBe(true);
      expect(codec.is(unknown('NoSuchState'))).toBe(false);
    }
  });

  it.each([
    ['no state', wireOf(undefined), '/state'],
    ['a number for a state', wireOf(7), '/state'],
    ['another field', wireOf('NoSuchState', { attempt_count: -1 }), '/attempt_count'],
    ['a nil id', wireOf('NoSuchState', { id: '00000000-0000-0000-0000-000000000000' }), '/id'],
  ])('is refused where something else is wrong: %s', (_, wire, path) => {
    expect(decodeErrors(left(RunViewCodec.decode(wire))).map((e) => e.path)).toStrictEqual([path]);
  });

  it.each([0, 1, 2, 3, 4, 5, 6])('is refused with a reason if it is known after %d reads', (n) => {
    let reads = 0;
    const wire = Object.defineProperty(wireOf('NoSuchState'), 'state', {
      get: () => {
        reads += 1;
        return reads > n ? 'NoSuchState' : 7;
      },
    });
    const decoded = RunViewCodec.decode(wire);
    for (const line of E.isLeft(decoded) ? formatDecodeErrors(decoded.left) : [])
      expect([
        `at /state: expected one of ${states.join(', ')}, found 7`,
        'at /state: expected a state that this version does not know, found 7',
      ]).toContain(line);
  });

  it.each(eventTypes)('refuses %s, and says that the engine is newer', (type) => {
    const view = unknown('NoSuchState');
    for (const event of variantsOf(type)) {
      const error = left(decideView(event as RunEvent & { readonly type: 'lease' })(view));
      expect(error).toStrictEqual({ _tag: 'UnknownState', runId: view.id, state: 'NoSuchState' });
      expect(sendErrorMessage(error)).toBe(
        `run ${view.id} is in state "NoSuchState", which this version does not know: the engine is newer`,
      );
    }
  });

  it('offers every event of the chart, disabled', () => {
    const error = { _tag: 'UnknownState', runId: runIn('Ready').id, state: 'NoSuchState' };
    expect(viewActions(unknown('NoSuchState'))).toStrictEqual(
      viewActions(runIn('Ready')).map(({ type }) => ({ _tag: 'Disabled', type, error })),
    );
  });

  it('has a short message, however long the name of its state', () => {
    const error = left(decideView({ type: 'lease' })(unknown('x'.repeat(100_000))));
    expect(sendErrorMessage(error).length).toBeLessThan(300);
  });
});
