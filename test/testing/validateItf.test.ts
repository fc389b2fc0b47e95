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

it('reports the variable, and counts the states, the runs and the changes', () => {
  const text = trace(
    { '#map': [['a', 'Scheduled']] },
    {
      '#map': [
        ['a', 'Ready'],
        ['b', 'Running'],
      ],
    },
    {
      '#map': [
        ['b', 'Running'],
        ['c', 'Ready'],
        ['a', 'Canceled'],
      ],
    },
    {
      '#map': [
        ['a', 'Ready'],
        ['c', { tag: 'None', value: {} }],
      ],
    },
  );
  expect(validateItf(text)).toStrictEqual(
    E.right({
      variable: 'job',
      states: 4,
      runs: 3,
      changes: 5,
      illegal: [
        { index: 1, run: '"b"', to: 'Running', legal: ['Scheduled', 'Ready'] },
        { index: 3, run: '"a"', from: 'Canceled', to: 'Ready', legal: [] },
      ],
    }),
  );
});

it.each<[unknown, string]>([
  [[null, true, 'a', 1], '<<null, true, "a", 1>>'],
  [{ '#tup': [] }, '<<>>'],
  [{ '#set': [[2], [1]] }, '{<<1>>, <<2>>}'],
  [{ '#bigint': 7 }, '{#bigint: 7}'],
  [{ '#tup': 7 }, '{#tup: 7}'],
  [{ '#set': 7 }, '{#set: 7}'],
  [{ '#map': 7 }, '{#map: 7}'],
  [{ b: { '#bigint': '-3' }, a: {} }, '{a: {}, b: -3}'],
])('writes the key %j as %s', (key, run) => {
  const map = (state: string) => ({ '#map': [[key, state]] });
  expect(right(validateItf(trace(map('Ready'), map('Running')))).illegal[0]?.run).toBe(run);
});

it('counts the runs of a list from 1, and names one of several', () => {
  const { illegal } = right(validateItf(trace(['Ready', 'Ready'], ['Ready', 'Running'])));
  expect(illegal.map(({ run }) => run)).toStrictEqual(['2']);
  const both = '{"states":[{"#meta":"Ready","a":"Ready","b":"Leased"},{"a":"Leased","b":"Ready"}]}';
  expect(right(validateItf(both, 'b')).variable).toBe('b');
});

it('counts no change of a run that stays', () => {
  expect(right(validateItf(trace('Ready', 'Ready', 'Ready'))).changes).toBe(0);
});

it('finds the variable in the last state', () => {
  expect(
    right(validateItf('{"states":[{"a":"Ready","b":1},{"a":"Ready","b":"x"}]}')).variable,
  ).toBe('a');
});

it.each([
  ['a hundred levels', 97, 'no variable holds runs or their states; there are a'],
  ['no more', 98, 'it nests more than 100 levels'],
])('a trace may nest %s', (_, depth, message) => {
  const text = `{"states":[{"a":${'['.repeat(depth)}${']'.repeat(depth)}}]}`;
  expect(validateItf(text)).toStrictEqual(E.left({ _tag: 'BadTrace', message }));
});

describe('says what is wrong with', () => {
  const expected =
    'expected a state (Scheduled, Ready, Leased, Running, RetryWait, Suspended, Completed, Failed, Canceled), a record with a field state, or None, found';
  const noTrace = 'expected an ITF trace: an object with a list of states';

  it.each<[string, string, string | undefined, string]>([
    ['no JSON', '{', undefined, 'it is no JSON'],
    ['a list', '[]', undefined, noTrace],
    ['an object without states', '{}', undefined, noTrace],
    ['states that are no list', '{"states":{}}', undefined, noTrace],
    ['a state that is no record', '{"states":[{"a":"Ready"},7]}', undefined, noTrace],
    [
      'two variables',
      '{"states":[{"a":"Ready","b":"Ready","n":1}]}',
      undefined,
      'several variables hold runs: a, b; name one',
    ],
    [
      'none',
      '{"states":[{"n":1,"m":"\\u001b"}]}',
      undefined,
      'no variable holds runs or their states; there are n, m',
    ],
    [
      'an unsafe name',
      '{"states":[{"n":1}]}',
      '\u001b',
      'there is no variable \\u001b; there are n',
    ],
    ['another variable', trace('Ready'), '#meta', 'there is no variable #meta; there are job, n'],
    ['another state', trace('Lost', 'Ready'), undefined, `state 0, job: ${expected} "Lost"`],
    [
      'another state in a record',
      trace('Ready', { state: 'Lost' }),
      'job',
      `state 1, job.state: ${expected} "Lost"`,
    ],
    [
      'another state in a map',
      trace({ '#map': [['a', { tag: 'Some', value: 'Lost' }]] }),
      'job',
      `state 0, job["a"]: ${expected} "Lost"`,
    ],
    [
      'an option without a value',
      trace({ tag: 'Some' }),
      'job',
      `state 0, job: ${expected} nothing`,
    ],
    [
      'another variant',
      trace({ tag: 'Other' }),
      'job',
      `state 0, job: ${expected} {"tag":"Other"}`,
    ],
    ['null', trace(null), 'job', `state 0, job: ${expected} null`],
    [
      'a variable that a state lacks',
      '{"states":[{"n":1},{"toString":"Ready"}]}',
      'toString',
      `state 0, toString: ${expected} nothing`,
    ],
    [
      'a map without pairs',
      '{"states":[{"a":{"#map":[7]}}]}',
      'a',
      `state 0, a: ${expected} nothing`,
    ],
    [
      'a map with an empty pair',
      '{"states":[{"a":{"#map":[[]]}}]}',
      'a',
      `state 0, a[nothing]: ${expected} nothing`,
    ],
    [
      'a long value',
      trace({ x: 'y'.repeat(400) }),
      'job',
      `state 0, job: ${expected} {"x":"${'y'.repeat(294)}... (408 characters)`,
    ],
  ])('%s, word by word', (_, text, variable, message) => {
    expect(validateItf(text, variable)).toStrictEqual(E.left({ _tag: 'BadTrace', message }));
  });

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
