import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { eventTypes, formatDecodeErrors, RunEventCodec } from '../../src/index.js';
import * as table from '../expectations.js';
import { arbitraryEvent, at, attemptA, left, priority, tries } from '../support/arbitraries.js';

const lines = (u: unknown): ReadonlyArray<string> =>
  formatDecodeErrors(left(RunEventCodec.decode(u)));

const ATTEMPT = '00000000-0000-0000-0000-00000000000a';

describe('eventTypes', () => {
  it('are those of the design', () => {
    expect([...eventTypes].sort()).toStrictEqual([...table.eventTypes].sort());
  });
});

describe('RunEventCodec', () => {
  it('decodes every event that it encoded, through JSON', () => {
    fc.assert(
      fc.property(arbitraryEvent, (event) => {
        const json = JSON.parse(JSON.stringify(RunEventCodec.encode(event))) as unknown;
        expect(RunEventCodec.decode(json)).toStrictEqual(E.right(event));
        expect(RunEventCodec.is(event)).toBe(true);
      }),
      tries(300),
    );
  });

  it('encodes snake_case names', () => {
    expect(
      RunEventCodec.encode({ type: 'attempt.start', attemptId: attemptA, at: at(7) }),
    ).toStrictEqual({ type: 'attempt.start', attempt_id: ATTEMPT, at: 7 });
    expect(RunEventCodec.encode({ type: 'promote', effectivePriority: priority(3) })).toStrictEqual(
      {
        type: 'promote',
        effective_priority: 3,
      },
    );
    expect(RunEventCodec.encode({ type: 'promote' })).toStrictEqual({ type: 'promote' });
  });

  it.each(table.eventTypes)('%s has an optional instant, and refuses an invalid one', (type) => {
    const event = { type, attempt_id: ATTEMPT, effective_priority: 1 };
    expect(RunEventCodec.decode({ ...event, at: 5 })).toMatchObject({
      _tag: 'Right',
      right: { type, at: 5 },
    });
    expect(lines({ ...event, at: -5 })).toStrictEqual([
      'at /at: expected unix seconds (0 to 9007199254740991), found -5',
    ]);
  });

  it.each(table.eventTypes)('%s has its own fields and no others', (type) => {
    const decoded = RunEventCodec.decode({
      type,
      attempt_id: ATTEMPT,
      effective_priority: 1,
      other: 1,
    });
    const own =
      type === 'attempt.start' || type === 'attempt.finish'
        ? { attemptId: ATTEMPT }
        : type === 'priority.set' || type === 'promote'
          ? { effectivePriority: 1 }
          : {};
    expect(decoded).toStrictEqual(E.right({ type, ...own }));
    expect(E.isRight(decoded) && Object.isFrozen(decoded.right)).toBe(true);
  });

  it.each([
    ['attempt.start', 'at /attempt_id: expected a UUID (attempt id), found nothing'],
    ['attempt.finish', 'at /attempt_id: expected a UUID (attempt id), found nothing'],
    [
      'priority.set',
      'at /effective_priority: expected i32 (-2147483648 to 2147483647), found nothing',
    ],
  ])('%s wants its payload', (type, line) => {
    expect(lines({ type })).toStrictEqual([line]);
  });

  it('decodes null in an optional field as absent, and refuses other invalid values', () => {
    expect(
      RunEventCodec.decode({ type: 'promote', at: null, effective_priority: null }),
    ).toStrictEqual(E.right({ type: 'promote' }));
    expect(lines({ type: 'promote', effective_priority: false })).toStrictEqual([
      'at /effective_priority: expected i32 (-2147483648 to 2147483647), found false',
    ]);
  });

  it.each([undefined, null, 'nope', 'Promote', '__proto__', 'toString', 7, ['promote']])(
    'refuses events of type %p',
    (type) => {
      expect(lines({ type })).toStrictEqual([
        expect.stringMatching(/^at \/type: expected one of promote, .*priority\.set.*, found /),
      ]);
      expect(RunEventCodec.is({ type })).toBe(false);
    },
  );

  it('refuses values that are not objects', () => {
    expect(lines('promote')).toStrictEqual([
      'at /: expected an event (an object), found "promote"',
    ]);
    expect(lines([])).toStrictEqual(['at /: expected an event (an object), found an array']);
  });

  it('distinguishes an event from its wire form', () => {
    expect(RunEventCodec.is({ type: 'attempt.start', attempt_id: ATTEMPT })).toBe(false);
    expect(RunEventCodec.is({ type: 'attempt.start', attemptId: attemptA })).toBe(true);
    expect(RunEventCodec.is({ type: 'lease', at: 'x' })).toBe(false);
  });
});
