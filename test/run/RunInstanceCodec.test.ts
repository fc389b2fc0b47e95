import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { INVALID, tryDecodeOf } from '../../src/codec/FastCodec.js';
import {
  decide,
  newScheduledWithId,
  RunInstanceCodec,
  runInstanceEq,
  RunInstanceStrictCodec,
} from '../../src/index.js';
import { RunRecordCodec } from '../../src/run/RunInstanceCodec.js';
import { states } from '../expectations.js';
import {
  arbitraryRun,
  arbitraryUuid,
  at,
  right,
  runId,
  runIn,
  taskId,
  tries,
} from '../support/arbitraries.js';
import { ATTEMPT, ID, lines, NIL, run, TASK, wire } from '../support/runWire.js';

const without = (key: keyof typeof wire): object =>
  Object.fromEntries(Object.entries(wire).filter(([name]) => name !== key));

const codecs = [
  ['RunInstanceCodec', RunInstanceCodec],
  ['RunInstanceStrictCodec', RunInstanceStrictCodec],
] as const;

describe.each(codecs)('%s', (_, codec) => {
  it('converts between the run and its wire form', () => {
    expect(codec.decode(wire)).toStrictEqual(E.right(run));
    expect(codec.encode(run)).toStrictEqual(wire);
    expect(codec.is(run)).toBe(true);
    expect(codec.is(wire)).toBe(false);
    expect(codec.is({ ...run, attemptCount: -1 })).toBe(false);
    expect(codec.is({ ...run, currentAttemptId: null })).toBe(false);
    expect(codec.is({ ...run, currentAttemptId: { _tag: 'Some', value: 'x' } })).toBe(false);
    expect(codec.is({ ...run, currentAttemptId: O.none })).toBe(true);
  });

  it('returns frozen runs', () => {
    const decoded = right(codec.decode(wire));
    expect(Object.isFrozen(decoded)).toBe(true);
    expect(Object.isFrozen(decoded.currentAttemptId)).toBe(true);
  });

  it('encodes no attempt as null, and decodes null and absence to none', () => {
    const idle = runIn('Running');
    expect(codec.encode(idle)).toStrictEqual({ ...wire, current_attempt_id: null });
    for (const json of [{ ...wire, current_attempt_id: null }, without('current_attempt_id')])
      expect(codec.decode(json)).toStrictEqual(E.right(idle));
  });

  it('decodes an absent last_state_change_at as 0, and refuses null', () => {
    expect(codec.decode(without('last_state_change_at'))).toStrictEqual(
      E.right({ ...run, lastStateChangeAt: 0 }),
    );
    expect(lines(codec.decode({ ...wire, last_state_change_at: null }))).toStrictEqual([
      'at /last_state_change_at: expected unix seconds (0 to 9007199254740991), found null',
    ]);
  });

  it.each([
    ['id', 'a UUID (run id)'],
    ['task_id', 'a UUID (task id)'],
    ['state', `one of ${states.join(', ')}`],
    ['attempt_count', 'u32 (0 to 4294967295)'],
    ['created_at', 'unix seconds (0 to 9007199254740991)'],
    ['scheduled_at', 'unix seconds (0 to 9007199254740991)'],
    ['effective_priority', 'i32 (-2147483648 to 2147483647)'],
  ] as const)('requires %s', (key, kind) => {
    expect(lines(codec.decode(without(key)))).toStrictEqual([
      `at /${key}: expected ${kind}, found nothing`,
    ]);
  });

  it.each([
    ['attempt_count', 'u32 (0 to 4294967295)', [-1, 4294967296, 0.5, NaN, Infinity, '3', null]],
    ['effective_priority', 'i32 (-2147483648 to 2147483647)', [-2147483649, 2147483648, 0.5, true]],
    ['created_at', 'unix seconds (0 to 9007199254740991)', [-1, 2 ** 53, 1e300, '1000']],
    ['scheduled_at', 'unix seconds (0 to 9007199254740991)', [-1, 2 ** 53, -Infinity]],
  ] as const)('refuses %s outside of %s', (key, kind, values) => {
    for (const value of values)
      expect(lines(codec.decode({ ...wire, [key]: value }))).toStrictEqual([
        `at /${key}: expected ${kind}, found ${JSON.stringify(value) === 'null' && value !== null ? String(value) : JSON.stringify(value)}`,
      ]);
  });

  it.each([
    ['attempt_count', [0, 4294967295]],
    ['effective_priority', [-2147483648, 2147483647]],
    ['created_at', [900, 9007199254740991]],
    ['last_state_change_at', [0, 9007199254740991]],
  ] as const)('takes the ends of %s', (key, values) => {
    for (const value of values) {
      const decoded = right(codec.decode({ ...wire, [key]: value }));
      expect(codec.encode(decoded)).toStrictEqual({ ...wire, [key]: value });
    }
  });

  it('refuses negative zero, which JSON cannot represent', () => {
    expect(lines(codec.decode({ ...wire, effective_priority: -0 }))).toStrictEqual([
      'at /effective_priority: expected i32 (-2147483648 to 2147483647), found -0',
    ]);
  });

  it('reports every error, in the order of the fields', () => {
    expect(lines(codec.decode({ id: 1, state: 'ready' }))).toStrictEqual([
      'at /id: expected a UUID (run id), found 1',
      'at /task_id: expected a UUID (task id), found nothing',
      `at /state: expected one of ${states.join(', ')}, found "ready"`,
      'at /attempt_count: expected u32 (0 to 4294967295), found nothing',
      'at /created_at: expected unix seconds (0 to 9007199254740991), found nothing',
      'at /scheduled_at: expected unix seconds (0 to 9007199254740991), found nothing',
      'at /effective_priority: expected i32 (-2147483648 to 2147483647), found nothing',
    ]);
  });

  it.each([null, undefined, 7, 'run', true, [], [wire], () => wire, 1n, Symbol('run')])(
    'refuses %p, which is not a run object',
    (u) => {
      expect(lines(codec.decode(u))).toStrictEqual([
        expect.stringMatching(/^at \/: expected a run \(an object\), found /),
      ]);
    },
  );

  it('refuses nil ids', () => {
    expect(lines(codec.decode({ ...wire, id: NIL, task_id: NIL }))).toStrictEqual([
      `at /id: expected a run id that is not nil, found "${NIL}"`,
      `at /task_id: expected a task id that is not nil, found "${NIL}"`,
    ]);
  });

  it('accepts a nil attempt id, as the reference does', () => {
    const decoded = right(codec.decode({ ...wire, current_attempt_id: NIL }));
    expect(decoded.currentAttemptId).toStrictEqual(O.some(NIL));
  });

  it.each(states.filter((state) => state !== 'Running'))('refuses an attempt in %s', (state) => {
    expect(lines(codec.decode({ ...wire, state }))).toStrictEqual([
      `at /current_attempt_id: expected null, as no attempt can be active in ${state}, found "${ATTEMPT}"`,
    ]);
  });

  it('ignores and drops unknown keys', () => {
    const json = JSON.parse(
      JSON.stringify(wire).replace('{', '{"__proto__":{"state":"Failed"},"constructor":1,"x":{},'),
    ) as unknown;
    expect(codec.decode(json)).toStrictEqual(E.right(run));
  });

  it('converts ids to the canonical form', () => {
    const decoded = codec.decode({
      ...wire,
      id: `{${ID}}`,
      task_id: `urn:uuid:${TASK}`,
      current_attempt_id: ATTEMPT.replaceAll('-', '').toUpperCase(),
    });
    expect(decoded).toStrictEqual(E.right(run));
  });
});

describe.each([...codecs, ['RunRecordCodec', RunRecordCodec] as const])('%s', (_, codec) => {
  const tryDecode = tryDecodeOf(codec);

  it('decodes a run on its fast path', () => {
    expect(tryDecode(wire)).toStrictEqual(run);
    expect(Object.isFrozen(tryDecode(wire))).toBe(true);
  });

  it.each<readonly [string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'run'],
    ['a function', Object.assign(() => wire, wire)],
    ['an array', Object.assign([], wire)],
    ...Object.keys(wire).map(
      (key) => [`a run with a wrong ${key}`, { ...wire, [key]: false }] as const,
    ),
  ])('refuses %s on its fast path too', (__, u) => {
    expect(tryDecode(u)).toBe(INVALID);
    expect(codec.decode(u)._tag).toBe('Left');
  });

  it('decodes a run that throws when it is read the first time', () => {
    let reads = 0;
    const record = new Proxy(wire, {
      get: (target, key, receiver): unknown => {
        reads += 1;
        if (reads === 1) throw new Error('a trap');
        return Reflect.get(target, key, receiver);
      },
    });
    expect(codec.decode(record)).toStrictEqual(E.right(run));
  });
});

describe('a run that was scheduled ahead and then promoted', () => {
  const promoted = right(
    decide({ type: 'promote', at: at(2000) })(
      right(
        newScheduledWithId({
          id: runId(1),
          taskId: taskId(2),
          scheduledAt: at(2000),
          createdAt: at(1000),
        }),
      ),
    ),
  );
  const json = RunInstanceCodec.encode(promoted);

  it('is decoded by the default codec', () => {
    expect(RunInstanceCodec.decode(json)).toStrictEqual(E.right(promoted));
  });

  it('is refused by the strict codec, as by the reference', () => {
    expect(lines(RunInstanceStrictCodec.decode(json))).toStrictEqual([
      'at /scheduled_at: expected at most created_at (1000) in Ready, found 2000',
    ]);
  });

  it('is refused by the default codec if it was promoted before its time', () => {
    expect(lines(RunInstanceCodec.decode({ ...json, last_state_change_at: 1999 }))).toStrictEqual([
      'at /scheduled_at: expected at most the later of created_at and last_state_change_at (1999) in Ready, found 2000',
    ]);
  });

  it('is subject to that rule only in Ready', () => {
    for (const state of states.filter((name) => name !== 'Ready'))
      for (const codec of [RunInstanceCodec, RunInstanceStrictCodec])
        expect(E.isRight(codec.decode({ ...json, state, last_state_change_at: 0 }))).toBe(true);
  });
});

// ------------------------------------------------------------------------------------------------------------- laws

/** A value of a field, and whether the field may hold it. */
type Candidate = readonly [value: unknown, ok: boolean];

const good = (arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<Candidate> =>
  arbitrary.map((value) => [value, true]);
const bad = (...values: ReadonlyArray<unknown>): fc.Arbitrary<Candidate> =>
  fc.constantFrom(...values).map((value) => [value, false]);

const mostly = (ok: fc.Arbitrary<Candidate>, wrong: fc.Arbitrary<Candidate>) =>
  fc.oneof({ arbitrary: ok, weight: 30 }, { arbitrary: wrong, weight: 1 });

const anId = mostly(
  good(fc.oneof(fc.constantFrom(NIL, ID, TASK), arbitraryUuid)),
  bad(undefined, null, '', 'x', 0, {}, `${ID} `, `urn:${ID}`, ID.slice(1)),
);
const anInstant = mostly(
  good(
    fc.oneof(
      { weight: 4, arbitrary: fc.nat(4) },
      fc.constantFrom(0, 9007199254740991),
      fc.maxSafeNat(),
    ),
  ),
  bad(undefined, null, -1, 0.1, NaN, -0, 2 ** 53, '5', 5n),
);

const candidates = fc.record(
  {
    id: anId,
    task_id: anId,
    state: mostly(
      good(
        fc.oneof(fc.constantFrom(...states), {
          weight: 3,
          arbitrary: fc.constantFrom('Ready', 'Running'),
        }),
      ),
      bad(undefined, null, 'ready', 'RETRY_WAIT', 1, '__proto__', ['Ready']),
    ),
    current_attempt_id: mostly(
      good(fc.oneof(fc.constantFrom(null, undefined), fc.constantFrom(NIL, ATTEMPT))),
      bad('', 0, false, {}, 'none'),
    ),
    attempt_count: mostly(
      good(fc.constantFrom(0, 1, 4294967294, 4294967295)),
      bad(undefined, null, -1, 4294967296, 1.5, '1'),
    ),
    created_at: anInstant,
    scheduled_at: anInstant,
    effective_priority: mostly(
      good(fc.constantFrom(-2147483648, -1, 0, 2147483647)),
      bad(undefined, null, -2147483649, 2147483648, 0.5, '0'),
    ),
    last_state_change_at: mostly(
      good(fc.oneof({ weight: 3, arbitrary: fc.nat(4) }, fc.constant(undefined))),
      bad(null, -1, 0.5, '1'),
    ),
  },
  { noNullPrototype: true },
);

type Candidates = { readonly [K in keyof typeof wire]: Candidate };

const wireOf = (fields: Candidates): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([key, [value]]) => [key, value]));

const num = (candidate: Candidate): number => (typeof candidate[0] === 'number' ? candidate[0] : 0);

/** The reference's rule, restated independently. */
const validByItself = (fields: Candidates): boolean =>
  Object.values(fields).every(([, ok]) => ok) &&
  fields.id[0] !== NIL &&
  fields.task_id[0] !== NIL &&
  (fields.state[0] === 'Running' || (fields.current_attempt_id[0] ?? null) === null);

const strictRule = (fields: Candidates): boolean =>
  validByItself(fields) &&
  (fields.state[0] !== 'Ready' || num(fields.scheduled_at) <= num(fields.created_at));

const defaultRule = (fields: Candidates): boolean =>
  validByItself(fields) &&
  (fields.state[0] !== 'Ready' ||
    num(fields.scheduled_at) <= Math.max(num(fields.created_at), num(fields.last_state_change_at)));

describe('laws', () => {
  it('the strict codec accepts exactly the runs of the reference, and the default codec those of its own rule', () => {
    const verdicts = { strict: 0, byDefault: 0, neither: 0 };
    fc.assert(
      fc.property(candidates, (fields) => {
        const json = wireOf(fields);
        const strict = E.isRight(RunInstanceStrictCodec.decode(json));
        const byDefault = E.isRight(RunInstanceCodec.decode(json));
        expect([strict, byDefault]).toStrictEqual([strictRule(fields), defaultRule(fields)]);
        expect(tryDecodeOf(RunInstanceStrictCodec)(json) !== INVALID).toBe(strict);
        expect(tryDecodeOf(RunInstanceCodec)(json) !== INVALID).toBe(byDefault);
        verdicts[strict ? 'strict' : byDefault ? 'byDefault' : 'neither'] += 1;
      }),
      tries(3000),
    );
    expect(Object.values(verdicts).every((n) => n > 0)).toBe(true);
  });

  it('the default codec decodes everything that the strict codec accepts, to the same run', () => {
    fc.assert(
      fc.property(candidates, (fields) => {
        const strict = RunInstanceStrictCodec.decode(wireOf(fields));
        if (E.isLeft(strict)) return;
        const byDefault = right(RunInstanceCodec.decode(wireOf(fields)));
        expect(byDefault).toStrictEqual(strict.right);
        expect(runInstanceEq.equals(byDefault, strict.right)).toBe(true);
      }),
      tries(500),
    );
  });

  it('every run can be encoded, and decoding gives the same run or fails', () => {
    fc.assert(
      fc.property(arbitraryRun, (any) => {
        const json = JSON.parse(JSON.stringify(RunInstanceCodec.encode(any))) as unknown;
        const back = RunInstanceCodec.decode(json);
        const legal =
          (O.isNone(any.currentAttemptId) || any.state === 'Running') &&
          (any.state !== 'Ready' ||
            any.scheduledAt <= Math.max(any.createdAt, any.lastStateChangeAt));
        expect(back._tag).toBe(legal ? 'Right' : 'Left');
        if (E.isRight(back)) expect(back.right).toStrictEqual(any);
      }),
      tries(500),
    );
  });
});
