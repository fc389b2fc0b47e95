/** JUnit XML, line by line. */
import { expect, it } from '@jest/globals';
import { junitIn, junitReport } from '../../src/testing/junit.js';
import { testOf } from '../../src/testing/scenario.js';
import { anyTest, differs, faultOf, hung, reportOf, wording } from './reports.js';

const suite = [
  anyTest('a <1>', ['open'], ['states', 'tour']),
  anyTest('b', ['open', 'shut'], ['tour']),
  anyTest('c', ['open'], ['states']),
  anyTest('d', ['open']),
  anyTest('e', ['open']),
];
const [a, b, c, d] = suite.map((test) => ({ test, failure: hung }));
const other = { test: suite[1] ?? anyTest('', []), failure: differs(1, '<x>') };

it('has a suite for each first criterion, and a case for each test', () => {
  if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error();
  const report = reportOf(suite, {
    failed: [other, d],
    notRun: ['c'],
    faults: [faultOf(other)],
    shrunk: 1,
    seconds: new Map([
      ['a <1>', 0.5],
      ['b', 0.25],
      ['e', 1],
    ]),
  });
  expect(junitIn(wording, report).split('\n')).toStrictEqual([
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="runchart" tests="5" failures="2" skipped="1" errors="0" time="1.750000">',
    '  <testsuite name="states" tests="2" failures="0" skipped="1" errors="0" time="0.500000">',
    '    <testcase classname="states" name="a &lt;1&gt;" time="0.500000"/>',
    '    <testcase classname="states" name="c" time="0.000000"><skipped/></testcase>',
    '  </testsuite>',
    '  <testsuite name="tour" tests="1" failures="1" skipped="0" errors="0" time="0.250000">',
    [
      '    <testcase classname="tour" name="b" time="0.250000"><failure type="Differs" message="expected 2, got &quot;&lt;x&gt;&quot;">x shut',
      '  expected 2, got &quot;&lt;x&gt;&quot;',
      '  shown by 1 test, such as &quot;b&quot;',
      '',
      '  scenario as it is, 2 steps:',
      '     1  do open  -&gt; 1',
      '  x  2  do shut  expected 2, got &quot;&lt;x&gt;&quot;',
      '',
      '  on the chart: open &gt; shut',
      '',
      '    field  expected  actual',
      '  x        2         &quot;&lt;x&gt;&quot;</failure></testcase>',
    ].join('&#10;'),
    '  </testsuite>',
    '  <testsuite name="scenarios" tests="2" failures="1" skipped="0" errors="0" time="1.000000">',
    '    <testcase classname="scenarios" name="d" time="0.000000"><failure type="Hung" message="hung: no answer within 5 s"/></testcase>',
    '    <testcase classname="scenarios" name="e" time="1.000000"/>',
    '  </testsuite>',
    '</testsuites>',
  ]);
});

it('is made of tests of runs, too', () => {
  const test = testOf('early', ['by hand'], [{ step: { op: 'promote_to_ready' } }]);
  const report = { ...reportOf([]), suite: [test], failed: [], faults: [] };
  expect(junitReport(report)).toContain(
    '<testcase classname="by hand" name="early" time="0.000000"/>',
  );
});
