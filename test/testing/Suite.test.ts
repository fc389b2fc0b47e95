/** Suites on the wire: encoded tests decode to themselves, and invalid tests are refused with the place of the error. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { parseJson } from '../../src/codec/JsonText.js';
import { printable } from '../../src/codec/printable.js';
import {
  decodeSuite,
  decodeTest,
  encodeSuite,
  encodeTest,
  TestCaseCodec,
} from '../../src/testing/index.js';
import { right } from '../support/right.js';
import { suiteOf } from './suite.js';

const suite = suiteOf({ criteria: ['construction'] });

/** What a line that is no JSON is refused with. */
const messageOf = (text: string): string => {
  const parsed = parseJson(text);
  return E.isLeft(parsed) ? printable(parsed.left.message) : '';
};

describe('a suite', () => {
  it('decodes to itself', () => {
    expect(right(decodeSuite(encodeSuite(suite)))).toStrictEqual(suite.tests);
  });

  it('keeps the written form of ids', () => {
    const written = suite.tests.flatMap(({ steps }) =>
      steps.flatMap((step) => (step.written === undefined ? [] : [step])),
    );
    expect(written.length).toBeGreaterThan(30);
    expect(written.map(({ written: wire }) => JSON.stringify(wire))).toStrictEqual(
      expect.arrayContaining([
        expect.stringContaining('urn:uuid:'),
        expect.stringContaining('4ABC'),
      ]),
    );
    const test = suite.tests.find(({ name }) => name.includes('upper case are the same ids'));
    expect(test && JSON.stringify(encodeTest(test))).toContain(
      'A0000001-0001-4ABC-8DEF-000000000001',
    );
  });

  it('accepts recorded scenarios as tests', () => {
    const reference = readFileSync(
      new URL('../fixtures/reference.ndjson', import.meta.url),
      'utf8',
    );
    const tests = right(decodeSuite(reference));
    expect(tests).toHaveLength(240);
    expect(tests[0]).toMatchObject({ name: 'ref-0', criteria: [] });
    expect(tests[0]?.steps[0]?.title).toBe('new_scheduled_with_id');
  });

  it('accepts blank lines and CRLF', () => {
    const text = encodeSuite({ tests: suite.tests.slice(0, 2) });
    expect(right(decodeSuite(`\n${text.replaceAll('\n', '\r\n')}\n`))).toStrictEqual(
      suite.tests.slice(0, 2),
    );
  });
});

describe('an invalid test', () => {
  it.each([
    ['with invalid JSON', '{', /^no JSON: /],
    [
      'without expected outcomes',
      '{"name":"a","steps":[{"op":"promote_to_ready"}]}',
      /at \/steps\/0\/expect: expected an outcome \(an object\), found nothing/,
    ],
    [
      'with an unknown op',
      '{"name":"a","steps":[{"op":"x","expect":{"err":{"code":"NoRun"}}}]}',
      /at \/steps\/0\/op: expected the name of an op, found "x"/,
    ],
    [
      'with an unknown error',
      '{"name":"a","steps":[{"op":"promote_to_ready","expect":{"err":{"code":"x"}}}]}',
      /at \/steps\/0\/expect: expected an error with its code, found an object/,
    ],
    [
      'with a run without its id',
      '{"name":"a","steps":[{"op":"promote_to_ready","expect":{"ok":{}}}]}',
      /at \/steps\/0\/expect\/ok\/id: expected a UUID/,
    ],
  ])('%s', (_, line, message) => {
    expect(decodeTest(line)).toMatchObject({ _tag: 'Left', left: expect.stringMatching(message) });
  });

  it.each<[string, string, ReadonlyArray<readonly [line: number, message: string]>]>([
    [
      'each on its line',
      '{"name":"a"}\n \n[]\n{"name":"b","steps":[]}',
      [
        [1, 'at /steps: expected a list of steps, found nothing'],
        [3, 'at /: expected a test (an object), found an array'],
      ],
    ],
    [
      'a name that is taken, by the first with it',
      ['b', 'a\\u001b', 'a\\u001b', 'c', 'a\\u001b', 'b']
        .map((name) => `{"name":"${name}","steps":[]}\n`)
        .join(''),
      [
        [3, 'the name "a\\u001b" is taken by line 2'],
        [5, 'the name "a\\u001b" is taken by line 2'],
        [6, 'the name "b" is taken by line 1'],
      ],
    ],
    ['without its CR, but with others', 'x\ry\r\n', [[1, `no JSON: ${messageOf('x\ry')}`]]],
  ])('is reported: %s', (_, text, bad) => {
    expect(decodeSuite(text)).toStrictEqual(
      E.left(bad.map(([line, message]) => ({ _tag: 'BadTest', line, message }))),
    );
  });

  it('is reported with its line', () => {
    expect(decodeSuite('{"name":"a","steps":[]}\n\nx\n')).toMatchObject(
      E.left([{ _tag: 'BadTest', line: 3 }]),
    );
  });

  it('never makes the codec throw', () => {
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('no');
        },
      },
    );
    [
      hostile,
      null,
      [],
      'x',
      { name: 'a', steps: [hostile] },
      { name: 'a', steps: [{ op: 'promote_to_ready', expect: hostile }] },
      // A value that cannot be converted to a string.
      {
        name: 'a',
        steps: [{ op: 'promote_to_ready', expect: { err: { code: { toString: 1 } } } }],
      },
    ].forEach((u) => {
      expect(E.isLeft(TestCaseCodec.decode(u))).toBe(true);
      expect(TestCaseCodec.is(u)).toBe(false);
    });
  });

  it('differs from a valid one', () => {
    expect(suite.tests.every((test) => TestCaseCodec.is(test))).toBe(true);
  });
});
