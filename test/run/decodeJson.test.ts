import { afterEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import type { RunInstance } from '../../src/index.js';
import {
  decodeJson,
  formatDecodeErrors,
  RunInstanceCodec,
  RunInstanceLenientCodec,
  RunInstanceStrictCodec,
} from '../../src/index.js';
import { states } from '../expectations.js';
import { arbitraryRun, at, runIn, tries } from '../support/arbitraries.js';
import { ID, lines, NIL, run, wire } from '../support/runWire.js';

const codecs = [
  ['RunInstanceCodec', RunInstanceCodec],
  ['RunInstanceStrictCodec', RunInstanceStrictCodec],
  ['RunInstanceLenientCodec', RunInstanceLenientCodec],
] as const;

describe('decodeJson', () => {
  const text = JSON.stringify(wire);
  const decode = decodeJson(RunInstanceCodec);
  const edit = (from: string | RegExp, to: string): ReadonlyArray<string> => {
    const edited = text.replace(from, to);
    expect(edited).not.toBe(text);
    const decoded = decode(edited);
    return E.isLeft(decoded) ? formatDecodeErrors(decoded.left) : [];
  };

  it('decodes like the codec, with white space where JSON allows it', () => {
    expect(decode(text)).toStrictEqual(E.right(run));
    expect(decode(` \n\t\r${JSON.stringify(wire, null, 3)}\r\n `)).toStrictEqual(E.right(run));
  });

  it('reports invalid JSON', () => {
    for (const broken of ['', 'nope', text.slice(1), `${text}x`, `\uFEFF${text}`, '{"id":1,}'])
      expect(lines(decode(broken))).toStrictEqual([
        expect.stringMatching(/^at \/: expected JSON text \(.+\), found ".*"/s),
      ]);
  });

  it('reports JSON that is not a run', () => {
    expect(lines(decode('[]'))).toStrictEqual(['at /: expected a run (an object), found an array']);
    expect(lines(decode('null'))).toStrictEqual(['at /: expected a run (an object), found null']);
  });

  it.each([
    ['"attempt_count":3', '"attempt_count":3.0'],
    ['"attempt_count":3', '"attempt_count":3e0'],
    ['"attempt_count":3', '"attempt_count":0.3E1'],
    ['"attempt_count":3', '"attempt_count":-0'],
    ['"attempt_count":3', '"attempt_count": \n-0.0 '],
    ['"attempt_count":3', '"attempt_count":2.99999999999999999999999'],
    ['"attempt_count":3', '"attempt_count":4294967295.00000000001'],
    ['"effective_priority":4', '"effective_priority":-1.0'],
    ['"effective_priority":4', '"effective_priority":1e-400'],
    ['"created_at":1000', '"created_at":1e3'],
    ['"created_at":1000', '"created_at":9007199254740991.1'],
    ['"created_at":1000', '"created_at":9007199254740992'],
    ['"created_at":1000', '"created_at":9007199254740993'],
    ['"created_at":1000', '"created_at":18446744073709551615'],
    ['"created_at":1000', '"created\\u005fat":1e3'],
    ['"last_state_change_at":1500', '"last_state_change_at":1500.0'],
  ])('refuses %s rewritten as %s', (from, to) => {
    const key = /"(.*?)"/.exec(from)?.[1] ?? '';
    expect(edit(from, to)).toStrictEqual([
      expect.stringMatching(new RegExp(`^at /${key}: expected .*, found `)),
    ]);
  });

  it('reports the number as written', () => {
    expect(edit('"attempt_count":3', '"attempt_count":3.0')).toStrictEqual([
      'at /attempt_count: expected u32 (0 to 4294967295), written as an integer, found "3.0"',
    ]);
  });

  it.each([
    ['at the end', /\}$/, ',"state":"Running"}'],
    ['at the beginning', /^\{/, '{"attempt_count":3,'],
    ['with another value', /^\{/, '{"created_at":1,'],
    ['with an escape in its key', /^\{/, '{"st\\u0061te":"Running",'],
    ['with an escape in both halves', /\}$/, `,"\\u0069\\u0064":"${ID}"}`],
    ['that is null', /^\{/, '{"current_attempt_id":null,'],
    ['that is an object', /^\{/, '{"task_id":{"task_id":[{}]},'],
  ])('refuses a field that is there twice: %s', (_, from, to) => {
    expect(edit(from, to)).toStrictEqual([
      expect.stringMatching(/^at \/\w+: expected one value, not two, found /),
    ]);
  });

  it('reports what is in the text only of a run that the codec takes', () => {
    const twice = '{"state":"Running",';
    expect(edit(/^\{/, twice)).toHaveLength(1);
    expect(
      lines(decode(text.replace('{', twice).replace('"created_at":1000', '"created_at":-1'))),
    ).toStrictEqual(['at /created_at: expected unix seconds (0 to 9007199254740991), found -1']);
  });

  it('locates what is no JSON as io-ts locates what is no value', () => {
    expect(decode('nope')).toStrictEqual(
      E.left([
        {
          value: 'nope',
          context: [{ key: '', type: RunInstanceCodec, actual: 'nope' }],
          message: expect.stringMatching(/^JSON text \(.+\)$/),
        },
      ]),
    );
  });

  it('ignores unknown keys, even duplicate ones', () => {
    const extra =
      '{"x":1.0,"x":2e5,"\\"":-0,"a":{"state":1,"state":2,"b":[{"id":"}"}]},"a":"{\\\\","__proto__":1,"__proto__":2,';
    expect(edit(/^\{/, extra)).toStrictEqual([]);
    expect(decode(text.replace('{', extra))).toStrictEqual(E.right(run));
  });

  it('is not misled by strings that look like members', () => {
    expect(
      edit(/\}$/, ',"note":"\\",\\"state\\":\\"Ready\\",\\"attempt_count\\":1.0"}'),
    ).toStrictEqual([]);
    expect(edit(/\}$/, ',"list":["state","id",{"id":1.0,"id":-0}]}')).toStrictEqual([]);
    expect(edit(/\}$/, ',"\\\\":"\\\\"}')).toStrictEqual([]);
  });

  it('agrees with the codec on every output of JSON.stringify', () => {
    fc.assert(
      fc.property(arbitraryRun, fc.jsonValue(), fc.nat(4), (any, extra, space) => {
        const json = { extra, ...RunInstanceCodec.encode(any), more: [extra] };
        expect(decode(JSON.stringify(json, null, space))).toStrictEqual(
          RunInstanceCodec.decode(JSON.parse(JSON.stringify(json))),
        );
      }),
      tries(200),
    );
  });

  it('finds a duplicate in any position', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(Object.entries(wire), { minLength: 9 }),
        fc.nat(8),
        (all, i) => {
          const twice = [...all, all[i] ?? ['id', ID]];
          const body = twice
            .map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`)
            .join(' , ');
          expect(lines(decode(`{${body}}`))).toHaveLength(1);
          expect(lines(decodeJson(RunInstanceStrictCodec)(`{${body}}`))).toHaveLength(1);
        },
      ),
      tries(50),
    );
  });

  it('uses the given codec', () => {
    const ahead: RunInstance = runIn('Ready', { scheduledAt: at(1400) });
    const json = JSON.stringify(RunInstanceCodec.encode(ahead));
    expect(decode(json)).toStrictEqual(E.right(ahead));
    expect(E.isLeft(decodeJson(RunInstanceStrictCodec)(json))).toBe(true);
  });

  it('uses a decoder of others', () => {
    const first = new t.Type<RunInstance, unknown>(
      'a first attempt',
      RunInstanceCodec.is,
      (u, context) => {
        const decoded = RunInstanceCodec.validate(u, context);
        return E.isRight(decoded) && decoded.right.attemptCount > 1
          ? t.failure(u, context)
          : decoded;
      },
      RunInstanceCodec.encode,
    );
    expect(lines(decodeJson(first)(text))).toStrictEqual([
      'at /: expected a first attempt, found an object',
    ]);
    const other = text.replace('"attempt_count":3', '"attempt_count":1');
    expect(decodeJson(first)(other)).toStrictEqual(E.right({ ...run, attemptCount: 1 }));
  });
});

describe('decodeJson of text that an encoder wrote', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('needs no JSON parser', () => {
    const texts = states.map((state) =>
      JSON.stringify(RunInstanceLenientCodec.encode(runIn(state))),
    );
    const parse = jest.spyOn(JSON, 'parse');
    const decode = decodeJson(RunInstanceLenientCodec);
    expect(texts.map((json) => E.isRight(decode(json)))).toStrictEqual(texts.map(() => true));
    expect(parse).not.toHaveBeenCalled();
    expect(E.isRight(decode(` ${texts.join('')}`.slice(0, (texts[0] ?? '').length + 1)))).toBe(
      true,
    );
    expect(parse).toHaveBeenCalledTimes(1);
  });

  /** Decodes as `decodeJson` does text in any other form, to which a leading space brings every text. */
  const asOtherText = (codec: typeof RunInstanceCodec) => (json: string) =>
    decodeJson(codec)(` ${json}`);

  /** What a text may have in the place of another. */
  const pieces = [
    ...['"', '\\', '\\"', '\u0000', '\n', '\u2028', '{', '}', ',', ':', ' ', 'null', 'Ready', 'x'],
    ...[
      '0',
      '-0',
      '-',
      '1.0',
      '1e3',
      '007',
      '9007199254740991',
      '9007199254740993',
      '123456789012345',
    ],
    ...[ID, ID.toUpperCase(), ID.replaceAll('-', ''), `{${ID}}`, NIL],
    ...Object.keys(wire).map((name) => `"${name}":`),
  ];

  it.each(codecs)('gives what it gives in any other form, valid or not, %s', (_, codec) => {
    fc.assert(
      fc.property(
        arbitraryRun,
        fc.array(
          fc.record({
            at: fc.nat({ max: 400 }),
            drop: fc.nat({ max: 40 }),
            piece: fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 3 })),
          }),
          { maxLength: 3 },
        ),
        (arbitrary, edits) => {
          const json = edits.reduce(
            (text, { at: start, drop, piece }) =>
              `${text.slice(0, start)}${piece}${text.slice(start + drop)}`,
            JSON.stringify(codec.encode(arbitrary)),
          );
          const [own, other] = [decodeJson(codec)(json), asOtherText(codec)(json)];
          expect(E.isRight(own)).toBe(E.isRight(other));
          if (E.isRight(own)) {
            expect(own).toStrictEqual(other);
            expect(Object.isFrozen(own.right)).toBe(true);
          }
        },
      ),
      tries(1000),
    );
  });

  it.each([
    '03',
    '-04',
    '00',
    '-0',
    '+3',
    '3.',
    '3.0',
    '3e0',
    '.5',
    '0x3',
    '',
    '9007199254740993',
    '"3"',
    'null',
  ])('takes %s for a number exactly if JSON and the codec do', (raw) => {
    const text = JSON.stringify(wire);
    for (const edited of [
      text.replace('"attempt_count":3', `"attempt_count":${raw}`),
      text.replace('"effective_priority":4', `"effective_priority":${raw}`),
      text.replace('"created_at":1000', `"created_at":${raw}`),
    ])
      expect(E.isRight(decodeJson(RunInstanceCodec)(edited))).toBe(false);
  });

  it('keeps each check of a field', () => {
    const values = {
      id: NIL,
      task_id: NIL,
      state: 'Lost',
      attempt_count: 2 ** 32,
      created_at: -1,
      scheduled_at: -1,
      last_state_change_at: -1,
      effective_priority: 2 ** 31,
    };
    for (const [name, value] of Object.entries(values)) {
      const json = JSON.stringify({ ...wire, [name]: value });
      for (const [, codec] of codecs)
        expect(lines(decodeJson(codec)(json))).toStrictEqual([
          expect.stringMatching(`^at /${name}: expected `),
        ]);
    }
  });
});
