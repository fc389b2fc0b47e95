/** What stands for io-ts in the build for Node behaves as io-ts does. */
import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import * as lazy from '../../src/codec/lazyIoTs.js';

// A module of CommonJS, which this one is in the build, has a `require`.
Object.assign(globalThis, { require: createRequire(import.meta.url) });

const textCodec = ({ Type, success, failure }: Pick<typeof t, 'Type' | 'success' | 'failure'>) =>
  new Type<string, number, unknown>(
    'a text',
    (u): u is string => typeof u === 'string',
    (u, context) => (typeof u === 'string' ? success(u) : failure(u, context, 'some text')),
    (text) => text.length,
  );

const [usual, late] = [textCodec(t), textCodec(lazy)];

/** Errors, with the names of codecs in place of the codecs. */
const plain = (validation: t.Validation<unknown>): unknown =>
  E.mapLeft((errors: t.Errors) =>
    errors.map((error) => ({
      ...error,
      context: error.context.map((entry) => ({ ...entry, type: entry.type.name })),
    })),
  )(validation);

describe('a codec', () => {
  it('is a codec of io-ts', () => {
    expect(late).toBeInstanceOf(t.Type);
    expect(['pipe', 'asDecoder', 'nothing'].map((name) => name in late)).toStrictEqual([
      true,
      true,
      false,
    ]);
  });

  it('has the members that it was made with', () => {
    expect([late.name, late.is('a'), late.is(7), late.encode('abc')]).toStrictEqual([
      'a text',
      true,
      false,
      3,
    ]);
  });

  it.each([['a'], [7], [undefined]])('decodes %p as that of io-ts does', (u) => {
    expect(plain(late.decode(u))).toStrictEqual(plain(usual.decode(u)));
    expect(late.asDecoder().decode(u)).toStrictEqual(late.decode(u));
  });

  it('is the codec at the root of its errors', () => {
    const decoded = late.decode(7);
    expect(E.isLeft(decoded) && decoded.left[0]?.context[0]?.type).toBe(late);
  });

  it.each([[{ a: ['x', 'yy'] }], [{ a: ['x', 7] }], [{ a: null }], [7]])(
    'decodes %p as a part of codecs of io-ts',
    (u) => {
      const whole = (part: typeof late) => t.type({ a: t.array(t.union([part, t.null])) });
      expect(plain(whole(late).decode(u))).toStrictEqual(plain(whole(usual).decode(u)));
    },
  );

  it('pipes into another codec', () => {
    const short = new t.Type<string, string, string>(
      'a short text',
      (u): u is string => typeof u === 'string',
      (text, context) => (text.length < 3 ? t.success(text) : t.failure(text, context)),
      (text) => text,
    );
    expect(late.pipe(short).name).toBe('pipe(a text, a short text)');
    for (const u of ['ab', 'abc', 7])
      expect(plain(late.pipe(short).decode(u))).toStrictEqual(plain(usual.pipe(short).decode(u)));
  });
});

describe('the functions', () => {
  const context: t.Context = [{ key: '', type: t.number, actual: 'x' }];

  it('make the results that those of io-ts make', () => {
    expect(lazy.success(7)).toStrictEqual(t.success(7));
    expect(lazy.failure('x', context)).toStrictEqual(t.failure('x', context));
    expect(lazy.failure('x', context, 'why')).toStrictEqual(t.failure('x', context, 'why'));
    const errors = [{ value: 'x', context }];
    expect(lazy.failures(errors)).toStrictEqual(t.failures(errors));
  });

  it('append to a context as that of io-ts does', () => {
    expect(lazy.appendContext(context, 'a', t.string, 7)).toStrictEqual(
      t.appendContext(context, 'a', t.string, 7),
    );
    expect(context).toHaveLength(1);
  });
});
