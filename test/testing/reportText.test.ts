/** Steps, outcomes and scenarios of runs, as text. */
import { describe, expect, it } from '@jest/globals';
import {
  outcomeText,
  reportText,
  runWording,
  scenarioLine,
  stepText,
} from '../../src/testing/reportText.js';
import { testOf } from '../../src/testing/scenario.js';

it.each<[Readonly<Record<string, unknown>>, string]>([
  [{ op: 'promote_to_ready' }, 'promote_to_ready'],
  [
    { op: 'x', a: 'text\n', b: 7, c: null, d: { e: '\u202e' } },
    'x a=text\\u000a b=7 c=null d={"e":"\\u202e"}',
  ],
  [{ op: 'x', a: undefined }, 'x a=-'],
])('the step %j', (step, text) => {
  expect(stepText(step)).toBe(text);
});

it.each<[string, unknown, string]>([
  ['a run', { ok: { state: 'Ready' } }, 'Ready'],
  ['an error', { err: { code: 'NoRun' } }, 'NoRun'],
  ['a run and an error', { ok: { state: 'Ready' }, err: { code: 'NoRun' } }, 'Ready'],
  ['an unsafe text', { err: { code: '\u001b[2J' } }, '\\u001b[2J'],
  ['a long text', { err: { code: 'x'.repeat(301) } }, `${'x'.repeat(300)}... (301 characters)`],
  ['a run without a state', { ok: {} }, '{"ok":{}}'],
  ['an error without a code', { err: { code: 7 } }, '{"err":{"code":7}}'],
  ['a run that is no record', { ok: 'Ready' }, '{"ok":"Ready"}'],
  ['an error that is no record', { err: 'NoRun' }, '{"err":"NoRun"}'],
  ['a text', 'Ready', '"Ready"'],
  ['null', null, 'null'],
  ['nothing', undefined, '-'],
])('the outcome of %s', (_, outcome, text) => {
  expect(outcomeText(outcome)).toBe(text);
});

describe('a scenario', () => {
  const test = testOf('one', ['by hand'], [{ step: { op: 'promote_to_ready' } }]);

  it('is written without what it expects if the chart says the same', () => {
    expect(scenarioLine(test)).toBe('{"name":"one","steps":[{"op":"promote_to_ready"}]}');
    const titled = { ...test, steps: test.steps.map((step) => ({ ...step, title: 'mine' })) };
    expect(scenarioLine(titled)).toBe(scenarioLine(test));
  });

  it('is written with what it expects if that is something else', () => {
    const outcome = { err: { code: 'Decode', message: '' } } as const;
    const other = { ...test, steps: test.steps.map((step) => ({ ...step, expect: outcome })) };
    expect(scenarioLine(other)).toBe(
      '{"name":"one","criteria":["by hand"],"steps":[{"op":"promote_to_ready","expect":{"err":{"code":"Decode","message":""}},"title":"no run + promote -> NoRun"}]}',
    );
  });

  it('that fails is told by its steps', () => {
    const failed = { test, failure: { _tag: 'Hung', seconds: 5 } } as const;
    const fault = { minimal: failed, original: failed, tests: ['one'], ways: [] };
    const report = { suite: [test], failed: [failed], notRun: [], faults: [fault], shrunk: 1 };
    expect(reportText({ ...report, seconds: new Map() }).split('\n')).toStrictEqual([
      '0 of 1 test passed, 1 failed, of 1 likely cause',
      '',
      'x the scenario "one"',
      '  hung: no answer within 5 s',
      '  shown by 1 test, such as "one"',
      '',
      '  scenario as it is, 1 step:',
      '     1  promote_to_ready  -> NoRun',
      '',
      '  on the chart: no run -promote-> NoRun',
    ]);
  });

  it('has its steps and its path as text', () => {
    expect(runWording.stepTexts(test)).toStrictEqual(['promote_to_ready']);
    expect(runWording.pathText(test)).toBe('no run -promote-> NoRun');
    expect(runWording.outcomeText({ ok: { state: 'Ready' } })).toBe('Ready');
  });
});
