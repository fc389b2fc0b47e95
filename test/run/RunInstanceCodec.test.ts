import { afterEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { RunInstance } from '../../src/index.js';
import {
  decide,
  decodeJson,
  formatDecodeErrors,
  newScheduledWithId,
  RunInstanceCodec,
  runInstanceEq,
  RunInstanceLenientCodec,
  RunInstanceStrictCodec,
} from '../../src/index.js';
import { states } from '../expectations.js';
import {
  arbitraryRun,
  arbitraryUuid,
  at,
  attemptA,
  left,
  right,
  runId,
  runIn,
  taskId,
  tries,
} from '../support/arbitraries.js';

const NIL = '00000000-0000-0000-0000-000000000000';
const ID = '00000000-0000-0000-0000-000000000001';
const TASK = '00000000-0000-0000-0000-000000000002';
const ATTEMPT = '00000000-0000-0000-0000-00000000000a';

const wire = {
  id: ID,
  task_id: TASK,
  state: 'Running',
  current_attempt_id: ATTEMPT,
  attempt_count: 3,
  created_at: 1000,
  scheduled_at: 900,
  effective_priority: 4,
  last_state_change_at: 1500,
};

const run = runIn('Running', { currentAttemptId: O.some(attemptA) });

const lines = (validation: ReturnType<typeof RunInstanceCodec.decode>): ReadonlyArray<string> =>
  formatDecodeErrors(left(validation));

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
  good(fc.oneof(fc.nat(4), fc.constantFrom(0, 9007199254740991), fc.maxSafeNat())),
  bad(undefined, null, -1, 0.1, NaN, -0, 2 ** 53, '5', 5n),
);

const candidates = fc.record(
  {
    id: anId,
    task_id: anId,
    state: mostly(
      good(fc.oneof(fc.constantFrom(...states), fc.constantFrom('Ready', 'Running'))),
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
      good(fc.oneof(fc.nat(4), fc.constant(undefined))),
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

// -------------------------------------------------------------------------------------------------------- JSON text

describe('decodeJson', () => {
  const text = JSON.stringify(wire);
  const decode = decodeJson(RunInstanceCodec);
  const edit = (from: string | RegExp, to: string): ReadonlyArray<string> => {
    const edited = text.replace(from, to);
    expect(edited).not.toBe(text);
    const decoded = decode(edited);
    return E.isLeft(decoded) ? formatDecodeErrors(decoded.left) : [];
  };

  it('decodes like the codec, with white space where JSON allows it', () => {
    expect(decode(text)).toStrictEqual(E.right(run));
    expect(decode(` \n\t\r${JSON.stringify(wire, null, 3)}\r\n `)).toStrictEqual(E.right(run));
  });

  it('reports invalid JSON', () => {
    for (const broken of ['', 'nope', text.slice(1), `${text}x`, `\uFEFF${text}`, '{"id":1,}'])
      expect(lines(decode(broken))).toStrictEqual([
        expect.stringMatching(/^at \/: expected JSON text \(.+\), found ".*"/s),
      ]);
  });

  it('reports JSON that is not a run', () => {
    expect(lines(decode('[]'))).toStrictEqual(['at /: expected a run (an object), found an array']);
    expect(lines(decode('null'))).toStrictEqual(['at /: expected a run (an object), found null']);
  });

  it.each([
    ['"attempt_count":3', '"attempt_count":3.0'],
    ['"attempt_count":3', '"attempt_count":3e0'],
    ['"attempt_count":3', '"attempt_count":0.3E1'],
    ['"attempt_count":3', '"attempt_count":-0'],
    ['"attempt_count":3', '"attempt_count": \n-0.0 '],
    ['"attempt_count":3', '"attempt_count":2.99999999999999999999999'],
    ['"attempt_count":3', '"attempt_count":4294967295.00000000001'],
    ['"effective_priority":4', '"effective_priority":-1.0'],
    ['"effective_priority":4', '"effective_priority":1e-400'],
    ['"created_at":1000', '"created_at":1e3'],
    ['"created_at":1000', '"created_at":9007199254740991.1'],
    ['"created_at":1000', '"created_at":9007199254740992'],
    ['"created_at":1000', '"created_at":9007199254740993'],
    ['"created_at":1000', '"created_at":18446744073709551615'],
    ['"created_at":1000', '"created\\u005fat":1e3'],
    ['"last_state_change_at":1500', '"last_state_change_at":1500.0'],
  ])('refuses %s rewritten as %s', (from, to) => {
    const key = /"(.*?)"/.exec(from)?.[1] ?? '';
    expect(edit(from, to)).toStrictEqual([
      expect.stringMatching(new RegExp(`^at /${key}: expected .*, found `)),
    ]);
  });

  it('reports the number as written', () => {
    expect(edit('"attempt_count":3', '"attempt_count":3.0')).toStrictEqual([
      'at /attempt_count: expected u32 (0 to 4294967295), written as an integer, found "3.0"',
    ]);
  });

  it.each([
    ['at the end', /\}$/, ',"state":"Running"}'],
    ['at the beginning', /^\{/, '{"attempt_count":3,'],
    ['with another value', /^\{/, '{"created_at":1,'],
    ['with an escape in its key', /^\{/, '{"st\\u0061te":"Running",'],
    ['with an escape in both halves', /\}$/, `,"\\u0069\\u0064":"${ID}"}`],
    ['that is null', /^\{/, '{"current_attempt_id":null,'],
    ['that is an object', /^\{/, '{"task_id":{"task_id":[{}]},'],
  ])('refuses a field that is there twice: %s', (_, from, to) => {
    expect(edit(from, to)).toStrictEqual([
      expect.stringMatching(/^at \/\w+: expected one value, not two, found /),
    ]);
  });

  it('ignores unknown keys, even duplicate ones', () => {
    const extra =
      '{"x":1.0,"x":2e5,"\\"":-0,"a":{"state":1,"state":2,"b":[{"id":"}"}]},"a":"{\\\\","__proto__":1,"__proto__":2,';
    expect(edit(/^\{/, extra)).toStrictEqual([]);
    expect(decode(text.replace('{', extra))).toStrictEqual(E.right(run));
  });

  it('is not misled by strings that look like members', () => {
    expect(
      edit(/\}$/, ',"note":"\\",\\"state\\":\\"Ready\\",\\"attempt_count\\":1.0"}'),
    ).toStrictEqual([]);
    expect(edit(/\}$/, ',"list":["state","id",{"id":1.0,"id":-0}]}')).toStrictEqual([]);
    expect(edit(/\}$/, ',"\\\\":"\\\\"}')).toStrictEqual([]);
  });

  it('agrees with the codec on every output of JSON.stringify', () => {
    fc.assert(
      fc.property(arbitraryRun, fc.jsonValue(), fc.nat(4), (any, extra, space) => {
        const json = { extra, ...RunInstanceCodec.encode(any), more: [extra] };
        expect(decode(JSON.stringify(json, null, space))).toStrictEqual(
          RunInstanceCodec.decode(JSON.parse(JSON.stringify(json))),
        );
      }),
      tries(200),
    );
  });

  it('finds a duplicate in any position', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(Object.entries(wire), { minLength: 9 }),
        fc.nat(8),
        (all, i) => {
          const twice = [...all, all[i] ?? ['id', ID]];
          const body = twice
            .map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`)
            .join(' , ');
          expect(lines(decode(`{${body}}`))).toHaveLength(1);
          expect(lines(decodeJson(RunInstanceStrictCodec)(`{${body}}`))).toHaveLength(1);
        },
      ),
      tries(50),
    );
  });

  it('uses the given codec', () => {
    const ahead: RunInstance = runIn('Ready', { scheduledAt: at(1400) });
    const json = JSON.stringify(RunInstanceCodec.encode(ahead));
    expect(decode(json)).toStrictEqual(E.right(ahead));
    expect(E.isLeft(decodeJson(RunInstanceStrictCodec)(json))).toBe(true);
  });
});

describe('decodeJson of text that an encoder wrote', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('needs no JSON parser', () => {
    const texts = states.map((state) =>
      JSON.stringify(RunInstanceLenientCodec.encode(runIn(state))),
    );
    const parse = jest.spyOn(JSON, 'parse');
    const decode = decodeJson(RunInstanceLenientCodec);
    expect(texts.map((json) => E.isRight(decode(json)))).toStrictEqual(texts.map(() => true));
    expect(parse).not.toHaveBeenCalled();
    expect(E.isRight(decode(` ${texts.join('')}`.slice(0, (texts[0] ?? '').length + 1)))).toBe(
      true,
    );
    expect(parse).toHaveBeenCalledTimes(1);
  });

  /** Decodes as `decodeJson` does text in any other form, to which a leading space brings every text. */
  const asOtherText = (codec: typeof RunInstanceCodec) => (json: string) =>
    decodeJson(codec)(` ${json}`);

  /** What a text may have in the place of another. */
  const pieces = [
    ...['"', '\\', '\\"', '\u0000', '\n', '\u2028', '{', '}', ',', ':', ' ', 'null', 'Ready', 'x'],
    ...[
      '0',
      '-0',
      '-',
      '1.0',
      '1e3',
      '007',
      '9007199254740991',
      '9007199254740993',
      '123456789012345',
    ],
    ...[ID, ID.toUpperCase(), ID.replaceAll('-', ''), `{${ID}}`, NIL],
    ...Object.keys(wire).map((name) => `"${name}":`),
  ];

  it.each([...codecs, ['RunInstanceLenientCodec', RunInstanceLenientCodec] as const])(
    'gives what it gives in any other form, valid or not, %s',
    (_, codec) => {
      fc.assert(
        fc.property(
          arbitraryRun,
          fc.array(
            fc.record({
              at: fc.nat({ max: 400 }),
              drop: fc.nat({ max: 40 }),
              piece: fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 3 })),
            }),
            { maxLength: 3 },
          ),
          (arbitrary, edits) => {
            const json = edits.reduce(
              (text, { at: start, drop, piece }) =>
                `${text.slice(0, start)}${piece}${text.slice(start + drop)}`,
              JSON.stringify(codec.encode(arbitrary)),
            );
            const [own, other] = [decodeJson(codec)(json), asOtherText(codec)(json)];
            expect(E.isRight(own)).toBe(E.isRight(other));
            if (E.isRight(own)) {
              expect(own).toStrictEqual(other);
              expect(Object.isFrozen(own.right)).toBe(true);
            }
          },
        ),
        tries(1000),
      );
    },
  );

  it.each([
    '03',
    '-04',
    '00',
    '-0',
    '+3',
    '3.',
    '3.0',
    '3e0',
    '.5',
    '0x3',
    '',
    '9007199254740993',
    '"3"',
    'null',
  ])('takes %s for a number exactly if JSON and the codec do', (raw) => {
    const text = JSON.stringify(wire);
    for (const edited of [
      text.replace('"attempt_count":3', `"attempt_count":${raw}`),
      text.replace('"effective_priority":4', `"effective_priority":${raw}`),
      text.replace('"created_at":1000', `"created_at":${raw}`),
    ])
      expect(E.isRight(decodeJson(RunInstanceCodec)(edited))).toBe(false);
  });

  it('keeps each check of a field', () => {
    const values = {
      id: NIL,
      task_id: NIL,
      state: 'Lost',
      attempt_count: 2 ** 32,
      effective_priority: 2 ** 31,
    };
    for (const [name, value] of Object.entries(values)) {
      const json = JSON.stringify({ ...wire, [name]: value });
      expect(lines(decodeJson(RunInstanceCodec)(json))).toStrictEqual([
        expect.stringMatching(`^at /${name}: expected `),
      ]);
    }
  });
});
