/** The candidates for shrinking a test. */
import { describe, expect, it } from '@jest/globals';
import * as O from 'fp-ts/lib/Option.js';
import type { AttemptCount, Priority, RunState, Step, Timestamp } from '../../src/index.js';
import { RunInstanceCodec } from '../../src/index.js';
import { candidatesOf, viaShortestPath } from '../../src/testing/candidates.js';
import { nonZeroRun } from '../../src/testing/inputs.js';
import type { Move } from '../../src/testing/scenario.js';
import { scenarioOf, testOf } from '../../src/testing/scenario.js';
import type { StepWire, TestCase } from '../../src/testing/TestCase.js';
import { valuesOf } from '../../src/testing/Values.js';

const { runId, taskId, scheduledAt, createdAt, attemptId } = valuesOf(1);
const made: Step = { op: 'new_scheduled_with_id', runId, taskId, scheduledAt, createdAt };
const promote: Step = { op: 'promote_to_ready' };
const to = (state: RunState): Step => ({ op: 'transition_to', to: state });
const start: Step = { op: 'start_attempt', attemptId: attemptId(1) };
const change: Step = { op: 'record_state_change_at', timestamp: 9 as Timestamp };
const restore = (count: number, active = true): Step => ({
  op: 'restore_attempt_state_for_bootstrap',
  count: count as AttemptCount,
  activeAttempt: active ? O.some(attemptId(1)) : O.none,
});
const setPriority = (n: number): Step => ({
  op: 'set_effective_priority',
  effectivePriority: n as Priority,
});

const test = (...moves: ReadonlyArray<Step | Move>): TestCase =>
  testOf(
    'one',
    ['by hand'],
    moves.map((move) => ('step' in move ? move : { step: move })),
  );

/** The steps on the wire, in short: the op, or the state of a transition. */
const short = (moves: ReadonlyArray<Move>): string =>
  moves.map(({ step }) => (step.op === 'transition_to' ? step.to : step.op)).join(' ');

const wires = (tests: Iterable<TestCase>): ReadonlyArray<ReadonlyArray<StepWire>> =>
  [...tests].map((one) => scenarioOf(one).steps);

const simpler = (...moves: ReadonlyArray<Step | Move>): ReadonlyArray<ReadonlyArray<StepWire>> =>
  wires(candidatesOf(test(...moves)).simpler);

const simple = (n: number): string => `00000000-0000-0000-0000-00000000000${String(n)}`;

describe('shorter tests', () => {
  it('are the shortest paths, then the prefixes, then sublists, the fewest steps first', () => {
    const { shorter } = candidatesOf(test(made, promote, to('Leased'), promote));
    expect([...shorter].map(({ steps }) => short(steps))).toStrictEqual([
      'new_scheduled_with_id',
      'new_scheduled_with_id',
      'new_scheduled_with_id promote_to_ready',
      'Leased promote_to_ready',
      'new_scheduled_with_id promote_to_ready',
      'new_ready_with_id Leased promote_to_ready',
      'new_ready_with_id Leased promote_to_ready',
      'new_scheduled_with_id promote_to_ready Leased',
      'promote_to_ready Leased promote_to_ready',
      'new_scheduled_with_id Leased promote_to_ready',
      'new_scheduled_with_id promote_to_ready promote_to_ready',
      'new_scheduled_with_id promote_to_ready Leased',
    ]);
  });

  it('expect what the chart says, and keep the name and the criteria', () => {
    const [first] = candidatesOf(test(promote, made)).shorter;
    expect(first).toStrictEqual(testOf('one', ['by hand'], [{ step: promote }]));
  });

  it('are none of one step, or of none', () => {
    expect([...candidatesOf(test(made)).shorter]).toStrictEqual([]);
    expect([...candidatesOf(test()).shorter]).toStrictEqual([]);
  });

  it('can be listed again', () => {
    const { shorter } = candidatesOf(test(made, promote));
    expect([...shorter]).toStrictEqual([...shorter]);
  });
});

describe('the shortest path', () => {
  it.each<[string, ReadonlyArray<Step>, ReadonlyArray<string>]>([
    [
      'begins with each constructor, and has the attempt',
      [made, promote, to('Leased'), promote, to('Leased'), to('Running'), start, to('Completed')],
      [
        'new_ready_with_id Leased Running start_attempt Completed',
        'new_scheduled_with_id Ready Leased Running start_attempt Completed',
      ],
    ],
    [
      'leads to the state only',
      [made, change, promote],
      ['new_scheduled_with_id promote_to_ready'],
    ],
    ['is none to a constructor', [made, made], []],
    ['is none without a run', [promote], []],
    ['is none of no steps', [], []],
  ])('%s', (_, steps, paths) => {
    expect(viaShortestPath(steps.map((step) => ({ step }))).map(short)).toStrictEqual(paths);
  });

  it('makes the run with its ids, its instant and its priority', () => {
    const steps = [made, promote, setPriority(5), start, change].map((step) => ({ step }));
    expect(viaShortestPath(steps)[0]).toStrictEqual([
      {
        step: {
          op: 'new_ready_with_id',
          runId,
          taskId,
          scheduledAt: createdAt,
          createdAt,
          effectivePriority: 5,
        },
      },
      { step: change },
    ]);
    expect(viaShortestPath(steps)[1]?.slice(0, 2)).toStrictEqual([
      { step: { ...made, scheduledAt: createdAt } },
      { step: to('Ready') },
    ]);
  });

  it('is written as the last step was', () => {
    const written = { op: 'promote_to_ready' };
    expect(viaShortestPath([{ step: made }, { step: promote, written }])[0]?.at(-1)).toStrictEqual({
      step: promote,
      written,
    });
  });
});

describe('simpler tests', () => {
  const wire = {
    op: 'new_scheduled_with_id',
    run_id: runId,
    task_id: taskId,
    scheduled_at: scheduledAt,
    created_at: createdAt,
  };

  it('have simple ids and zeros first, then only one of them, then one number less', () => {
    const all = simpler(made, promote).map(([first]) => first);
    const ids = { run_id: simple(1), task_id: simple(2) };
    const zeros = { scheduled_at: 0, created_at: 0 };
    expect(all.slice(0, 4)).toStrictEqual([
      { ...wire, ...ids, ...zeros },
      { ...wire, ...ids },
      { ...wire, ...zeros },
      { ...wire, scheduled_at: 0 },
    ]);
    expect(all.slice(3)).toContainEqual({ ...wire, scheduled_at: scheduledAt - 1 });
    expect(all.slice(3)).toContainEqual({ ...wire, created_at: 0 });
    expect(all.slice(3)).toContainEqual({ ...wire, created_at: createdAt - 1 });
  });

  it('keep the nil id, and no other', () => {
    const nil = '00000000-0000-0000-0000-000000000000';
    const [first] = simpler({ ...made, runId: nil as typeof runId });
    expect(first?.[0]).toMatchObject({ run_id: nil, task_id: simple(1) });
    for (const id of ['10000000-0000-0000-0000-000000000000', simple(9)]) {
      const [other] = simpler({ ...made, runId: id as typeof runId });
      expect(other?.[0]).toMatchObject({ run_id: simple(1), task_id: simple(2) });
    }
  });

  it('keep the form of a step in which nothing is simpler', () => {
    const capitals = { op: 'start_attempt', attempt_id: attemptId(1).toUpperCase() };
    expect(simpler({ step: start, written: capitals })).toStrictEqual([
      [{ op: 'start_attempt', attempt_id: attemptId(1) }],
    ]);
    const zero = { ...capitals, op: 'restore_attempt_state_for_bootstrap', count: 0 };
    const { attempt_id: active, ...rest } = zero;
    const written = { ...rest, active_attempt: active };
    expect(simpler({ step: restore(0), written })).toStrictEqual([
      [{ ...written, active_attempt: attemptId(1) }],
      [{ ...written, active_attempt: null }],
    ]);
    const all = simpler({ step: start, written: capitals }, setPriority(2));
    expect(all.at(-1)).toStrictEqual([
      capitals,
      { op: 'set_effective_priority', effective_priority: 1 },
    ]);
  });

  it('have steps that are plain records', () => {
    const all = [...candidatesOf(test(setPriority(4))).simpler].flatMap(({ steps }) => steps);
    expect(all.map(({ step }): unknown => Object.getPrototypeOf(step))).toStrictEqual(
      all.map(() => Object.prototype),
    );
  });

  it('are none of a test that is simple', () => {
    expect(
      simpler({ op: 'start_attempt', attemptId: simple(1) as ReturnType<typeof attemptId> }),
    ).toStrictEqual([]);
    expect(simpler(setPriority(0))).toStrictEqual([]);
    expect(simpler(promote, to('Leased'))).toStrictEqual([]);
  });

  it('have numbers nearer to zero, on the side where they are', () => {
    expect(simpler(setPriority(-4)).map(([step]) => step?.['effective_priority'])).toStrictEqual([
      0, 0, 0, -2, -3,
    ]);
    expect(simpler(setPriority(4)).map(([step]) => step?.['effective_priority'])).toStrictEqual([
      0, 0, 0, 2, 3,
    ]);
  });

  it('have no attempt where none is needed', () => {
    const fields = simpler(restore(2)).map(([step]) => [step?.['count'], step?.['active_attempt']]);
    expect(fields.slice(0, 3)).toStrictEqual([
      [0, simple(1)],
      [2, simple(1)],
      [0, attemptId(1)],
    ]);
    expect(fields.slice(3)).toContainEqual([2, null]);
    expect(fields.slice(3)).toContainEqual([1, attemptId(1)]);
    expect(simpler(restore(0, false))).toStrictEqual([]);
  });

  it('write in full what was written in another form', () => {
    const written = { op: 'restore_attempt_state_for_bootstrap', count: 0 };
    expect(simpler({ step: restore(0, false), written }, promote)).toStrictEqual([
      [{ ...written, active_attempt: null }, { op: 'promote_to_ready' }],
    ]);
  });

  it('leave out what was left out while a number shrinks', () => {
    const written = { op: 'restore_attempt_state_for_bootstrap', count: 2 };
    expect(simpler({ step: restore(2, false), written })).toStrictEqual([
      [{ ...written, count: 0 }],
      [{ ...written, count: 0 }],
      [{ ...written, active_attempt: null }],
      [{ ...written, count: 0 }],
      [{ ...written, count: 1 }],
    ]);
  });

  it('change one step at a time', () => {
    const kept = { op: 'restore_attempt_state_for_bootstrap', count: 0 };
    const all = simpler({ step: restore(0, false), written: kept }, setPriority(2));
    expect(all).toStrictEqual([
      [kept, { op: 'set_effective_priority', effective_priority: 0 }],
      [kept, { op: 'set_effective_priority', effective_priority: 0 }],
      [
        { ...kept, active_attempt: null },
        { op: 'set_effective_priority', effective_priority: 2 },
      ],
      [kept, { op: 'set_effective_priority', effective_priority: 0 }],
      [kept, { op: 'set_effective_priority', effective_priority: 1 }],
    ]);
  });

  it('load JSON with a member less, or with a number nearer to zero', () => {
    const jsons = (json: string): ReadonlyArray<unknown> =>
      simpler({ op: 'deserialize', json }).map(([step]) => step?.['json']);
    expect(jsons('{"a":"x","n":2}')).toStrictEqual([
      '{"n":2}',
      '{"a":"x"}',
      '{"a":"x","n":0}',
      '{"a":"x","n":1}',
    ]);
    expect(jsons('{"n":0.5}')).toStrictEqual(['{}']);
    expect(jsons('[1]')).toStrictEqual([]);
    expect(jsons('{')).toStrictEqual([]);
    const run = JSON.stringify(RunInstanceCodec.encode(nonZeroRun(valuesOf(1))));
    expect(jsons(run)[0]).toBe(run.replace(runId, simple(1)).replace(taskId, simple(2)));
  });

  it('of one step leave the others as they are', () => {
    const all = simpler(promote, { op: 'deserialize', json: '{"a":1}' });
    expect(all).toStrictEqual(
      ['{}', '{"a":0}'].map((json) => [{ op: 'promote_to_ready' }, { op: 'deserialize', json }]),
    );
  });
});
