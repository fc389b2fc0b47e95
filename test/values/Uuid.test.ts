/** Ids: the four accepted forms, the canonical form, nil, and byte order. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import {
  AttemptId,
  CommandId,
  formatDecodeErrors,
  parseUuid,
  RunId,
  TaskId,
  Timestamp,
} from '../../src/index.js';
import { isIdCodec, isNil } from '../../src/values/Uuid.js';
import { arbitraryUuid, left, right, tries } from '../support/arbitraries.js';

const canonical = '0123abcd-ef01-2345-6789-abcdef012345';
const digits = '0123abcdef0123456789abcdef012345';

describe('parseUuid', () => {
  it.each([
    ['hyphenated', canonical],
    ['hyphenated, upper case', canonical.toUpperCase()],
    ['simple', digits],
    ['simple, upper case', digits.toUpperCase()],
    ['urn', `urn:uuid:${canonical}`],
    ['urn, upper case digits', `urn:uuid:${canonical.toUpperCase()}`],
    ['braced', `{${canonical}}`],
    ['braced, mixed case', `{0123ABCD-ef01-2345-6789-ABCDEF012345}`],
  ])('takes the %s form and gives the canonical one', (_, text) => {
    expect(parseUuid(text)).toBe(canonical);
  });

  it.each([
    '',
    ' ',
    canonical.slice(1),
    `${canonical}0`,
    ` ${canonical}`,
    `${canonical}\n`,
    canonical.replace('a', 'g'),
    canonical.replaceAll('-', '_'),
    digits.slice(1),
    `${digits}0`,
    `{${canonical}`,
    `${canonical}}`,
    `{{${canonical}}}`,
    `{${canonical})`,
    `{${canonical}0`,
    `0${canonical}}`,
    `${digits}${'0'.repeat(1e6)}`,
    ...['/', ':', '`', 'g', '@', 'G'].map((digit) => canonical.replace('a', digit)),
    canonical.replace('-', '0'),
    canonical.replace('0', '-'),
    `{${digits}}`,
    `(${canonical})`,
    `urn:uuid:${digits}`,
    `urn:uuid:{${canonical}}`,
    `URN:UUID:${canonical}`,
    `urn:${canonical}`,
    `0123abcde-f01-2345-6789-abcdef012345`,
    '０'.repeat(32),
  ])('refuses %p', (text) => {
    expect(parseUuid(text)).toBeUndefined();
    expect(E.isLeft(RunId.decode(text))).toBe(true);
  });

  it('accepts any 128-bit value in all forms, and is idempotent', () => {
    fc.assert(
      fc.property(arbitraryUuid, (id) => {
        const simple = id.replaceAll('-', '');
        for (const form of [id, simple, `urn:uuid:${id}`, `{${id}}`, id.toUpperCase()])
          expect(parseUuid(form)).toBe(id);
      }),
      tries(300),
    );
  });
});

describe.each([
  ['RunId', RunId, 'run'],
  ['TaskId', TaskId, 'task'],
  ['AttemptId', AttemptId, 'attempt'],
  ['CommandId', CommandId, 'command'],
] as const)('%s', (_, codec, name) => {
  it('decodes to the canonical form, and encodes to the same string', () => {
    const id = right<string>(codec.decode(`{${canonical.toUpperCase()}}`));
    expect(id).toBe(canonical);
    expect(codec.is(id)).toBe(true);
    expect((codec.encode as (id: string) => string)(id)).toBe(canonical);
  });

  it('accepts only the canonical form in `is`', () => {
    for (const u of [canonical.toUpperCase(), digits, `{${canonical}}`, 7, null, [canonical]])
      expect(codec.is(u)).toBe(false);
  });

  it.each([[7], [null], [undefined], [[canonical]], [Object(canonical)]])('refuses %p', (u) => {
    expect(E.isLeft(codec.decode(u))).toBe(true);
  });

  it('is told apart from codecs of other values', () => {
    expect(isIdCodec(codec)).toBe(true);
    expect(isIdCodec(Timestamp)).toBe(false);
  });

  it('decodes the nil id', () => {
    expect(codec.nil).toBe('00000000-0000-0000-0000-000000000000');
    expect(codec.decode(codec.nil)).toStrictEqual(E.right(codec.nil));
  });

  it('is named in the error for a missing value', () => {
    expect(formatDecodeErrors(left(codec.decode('7')))).toStrictEqual([
      `at /: expected a UUID (${name} id), found "7"`,
    ]);
  });

  it('generates different ids, never nil', () => {
    const ids = new Set<string>(Array.from({ length: 1000 }, () => codec.generate()));
    expect(ids.size).toBe(1000);
    for (const id of ids) expect([codec.is(id), id === codec.nil]).toStrictEqual([true, false]);
  });
});

describe('isNil', () => {
  it.each([
    [RunId.nil, true],
    [canonical, false],
    // Of version 0, as the nil id is.
    ['0123abcd-ef01-0345-6789-abcdef012345', false],
    ['00000000-0000-0000-0000-000000000001', false],
    ['', false],
    [undefined, false],
    [[RunId.nil], false],
  ])('of %p is %p', (id, nil) => {
    expect(isNil(id)).toBe(nil);
  });
});

describe('order', () => {
  const bytes = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');

  it('is byte order', () => {
    fc.assert(
      fc.property(arbitraryUuid, arbitraryUuid, (x, y) => {
        const [a, b] = [right(RunId.decode(x)), right(RunId.decode(y))];
        expect(RunId.Ord.compare(a, b)).toBe(Buffer.compare(bytes(a), bytes(b)));
        expect(RunId.Eq.equals(a, b)).toBe(bytes(a).equals(bytes(b)));
        expect(RunId.Ord.compare(a, a)).toBe(0);
      }),
      tries(300),
    );
  });

  it('distinguishes ids that differ in one bit', () => {
    fc.assert(
      fc.property(arbitraryUuid, fc.nat(127), (x, bit) => {
        const flipped = (BigInt(`0x${x.replaceAll('-', '')}`) ^ (1n << BigInt(bit)))
          .toString(16)
          .padStart(32, '0');
        const [a, b] = [right(RunId.decode(x)), right(RunId.decode(flipped))];
        expect(RunId.Ord.compare(a, b)).toBe(Buffer.compare(bytes(a), bytes(b)));
        expect(RunId.Eq.equals(a, b)).toBe(false);
      }),
      tries(200),
    );
  });
});
