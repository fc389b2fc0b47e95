/** Signatures: the same for failures in one place and of one kind, whatever the ids and numbers in a message. */
import { expect, it } from '@jest/globals';
import type { AnyTest } from '../../src/testing/AnyTest.js';
import { signatureOf } from '../../src/testing/FailedTest.js';
import type { Failure } from '../../src/testing/Failure.js';
import { kindOf } from '../../src/testing/kindOf.js';

const test: AnyTest = { name: 'one', criteria: [], steps: [] };
const namer = { kindOf, placeOf: (_: AnyTest, step: number) => `place ${String(step)}` };
const differences = ['ok.state', 'ok.count'].map((path) => ({ path, expected: 1, actual: 2 }));

it.each<[string, Failure<unknown>, string]>([
  [
    'runs that differ, by their fields',
    { _tag: 'Differs', step: 3, expected: { ok: {} }, actual: { ok: {} }, differences },
    'place 3|ok|ok|ok.count|ok.state',
  ],
  [
    'a run for an error, whatever its fields',
    { _tag: 'Differs', step: 0, expected: { err: { code: 'A' } }, actual: { ok: {} }, differences },
    'place 0|err "A"|ok',
  ],
  [
    'a process by its code and its signal',
    { _tag: 'Died', code: 7, signal: null, stderr: 'x' },
    'Died|7|null',
  ],
  [
    'a killed process',
    { _tag: 'Died', code: null, signal: 'SIGKILL', stderr: '' },
    'Died|null|SIGKILL',
  ],
  [
    'a thrown message without its ids and numbers',
    { _tag: 'Threw', message: 'run 00000000-0000-0000-0000-00000000000a had 12 attempts' },
    'Threw|run # had # attempts',
  ],
  [
    'a thrown message by its beginning',
    { _tag: 'Threw', message: `${'x'.repeat(80)}y` },
    `Threw|${'x'.repeat(80)}`,
  ],
  ['too few outcomes', { _tag: 'TooFewOutcomes', expected: 2, actual: 1 }, 'TooFewOutcomes'],
  ['too many outcomes', { _tag: 'TooManyOutcomes', expected: 1, actual: 2 }, 'TooManyOutcomes'],
  ['garbage', { _tag: 'Garbage', message: 'a', text: 'b' }, 'Garbage'],
  ['another name', { _tag: 'WrongName', actual: 'b' }, 'WrongName'],
  ['another order', { _tag: 'OutOfOrder', actual: 'b' }, 'OutOfOrder'],
  ['no answer in time', { _tag: 'Hung', seconds: 5 }, 'Hung'],
  ['too few answers', { _tag: 'TooFewAnswers', stderr: '' }, 'TooFewAnswers'],
  ['too many answers', { _tag: 'TooManyAnswers', text: 'x' }, 'TooManyAnswers'],
  ['a flood', { _tag: 'FloodedStderr', bytes: 9, stderr: '' }, 'FloodedStderr'],
])('tells %s', (_, failure, signature) => {
  expect(signatureOf(namer, { test, failure })).toBe(signature);
});
