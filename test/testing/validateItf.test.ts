/** Traces of others, in the forms in which Quint and Apalache write runs, validated against the lifecycle. */
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { itfTrace, validateItf } from '../../src/testing/index.js';
import { moves, states } from '../expectations.js';
import { right } from '../support/right.js';
import { suiteOf } from './suite.js';

const trace = (...values: ReadonlyArray<unknown>): string =>
  JSON.stringify({
    '#meta': { format: 'ITF' },
    vars: ['job', 'n'],
    states: values.map((job, index) => ({
      '#meta': { index },
      job,
      n: { '#bigint': String(index) },
    })),
  });

const forms: ReadonlyArray<readonly [string, (state: string) => unknown]> = [
  ['a text', (state) => state],
  ['the tag of a variant', (state) => ({ tag: state, value: { '#tup': [] } })],
  ['a record', (state) => ({ id: { '#bigint': '1' }, state })],
  ['a record with a variant', (state) => ({ state: { tag: state, value: { tag: 'UNIT' } } })],
  ['an option of a record', (state) => ({ tag: 'Some', value: { state } })],
  ['a list', (state) => [state]],
  ['a tuple', (state) => ({ '#tup': [{ state }] })],
  ['a map', (state) => ({ '#map': [[{ '#bigint': '7' }, state]] })],
];

describe.each(forms)('a run as %s', (_, write) => {
  it('is legal exactly along the edges of the chart, or if it stays', () => {
    for (const from of states)
      for (const to of states) {
        const { illegal, variable } = right(validateItf(trace(write(from), write(to))));
        const legal = from === to || moves.some((move) => move.from === from && move.to === to);
        expect([from, to, illegal.length]).toStrictEqual([from, to, legal ? 0 : 1]);
        expect(variable).toBe('job');
      }
  });
});

it.each([
  ['an integer, long or short', { '#bigint': '1' }, 1, '1'],
  ['a set in another order', { '#set': ['b', 'a'] }, { '#set': ['a', 'b'] }, '{"a", "b"}'],
  ['a tuple as a list', { '#tup': ['a', { '#bigint': '2' }] }, ['a', 2], '<<"a", 2>>'],
  ['a record with other keys first', { b: 1, a: 'x' }, { a: 'x', b: 1 }, '{a: "x", b: 1}'],
  [
    'a map in another order',
    {
      '#map': [
        ['b', 1],
        ['a', 2],
      ],
    },
    {
      '#map': [
        ['a', 2],
        ['b', 1],
      ],
    },
    '{<<"a", 2>>, <<"b", 1>>}',
  ],
])('finds a run again whose key is %s', (_, before, after, run) => {
  const map = (key: unknown, state: string) => ({ '#map': [[key, state]] });
  const report = right(validateItf(trace(map(before, 'Ready'), map(after, 'Running'))));
  expect(report.illegal).toStrictEqual([
    { index: 1, run, from: 'Ready', to: 'Running', legal: ['Leased', 'Canceled'] },
  ]);
});

it('may begin in the middle of a run, but a run that begins later is created', () => {
  const none = { tag: 'None', value: { '#tup': [] } };
  expect(right(validateItf(trace('Running', 'Completed'))).illegal).toStrictEqual([]);
  expect(right(validateItf(trace(none, 'Ready'))).illegal).toStrictEqual([]);
  expect(right(validateItf(trace(none, 'Running'))).illegal).toStrictEqual([
    { index: 1, run: '', to: 'Running', legal: ['Scheduled', 'Ready'] },
  ]);
});

it('reads its own traces', () => {
  // Those that create one run: a second creation replaces the run, and `deserialize` may make it in any state.
  const { tests } = suiteOf({ criteria: ['tour', 'transition-pairs', 'round-trips'] });
  const own = tests.filter(({ steps }) => steps.every(({ step }) => step.op !== 'deserialize'));
  expect(own.length).toBeGreaterThan(20);
  for (const one of own)
    for (const integers of ['number', 'bigint'] as const) {
      const report = right(validateItf(JSON.stringify(itfTrace(one, integers)), 'run'));
      expect(report.illegal).toStrictEqual([]);
      expect(report.states).toBe(one.steps.length + 1);
    }
});

describe('says what is wrong with', () => {
  it.each([
    ['no JSON', '{', undefined, 'it is no JSON'],
    ['no trace', '[]', undefined, 'expected an ITF trace'],
    ['an empty trace', '{"states":[]}', undefined, 'expected an ITF trace'],
    ['no variable with runs', '{"states":[{"n":1}]}', undefined, 'no variable holds runs'],
    [
      'two of them',
      '{"states":[{"a":"Ready","b":"Ready"}]}',
      undefined,
      'several variables hold runs: a, b',
    ],
    [
      'a variable that is not there',
      trace('Ready'),
      'jobs',
      'there is no variable jobs; there are job, n',
    ],
    [
      'a state that is not there',
      trace('Lost', 'Ready'),
      undefined,
      'state 0, job: expected a state (Scheduled',
    ],
    ['a map without pairs', '{"states":[{"a":{"#map":[7]}}]}', 'a', 'state 0, a: expected a state'],
  ])('%s', (_, text, variable, message) => {
    const found = validateItf(text, variable);
    expect(E.isLeft(found) ? found.left.message : '').toContain(message);
  });
});
