/** Events of untyped code, and the texts of the errors of sending one. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { eventTypes, sendErrorMessage } from '../../src/index.js';
import { decodeEvent } from '../../src/run/SendError.js';
import { arbitraryEvent, attemptA, runId, tries } from '../support/arbitraries.js';

const run = '00000000-0000-0000-0000-000000000001';
const decode = decodeEvent(runId(1));

describe('decodeEvent', () => {
  it('copies an event to a new frozen record', () => {
    fc.assert(
      fc.property(arbitraryEvent, (event) => {
        const decoded = decode(event);
        expect(decoded).toStrictEqual(E.right(event));
        expect(E.isRight(decoded) && decoded.right !== event).toBe(true);
        expect(E.isRight(decoded) && Object.isFrozen(decoded.right)).toBe(true);
      }),
      tries(100),
    );
  });

  it('reads each field once, and drops the fields that the event does not have', () => {
    const read: Array<string> = [];
    const given = new Proxy(
      { type: 'attempt.start', attemptId: attemptA, at: 5, note: 'x' },
      {
        get: (target, key, receiver): unknown => {
          if (key !== 'type') read.push(String(key));
          return Reflect.get(target, key, receiver);
        },
      },
    );
    expect(decode(given)).toStrictEqual(
      E.right({ type: 'attempt.start', attemptId: attemptA, at: 5 }),
    );
    expect(read).toStrictEqual(['attemptId', 'at']);
  });

  const type = { path: '/type', expected: `one of ${eventTypes.join(', ')}` };
  const id = { path: '/attemptId', expected: 'a UUID (attempt id)' };
  const priority = { path: '/effectivePriority', expected: 'i32 (-2147483648 to 2147483647)' };
  const instant = { path: '/at', expected: 'unix seconds (0 to 9007199254740991)' };
  const thrower = (key: string): object =>
    Object.defineProperty({ type: 'lease' }, key, {
      get: () => {
        throw new Error('a trap');
      },
    });

  it.each([
    ['null', null, [{ path: '', expected: 'an event (an object)', found: 'null' }]],
    ['no type', {}, [{ ...type, found: 'nothing' }]],
    ['an unknown type', { type: 'nope' }, [{ ...type, found: '"nope"' }]],
    ['no attempt id', { type: 'attempt.start' }, [{ ...id, found: 'nothing' }]],
    [
      'the name on the wire',
      { type: 'attempt.start', attempt_id: attemptA },
      [{ ...id, found: 'nothing' }],
    ],
    [
      'two invalid fields',
      { type: 'priority.set', effectivePriority: 0.5, at: -1 },
      [
        { ...priority, found: '0.5' },
        { ...instant, found: '-1' },
      ],
    ],
    [
      'a field that throws',
      thrower('at'),
      [{ ...instant, found: 'a field that throws when it is read' }],
    ],
  ])('refuses %s, by the names in the event', (_, u, errors) => {
    expect(decode(u)).toStrictEqual(E.left({ _tag: 'NotAnEvent', runId: run, errors }));
  });
});

describe('sendErrorMessage', () => {
  const inState = (state: string): string =>
    sendErrorMessage({ _tag: 'UnknownState', runId: runId(1), state });

  it.each([
    [
      { _tag: 'NotAnEvent', runId: runId(1), errors: [{ path: '/at', expected: 'x', found: '7' }] },
      `run ${run} was sent something that is not an event: at /at: expected x, found 7`,
    ],
    [{ _tag: 'ActorStopped', runId: runId(1) }, `the actor of run ${run} was stopped`],
    [{ _tag: 'ConnectionLost', reason: 'bye' }, 'the connection was lost: bye'],
    [{ _tag: 'NoActiveAttempt', runId: runId(1) }, `run ${run} has no active attempt`],
  ] as const)('of %j says what happened', (error, text) => {
    expect(sendErrorMessage(error)).toBe(text);
  });

  it.each([
    ['quoted', 'a "state"\n', '"a \\"state\\"\\n"'],
    ['whole up to 60 characters', 'x'.repeat(60), `"${'x'.repeat(60)}"`],
    ['cut beyond', 'x'.repeat(61), `"${'x'.repeat(60)}..."`],
  ])('has the name of an unknown state, %s', (_, state, quoted) => {
    expect(inState(state)).toBe(
      `run ${run} is in state ${quoted}, which this version does not know: the engine is newer`,
    );
  });
});
