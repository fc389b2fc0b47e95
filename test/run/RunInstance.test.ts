import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { ReadyArgs, RunInstance } from '../../src/index.js';
import {
  newReady,
  newReadyWithId,
  newScheduled,
  newScheduledWithId,
  RunId,
  runInstanceEq,
  TaskId,
} from '../../src/index.js';
import {
  arbitraryRun,
  at,
  attemptA,
  attemptB,
  count,
  priority,
  right,
  runId,
  runIn,
  taskId,
  tries,
} from '../support/arbitraries.js';

const args: ReadyArgs & { readonly id: RunId } = {
  id: runId(1),
  taskId: taskId(2),
  scheduledAt: at(500),
  createdAt: at(1000),
  effectivePriority: priority(-4),
};

const scheduled: RunInstance = {
  id: runId(1),
  taskId: taskId(2),
  state: 'Scheduled',
  currentAttemptId: O.none,
  attemptCount: count(0),
  createdAt: at(1000),
  scheduledAt: at(500),
  lastStateChangeAt: at(1000),
  effectivePriority: priority(0),
};

const ready: RunInstance = { ...scheduled, state: 'Ready', effectivePriority: priority(-4) };

describe('newScheduledWithId', () => {
  it('creates a run in Scheduled, always with priority 0', () => {
    const run = newScheduledWithId(args);
    expect(run).toStrictEqual(E.right(scheduled));
    expect(Object.isFrozen(right(run))).toBe(true);
  });

  it('accepts any schedule', () => {
    const run = newScheduledWithId({ ...args, scheduledAt: at(9999) });
    expect(run).toStrictEqual(E.right({ ...scheduled, scheduledAt: 9999 }));
  });

  it('refuses a nil run id before a nil task id', () => {
    expect(newScheduledWithId({ ...args, id: RunId.nil, taskId: TaskId.nil })).toStrictEqual(
      E.left({ _tag: 'InvalidRunId', runId: RunId.nil }),
    );
    expect(newScheduledWithId({ ...args, taskId: TaskId.nil })).toStrictEqual(
      E.left({ _tag: 'InvalidTaskId', taskId: TaskId.nil }),
    );
  });
});

describe('newReadyWithId', () => {
  it('creates a run in Ready', () => {
    const run = newReadyWithId(args);
    expect(run).toStrictEqual(E.right(ready));
    expect(Object.isFrozen(right(run))).toBe(true);
  });

  it('accepts a schedule up to the creation and refuses the next second', () => {
    expect(newReadyWithId({ ...args, scheduledAt: at(1000) })).toStrictEqual(
      E.right({ ...ready, scheduledAt: 1000 }),
    );
    expect(newReadyWithId({ ...args, scheduledAt: at(1001) })).toStrictEqual(
      E.left({
        _tag: 'ReadyScheduledAtAfterCreatedAt',
        runId: args.id,
        scheduledAt: 1001,
        createdAt: 1000,
      }),
    );
  });

  it('checks run id, then task id, then the schedule', () => {
    const late = { ...args, scheduledAt: at(1001) };
    expect(newReadyWithId({ ...late, id: RunId.nil, taskId: TaskId.nil })).toStrictEqual(
      E.left({ _tag: 'InvalidRunId', runId: RunId.nil }),
    );
    expect(newReadyWithId({ ...late, taskId: TaskId.nil })).toStrictEqual(
      E.left({ _tag: 'InvalidTaskId', taskId: TaskId.nil }),
    );
  });
});

describe('newScheduled and newReady', () => {
  const { taskId: task, scheduledAt, createdAt, effectivePriority } = args;
  const rest = { taskId: task, scheduledAt, createdAt, effectivePriority };

  it('give each run a new id', () => {
    const first = right(newScheduled(rest));
    const second = right(newReady(rest));
    expect(first).toStrictEqual({ ...scheduled, id: first.id });
    expect(second).toStrictEqual({ ...ready, id: second.id });
    expect(RunId.is(first.id)).toBe(true);
    expect(new Set([first.id, second.id, args.id, RunId.nil]).size).toBe(4);
  });

  it('have the errors of newScheduledWithId and newReadyWithId', () => {
    const nil = { _tag: 'InvalidTaskId', taskId: TaskId.nil };
    expect(newScheduled({ ...rest, taskId: TaskId.nil })).toStrictEqual(E.left(nil));
    expect(newReady({ ...rest, taskId: TaskId.nil })).toStrictEqual(E.left(nil));
    expect(newReady({ ...rest, scheduledAt: at(1001) })).toMatchObject({
      _tag: 'Left',
      left: { _tag: 'ReadyScheduledAtAfterCreatedAt', scheduledAt: 1001, createdAt: 1000 },
    });
  });
});

describe('runInstanceEq', () => {
  const run = runIn('Running', { currentAttemptId: O.some(attemptA) });
  const changes: { readonly [K in keyof RunInstance]: RunInstance[K] } = {
    id: runId(99),
    taskId: taskId(99),
    state: 'Leased',
    currentAttemptId: O.some(attemptB),
    attemptCount: count(99),
    createdAt: at(99),
    scheduledAt: at(99),
    lastStateChangeAt: at(99),
    effectivePriority: priority(99),
  };

  it('is reflexive, also for a copy', () => {
    fc.assert(
      fc.property(arbitraryRun, (any) => {
        expect(runInstanceEq.equals(any, { ...any })).toBe(true);
      }),
      tries(50),
    );
  });

  it.each(Object.entries(changes))('sees a change of %s', (field, value) => {
    expect(Object.keys(changes).sort()).toStrictEqual(Object.keys(run).sort());
    expect(runInstanceEq.equals(run, { ...run, [field]: value })).toBe(false);
  });

  it('distinguishes no attempt from an attempt', () => {
    expect(runInstanceEq.equals(run, { ...run, currentAttemptId: O.none })).toBe(false);
  });
});
