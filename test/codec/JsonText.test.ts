import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { membersOf, parseJson } from '../../src/codec/JsonText.js';
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
