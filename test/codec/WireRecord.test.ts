import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type * as t from 'io-ts';
import type { FastCodec } from '../../src/codec/FastCodec.js';
import { anyText, interning, INVALID, leafCodec } from '../../src/codec/FastCodec.js';
import {
  choiceOf,
  constant,
  fieldsOf,
  isOptionCodec,
  listOf,
  oneOf,
  optionFromNullable,
  snakeCase,
  wireRecord,
  withDefault,
} from '../../src/codec/WireRecord.js';
import { formatDecodeErrors, Priority } from '../../src/index.js';
import { left, tries } from '../support/arbitraries.js';

const isText = (u: unknown): u is string => typeof u === 'string';

/** The codec of a text, which writes it in capitals. */
const text: FastCodec<string> = leafCodec(
  'a text',
  isText,
  (u) => (isText(u) ? u : INVALID),
  (a) => a.toUpperCase(),
);

/** What a codec makes of a value, with its errors as lines. */
const decode = (codec: t.Decoder<unknown, unknown>, u: unknown): unknown =>
  E.mapLeft(formatDecodeErrors)(codec.decode(u));

/** What a codec makes of a value, or its errors. */
const valueOrErrors = (codec: t.Decoder<unknown, unknown>, u: unknown): unknown =>
  E.toUnion(E.mapLeft(formatDecodeErrors)(codec.decode(u)));

const throws = (): never => {
  throw new Error('a trap');
};

it.each([
  ['id', 'id'],
  ['currentAttemptId', 'current_attempt_id'],
  ['runID', 'run_i_d'],
])('%s is %s on the wire', (name, wire) => {
  expect(snakeCase(name)).toBe(wire);
});

describe('withDefault', () => {
  const codec = withDefault(text, 'none');

  it('decodes an absent field to the default, and no other value', () => {
    expect([undefined, 'a'].map((u) => codec.tryDecode(u))).toStrictEqual(['none', 'a']);
    expect(valueOrErrors(codec, null)).toStrictEqual(['at /: expected a text, found null']);
  });

  it('is else the codec', () => {
    expect([codec.is('a'), codec.is(7), codec.encode('a')]).toStrictEqual([true, false, 'A']);
  });
});

describe('optionFromNullable', () => {
  const codec = optionFromNullable(text);

  it.each([
    [null, O.none],
    [undefined, O.none],
    ['a', O.some('a')],
    [7, ['at /: expected a text or null, found 7']],
  ])('decodes %p to %j', (u, option) => {
    expect(valueOrErrors(codec, u)).toStrictEqual(option);
  });

  it('makes frozen options', () => {
    expect(Object.isFrozen(codec.tryDecode('a'))).toBe(true);
  });

  it('writes none as null', () => {
    expect([codec.encode(O.none), codec.encode(O.some('a'))]).toStrictEqual([null, 'A']);
  });

  it.each([
    [O.none, true],
    [O.some('a'), true],
    [O.some(7), false],
    [{ _tag: 'Other', value: 'a' }, false],
    [{ value: 'a' }, false],
    ['a', false],
    [null, false],
  ])('is the codec of %j: %p', (u, taken) => {
    expect(codec.is(u)).toBe(taken);
  });

  it('is told apart from other codecs', () => {
    expect([isOptionCodec(codec), isOptionCodec(text)]).toStrictEqual([true, false]);
    expect(codec.item).toBe(text);
  });
});

describe('constant', () => {
  const codec = constant('a');

  it('takes one text', () => {
    expect(['a', 'b', ['a'], undefined].map(codec.is)).toStrictEqual([true, false, false, false]);
    expect(valueOrErrors(codec, 'a')).toBe('a');
    expect(valueOrErrors(codec, 'b')).toStrictEqual(['at /: expected "a", found "b"']);
    expect(codec.encode('a')).toBe('a');
  });
});

describe('oneOf', () => {
  const codec = oneOf('a or b', ['a', 'b']);

  it('takes some texts', () => {
    expect(['a', 'b', 'c', ['a']].map(codec.is)).toStrictEqual([true, true, false, false]);
    expect(valueOrErrors(codec, 'b')).toBe('b');
    expect(valueOrErrors(codec, 'c')).toStrictEqual(['at /: expected a or b, found "c"']);
    expect(codec.encode('b')).toBe('b');
  });
});

describe('listOf', () => {
  const codec = listOf('a list of texts', text);

  it('decodes each item', () => {
    expect(valueOrErrors(codec, [])).toStrictEqual([]);
    expect(decode(codec, ['a', 'b'])).toStrictEqual(E.right(['a', 'b']));
    expect(decode(codec, [7, 'b', null])).toStrictEqual(
      E.left(['at /0: expected a text, found 7', 'at /2: expected a text, found null']),
    );
    expect(decode(codec, { length: 0 })).toStrictEqual(
      E.left(['at /: expected a list of texts, found an object']),
    );
  });

  it('writes each item', () => {
    expect(codec.encode(['a', 'b'])).toStrictEqual(['A', 'B']);
  });

  it.each([
    [[], true],
    [['a', 'b'], true],
    [['a', 7], false],
    [[7, 'a'], false],
    ['ab', false],
    [{ length: 0 }, false],
    [undefined, false],
  ])('is the codec of %j: %p', (u, taken) => {
    expect(codec.is(u)).toBe(taken);
  });

  it('stops after 1000 errors, at the end of the item', () => {
    const pair = wireRecord('a pair', { a: text, b: text });
    const errorsOf = (items: ReadonlyArray<unknown>): number =>
      left(listOf('pairs', pair).decode(items)).length;
    const halves = Array.from({ length: 1001 }, () => ({ a: 'a' }));
    expect(errorsOf(halves.slice(0, 999))).toBe(999);
    expect(errorsOf(halves)).toBe(1000);
    expect(errorsOf([...halves.slice(0, 999), {}, {}])).toBe(1001);
  });
});

describe('a record', () => {
  const required = { runId: text, upTo: Priority };
  const optional = { lastNote: text };
  const codec = wireRecord('a record', required, optional);
  /** Its fast path fails, so that it decodes field by field. */
  const slow = wireRecord('a record', required, optional, () => INVALID);
  const noneRequired = wireRecord('a note', {}, optional);

  const expectDecoded = (u: unknown, decoded: E.Either<ReadonlyArray<string>, unknown>): void => {
    for (const each of [codec, slow]) expect(decode(each, u)).toStrictEqual(decoded);
    expect(codec.tryDecode(u)).toStrictEqual(E.getOrElseW(() => INVALID)(decoded));
  };

  it.each([
    [
      { run_id: 'a', up_to: 7, last_note: 'b', other: 1 },
      { runId: 'a', upTo: 7, lastNote: 'b' },
    ],
    [
      { run_id: 'a', up_to: 7, last_note: null },
      { runId: 'a', upTo: 7 },
    ],
    [
      { up_to: 7, run_id: 'a', last_note: undefined },
      { runId: 'a', upTo: 7 },
    ],
    [
      { run_id: 'a', up_to: 7 },
      { runId: 'a', upTo: 7 },
    ],
  ])('decodes %j', (u, model) => {
    expectDecoded(u, E.right(model));
  });

  it.each([
    [
      { run_id: 1, up_to: 'b', last_note: 3 },
      [
        'at /run_id: expected a text, found 1',
        'at /up_to: expected i32 (-2147483648 to 2147483647), found "b"',
        'at /last_note: expected a text, found 3',
      ],
    ],
    [{ runId: 'a', up_to: 7 }, ['at /run_id: expected a text, found nothing']],
    [
      { run_id: 'a', up_to: null },
      ['at /up_to: expected i32 (-2147483648 to 2147483647), found null'],
    ],
  ])('refuses %j, field by field', (u, errors) => {
    expectDecoded(u, E.left(errors));
  });

  it.each([
    [null, 'null'],
    [undefined, 'nothing'],
    ['text', '"text"'],
    [7, '7'],
    [[], 'an array'],
    [throws, 'a function'],
  ])('refuses %p, which is no object', (u, found) => {
    expectDecoded(u, E.left([`at /: expected a record (an object), found ${found}`]));
    expect(valueOrErrors(noneRequired, u)).toStrictEqual([
      `at /: expected a note (an object), found ${found}`,
    ]);
    expect(noneRequired.tryDecode(u)).toBe(INVALID);
  });

  it('makes frozen records, which have fields only', () => {
    const models = [codec.tryDecode({ run_id: 'a', up_to: 7, __proto__: { last_note: 'b' } })];
    expect(models.map(Object.isFrozen)).toStrictEqual([true]);
    expect(Object.isFrozen(valueOrErrors(slow, { run_id: 'a', up_to: 7 }))).toBe(true);
  });

  it('reads a field that throws once more, and then each field once', () => {
    let reads = 0;
    const unsteady = {
      run_id: 'a',
      get up_to(): number {
        reads += 1;
        return reads === 1 ? throws() : reads;
      },
    };
    expect(decode(codec, unsteady)).toStrictEqual(E.right({ runId: 'a', upTo: 2 }));
    expect(reads).toBe(2);
  });

  it('decodes alike by its two ways', () => {
    const value = fc.constantFrom<unknown>('a', 7, -0, null, undefined, {}, []);
    const wire = fc.dictionary(
      fc.constantFrom('run_id', 'up_to', 'last_note', 'runId', 'other'),
      value,
    );
    fc.assert(
      fc.property(fc.oneof(wire, value), (u) => {
        expect(decode(codec, u)).toStrictEqual(decode(slow, u));
        expect(codec.tryDecode(u) === INVALID).toBe(E.isLeft(slow.decode(u)));
      }),
      tries(200),
    );
  });

  it('writes each field by its codec, and none that is absent', () => {
    const [seven] = [7].filter(Priority.is);
    expect(seven).toBeDefined();
    if (seven === undefined) return;
    expect(codec.encode({ runId: 'a', upTo: seven, lastNote: 'b' })).toStrictEqual({
      run_id: 'A',
      up_to: 7,
      last_note: 'B',
    });
    expect(codec.encode({ runId: 'a', upTo: seven })).toStrictEqual({ run_id: 'A', up_to: 7 });
  });

  it.each([
    [{ runId: 'a', upTo: 7 }, true],
    [{ runId: 'a', upTo: 7, lastNote: 'b' }, true],
    [{ runId: 'a', upTo: 7, lastNote: undefined }, true],
    [{ runId: 'a', upTo: 7, lastNote: null }, false],
    [{ runId: 'a', upTo: 7, lastNote: 7 }, false],
    [{ runId: 'a' }, false],
    [{ run_id: 'a', up_to: 7 }, false],
    [Object.assign([], { runId: 'a', upTo: 7 }), false],
    [null, false],
    ['a', false],
  ])('is the codec of %j: %p', (u, taken) => {
    expect(codec.is(u)).toBe(taken);
  });

  it('has its fields as a member', () => {
    const lookup = (key: string): string | undefined => (key === 'a' ? key : undefined);
    const known = interning(text, lookup);
    const fields = fieldsOf(wireRecord('a record', { runId: known }, { lastNote: anyText }));
    expect(
      fields.map(({ key, wire, isOptional, ...field }) => [key, wire, isOptional, field.lookup]),
    ).toStrictEqual([
      ['runId', 'run_id', false, lookup],
      ['lastNote', 'last_note', true, undefined],
    ]);
    expect(fields.map((field) => field.codec)).toStrictEqual([known, anyText]);
    expect(fields[0]?.tryDecode).toBe(known.tryDecode);
    expect(
      fieldsOf(wireRecord('a record', { runId: text })).map((f) => f.isOptional),
    ).toStrictEqual([false]);
  });

  it('no other codec has fields', () => {
    expect([fieldsOf(text), fieldsOf(undefined)]).toStrictEqual([[], []]);
  });
});

describe('a choice of records', () => {
  const choices = new Map<string, t.Mixed>([
    ['a', wireRecord('an a', { kind: constant('a'), theText: text })],
    ['b', wireRecord('a b', { kind: constant('b') })],
  ]);
  const codec = choiceOf<unknown, unknown>('a choice', 'kind', choices);

  it.each([
    [
      { kind: 'a', the_text: 'x', other: 1 },
      { kind: 'a', theText: 'x' },
    ],
    [{ kind: 'b' }, { kind: 'b' }],
  ])('decodes %j by its tag', (u, model) => {
    expect(decode(codec, u)).toStrictEqual(E.right(model));
    expect(codec.tryDecode(u)).toStrictEqual(model);
  });

  it.each<readonly [unknown, string]>([
    [{ kind: 'a' }, 'at /the_text: expected a text, found nothing'],
    [{ kind: 'c' }, 'at /kind: expected one of a, b, found "c"'],
    [{}, 'at /kind: expected one of a, b, found nothing'],
    [Object.assign([], { kind: 'b' }), 'at /: expected a choice (an object), found an array'],
    [null, 'at /: expected a choice (an object), found null'],
    [undefined, 'at /: expected a choice (an object), found nothing'],
    ['a', 'at /: expected a choice (an object), found "a"'],
    [
      Object.assign(() => 1, { kind: 'b' }),
      'at /: expected a choice (an object), found a function',
    ],
  ])('refuses %p', (u, error) => {
    expect(decode(codec, u)).toStrictEqual(E.left([error]));
    expect(codec.tryDecode(u)).toBe(INVALID);
  });

  it('says what the tag may be in other words', () => {
    const named = choiceOf('a choice', 'kind', choices, 'the name of a kind');
    expect(valueOrErrors(named, { kind: 7 })).toStrictEqual([
      'at /kind: expected the name of a kind, found 7',
    ]);
  });

  it('locates the tag by a codec of the tags', () => {
    const tag = left(codec.decode({ kind: 'c' }))[0]?.context.at(-1)?.type;
    expect(['a', 'b', 'c'].map((u) => tag && E.isRight(tag.decode(u)))).toStrictEqual([
      true,
      true,
      false,
    ]);
  });

  it('decodes what it can read only at the second time', () => {
    let reads = 0;
    const unsteady = {
      get kind(): string {
        reads += 1;
        return reads === 1 ? throws() : 'b';
      },
    };
    expect(decode(codec, unsteady)).toStrictEqual(E.right({ kind: 'b' }));
  });

  it.each([
    [{ kind: 'a', theText: 'x' }, true],
    [{ kind: 'a' }, false],
    [{ kind: 'b' }, true],
    [{ kind: 'c' }, false],
    [Object.assign([], { kind: 'b' }), false],
    [null, false],
  ])('is the codec of %j: %p', (u, taken) => {
    expect(codec.is(u)).toBe(taken);
  });

  it('writes a record by its tag', () => {
    expect(codec.encode({ kind: 'a', theText: 'x' })).toStrictEqual({ kind: 'a', the_text: 'X' });
  });

  it('has its tag and its choices as members', () => {
    expect([codec.tag, codec.choices]).toStrictEqual(['kind', choices]);
  });
});
