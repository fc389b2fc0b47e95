/** Numbers that `JSON.parse` would round are refused in known fields, and only there. */
import { describe, expect, it } from '@jest/globals';
import * as O from 'fp-ts/lib/Option.js';
import { answerLine, makeReplayer } from '../../src/index.js';

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
