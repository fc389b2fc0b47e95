/** Decoding never throws, whatever the input, and error messages are short. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';
import {
  isArray,
  isRecord,
  isShallow,
  itemsOf,
  readField,
  textOfThrown,
  UNREADABLE,
} from '../../src/codec/untrusted.js';
import * as api from '../../src/index.js';
import {
  answerLine,
  AttemptCount,
  AttemptId,
  ChartIdentityCodec,
  CommandId,
  decodeErrors,
  decodeJson,
  formatDecodeErrors,
  JournalEntryCodec,
  makeReplayer,
  Priority,
  RunEventCodec,
  RunId,
  RunInstanceCodec,
  RunInstanceLenientCodec,
  RunInstanceStrictCodec,
  RunState,
  RunViewCodec,
  ScenarioCodec,
  StepCodec,
  summarizeDecodeErrors,
  TaskId,
  Timestamp,
} from '../../src/index.js';
import { tries } from '../support/arbitraries.js';

const codecs: Readonly<Record<string, t.Mixed>> = {
  AttemptCount,
  AttemptId,
  ChartIdentityCodec,
  CommandId,
  JournalEntryCodec,
  Priority,
  RunEventCodec,
  RunId,
  RunInstanceCodec,
  RunInstanceLenientCodec,
  RunInstanceStrictCodec,
  RunState,
  RunViewCodec,
  ScenarioCodec,
  StepCodec,
  TaskId,
  Timestamp,
};

const LONGEST_LINE = 500;

/** Decodes with every codec. A throw or a long message fails the test. */
const expectCalm = (u: unknown): void => {
  for (const [name, codec] of Object.entries(codecs)) {
    const decoded = codec.decode(u) as t.Validation<unknown>;
    if (E.isLeft(decoded)) {
      const lines = formatDecodeErrors(decoded.left);
      expect([name, lines.length > 0]).toStrictEqual([name, true]);
      expect(decodeErrors(decoded.left)).toHaveLength(lines.length);
      for (const line of lines) {
        expect(line).toMatch(/^at \/.*: expected .+, found .+$/s);
        expect(line.length).toBeLessThan(LONGEST_LINE);
      }
      expect(summarizeDecodeErrors(decoded.left).length).toBeLessThan(6 * LONGEST_LINE);
    }
    expect(typeof codec.is(u)).toBe('boolean');
  }
};

const throws = (): never => {
  throw new Error('a trap');
};

const revoked = (target: object): unknown => {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
};

const trapped = (target: object): unknown =>
  new Proxy(target, {
    get: throws,
    has: throws,
    ownKeys: throws,
    getPrototypeOf: throws,
    getOwnPropertyDescriptor: throws,
  });

const cyclic = (): unknown => {
  const a: Record<string, unknown> = { name: 'cycle', op: 'deserialize', type: 'promote' };
  a['json'] = a;
  a['steps'] = [a];
  a['id'] = a;
  return a;
};

const keys = [
  ...['id', 'task_id', 'state', 'current_attempt_id', 'attempt_count', 'created_at'],
  ...['scheduled_at', 'effective_priority', 'last_state_change_at', 'type', 'at', 'attempt_id'],
  ...['name', 'steps', 'op', 'run_id', 'command_id', 'to', 'count', 'active_attempt', 'json'],
  ...['timestamp', '_tag', 'value', '__proto__', 'constructor', 'toString', 'then'],
];

const ops = [
  ...['new_scheduled_with_id', 'new_ready_with_id', 'transition_to', 'promote_to_ready'],
  ...['promote_to_ready_with_priority', 'set_effective_priority', 'start_attempt'],
  ...['finish_attempt', 'record_state_change_at', 'restore_attempt_state_for_bootstrap'],
  ...['deserialize', 'promote', 'attempt.start', 'attempt.finish', 'priority.set', 'Ready'],
];

const withGetters = (make: (u: unknown) => unknown): unknown =>
  Object.defineProperties(
    {},
    Object.fromEntries(
      keys
        .filter((key) => key !== '__proto__')
        .map((key) => [key, { enumerable: true, get: () => make(key) }]),
    ),
  );

const fixed: Readonly<Record<string, unknown>> = {
  'a revoked proxy': revoked({}),
  'a revoked proxy of a list': revoked([]),
  'a proxy of traps': trapped({}),
  'a proxy of traps over a list': trapped([]),
  'a proxy of traps over a function': trapped(throws),
  'getters that throw': withGetters(throws),
  'getters that throw what is no error': withGetters(() => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- untrusted code may throw anything
    throw undefined;
  }),
  'getters of proxies': withGetters(() => revoked({})),
  'ops that hold traps': ops.map((op) => ({ op, type: op, run_id: revoked({}), to: trapped({}) })),
  'steps that are a revoked list': { name: 'x', steps: revoked([]) },
  'steps that are a list of traps': { name: 'x', steps: [trapped({}), revoked({}), , null] },
  'steps that are a trapped list': { name: 'x', steps: trapped([1]) },
  'a list with a throwing member': {
    name: 'x',
    steps: Object.defineProperty([], '0', { enumerable: true, get: throws }),
  },
  'a cycle': cyclic(),
  'an object without prototype': Object.assign(Object.create(null) as object, {
    type: 'lease',
    id: 1,
  }),
  'an object whose prototype throws': Object.create(withGetters(throws) as object) as unknown,
  'an object with toJSON, toString and valueOf that throw': {
    toJSON: throws,
    toString: throws,
    valueOf: throws,
    [Symbol.toPrimitive]: throws,
  },
  'such an object in every field': Object.fromEntries(
    keys.map((key) => [key, { toJSON: throws, toString: throws, [Symbol.toPrimitive]: throws }]),
  ),
  'names that every object has': ['__proto__', 'constructor', 'hasOwnProperty', 'toString'].map(
    (name) => ({ type: name, op: name, state: name, to: name }),
  ),
  '__proto__ as an own key': JSON.parse(
    '{"__proto__":{"type":"lease","op":"promote_to_ready"},"name":"x","steps":[]}',
  ) as unknown,
  'a huge text': 'f'.repeat(10_000_000),
  'a huge text in every field': Object.fromEntries(
    keys.map((key) => [key, 'x"\n'.repeat(1_000_000)]),
  ),
  'a text of half a character': '\ud800',
  'a symbol': Symbol('x'),
  'a bigint': 1n << 4096n,
  'a function': throws,
  'numbers at the edge': [2 ** 53, -(2 ** 53), -0, NaN, Infinity, -Infinity, 5e-324, 1.5],
  'a sparse list': new Array<unknown>(3),
  'binary data': new Uint8Array(1_000_000),
  'a date, a map, a set, an error': [new Date(NaN), new Map(), new Set(), new Error('x')],
  'boxed primitives': [Object('x'), Object(1), Object(1n), Object(Symbol('x'))],
  'the library itself': api,
};

/** The values that are small enough to be inserted many times. */
const traps = Object.values(fixed).filter((u) => typeof u !== 'string');

/** fast-check reads the values it generates, which would trigger traps. So it generates their names; `setTraps` inserts them. */
const trapNumbers = traps.map((_, i) => `trap ${String(i)}`);

const setTraps = (u: unknown): unknown => {
  if (typeof u === 'string') return trapNumbers.includes(u) ? traps[trapNumbers.indexOf(u)] : u;
  if (Array.isArray(u)) return u.map(setTraps);
  if (typeof u !== 'object' || u === null) return u;
  const prototype: unknown = Object.getPrototypeOf(u);
  return prototype === Object.prototype || prototype === null
    ? Object.fromEntries(Object.entries(u).map(([key, value]) => [key, setTraps(value)]))
    : u;
};

/** fast-check's `anything` with wire keys and values, and names of traps for `setTraps`. */
const hostile: fc.Arbitrary<unknown> = fc.oneof(
  fc.anything({
    key: fc.oneof(fc.constantFrom(...keys), fc.string()),
    values: [
      fc.constantFrom(...trapNumbers),
      fc.constantFrom(...ops),
      fc.double(),
      fc.bigInt(),
      fc.string({ unit: 'binary' }),
      fc.uuid(),
      fc.integer(),
    ],
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withSparseArray: true,
    withNullPrototype: true,
    withObjectString: true,
    withBoxedValues: true,
  }),
  fc.dictionary(fc.constantFrom(...keys), fc.oneof(fc.constantFrom(...ops), fc.anything())),
);

describe('every codec', () => {
  it('is covered by this test', () => {
    const exported = Object.entries<unknown>(api)
      .filter(([, value]) => typeof value === 'object' && value !== null && 'decode' in value)
      .map(([name]) => name);
    expect(exported.sort()).toStrictEqual(Object.keys(codecs).sort());
  });

  it.each(Object.entries(fixed))('does not throw for %s', (_, u) => {
    expectCalm(u);
    expectCalm([u]);
    expectCalm({ type: u, op: u, name: u, steps: [u], state: u });
    expectCalm({ op: 'deserialize', json: u, run_id: u, at: u, command_id: u });
    expectCalm({ type: 'promote', at: u, effective_priority: u });
  });

  it('does not throw for anything', () => {
    fc.assert(
      fc.property(hostile, (u) => {
        expectCalm(setTraps(u));
      }),
      tries(100),
    );
  });

  it('does not throw for anything in each field', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ops),
        fc.dictionary(fc.constantFrom(...keys), hostile),
        (op, u) => {
          expectCalm({ ...(setTraps(u) as object), op, type: op });
        },
      ),
      tries(80),
    );
  });

  it('never visits unknown keys: a million of them cost nothing, and a trap under one is not triggered', () => {
    const many: Record<string, unknown> = { type: 'lease' };
    for (let i = 0; i < 1_000_000; i += 1) many[`key ${String(i)}`] = i;
    Object.defineProperty(many, 'unknown', { enumerable: true, get: throws });
    const seen: Array<string> = [];
    const watched = new Proxy(many, {
      ownKeys: throws,
      get: (target, key) => {
        seen.push(String(key));
        return Reflect.get(target, key) as unknown;
      },
    });
    expect(RunEventCodec.decode(watched)).toStrictEqual(E.right({ type: 'lease' }));
    expect(new Set(seen)).toStrictEqual(new Set(['type', 'at']));
    expectCalm(many);
  });

  it('does not pollute prototypes', () => {
    const evil = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
    for (const codec of Object.values(codecs)) codec.decode(JSON.parse(evil));
    expect('polluted' in {}).toBe(false);
  });
});

describe('text', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    hostile.map((u) => {
      try {
        const json: unknown = JSON.stringify(u);
        return typeof json === 'string' ? json : 'undefined';
      } catch {
        return 'no JSON';
      }
    }),
    fc
      .tuple(fc.constantFrom(...keys), fc.constantFrom('1.0', '-0', '"\\u', '{', '[[', '1e999'))
      .map(([key, value]) => `{"${key}":${value}`),
  );

  it('decodeJson does not throw', () => {
    fc.assert(
      fc.property(anyText, (any) => {
        for (const codec of [RunInstanceCodec, RunInstanceLenientCodec, RunInstanceStrictCodec]) {
          const decoded = decodeJson(codec)(any);
          expect(E.isLeft(decoded)).toBe(true);
          if (E.isLeft(decoded))
            for (const line of formatDecodeErrors(decoded.left))
              expect(line.length).toBeLessThan(LONGEST_LINE);
        }
      }),
      tries(150),
    );
  });

  it('answerLine and a replayer do not throw', () => {
    const replayer = makeReplayer();
    fc.assert(
      fc.property(anyText, (any) => {
        expect(JSON.stringify(answerLine(any)).length).toBeGreaterThan(0);
        replayer.line(any);
      }),
      tries(100),
    );
    expect(replayer.result().accepted).toBe(0);
  });

  it.each([
    ['nested lists', '['.repeat(200_000)],
    ['nested objects', '{"a":'.repeat(100_000)],
    ['closed nested lists', '['.repeat(5000) + ']'.repeat(5000)],
    ['quotes', '"'.repeat(1_000_000)],
    ['backslashes', `{"a":"${'\\\\'.repeat(1_000_000)}"}`],
    ['escaped quotes', `{"a":"${'\\"'.repeat(500_000)}"}`],
    ['one long number', '9'.repeat(1_000_000)],
  ])('%s without end are refused', (_, any) => {
    expect(E.isLeft(decodeJson(RunInstanceCodec)(any))).toBe(true);
    expect(answerLine(any)).toMatchObject({ err: { code: 'BadScenario' } });
    expect(JSON.stringify(answerLine(any)).length).toBeLessThan(6 * LONGEST_LINE);
  });

  it('stops decoding a list after 1000 errors', () => {
    for (const length of [1_000_000, 2 ** 32 - 1]) {
      const decoded = ScenarioCodec.decode({ name: 'x', steps: new Array<unknown>(length) });
      expect(E.isLeft(decoded) && decoded.left.length).toBe(1000);
    }
  });
});

describe('itemsOf', () => {
  /** The first items, because a list may lie that it has more than anyone can read. */
  const firstItems = (array: unknown): ReadonlyArray<unknown> => {
    const items = itemsOf(array);
    return Array.from({ length: 3 }, () => items.next())
      .filter(({ done }) => done !== true)
      .map(({ value }) => value);
  };

  it('are the items of a list, and undefined where it has none', () => {
    expect(firstItems([])).toStrictEqual([]);
    expect(firstItems(['a', , 'c'])).toStrictEqual(['a', undefined, 'c']);
    expect(firstItems(new Array(2 ** 32 - 1))).toStrictEqual([undefined, undefined, undefined]);
  });

  it('are unreadable where they throw', () => {
    const list = Object.defineProperty(['a', 'b'], '1', { get: throws });
    expect(firstItems(list)).toStrictEqual(['a', UNREADABLE]);
  });

  it.each([2 ** 32, Infinity, '3', 3n, undefined, UNREADABLE])(
    'of a list that claims the length %p are one that is unreadable',
    (length) => {
      const get = (list: object, key: string): unknown =>
        key === 'length' ? length : Reflect.get(list, key);
      expect(firstItems(new Proxy(['a', 'b', 'c'], { get }))).toStrictEqual([UNREADABLE]);
    },
  );

  it('of a list that is revoked are one that is unreadable', () => {
    expect(firstItems(revoked([]))).toStrictEqual([UNREADABLE]);
  });
});

describe('isArray, isRecord', () => {
  it('tell lists and records from other values, and take a revoked proxy for a record', () => {
    const lists = [[], trapped([])];
    const records = [{}, trapped({}), revoked({}), revoked([])];
    const others = [null, undefined, 'a', throws];
    const kind = (u: unknown): unknown => [isArray(u), isRecord(u)];
    expect(lists.map(kind)).toStrictEqual(lists.map(() => [true, false]));
    expect(records.map(kind)).toStrictEqual(records.map(() => [false, true]));
    expect(others.map(kind)).toStrictEqual(others.map(() => [false, false]));
  });
});

describe('readField', () => {
  it('is unreadable if it throws', () => {
    expect(readField({ a: 1 }, 'a')).toBe(1);
    expect(readField({ a: 1 }, 'b')).toBeUndefined();
    expect(readField(Object.defineProperty({}, 'a', { get: throws }), 'a')).toBe(UNREADABLE);
  });
});

describe('textOfThrown', () => {
  it.each([
    [new Error('no'), 'Error: no'],
    ['no', 'no'],
    [undefined, 'undefined'],
    [{ toString: throws }, 'an unprintable value was thrown'],
  ])('of %#', (thrown, text) => {
    expect(textOfThrown(thrown)).toBe(text);
  });
});

describe('isShallow', () => {
  it.each<readonly [unknown, number]>([
    ['a', 0],
    [null, 0],
    [[], 1],
    [{}, 1],
    [[1, { a: [] }, 'a'], 3],
    [{ a: 1, b: { c: 1 } }, 2],
  ])('%j has %p levels', (json, depth) => {
    expect(isShallow(json, depth)).toBe(true);
    expect(isShallow(json, depth - 1)).toBe(depth === 0);
  });
});
