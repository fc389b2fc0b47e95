import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import {
  copyPart,
  inexactMembersOf,
  isInexact,
  isPlain,
  membersOf,
  parseJson,
} from '../../src/codec/JsonText.js';
import { tries } from '../support/arbitraries.js';

describe('parseJson', () => {
  it('is JSON.parse with the error as a value', () => {
    expect(parseJson('{"a":[1]}')).toStrictEqual(E.right({ a: [1] }));
    const refused = parseJson('nope');
    expect(E.isLeft(refused) && refused.left).toBeInstanceOf(SyntaxError);
  });
});

describe('membersOf', () => {
  it.each([
    ['{}', []],
    [' { } ', []],
    ['[]', []],
    ['"{\\"a\\":1}"', []],
    ['7', []],
    ['{"a":1}', [['a', '1']]],
    [
      '{ "a" : 1.0 , "a" : -0 }',
      [
        ['a', '1.0'],
        ['a', '-0'],
      ],
    ],
    [
      '{"a":{"b":1,"c":[{"d":2}]},"e":"},{\\""}',
      [
        ['a', '{"b":1,"c":[{"d":2}]}'],
        ['e', '"},{\\""'],
      ],
    ],
    ['{"a\\"b":"c\\\\"}', [['a"b', '"c\\\\"']]],
    ['{"\\u0061":null}', [['a', 'null']]],
    ['{"":""}', [['', '""']]],
    ['[{"a":1}]', []],
  ])('of %s', (text, members) => {
    expect(membersOf(text).map(({ key, raw }) => [key, raw])).toStrictEqual(members);
  });

  it('are the entries of any object, as JSON.parse sees them', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()),
        fc.nat(3),
        (u, space) => {
          const text = JSON.stringify(u, null, space);
          const members = membersOf(text).map(({ key, raw }) => [key, JSON.parse(raw) as unknown]);
          expect(members).toStrictEqual(Object.entries(JSON.parse(text) as object));
        },
      ),
      tries(300),
    );
  });
});

describe('inexactMembersOf', () => {
  it.each([
    ['{"a":1}', []],
    ['{"a":-12,"b":"1.0","c":": 1.0"}', []],
    ['{"a":[1.5,{"b":2}]}', []],
    ['{"a":1.0}', [['a', '1.0']]],
    ['{"a" : \n-10.25e+3 }', [['a', '-10.25e+3']]],
    [
      '{"a":1e3,"b":2E-3,"c":30}',
      [
        ['a', '1e3'],
        ['b', '2E-3'],
      ],
    ],
    ['{"a":[1.5],"b":{"c":{"\\u0064\\"":0.5}}}', [['d"', '0.5']]],
    [
      '{"a":1.0,"a":2.0}',
      [
        ['a', '1.0'],
        ['a', '2.0'],
      ],
    ],
  ])('of %s', (text, members) => {
    expect(inexactMembersOf(text).map(({ key, raw }) => [key, raw])).toStrictEqual(members);
  });
});

describe('isInexact', () => {
  it.each([
    ['1.0', true],
    ['-1e3', true],
    ['10E3', true],
    ['10', false],
    ['-10', false],
    ['"1.0"', false],
    ['[1.0]', false],
    ['true', false],
  ])('of %s is %p', (raw, inexact) => {
    expect(isInexact(raw)).toBe(inexact);
  });
});

describe('isPlain', () => {
  it.each([
    ['{}', 0, true],
    ['{"a":1,"b":-20,"c":"e","d":true,"e":null}', 5, true],
    ['{ "a" : 1 ,\r\n\t"b" :\r\n\t-20 }', 2, true],
    ['{"a":1,"a":1}', 1, false],
    ['{"a":{"b":1}}', 1, false],
    ['{"a":1.5}', 1, false],
    ['{"a":-10.5}', 1, false],
    ['{"a": \n1.5}', 1, false],
    ['{"a":1e3}', 1, false],
    ['{"a":90.5}', 1, false],
    ['{"a":1,"b":20E3}', 2, false],
  ])('of %s with %p keys is %p', (text, keys, plain) => {
    expect(isPlain(text, keys)).toBe(plain);
  });

  const key = fc.constantFrom('a', 'b', 'c', 'd:', '"');
  const raw = fc.oneof(
    fc.integer().map(String),
    fc.constantFrom(
      '1.0',
      '-0',
      '1e3',
      '2E3',
      '":"',
      '": 1.5"',
      'null',
      '[1]',
      '{"a":1}',
      '{"a":1.0}',
    ),
  );

  it('is true only of an object whose keys have one value each, and no number that is not written as an integer', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(key, raw), { maxLength: 5 }), (members) => {
        const text = `{${members.map(([name, value]) => `${JSON.stringify(name)}: ${value}`).join(',')}}`;
        const keys = Object.keys(JSON.parse(text) as object).length;
        const isExact = members.length === keys && inexactMembersOf(text).length === 0;
        expect(isPlain(text, keys) && !isExact).toBe(false);
      }),
      tries(300),
    );
  });
});

describe('copyPart', () => {
  it('is an equal text', () => {
    expect(copyPart('')).toBe('');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        expect(copyPart(text)).toBe(text);
      }),
      tries(100),
    );
  });
});

describe('a scanner', () => {
  it.each(['"', '{"a', '{"a":1.0,"b'])('ends on the text %s, which breaks off', (text) => {
    expect(membersOf(text).length).toBeLessThan(2);
    expect(inexactMembersOf(text).length).toBeLessThan(2);
  });
});
