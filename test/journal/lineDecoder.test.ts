/** Numbers that `JSON.parse` would round are refused in known fields, and only there. */
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { answerLine, makeReplayer } from '../../src/index.js';
import { entryChoices } from '../../src/journal/entryCodec.js';
import { decodeLine, makeLineDecoder } from '../../src/journal/lineDecoder.js';

const RUN = '00000000-0000-0000-0000-000000000001';

/** A line of a constructor with the text of one number replaced. */
const born = (scheduledAt: string, more = ''): string =>
  `{"op":"new_scheduled_with_id","run_id":"${RUN}","task_id":"${RUN}","scheduled_at":${scheduledAt},"created_at":5${more}}`;

const scenario = (step: string): string => `{"name":"n","steps":[${step}]}`;

const tagOf = (line: string): string =>
  O.match(
    () => 'blank',
    ({ _tag }: { readonly _tag: string }) => _tag,
  )(makeReplayer().line(line));

describe('a number in a known field', () => {
  it.each([
    '1.0',
    '1e3',
    '1E0',
    '4.99999999999999999999',
    '0.99999999999999999999',
    '9007199254740991.4',
  ])('%s is refused', (number) => {
    expect(answerLine(scenario(born(number)))).toStrictEqual({
      err: {
        code: 'BadScenario',
        message: `scheduled_at: expected a number written as an integer, found ${number}`,
      },
    });
    expect(tagOf(born(number))).toBe('Malformed');
    expect(tagOf(born(` ${number}`))).toBe('Malformed');
    expect(tagOf(born('5', `,"at":${number}`))).toBe('Malformed');
  });

  it('is found under an escaped key, and after strings that look like it', () => {
    expect(tagOf(born('5', ',"x":":1.5","\\u0061t":1.0'))).toBe('Malformed');
  });

  it.each(['0', '5', '9007199254740991'])('%s is accepted', (number) => {
    expect(tagOf(born(number))).toBe('Accepted');
    expect(answerLine(scenario(born(number)))).toMatchObject({ name: 'n' });
  });
});

it('other numbers, and strings that look like numbers, are not checked', () => {
  for (const more of [',"cost":1.5', ',"note":"\\"at\\":1.5"', ',"x":{"y":[1.5,{"z":1e3}]}'])
    expect(tagOf(born('5', more))).toBe('Accepted');
});

it('a null `at` or `command_id` is absent', () => {
  expect(tagOf(born('5', ',"at":null,"command_id":null'))).toBe('Accepted');
});

describe('a decoder of many lines', () => {
  const numbers = new Set(['at']);
  /** Lines as programs write them that differ in white space. */
  const written = (space: number, at = 7): string =>
    `{"op":"promote_to_ready",${' '.repeat(space)}"run_id":"${RUN}","at":${at}}`;

  /** Decodes lines, and counts those that are not decoded by their forms. */
  const slowly = (lines: ReadonlyArray<string>): number => {
    let calls = 0;
    const counting: typeof entryChoices = Object.assign(
      // SAFETY: has all members of the codec.
      Object.create(entryChoices) as typeof entryChoices,
      {
        decode: (u: unknown) => {
          calls += 1;
          return entryChoices.decode(u);
        },
      },
    );
    const decode = makeLineDecoder(counting, numbers);
    for (const line of lines)
      expect(decode(line)).toStrictEqual(decodeLine(entryChoices, numbers)(line));
    return calls;
  };

  it('learns each form from its first line', () => {
    expect(slowly([written(0), written(0, 8), written(1), written(0, 9), written(1, 8)])).toBe(2);
  });

  it('learns 32 forms, and no form of a line that is refused', () => {
    const forms = Array.from({ length: 32 }, (_, i) => i);
    const refused = written(99, -1);
    const lines = [refused, ...forms.map((i) => written(i)), ...forms.map((i) => written(i, 8))];
    expect(slowly(lines)).toBe(33);
    expect(slowly([...lines, written(40), written(40), refused])).toBe(36);
  });

  it('rounds numbers beyond 2^53, unless it is told to keep their digits', () => {
    const line = written(0).replace(':7', ':12345678901234567890');
    const [rounded, kept] = [{}, { keepsDigits: true }].map((options) =>
      decodeLine(entryChoices, numbers, options)(line),
    );
    const expected = 'at /at: expected unix seconds (0 to 9007199254740991), found';
    expect(rounded).toStrictEqual(E.left(`${expected} 12345678901234567000`));
    expect(kept).toStrictEqual(E.left(`${expected} a bigint`));
  });

  it('ends its errors with a hint, if there is one', () => {
    const [none, some] = ['', 'perhaps'].map((hint) =>
      decodeLine(entryChoices, numbers, { hint: () => hint })('{}'),
    );
    const error = 'at /op: expected the name of an op, found nothing';
    expect(none).toStrictEqual(E.left(error));
    expect(some).toStrictEqual(E.left(`${error}; perhaps`));
  });
});
