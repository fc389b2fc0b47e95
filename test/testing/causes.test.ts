/** The keys of failures: failures that share one likely have one cause. */
import { describe, expect, it } from '@jest/globals';
import type { RunState, Step } from '../../src/index.js';
import { causesOf } from '../../src/testing/causes.js';
import type { FailedTest } from '../../src/testing/FailedTest.js';
import { differencesOf } from '../../src/testing/Json.js';
import { testOf } from '../../src/testing/scenario.js';
import { valuesOf } from '../../src/testing/Values.js';

const { runId, otherRunId, taskId, scheduledAt, createdAt, attemptId } = valuesOf(1);
const made: Step = { op: 'new_scheduled_with_id', runId, taskId, scheduledAt, createdAt };
const other: Step = { ...made, runId: otherRunId };
const promote: Step = { op: 'promote_to_ready' };
const to = (state: RunState): Step => ({ op: 'transition_to', to: state });
const start: Step = { op: 'start_attempt', attemptId: attemptId(1) };
const ready = [made, promote];
const busy = [...ready, to('Leased'), to('Running'), start];

/** A failure of the last step, whose outcome is made from the expected one, or from the one before it. */
const failedAt = (
  steps: ReadonlyArray<Step>,
  answer: (expected: object, before: object) => unknown,
): FailedTest => {
  const test = testOf(
    'one',
    [],
    steps.map((step) => ({ step })),
  );
  const [before, last] = [test.steps.at(-2), test.steps.at(-1)];
  if (last === undefined) throw new Error('no step');
  const actual = answer(last.expect, before?.expect ?? {});
  return {
    test,
    failure: {
      _tag: 'Differs',
      step: steps.length - 1,
      expected: last.expect,
      actual,
      differences: differencesOf(last.expect, actual),
    },
  };
};

const err = (code: unknown) => () => ({ err: { code } });
const unchanged = (_: object, before: object): object => before;
const changed =
  (from: string | RegExp, text: string) =>
  (expected: object): unknown =>
    JSON.parse(JSON.stringify(expected).replace(from, text));

describe('the keys of', () => {
  it.each<[string, FailedTest, ReadonlyArray<string>]>([
    ['no outcome', failedAt(ready, () => 'x'), ['answered string']],
    ['a run that is no record', failedAt(ready, () => ({ ok: 'Ready' })), ['answered ok']],
    ['an error without a text as its code', failedAt(ready, err(7)), ['answered err 7']],
    ['null', failedAt(ready, () => null), ['answered object']],
    ['an error that no engine has', failedAt(ready, err('Internal')), ['answered Internal']],
    ['an inherited name', failedAt(ready, err('toString')), ['answered toString']],
    ['NoRun where there is a run', failedAt(ready, err('NoRun')), ['answered NoRun']],
    [
      'NoRun where there is none',
      failedAt([made], err('NoRun')),
      ['refused, NoRun in no run', 'refused, NoRun on new_scheduled_with_id'],
    ],
    [
      'a refusal of an edge',
      failedAt([...ready, to('Leased')], err('InvalidTransition')),
      ['refused, InvalidTransition in Ready', 'refused, InvalidTransition on lease'],
    ],
    [
      'a refusal by a guard',
      failedAt([...ready, to('Leased')], err('AttemptInProgress')),
      ['check AttemptInProgress'],
    ],
    [
      'a guard that is left out',
      failedAt([...busy, to('Completed')], () => ({ ok: { state: 'Completed' } })),
      ['check AttemptInProgress'],
    ],
    [
      'a guard after which another refuses',
      failedAt([...busy, start], err('AttemptCountOverflow')),
      ['check AttemptAlreadyActive'],
    ],
    [
      'a check of the state that is left out',
      failedAt([...ready, start], () => ({ ok: {} })),
      ['check AttemptStartRequiresRunning'],
    ],
    [
      'an edge too many',
      failedAt([...ready, to('Completed')], () => ({ ok: { state: 'Completed' } })),
      ['taken in Ready', 'taken on complete'],
    ],
    [
      'a transition that no event has',
      failedAt([...ready, to('Scheduled')], () => ({ ok: {} })),
      ['taken in Ready', 'taken on transition_to Scheduled'],
    ],
    [
      'one error for another',
      failedAt([...ready, to('Completed')], err('AttemptInProgress')),
      ['AttemptInProgress for InvalidTransition'],
    ],
    [
      'the run as it was, for a refusal',
      failedAt([...ready, to('Completed')], (_, before) => before),
      ['taken in Ready', 'taken on complete', 'a step is passed over'],
    ],
    [
      'the run as it was, for a refusal by a guard',
      failedAt([...busy, to('Completed')], unchanged),
      ['check AttemptInProgress', 'a step is passed over'],
    ],
    [
      'the run as it was, for a new run',
      failedAt([made, other], unchanged),
      ['a step is passed over'],
    ],
    [
      'the run as it was, for an event',
      failedAt([...ready, to('Leased')], unchanged),
      ['another state in Ready', 'another state on lease'],
    ],
    [
      'another state, and another field',
      failedAt([...ready, to('Leased')], () => ({ ok: { state: 'Running' } })),
      ['another state in Ready', 'another state on lease'],
    ],
    [
      'other fields of a run',
      failedAt(
        ready,
        changed(
          /"attempt_count":0,(.*)"effective_priority":0/,
          '"attempt_count":1,$1"effective_priority":2',
        ),
      ),
      ['ok ok.attempt_count', 'ok ok.effective_priority'],
    ],
    [
      'another field of a new run',
      failedAt([made, other], changed(/"attempt_count":0/, '"attempt_count":1')),
      ['ok ok.attempt_count'],
    ],
    [
      'a field that is not in a run',
      failedAt(ready, changed('"attempt_count"', '"count"')),
      ['ok ok.attempt_count', 'ok ok.count'],
    ],
    [
      'another field of an error',
      failedAt([...ready, to('Completed')], changed('"to":"Completed"', '"to":"Failed"')),
      ['err "InvalidTransition" err.to'],
    ],
    [
      'fields that all errors have',
      failedAt(
        [...ready, to('Completed')],
        changed(/"run_id":"[^"]*","from"/, '"run_id":"x","form"'),
      ),
      ['error err.run_id', 'error err.from', 'error err.form'],
    ],
  ])('%s', (_, failed, keys) => {
    expect(causesOf(failed)).toStrictEqual(keys);
  });

  it('a failure without outcomes to compare are none', () => {
    const { test, failure } = failedAt(ready, err('NoRun'));
    expect(causesOf({ test, failure: { _tag: 'Hung', seconds: 5 } })).toStrictEqual([]);
    expect(causesOf({ test: { ...test, steps: [] }, failure })).toStrictEqual([]);
  });
});
