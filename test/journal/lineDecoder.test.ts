/** Lines of NDJSON: what `JSON.parse` would round is refused, where it matters and nowhere else. */
import { describe, expect, it } from '@jest/globals';
import * as O from 'fp-ts/lib/Option.js';
import { answerLine, makeReplayer } from '../../src/index.js';

const RUN = '00000000-0000-0000-0000-000000000001';

/** A constructor's line with the text of one of its numbers replaced. */
const born = (scheduledAt: string, more = ''): string =>
  `{"op":"new_scheduled_with_id","run_id":"${RUN}","task_id":"${RUN}","scheduled_at":${scheduledAt},"created_at":5${more}}`;

const scenario = (step: string): string => `{"name":"n","steps":[${step}]}`;

const tagOf = (line: string): string =>
  O.match(
    () => 'blank',
    ({ _tag }: { readonly _tag: string }) => _tag,
  )(makeReplayer().line(line));

describe('a number of a field that is known', () => {
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

  it('is found under an escaped key, and behind strings that look like it', () => {
    expect(tagOf(born('5', ',"x":":1.5","\\u0061t":1.0'))).toBe('Malformed');
  });

  it.each(['0', '5', '9007199254740991'])('%s is taken', (number) => {
    expect(tagOf(born(number))).toBe('Accepted');
    expect(answerLine(scenario(born(number)))).toMatchObject({ name: 'n' });
  });
});

it("other numbers, and texts that look like numbers, are nobody's business", () => {
  for (const more of [',"cost":1.5', ',"note":"\\"at\\":1.5"', ',"x":{"y":[1.5,{"z":1e3}]}'])
    expect(tagOf(born('5', more))).toBe('Accepted');
});

it('an instant or a command that is null is absent', () => {
  expect(tagOf(born('5', ',"at":null,"command_id":null'))).toBe('Accepted');
});
