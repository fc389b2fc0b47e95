/**
 * Structured inputs: valid JSON with a few edits, by fast-check, so that what fails is shrunk to the fewest edits.
 *
 * Some edits put a mark in place of a value. As text a mark becomes what JSON texts may hold and values cannot, such as `1e999` or a key
 * that is there twice; in memory it becomes what values may be and JSON cannot, such as a revoked proxy.
 */
import fc from 'fast-check';

// ------------------------------------------------------------------------------------------------------------ marks

const throws = (): never => {
  throw new Error('a trap');
};

const throwsOddly = (): never => {
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- untrusted code may throw anything
  throw new Proxy({}, { get: throws, getPrototypeOf: throws });
};

const revoked = (target: object): unknown => {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
};

const trapped = (target: object, trap: () => never): unknown =>
  new Proxy(target, {
    get: trap,
    has: trap,
    ownKeys: trap,
    getPrototypeOf: trap,
    getOwnPropertyDescriptor: trap,
  });

const getters = (trap: () => unknown): unknown =>
  Object.defineProperties(
    {},
    Object.fromEntries(
      ['id', 'type', 'op', 'state', 'at', 'name', 'kind', 'value', 'toJSON', 'message'].map(
        (key) => [key, { enumerable: true, get: trap }],
      ),
    ),
  );

const cycle = (): unknown => {
  const own: Record<string, unknown> = { type: 'x', op: 'deserialize' };
  own['self'] = own;
  own['list'] = [own];
  return own;
};

const MARK = '\u0001';

/** The marks: what each is in a text, and in memory. */
const marks: ReadonlyArray<readonly [text: string, value: () => unknown]> = [
  ['1e999', () => Infinity],
  ['-1e999', () => -Infinity],
  ['-0', () => -0],
  ['1.0', () => NaN],
  ['1e3', () => 5e-324],
  ['9007199254740993', () => 2n ** 64n],
  ['9'.repeat(400), () => Symbol('x')],
  ['0.99999999999999999999', () => throws],
  ['"\\ud800"', () => revoked({})],
  ['"\\u0000\\u001b[2J\\u009b\\u202e"', () => revoked([])],
  ['"\\u005f\\u005fproto\\u005f\\u005f"', () => trapped({}, throws)],
  [
    '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
    () => trapped([], throws),
  ],
  ['{"id":1,"id":2,"\\u0069d":3}', () => getters(throws)],
  [`${'['.repeat(300)}${']'.repeat(300)}`, () => trapped({}, throwsOddly)],
  [`${'{"a":'.repeat(120)}1${'}'.repeat(120)}`, () => getters(throwsOddly)],
  [' \t 7 \r\n', () => getters(() => revoked({}))],
  [`"${'x'.repeat(3000)}"`, cycle],
  [`[${'0,'.repeat(600)}0]`, () => new Array<unknown>(5000)],
  [
    '{"toString":1,"valueOf":2,"toJSON":3,"length":1e9}',
    () => ({ toString: throws, valueOf: throws, toJSON: throws, [Symbol.toPrimitive]: throws }),
  ],
  [
    '{"then":{},"0":1,"length":-1}',
    () => Object.assign(Object.create(null) as object, { type: 'lease', op: 'promote_to_ready' }),
  ],
  ['true', () => new Map([[{}, new Set([1])]])],
  ['[[],[[]],{}]', () => new Date(NaN)],
  ['""', () => new Uint8Array(100)],
  ['"é💥\\udbff\\udfff"', () => Object(1n) as unknown],
  ['"\\ufeff"', () => Object.create(getters(throws) as object) as unknown],
  ['"2026-02-30T25:61:61Z"', () => Object.assign(() => undefined, { type: 'x' })],
  // What is no JSON at all.
  ['NaN', () => undefined],
  ['01', () => Promise.resolve(1)],
  ["'x'", () => new Error('x', { cause: revoked({}) })],
  ['', () => new WeakMap()],
  ['"', () => /x/],
  ['}', () => Object.assign(new Error('x'), { message: { toString: throws } })],
];

const markOf = (index: number): string => `${MARK}${String(index)}${MARK}`;

const MARKED = new RegExp(`"?\\\\u0001(\\d+)\\\\u0001"?`, 'g');

/** The text of a value with marks. */
export const textOf = (value: unknown): string =>
  JSON.stringify(value).replace(
    MARKED,
    (_, index: string) => marks[Number(index) % marks.length]?.[0] ?? '',
  );

const markIn = (text: string): number =>
  text.startsWith(MARK) && text.endsWith(MARK) ? Number(text.slice(1, -1)) : -1;

/** The value in memory of a value with marks. */
export const valueOf = (value: unknown): unknown => {
  if (typeof value === 'string') {
    const index = markIn(value);
    return index === -1 ? value : marks[index % marks.length]?.[1]();
  }
  if (Array.isArray(value)) return value.map(valueOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, valueOf(own)]));
};

// ------------------------------------------------------------------------------------------------------------ edits

const KEYS = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'toJSON', 'hasOwnProperty', 'length'],
  ...[
    '',
    'id',
    'ID',
    ' id',
    'id\u0000',
    'state',
    'type',
    'op',
    'kind',
    'at',
    '\ud800',
    'ﬁeld',
    '0',
    '-1',
  ],
];

const VALUES: ReadonlyArray<unknown> = [
  ...[
    null,
    true,
    false,
    0,
    1,
    -1,
    0.5,
    2 ** 31,
    2 ** 32,
    2 ** 53,
    2 ** 53 + 2,
    -(2 ** 53),
    1e21,
    1e308,
  ],
  ...[
    '',
    ' ',
    'x',
    '0',
    '-1',
    '1e3',
    'null',
    'Ready',
    'Running',
    'Completed',
    'promote',
    'attempt.start',
    '__proto__',
    'constructor',
  ],
  ...[
    '00000000-0000-0000-0000-000000000000',
    '00000000-0000-0000-0000-00000000000A',
    '{00000000-0000-0000-0000-000000000001}',
  ],
  ...[
    'urn:uuid:00000000-0000-0000-0000-000000000001',
    '00000000000000000000000000000001',
    '2026-11-30T03:52:42Z',
    '2026-11-30',
  ],
  ...[
    '\u202e',
    '\u009b31m',
    '\r\n',
    '\ufeffx',
    'é',
    '日本語'.repeat(40),
    '💥',
    'a'.repeat(200),
    '#x',
    '.x',
    '*',
    'a.b.*',
  ],
  ...[[], {}, [[]], [null], { '': '' }, [1, 2, 3], { type: 'x' }, { length: 3 }],
];

interface Edit {
  readonly at: number;
  readonly kind: number;
  readonly put: number;
}

type Container = Array<unknown> | Record<string, unknown>;

interface Place {
  readonly parent: Container;
  readonly key: string;
}

const isContainer = (value: unknown): value is Container =>
  typeof value === 'object' && value !== null;

/** All places of a value, parents first. */
const placesOf = (root: Container): ReadonlyArray<Place> => {
  const places: Array<Place> = [];
  const visit = (parent: Container): void => {
    for (const key of Object.keys(parent)) {
      places.push({ parent, key });
      const value = (parent as Record<string, unknown>)[key];
      if (isContainer(value)) visit(value);
    }
  };
  visit(root);
  return places;
};

/** Defines a member, even one that is called `__proto__`. */
const define = (parent: Container, key: string, value: unknown): void => {
  Object.defineProperty(parent, key, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  });
};

const putOf = (put: number): unknown =>
  put % 3 === 0 ? markOf(put) : structuredClone(VALUES[put % VALUES.length]);

const edit = (holder: Container, { at, kind, put }: Edit): void => {
  const places = placesOf(holder);
  const place = places[at % places.length];
  const other = places[put % places.length];
  if (place === undefined || other === undefined) return;
  const { parent, key } = place;
  const own = (parent as Record<string, unknown>)[key];
  const name = KEYS[put % KEYS.length] ?? '';
  const replace = (value: unknown): void => {
    define(parent, key, value);
  };
  switch (kind) {
    case 0:
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else if (parent !== holder) Reflect.deleteProperty(parent, key);
      return;
    case 1:
      if (parent !== holder && !Array.isArray(parent)) {
        Reflect.deleteProperty(parent, key);
        define(parent, name, own);
      }
      return;
    case 2:
      if (Array.isArray(parent)) parent.splice(Number(key), 0, structuredClone(own));
      else if (parent !== holder) define(parent, name, structuredClone(own));
      return;
    case 3:
      if (isContainer(own) && !Array.isArray(own)) define(own, name, putOf(put));
      else replace(putOf(put));
      return;
    case 4:
      replace([own]);
      return;
    case 5:
      replace({ [name]: own });
      return;
    case 6:
      replace(structuredClone((other.parent as Record<string, unknown>)[other.key]));
      return;
    case 7:
      if (Array.isArray(own))
        replace(
          Array.from({ length: (put % 40) + 1 }, () => structuredClone<unknown>(own[0] ?? null)),
        );
      else replace(putOf(put));
      return;
    case 8:
      if (typeof own === 'number') replace(own + (put % 5) - 2);
      else if (typeof own === 'string') replace(`${own}${String(VALUES[put % VALUES.length])}`);
      else replace(putOf(put));
      return;
    default:
      replace(putOf(put));
  }
};

const KINDS = 12;

/** A valid value with a few edits, and marks in it. */
const mutated = (valid: ReadonlyArray<unknown>): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      fc.nat({ max: valid.length - 1 }),
      fc.array(
        fc.record(
          { at: fc.nat({ max: 9999 }), kind: fc.nat({ max: KINDS }), put: fc.nat({ max: 9999 }) },
          { noNullPrototype: true },
        ),
        { maxLength: 4, size: 'max' },
      ),
    )
    .map(([index, edits]) => {
      const holder = { value: structuredClone(valid[index]) };
      for (const one of edits) edit(holder, one);
      return holder.value;
    });

/** Whole values that have nothing of a valid one. */
const anything: fc.Arbitrary<unknown> = fc.anything({
  key: fc.oneof(fc.constantFrom(...KEYS), fc.string()),
  values: [
    fc.constantFrom(...VALUES),
    fc.nat({ max: 99 }).map(markOf),
    fc.double(),
    fc.string({ unit: 'binary', maxLength: 8 }),
  ],
  maxDepth: 4,
});

/** Nearly valid values, and now and then anything. */
export const structured = (valid: ReadonlyArray<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 30, arbitrary: mutated(valid) }, { weight: 1, arbitrary: anything });
