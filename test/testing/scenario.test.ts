/** Tests from scenarios, and back. */
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { Step } from '../../src/index.js';
import {
  decodeScenarioTest,
  renameIds,
  runsOf,
  scenarioOf,
  testOf,
  withChartOutcomes,
} from '../../src/testing/scenario.js';
import { valuesOf } from '../../src/testing/Values.js';

const { runId, taskId, scheduledAt, createdAt } = valuesOf(1);
const made: Step = { op: 'new_scheduled_with_id', runId, taskId, scheduledAt, createdAt };
const wire = {
  op: 'new_scheduled_with_id',
  run_id: runId,
  task_id: taskId,
  scheduled_at: scheduledAt,
  created_at: createdAt,
};
const shouted = { ...wire, run_id: runId.toUpperCase() };
const promote: Step = { op: 'promote_to_ready' };
const noRun = { err: { code: 'NoRun' } } as const;

const one = testOf(
  'one',
  ['by hand'],
  [{ step: promote }, { step: made, written: shouted }, { step: promote }],
);

describe('a test', () => {
  it('expects of each step what the chart says, and keeps its form', () => {
    expect(one).toMatchObject({ name: 'one', criteria: ['by hand'] });
    expect(one.steps.map(({ title }) => title)).toStrictEqual([
      'no run + promote -> NoRun',
      'new_scheduled_with_id -> Scheduled',
      'Scheduled + promote -> Ready',
    ]);
    expect(one.steps[0]).toStrictEqual({
      step: promote,
      expect: noRun,
      title: 'no run + promote -> NoRun',
    });
    expect(one.steps[1]).toMatchObject({
      step: made,
      written: shouted,
      expect: { ok: { id: runId } },
    });
  });

  it('is sent without what it expects', () => {
    expect(scenarioOf(one)).toStrictEqual({
      name: 'one',
      steps: [{ op: 'promote_to_ready' }, shouted, { op: 'promote_to_ready' }],
    });
  });

  it('gets what the chart says for what it expects', () => {
    const wrong = {
      ...one,
      steps: one.steps.map((step) => ({ ...step, expect: noRun, title: '' })),
    };
    expect(withChartOutcomes(wrong)).toStrictEqual(one);
  });

  it('has a run before each step, and after the last', () => {
    expect(runsOf(one.steps).map(O.map(({ state }) => state))).toStrictEqual([
      O.none,
      O.none,
      O.some('Scheduled'),
      O.some('Ready'),
    ]);
    expect(runsOf([])).toStrictEqual([O.none]);
  });
});

describe('a line', () => {
  it('of a scenario becomes the test that the chart says', () => {
    expect(decodeScenarioTest(JSON.stringify(scenarioOf(one)))).toStrictEqual(
      E.right({ ...one, criteria: [] }),
    );
  });

  it('keeps what it expects, and gets the titles of the chart', () => {
    const line = JSON.stringify({
      name: 'two',
      criteria: ['a'],
      steps: [{ op: 'promote_to_ready', expect: { err: { code: 'Decode' } }, title: 'mine' }],
    });
    expect(decodeScenarioTest(line)).toStrictEqual(
      E.right({
        name: 'two',
        criteria: ['a'],
        steps: [
          {
            step: promote,
            expect: { err: { code: 'Decode' } },
            title: 'no run + promote -> NoRun',
          },
        ],
      }),
    );
  });

  it.each([
    ['{"name":"a"}', 'at /steps: expected a list of steps, found nothing'],
    [
      '{"name":"a","steps":[{"op":"promote_to_ready","expect":7}]}',
      'at /steps/0/expect: expected an outcome (an object), found 7',
    ],
    ['{"name":"a","criteria":7,"steps":[]}', 'at /criteria: expected a list of criteria, found 7'],
    [
      '{"name":"a","steps":[{"op":"set_effective_priority","effective_priority":1.0}]}',
      'effective_priority: expected a number written as an integer, found 1.0',
    ],
  ])('%s is refused', (line, message) => {
    expect(decodeScenarioTest(line)).toStrictEqual(E.left(message));
  });
});

describe('renaming ids', () => {
  const [first, second] = ['1', '2'].map((n) => `00000000-0000-0000-0000-00000000000${n}`);
  const test = testOf(
    'one',
    ['by hand'],
    [{ step: made }, { step: { op: 'deserialize', json: `{"id":"${runId}"}` } }, { step: promote }],
  );

  it('replaces each wherever it occurs, asked once', () => {
    const asked: Array<ReadonlyArray<string>> = [];
    const renamed = renameIds(test, (ids) => {
      asked.push(ids);
      return new Map([[runId, first ?? '']]);
    });
    expect(asked).toStrictEqual([[runId, taskId]]);
    expect(renamed.steps.map(({ step }) => step)).toStrictEqual([
      { ...made, runId: first },
      { op: 'deserialize', json: `{"id":"${String(first)}"}` },
      promote,
    ]);
    expect(renamed.steps[2]?.expect).toMatchObject({ ok: { id: first, task_id: taskId } });
    expect(renamed).toMatchObject({ name: 'one', criteria: ['by hand'] });
  });

  it('keeps the name of a test, ids and all', () => {
    const named = { ...test, name: runId };
    expect(renameIds(named, () => new Map([[runId, second ?? '']])).name).toBe(runId);
  });

  it('changes nothing in a test without ids', () => {
    const bare = testOf('bare', [], [{ step: promote }]);
    expect(
      renameIds(bare, (ids) => {
        expect(ids).toStrictEqual([]);
        return new Map();
      }),
    ).toStrictEqual(bare);
  });

  it('returns the test as it is if a name is no id', () => {
    expect(renameIds(test, () => new Map([[runId, 'x']]))).toBe(test);
  });
});
