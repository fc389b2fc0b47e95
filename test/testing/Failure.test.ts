/** Replies are judged step by step, up to the first outcome that differs. */
import { describe, expect, it } from '@jest/globals';
import * as O from 'fp-ts/lib/Option.js';
import type { AnyTest } from '../../src/testing/AnyTest.js';
import type { Failure, Reply } from '../../src/testing/Failure.js';
import { judge, shorten, stepAtFault } from '../../src/testing/Failure.js';
import { differencesOf } from '../../src/testing/Json.js';

const test: AnyTest = {
  name: 'one',
  criteria: [],
  steps: [1, 2, 3].map((n) => ({ expect: n, title: `step ${String(n)}` })),
};
const judged = (reply: Reply): O.Option<Failure<unknown>> =>
  judge({ differences: differencesOf }, test, reply);
const answered = (answer: unknown): O.Option<Failure<unknown>> =>
  judged({ _tag: 'Answered', answer });
const differs = (step: number, actual: unknown): Failure<unknown> => ({
  _tag: 'Differs',
  step,
  expected: step + 1,
  actual,
  differences: [{ path: '', expected: step + 1, actual }],
});
const garbage = (message: string, text: string): Failure<unknown> => ({
  _tag: 'Garbage',
  message,
  text,
});

describe('a reply', () => {
  it.each<[string, unknown]>([
    ['a list', [1, 2, 3]],
    ['the outcomes and the name', { name: 'one', outcomes: [1, 2, 3] }],
    ['the outcomes without a name', { outcomes: [1, 2, 3] }],
  ])('passes as %s', (_, answer) => {
    expect(answered(answer)).toStrictEqual(O.none);
  });

  it.each<[string, unknown, Failure<unknown>]>([
    ['the first difference', [1, 7, 8], differs(1, 7)],
    ['a difference before too few outcomes', [1, 7], differs(1, 7)],
    ['a difference before too many outcomes', [1, 2, 7, 4], differs(2, 7)],
    ['too few outcomes', [1, 2], { _tag: 'TooFewOutcomes', expected: 3, actual: 2 }],
    ['no outcomes', [], { _tag: 'TooFewOutcomes', expected: 3, actual: 0 }],
    ['too many outcomes', [1, 2, 3, 4], { _tag: 'TooManyOutcomes', expected: 3, actual: 4 }],
    ['a text', 'ok', garbage('expected {"name", "outcomes"}', '"ok"')],
    ['null', null, garbage('expected {"name", "outcomes"}', 'null')],
    ['another name', { name: 'two', outcomes: [1, 2, 3] }, { _tag: 'WrongName', actual: 'two' }],
    ['no name and no outcomes', {}, { _tag: 'WrongName', actual: null }],
    [
      'a refusal of the scenario',
      { err: { code: 'BadScenario' } },
      garbage(
        'expected {"name", "outcomes"}, the scenario was refused',
        '{"err":{"code":"BadScenario"}}',
      ),
    ],
    [
      'a refusal of another scenario',
      { name: 'two', err: { code: 'BadScenario' } },
      garbage(
        'expected {"name", "outcomes"}, the scenario was refused',
        '{"name":"two","err":{"code":"BadScenario"}}',
      ),
    ],
    ['an error that is no record', { err: 'no' }, { _tag: 'WrongName', actual: null }],
    [
      'outcomes that are no list',
      { name: 'one', outcomes: 7 },
      garbage('expected a list of outcomes', '{"name":"one","outcomes":7}'),
    ],
    [
      'a name without outcomes',
      { name: 'one' },
      garbage('expected a list of outcomes', '{"name":"one"}'),
    ],
  ])('fails by %s', (_, answer, failure) => {
    expect(answered(answer)).toStrictEqual(O.some(failure));
  });

  it('is its trouble, if it has no answer', () => {
    expect(judged({ _tag: 'Hung', seconds: 5 })).toStrictEqual(
      O.some({ _tag: 'Hung', seconds: 5 }),
    );
  });
});

it('shortens text of more than 300 characters', () => {
  expect(shorten('x'.repeat(300))).toBe('x'.repeat(300));
  expect(shorten('x'.repeat(301))).toBe(`${'x'.repeat(300)}... (301 characters)`);
});

it.each<[string, Failure<unknown>, O.Option<number>]>([
  ['the one that differs', differs(2, 7), O.some(2)],
  ['the first without an outcome', { _tag: 'TooFewOutcomes', expected: 3, actual: 1 }, O.some(1)],
  ['none for too many outcomes', { _tag: 'TooManyOutcomes', expected: 3, actual: 4 }, O.none],
  ['none for trouble', { _tag: 'Hung', seconds: 5 }, O.none],
])('the step at fault is %s', (_, failure, step) => {
  expect(stepAtFault(failure)).toStrictEqual(step);
});
