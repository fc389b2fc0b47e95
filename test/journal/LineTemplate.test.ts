/** Templates: a line that matches one decodes as by the codec; a line that does not match may be valid or invalid. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type * as t from 'io-ts';
import type { ChoiceCodec, Field } from '../../src/codec/WireRecord.js';
import { snakeCase } from '../../src/codec/WireRecord.js';
import type { JournalEntry } from '../../src/index.js';
import { JournalEntryCodec } from '../../src/index.js';
import { decodeLine, makeLineDecoder } from '../../src/journal/lineDecoder.js';
import { formOf, matchTemplate, templateOf } from '../../src/journal/LineTemplate.js';
import { integerFields, opNames, ops } from '../../src/journal/Step.js';
import { tries } from '../support/arbitraries.js';

// SAFETY: the text is a valid run id.
const codec = JournalEntryCodec as ChoiceCodec<JournalEntry, unknown>;
const numbers: ReadonlySet<string> = new Set([...integerFields, 'at']);
const RUN = '00000000-0000-0000-0000-00000000000a';

const read = (pattern: string, line: string): unknown => {
  const shape = templateOf(codec)(pattern);
  return O.isSome(shape) ? matchTemplate(shape.value, line) : 'no shape';
};

/** A line of an op with fixed formatting. */
const line = (op: string, more: string, at = '7'): string =>
  `{"op":"${op}","run_id":"${RUN}"${more},"at":${at}}`;

/** A line with so many characters. */
const padded = (length: number): string => {
  const text = line('promote_to_ready', '');
  return text + ' '.repeat(length - text.length);
};

// ------------------------------------------------------------------------------------------------------ arbitraries

const uuid = fc
  .bigInt({ min: 0n, max: 2n ** 128n - 1n })
  .map((n) => n.toString(16).padStart(32, '0'))
  .map((h) => [h.slice(0, 8), h.slice(8, 12), h.slice(12, 16), h.slice(16, 20), h.slice(20)])
  .map((parts) => parts.join('-'));

/** JSON texts of values, valid for some fields or for none. */
const value = fc.oneof(
  { weight: 4, arbitrary: uuid.map((id) => `"${id}"`) },
  { weight: 4, arbitrary: fc.integer({ min: -3, max: 2 ** 31 }).map(String) },
  fc.constantFrom('"Leased"', '"Running"', '"Ready"', '"Nowhere"', 'null', 'true', '[]', '{}'),
  fc.constantFrom(
    '-0',
    '00',
    '01',
    '1.0',
    '1e3',
    '-',
    '1-',
    '9007199254740991',
    '9007199254740993',
  ),
  fc.constantFrom('"\\u0052eady"', '"Rea\tdy"', '"', '""', '"a\\"b"', `"${RUN.toUpperCase()}"`),
  fc.constantFrom(`"urn:uuid:${RUN}"`, `"{${RUN}}"`, `"${RUN.replaceAll('-', '')}"`),
);

/** The formatting of a JSON writer: white space, key order, extra members, and those that it leaves out. */
const habit = fc.record({
  comma: fc.constantFrom(',', ', ', ' ,\t'),
  colon: fc.constantFrom(':', ': ', ' : '),
  end: fc.constantFrom('', ' ', '\r'),
  isReversed: fc.boolean(),
  more: fc.constantFrom('', '', '', '"x":1', '"note":"a"', '"at":1', '"op":"promote_to_ready"'),
  omitted: fc.constantFrom('', '', 'active_attempt', 'at'),
});

/** Several lines of one op with the same formatting. */
const linesOfOneWriter = fc
  .record({ op: fc.constantFrom(...opNames), habit, hasAt: fc.boolean() })
  .chain(({ op, habit: { comma, colon, end, isReversed, more, omitted }, hasAt }) => {
    const keys = [
      'run_id',
      ...Object.keys(ops[op]).map(snakeCase),
      ...(hasAt ? ['at'] : []),
    ].filter((key) => key !== omitted);
    const fitting = (key: string): fc.Arbitrary<string> =>
      fc.oneof(
        {
          weight: 6,
          arbitrary: key.endsWith('_id') ? uuid.map((id) => `"${id}"`) : fc.nat().map(String),
        },
        { weight: 2, arbitrary: value },
        { weight: key === 'to' ? 20 : 1, arbitrary: fc.constantFrom('"Leased"', '"Running"') },
      );
    const one = fc.tuple(...keys.map(fitting)).map((values) => {
      const members = [
        `"op"${colon}"${op}"`,
        ...keys.map((key, i) => `"${key}"${colon}${values[i] ?? ''}`),
      ];
      const ordered = isReversed ? members.toReversed() : members;
      return `{${[...ordered, ...(more === '' ? [] : [more])].join(comma)}}${end}`;
    });
    return fc.array(one, { minLength: 2, maxLength: 6 });
  });

/** Lines of several writers, some with a character changed, inserted or deleted. */
const journal = fc
  .array(
    fc.tuple(
      linesOfOneWriter,
      fc.option(fc.tuple(fc.nat(200), fc.constantFrom('', '"', '\\', '0', ',', '\n', 'é'))),
    ),
    { maxLength: 5 },
  )
  .map((writers) =>
    writers.flatMap(([lines, slip]) =>
      slip === null
        ? lines
        : lines.map((text) => text.slice(0, slip[0]) + slip[1] + text.slice(slip[0] + 1)),
    ),
  );

// ------------------------------------------------------------------------------------------------------------ tests

describe('a template', () => {
  it('matches lines of the same form, and no others', () => {
    const leased = line('transition_to', ',"to":"Leased"');
    expect(read(leased, line('transition_to', ',"to":"Running"', '12'))).toStrictEqual({
      op: 'transition_to',
      runId: RUN,
      to: 'Running',
      at: 12,
    });
    for (const other of [
      line('promote_to_ready', ''),
      line('transition_to', ', "to":"Leased"'),
      `${leased} `,
      leased.slice(0, -1),
      `${leased}\n${leased}`,
    ])
      expect(read(leased, other)).toBeUndefined();
  });

  it.each([
    ['its members in another order', `{"at":7,"run_id":"${RUN}","op":"promote_to_ready"}`],
    ['white space', `{ "op" : "promote_to_ready", "run_id":\t"${RUN}" , "at" :7 }`],
    ['4,096 characters', padded(4096)],
  ])('is made of a line with %s', (_, text) => {
    expect(read(text, text.replace('7', '12'))).toStrictEqual({
      op: 'promote_to_ready',
      runId: RUN,
      at: 12,
    });
  });

  it.each(['-0', '01', '1.0', '1e3', '"7"', '1000000000000000', 'null', ''])(
    'does not read an instant that is written %s',
    (at) => {
      expect(read(line('promote_to_ready', ''), line('promote_to_ready', '', at))).toBeUndefined();
    },
  );

  it.each<[string, string]>([
    ['a member that is there twice', line('promote_to_ready', ',"at":1')],
    ['an unknown field', line('promote_to_ready', ',"x":1')],
    ['a text that may be anything', line('deserialize', ',"json":"{}"')],
    ['a key with an escape', line('promote_to_ready', ',"\\u0061t":1').replace(',"at":7', '')],
    ['a text with an escape', line('transition_to', ',"to":"\\u0052eady"')],
    ['a number that is no integer', line('promote_to_ready', '', '1.0')],
    ['an absent field with a default', line('restore_attempt_state_for_bootstrap', ',"count":1')],
    ['very much white space', line('promote_to_ready', ' '.repeat(70_000))],
    ['a line without an op', `{"run_id":"${RUN}"}`],
    ['a line of an unknown op', line('nope', '')],
    [
      'a key with an escape, whose value is that of another key',
      line('promote_to_ready', ',"\\u006eote":"promote_to_ready"'),
    ],
    [
      'a key with an escape, which is written as its value',
      line('promote_to_ready', ',"\\u006eote":"note"'),
    ],
    ['a line of more than 4,096 characters', padded(4097)],
    ['null', line('restore_attempt_state_for_bootstrap', ',"count":1,"active_attempt":null')],
  ])('is not made of %s', (_, text) => {
    expect(templateOf(codec)(text)).toStrictEqual(O.none);
  });
});

describe('the form of a line', () => {
  const partsOf = (isFixed?: (field: Field, text: string) => boolean): unknown =>
    pipe(
      formOf(codec, isFixed)(line('transition_to', ',"to":"Leased","worker":"Leased"')),
      O.map(({ parts, ...tag }) => ({
        ...tag,
        parts: parts.map((part) =>
          typeof part === 'string' ? part : `${part.isText ? 'text' : 'integer'} ${part.field.key}`,
        ),
      })),
    );

  it('is what stands between its values', () => {
    expect(partsOf()).toStrictEqual(
      O.some({
        tag: 'op',
        tagValue: 'transition_to',
        parts: [
          '{"op":"transition_to","run_id":"',
          'text runId',
          '","to":"',
          'text to',
          '","worker":"',
          'text worker',
          '","at":',
          'integer at',
          '}',
        ],
      }),
    );
  });

  it('contains the texts that are fixed, and no number', () => {
    const asked: Array<string> = [];
    const fixed = partsOf(({ key }, text) => {
      asked.push(`${key} ${text}`);
      return key === 'to' || key === 'at';
    });
    expect(fixed).toStrictEqual(
      O.some({
        tag: 'op',
        tagValue: 'transition_to',
        parts: [
          '{"op":"transition_to","run_id":"',
          'text runId',
          '","to":"Leased","worker":"',
          'text worker',
          '","at":',
          'integer at',
          '}',
        ],
      }),
    );
    expect(asked).toStrictEqual([`runId ${RUN}`, 'to Leased', 'worker Leased']);
  });
});

describe('lines that match a template', () => {
  it('decode as without a template, for all writers', () => {
    const slow = decodeLine(codec as t.Decoder<unknown, JournalEntry>, numbers);
    let shaped = 0;
    fc.assert(
      fc.property(journal, (lines) => {
        const decode = makeLineDecoder(codec, numbers);
        for (const text of lines) {
          const decoded = slow(text);
          expect(decode(text)).toStrictEqual(decoded);
          const template = E.isRight(decoded) ? templateOf(codec)(text) : O.none;
          if (O.isNone(template)) continue;
          shaped += 1;
          expect(E.right(matchTemplate(template.value, text))).toStrictEqual(decoded);
        }
      }),
      tries(1000),
    );
    // The property is not vacuous.
    expect(shaped).toBeGreaterThan(100);
  });

  it('are frozen too', () => {
    const decode = makeLineDecoder(codec, numbers);
    const text = line('promote_to_ready', '');
    for (const decoded of [decode(text), decode(text)])
      expect(E.isRight(decoded) && Object.isFrozen(decoded.right)).toBe(true);
  });
});
