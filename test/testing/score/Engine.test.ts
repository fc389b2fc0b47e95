/** The faultless engine, the sites of its steps, and when two outcomes or two states are the same. */
import { describe, expect, it } from '@jest/globals';
import * as O from 'fp-ts/lib/Option.js';
import type { Step } from '../../../src/journal/Step.js';
import type { ErrorWire, OutcomeWire } from '../../../src/journal/StepOutcome.js';
import type { RunInstance } from '../../../src/run/RunInstance.js';
import { runTable } from '../../../src/run/runTable.js';
import type { EngineState } from '../../../src/testing/score/Engine.js';
import {
  faultless,
  INITIAL,
  reasonOf,
  sameOutcome,
  sameState,
  sentBy,
  siteOf,
} from '../../../src/testing/score/Engine.js';
import { ATTEMPT, exampleIn } from '../../../src/testing/score/steps.js';
import { at, attemptA, count, priority, runId, taskId } from '../../support/arbitraries.js';

const holding = (run: RunInstance): EngineState => ({ run: O.some(run), taken: 0 });
const lease: Step = { op: 'transition_to', to: 'Leased' };
const finish: Step = { op: 'finish_attempt', attemptId: ATTEMPT };

describe('the site of a step', () => {
  it.each<[string, EngineState, Step]>([
    ['transition_to', INITIAL, lease],
    ['finish_attempt', INITIAL, finish],
    ['Ready + lease (transition_to)', holding(exampleIn('Ready')), lease],
    ['Failed + attempt.finish (finish_attempt)', holding(exampleIn('Failed')), finish],
    [
      'Suspended + Scheduled (transition_to)',
      holding(exampleIn('Suspended')),
      { op: 'transition_to', to: 'Scheduled' },
    ],
    ['deserialize', holding(exampleIn('Ready')), { op: 'deserialize', json: '' }],
    [
      'record_state_change_at',
      holding(exampleIn('Ready')),
      { op: 'record_state_change_at', timestamp: at(1) },
    ],
  ])('%s', (site, held, step) => {
    expect(siteOf(held, step)).toBe(site);
  });

  it('is that of an event only if the step sends one', () => {
    expect(sentBy(lease)).toStrictEqual({ type: 'lease' });
    expect(sentBy({ op: 'transition_to', to: 'Failed' }, 'RetryWait')).toStrictEqual({
      type: 'fail',
    });
    expect(sentBy({ op: 'transition_to', to: 'Scheduled' })).toStrictEqual({ type: 'Scheduled' });
    expect(sentBy({ op: 'deserialize', json: '' })).toBeUndefined();
  });
});

describe('the reason of a refusal', () => {
  it.each<[string | undefined, RunInstance, Step]>([
    ['undeclared', exampleIn('Ready'), finish],
    ['hasActiveAttempt', exampleIn('Running'), finish],
    ['ownsActiveAttempt', exampleIn('Running', { currentAttemptId: O.some(attemptA) }), finish],
    [undefined, exampleIn('Running', { currentAttemptId: O.some(ATTEMPT) }), finish],
    [undefined, exampleIn('Ready'), lease],
  ])('%s', (reason, run, step) => {
    const event = sentBy(step, run.state);
    expect(event && reasonOf(runTable, run, event)).toBe(reason);
  });
});

describe('the faultless engine', () => {
  it('keeps its state at a refusal, and what else it holds at a step', () => {
    const held = { ...holding(exampleIn('Ready')), taken: 2, lastFinished: ATTEMPT };
    expect(faultless(held, finish)[0]).toBe(held);
    expect(faultless(held, lease)[0]).toStrictEqual({
      ...held,
      run: O.some(exampleIn('Leased')),
    });
  });
});

const ok = (change: object = {}): OutcomeWire => {
  const [, outcome] = faultless(holding(exampleIn('Ready')), lease);
  return 'ok' in outcome ? { ok: { ...outcome.ok, ...change } } : outcome;
};
const err = (code: ErrorWire['code'], rest: object = {}): OutcomeWire => ({
  err: { code, ...rest },
});

describe('two outcomes', () => {
  it.each<[string, boolean, OutcomeWire, OutcomeWire]>([
    ['equal runs', true, ok(), ok()],
    ['runs that differ in a field', false, ok(), ok({ attempt_count: 7 })],
    ['a field more', false, ok(), ok({ more: 1 })],
    ['a run and an error', false, ok(), err('NoRun')],
    ['an error and a run', false, err('NoRun'), ok()],
    ['equal errors', true, err('NoRun', { a: 1 }), err('NoRun', { a: 1 })],
    ['errors of other codes', false, err('NoRun'), err('Decode')],
    ['errors of other codes, turned round', false, err('Decode'), err('NoRun')],
    ['errors with other fields', false, err('NoRun', { a: 1 }), err('NoRun', { a: 2 })],
    ['Decode with other messages', true, err('Decode', { a: 1 }), err('Decode', { b: 2 })],
  ])('%s: the same is %s', (_, same, a, b) => {
    expect(sameOutcome(a, b)).toBe(same);
  });
});

describe('two states of an engine', () => {
  const run = exampleIn('Running', { currentAttemptId: O.some(ATTEMPT) });
  const base = holding(run);
  const idle = holding(exampleIn('Running'));
  it.each<[string, boolean, EngineState, EngineState]>([
    ['one state', true, base, base],
    ['copies', true, base, holding({ ...run, currentAttemptId: O.some(ATTEMPT) })],
    ['one run', true, base, { ...base }],
    ['no runs', true, INITIAL, { run: O.none, taken: 0 }],
    ['no run and a run', false, INITIAL, base],
    ['a run and none', false, base, INITIAL],
    ['other counts of an edge', false, base, { ...base, taken: 1 }],
    ['a remembered attempt', false, base, { ...base, lastFinished: ATTEMPT }],
    ['no attempt in one', false, base, idle],
    ['no attempt in the other', false, idle, base],
    ['no attempt in both', true, idle, holding(exampleIn('Running'))],
    ['another attempt', false, base, holding({ ...run, currentAttemptId: O.some(attemptA) })],
    ...(
      [
        { id: runId(9) },
        { taskId: taskId(9) },
        { state: 'Ready' },
        { attemptCount: count(9) },
        { createdAt: at(9) },
        { scheduledAt: at(9) },
        { lastStateChangeAt: at(9) },
        { effectivePriority: priority(9) },
        { more: 1 },
      ] as const
    ).map((change): [string, boolean, EngineState, EngineState] => [
      `another ${Object.keys(change).join()}`,
      false,
      base,
      holding({ ...run, ...change }),
    ]),
  ])('%s: the same is %s', (_, same, a, b) => {
    expect(sameState(a, b)).toBe(same);
  });
});
