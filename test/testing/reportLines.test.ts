/** The lines of reports, word by word. */
import { describe, expect, it } from '@jest/globals';
import type { AnyTest } from '../../src/testing/AnyTest.js';
import type { Failure } from '../../src/testing/Failure.js';
import type { Fault } from '../../src/testing/Report.js';
import type { Style } from '../../src/testing/reportLines.js';
import {
  evidenceLines,
  failureText,
  faultLines,
  faultTitle,
  firstFailureLines,
  json,
  plain,
  reportTextIn,
  safe,
  summaryLine,
} from '../../src/testing/reportLines.js';
import { anyTest, differs, faultOf, hung, reportOf, wording } from './reports.js';

/** Shows which style each part has. */
const marked: Style = {
  bold: (text) => `<b>${text}</b>`,
  dim: (text) => `<d>${text}</d>`,
  good: (text) => `<g>${text}</g>`,
  bad: (text) => `<r>${text}</r>`,
};

const test = anyTest('one', ['open', 'shut']);
const died: Failure<unknown> = {
  _tag: 'Died',
  code: 7,
  signal: null,
  stderr: ' oops\nat\u001b\n\n',
};

it('escapes what could control a terminal', () => {
  expect(safe('a\u0000\u001f\u007f\u009f\u061c\u200e\u2028\u202e\u2066\ufeff\ud800é😀')).toBe(
    'a\\u0000\\u001f\\u007f\\u009f\\u061c\\u200e\\u2028\\u202e\\u2066\\ufeff\\ud800é😀',
  );
  expect(json('\u202e')).toBe('"\\u202e"');
  expect(json(undefined)).toBe('-');
  expect(json('x'.repeat(300))).toBe(`"${'x'.repeat(299)}... (302 characters)`);
});

it('adds no colours to plain text', () => {
  expect([plain.bold('a'), plain.dim('b'), plain.good('c'), plain.bad('d')]).toStrictEqual([
    'a',
    'b',
    'c',
    'd',
  ]);
});

describe('a failure is told in a line:', () => {
  const fields = ['ok.state', 'count', ''].map((path) => ({ path, expected: 1, actual: 2 }));

  it.each<[Failure<unknown>, string]>([
    [differs(0, 2), 'expected 1, got 2'],
    [
      { _tag: 'Differs', step: 0, expected: 1, actual: 1, differences: fields },
      'expected 1, got 1 with another state, count, ',
    ],
    [{ _tag: 'TooFewOutcomes', expected: 1, actual: 0 }, 'too few outcomes: 0 for 1 step'],
    [{ _tag: 'TooManyOutcomes', expected: 2, actual: 3 }, 'too many outcomes: 3 for 2 steps'],
    [{ _tag: 'Garbage', message: 'no\u001b', text: '' }, 'garbage: no\\u001b'],
    [{ _tag: 'Garbage', message: 'no', text: 'x\u001b' }, 'garbage: no; it answered x\\u001b'],
    [{ _tag: 'WrongName', actual: 'two' }, 'wrong name: it answered as "two"'],
    [{ _tag: 'OutOfOrder', actual: 'two' }, 'out of order: the answer is to "two"'],
    [{ _tag: 'Threw', message: 'no\u001b' }, 'threw: no\\u001b'],
    [hung, 'hung: no answer within 5 s'],
    [died, 'died: it exited with code 7 before it had answered'],
    [
      { _tag: 'Died', code: null, signal: 'SIGKILL', stderr: '' },
      'died: SIGKILL ended it before it had answered',
    ],
    [
      { _tag: 'TooFewAnswers', stderr: '' },
      'too few answers: its output ended before it had answered',
    ],
    [
      { _tag: 'TooManyAnswers', text: 'x\u001b' },
      'too many answers: it answered once more: x\\u001b',
    ],
    [
      { _tag: 'FloodedStderr', bytes: 9, stderr: '' },
      'flooded standard error: 9 bytes before it had answered',
    ],
  ])('%j', (failure, text) => {
    expect(failureText(wording, failure)).toBe(text);
  });
});

it.each<[string, Failure<unknown>, string]>([
  ['the title of the step at fault', differs(1, 7), 'shut'],
  ['the test, if its answer is at fault', hung, 'the scenario "one"'],
  ['the test, if it has no such step', differs(7, 7), 'the scenario "one"'],
])('the place of a failure is %s', (_, failure, title) => {
  expect(faultTitle({ test, failure })).toBe(title);
});

describe('the first failure', () => {
  it.each<[Failure<unknown>, ReadonlyArray<string>]>([
    [
      differs(1, 7),
      [
        '<r>first failure:</r> shut',
        '  expected 2, got 7',
        '<d>  in "one", step 2 of 2; all failures follow, shrunk</d>',
      ],
    ],
    [
      hung,
      [
        '<r>first failure:</r> the scenario "one"',
        '  hung: no answer within 5 s',
        '<d>  in "one"; all failures follow, shrunk</d>',
      ],
    ],
  ])('%j', (failure, lines) => {
    expect(firstFailureLines(wording, marked, { test, failure })).toStrictEqual(lines);
  });
});

describe('a fault', () => {
  const failed = { test, failure: differs(1, 7) };
  const original = { test: anyTest('long', ['open', 'wait', 'shut']), failure: differs(2, 7) };
  const fault = faultOf(failed);
  const steps = [
    '     1  do open  <d>-> 1</d>',
    '  <r>x</r>  2  do shut  <r>expected 2, got 7</r>',
  ];
  const rest = [
    ...steps,
    '',
    '  on the chart: open > shut',
    '',
    '    <b>field  expected  actual</b>',
    '  <r>x</r>        <g>2       </g>  <r>7</r>',
  ];

  it('is shown by its test, step by step, and by what differs', () => {
    expect(faultLines(wording, marked, fault)).toStrictEqual([
      '<r>x</r> <b>shut</b>',
      '  expected 2, got 7',
      '  shown by 1 test, such as "one"',
      '',
      '  scenario as it is, 2 steps:',
      ...rest,
    ]);
  });

  it.each<[string, Partial<Fault<AnyTest>>, string, ReadonlyArray<string>]>([
    ['shrunk', { original }, 'minimal scenario, 2 steps of 3', []],
    [
      'only after another',
      { minimal: { ...failed, after: [anyTest('before', ['a', 'b'])] }, original },
      'minimal scenario, 2 steps of 3, which fails only right after another scenario (0)',
      ['<d>     0  do a</d>', '<d>     0  do b</d>'],
    ],
    [
      'only after others',
      { minimal: { ...failed, after: [test, test] }, original },
      'scenario as it is, 2 steps, which passes alone: it fails after 2 other scenarios in the same process',
      [],
    ],
    [
      'not alone',
      { minimal: { ...failed, after: [] }, original },
      'scenario as it is, 2 steps, which passes alone: the failure depends on what its process ran before, or on chance',
      [],
    ],
  ])('says that it fails %s', (_, more, made, before) => {
    const of = { ...fault, ...more };
    expect(evidenceLines(wording, marked, of)).toStrictEqual([
      `  shown by 1 test, such as "${of.original.test.name}"`,
      '',
      `  ${made}:`,
      ...before,
      ...rest,
    ]);
  });

  it('lists the ways in which it shows, up to five', () => {
    const lines = (...ways: ReadonlyArray<string>): ReadonlyArray<string> =>
      faultLines(wording, marked, { ...fault, tests: ['one', 'two'], ways }).slice(2, -9);
    const shown = '  shown by 2 tests, such as "one"';
    expect(lines()).toStrictEqual([shown]);
    expect(lines('a')).toStrictEqual([shown]);
    expect(lines('a', 'b')).toStrictEqual([
      shown,
      '  in 2 ways, likely of one cause:',
      '    a',
      '    b',
    ]);
    const five = ['a', 'b', 'c', 'd', 'e'];
    expect(lines(...five)).toStrictEqual([
      shown,
      '  in 5 ways, likely of one cause:',
      ...five.map((way) => `    ${way}`),
    ]);
    expect(lines(...five, 'f', 'g')).toStrictEqual([
      shown,
      '  in 7 ways, likely of one cause:',
      ...five.map((way) => `    ${way}`),
      '    and 2 more',
    ]);
  });

  it('shows what a process wrote to standard error, and no fields', () => {
    expect(evidenceLines(wording, marked, faultOf({ test, failure: died }))).toStrictEqual([
      '  it wrote to standard error:',
      '     oops',
      '    at\\u001b',
      '  shown by 1 test, such as "one"',
      '',
      '  scenario as it is, 2 steps:',
      '     1  do open  <d>-> 1</d>',
      '     2  do shut  <d>-> 2</d>',
      '',
      '  on the chart: open > shut',
    ]);
    const silent = faultOf({ test, failure: { ...died, stderr: ' \n' } });
    expect(evidenceLines(wording, marked, silent)[0]).toBe('  shown by 1 test, such as "one"');
  });

  it('aligns steps of up to sixty characters', () => {
    const texts = ['a', 'b'.repeat(70)];
    const lines = evidenceLines(
      wording,
      plain,
      faultOf({ test: anyTest('one', texts), failure: hung }),
    );
    expect(lines.slice(3, 5)).toStrictEqual([
      `     1  do a${' '.repeat(56)}  -> 1`,
      `     2  do ${'b'.repeat(70)}  -> 2`,
    ]);
    const none = evidenceLines(wording, plain, faultOf({ test: anyTest('no', []), failure: hung }));
    expect(none).toStrictEqual([
      '  shown by 1 test, such as "no"',
      '',
      '  scenario as it is, 0 steps:',
      '',
      '  on the chart: ',
    ]);
  });
});

describe('outcomes side by side', () => {
  /** The lines of the fields. */
  const table = (
    expected: unknown,
    actual: unknown,
    paths: ReadonlyArray<string>,
  ): ReadonlyArray<string> => {
    const differences = paths.map((path) => ({ path, expected: 0, actual: 0 }));
    const failure: Failure<unknown> = { _tag: 'Differs', step: 0, expected, actual, differences };
    const lines = evidenceLines(wording, marked, faultOf({ test: anyTest('t', ['a']), failure }));
    return lines.slice(lines.indexOf('  on the chart: a') + 2);
  };

  it('are aligned, with a mark at each field that differs', () => {
    expect(
      table({ ok: { state: 'Ready', id: 1, at: 5 } }, { ok: { state: 'Failed', id: 1, x: [] } }, [
        'ok.state',
        'ok.at',
        'ok.x',
      ]),
    ).toStrictEqual([
      '    <b>field     expected  actual</b>',
      '  <r>x</r> ok.state  <g>"Ready" </g>  <r>"Failed"</r>',
      '<d>    ok.id     1         1</d>',
      '  <r>x</r> ok.at     <g>5       </g>  <r>-</r>',
      '  <r>x</r> ok.x      <g>-       </g>  <r>[]</r>',
    ]);
  });

  it('mark each field below one that differs, and no other whose name begins like it', () => {
    expect(table({ a: { b: 1, c: 2 }, ab: 3 }, { a: 4, ab: 3 }, ['a'])).toStrictEqual([
      '    <b>field  expected  actual</b>',
      '  <r>x</r> a.b    <g>1       </g>  <r>-</r>',
      '  <r>x</r> a.c    <g>2       </g>  <r>-</r>',
      '<d>    ab     3         3</d>',
      '  <r>x</r> a      <g>-       </g>  <r>4</r>',
    ]);
  });

  it('mark all fields if the whole differs', () => {
    expect(table({ a: 1 }, 7, [''])).toStrictEqual([
      '    <b>field  expected  actual</b>',
      '  <r>x</r> a      <g>1       </g>  <r>-</r>',
      '  <r>x</r>        <g>-       </g>  <r>7</r>',
    ]);
  });

  it('are one below the other if a value that differs is long', () => {
    const [fits, long] = ['x'.repeat(58), 'x'.repeat(59)];
    expect(table({ a: fits, b: long }, { a: 1, b: 2 }, ['a', 'b'])).toStrictEqual([
      `    <b>field  ${'expected'.padEnd(60)}  actual</b>`,
      `  <r>x</r> a      <g>"${fits}"</g>  <r>1</r>`,
      '  <r>x</r> b',
      `      expected  <g>"${long}"</g>`,
      '      actual    <r>2</r>',
    ]);
  });

  it('are cut if a long value is as expected', () => {
    const [fits, long] = ['x'.repeat(58), 'x'.repeat(59)];
    expect(table({ a: fits, b: long }, { a: fits, b: long }, [])).toStrictEqual([
      `    <b>field  ${'expected'.padEnd(60)}  actual</b>`,
      `<d>    a      "${fits}"  "${fits}"</d>`,
      `<d>    b      "${'x'.repeat(56)}...  "${'x'.repeat(56)}...</d>`,
    ]);
  });
});

describe('a report', () => {
  const suite = ['a', 'b', 'c'].map((name) => anyTest(name, ['open']));
  const [first = test, second = test] = suite;
  const failed = [first, second].map((one) => ({ test: one, failure: hung }));
  const faults = failed.map((one) => faultOf(one));

  it.each<[string, Parameters<typeof reportOf>[1], string]>([
    ['of tests that passed', {}, '<g>3 of 3 tests passed</g>'],
    ['of tests that were not run', { notRun: ['b', 'c'] }, '<r>1 of 3 tests passed</r>, 2 not run'],
    [
      'of a failure',
      { failed: failed.slice(1), faults: faults.slice(1) },
      '<r>2 of 3 tests passed</r>, 1 failed, of 1 likely cause',
    ],
    [
      'of both',
      { failed, faults, notRun: ['c'] },
      '<r>0 of 3 tests passed</r>, 2 failed, of 2 likely causes, 1 not run',
    ],
  ])('%s is summarized', (_, more, line) => {
    expect(summaryLine(marked, reportOf(suite, more))).toBe(line);
  });

  it('lists the faults that were shrunk, and counts the others', () => {
    const lines = (shrunk: number): ReadonlyArray<string> =>
      reportTextIn(wording, reportOf(suite, { failed, faults, shrunk })).split('\n');
    const all = faults.map((fault) => ['', ...faultLines(wording, plain, fault)]);
    const summary = '1 of 3 tests passed, 2 failed, of 2 likely causes';
    expect(lines(0)).toStrictEqual([summary, '', 'and 2 more']);
    expect(lines(1)).toStrictEqual([summary, ...(all[0] ?? []), '', 'and 1 more']);
    expect(lines(2)).toStrictEqual([summary, ...all.flat()]);
  });
});
