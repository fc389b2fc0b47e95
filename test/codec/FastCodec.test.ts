import { describe, expect, it, jest } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { anyText, fastCodec, interning, INVALID, tryDecodeOf } from '../../src/codec/FastCodec.js';
import { formatDecodeErrors } from '../../src/index.js';
import { left } from '../support/arbitraries.js';

describe('fastCodec', () => {
  const validate = jest.fn(t.number.validate);
  const located = new t.Type<number>('a number', t.number.is, validate, t.number.encode);
  const tryDecode = (u: unknown): number | typeof INVALID => {
    if (u === 'trap') throw new Error('a trap');
    return typeof u === 'number' ? u : INVALID;
  };
  const codec = fastCodec(tryDecode, located);

  it('asks the codec that locates errors only if the fast path failed', () => {
    validate.mockClear();
    expect(codec.decode(7)).toStrictEqual(E.right(7));
    expect(validate).not.toHaveBeenCalled();
    expect(formatDecodeErrors(left(codec.decode('x')))).toStrictEqual([
      'at /: expected a number, found "x"',
    ]);
    expect(validate).toHaveBeenCalledTimes(1);
  });

  it('takes the slow path if reading the input throws', () => {
    expect(formatDecodeErrors(left(codec.decode('trap')))).toStrictEqual([
      'at /: expected a number, found "trap"',
    ]);
  });

  it('has its fast path as a member', () => {
    expect(codec.tryDecode).toBe(tryDecode);
    expect(tryDecodeOf(codec)).toBe(tryDecode);
  });
});

describe('tryDecodeOf', () => {
  it('drops the errors of a codec without a fast path', () => {
    expect(tryDecodeOf(t.number)(7)).toBe(7);
    expect(tryDecodeOf(t.number)('7')).toBe(INVALID);
  });
});

describe('anyText', () => {
  it.each([
    ['', true],
    ['a', true],
    [7, false],
    [['a'], false],
    [undefined, false],
  ])('takes %p: %p', (u, taken) => {
    expect(anyText.is(u)).toBe(taken);
    expect(anyText.decode(u)).toStrictEqual(taken ? E.right(u) : E.left(expect.anything()));
  });

  it('has the errors of t.string', () => {
    expect(formatDecodeErrors(left(anyText.decode(7)))).toStrictEqual(
      formatDecodeErrors(left(t.string.decode(7))),
    );
  });

  it('writes a text as it is', () => {
    expect(anyText.encode('a')).toBe('a');
  });
});

describe('interning', () => {
  const tryDecode = jest.fn((u: unknown) => (typeof u === 'string' ? u : INVALID));
  const lookup = jest.fn((text: string) => (text === 'known' ? text : undefined));
  const codec = interning(fastCodec(tryDecode, anyText), lookup);

  it('decodes no text that it finds', () => {
    tryDecode.mockClear();
    expect(codec.decode('known')).toStrictEqual(E.right('known'));
    expect(tryDecode).not.toHaveBeenCalled();
    expect(codec.decode('new')).toStrictEqual(E.right('new'));
    expect(tryDecode).toHaveBeenCalledTimes(1);
  });

  it('looks up texts only', () => {
    lookup.mockClear();
    expect(E.isLeft(codec.decode(7))).toBe(true);
    expect(E.isLeft(codec.decode(['known']))).toBe(true);
    expect(lookup).not.toHaveBeenCalled();
  });

  it('has its lookup as a member', () => {
    expect(codec.lookup).toBe(lookup);
  });
});
