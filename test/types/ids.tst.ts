/** Branded ids and numbers are not assignable to one another, and plain strings and numbers are not assignable to them. */
import { none, some } from 'fp-ts/lib/Option.js';
import { describe, expect, test } from 'tstyche';
import type { AttemptCount, AttemptId, CommandId, Priority } from '../../src/index.js';
import {
  finishAttempt,
  newReady,
  newScheduledWithId,
  promoteToReadyWithPriority,
  recordStateChangeAt,
  restoreAttemptStateForBootstrap,
  RunId,
  setEffectivePriority,
  startAttempt,
  TaskId,
  Timestamp,
  transitionTo,
} from '../../src/index.js';

declare const runId: RunId;
declare const taskId: TaskId;
declare const attemptId: AttemptId;
declare const commandId: CommandId;
declare const at: Timestamp;
declare const priority: Priority;
declare const count: AttemptCount;

describe('ids', () => {
  test('are strings', () => {
    expect<RunId>().type.toBeAssignableTo<string>();
    expect<TaskId>().type.toBeAssignableTo<string>();
    expect<AttemptId>().type.toBeAssignableTo<string>();
  });

  test('are not plain strings', () => {
    expect<string>().type.not.toBeAssignableTo<RunId>();
    expect<'00000000-0000-0000-0000-000000000001'>().type.not.toBeAssignableTo<TaskId>();
    expect(startAttempt).type.not.toBeCallableWith('00000000-0000-0000-0000-000000000001');
  });

  test('do not mix', () => {
    expect<RunId>().type.not.toBeAssignableTo<TaskId>();
    expect<RunId>().type.not.toBeAssignableTo<AttemptId>();
    expect<TaskId>().type.not.toBeAssignableTo<RunId>();
    expect<TaskId>().type.not.toBeAssignableTo<AttemptId>();
    expect<AttemptId>().type.not.toBeAssignableTo<RunId>();
    expect<AttemptId>().type.not.toBeAssignableTo<TaskId>();
    expect<CommandId>().type.not.toBeAssignableTo<AttemptId>();
    expect(startAttempt).type.toBeCallableWith(attemptId);
    expect(startAttempt).type.not.toBeCallableWith(runId);
    expect(startAttempt).type.not.toBeCallableWith(commandId);
    expect(finishAttempt).type.toBeCallableWith(attemptId);
    expect(finishAttempt).type.not.toBeCallableWith(taskId);
    expect(RunId.Ord.compare).type.toBeCallableWith(runId, runId);
    expect(RunId.Ord.compare).type.not.toBeCallableWith(runId, taskId);
  });

  test('do not mix in arguments', () => {
    const instants = { scheduledAt: at, createdAt: at };
    expect(newScheduledWithId).type.toBeCallableWith({ id: runId, taskId, ...instants });
    expect(newScheduledWithId).type.not.toBeCallableWith({ id: taskId, taskId, ...instants });
    expect(newScheduledWithId).type.not.toBeCallableWith({ id: runId, taskId: runId, ...instants });
    expect(newScheduledWithId).type.not.toBeCallableWith({ id: runId, taskId: 'x', ...instants });
    expect(newScheduledWithId).type.not.toBeCallableWith({ taskId, ...instants });
  });

  test('are made only by decoding or generating', () => {
    expect(RunId.generate()).type.toBe<RunId>();
    expect(TaskId.nil).type.toBe<TaskId>();
  });
});

describe('numbers', () => {
  test('are not plain numbers', () => {
    expect<number>().type.not.toBeAssignableTo<Timestamp>();
    expect<0>().type.not.toBeAssignableTo<Priority>();
    expect<0>().type.not.toBeAssignableTo<AttemptCount>();
    expect(setEffectivePriority).type.not.toBeCallableWith(3);
    expect(recordStateChangeAt).type.not.toBeCallableWith(1700000000);
    expect(transitionTo).type.not.toBeCallableWith('Ready', 1700000000);
    expect(restoreAttemptStateForBootstrap).type.not.toBeCallableWith(3, none);
  });

  test('do not mix', () => {
    expect<Timestamp>().type.not.toBeAssignableTo<Priority>();
    expect<Timestamp>().type.not.toBeAssignableTo<AttemptCount>();
    expect<Priority>().type.not.toBeAssignableTo<Timestamp>();
    expect<Priority>().type.not.toBeAssignableTo<AttemptCount>();
    expect<AttemptCount>().type.not.toBeAssignableTo<Timestamp>();
    expect<AttemptCount>().type.not.toBeAssignableTo<Priority>();
    expect(setEffectivePriority).type.toBeCallableWith(priority);
    expect(setEffectivePriority).type.not.toBeCallableWith(count);
    expect(recordStateChangeAt).type.toBeCallableWith(at);
    expect(recordStateChangeAt).type.not.toBeCallableWith(priority);
    expect(promoteToReadyWithPriority).type.toBeCallableWith(priority, at);
    expect(promoteToReadyWithPriority).type.not.toBeCallableWith(at, priority);
    expect(restoreAttemptStateForBootstrap).type.toBeCallableWith(count, some(attemptId));
    expect(restoreAttemptStateForBootstrap).type.not.toBeCallableWith(count, some(runId));
    expect(restoreAttemptStateForBootstrap).type.not.toBeCallableWith(priority, none);
  });

  test('lose their brand in arithmetic', () => {
    expect(Timestamp.now()).type.toBe<Timestamp>();
    expect(at + 1).type.toBe<number>();
    expect(at + 1).type.not.toBeAssignableTo<Timestamp>();
  });

  test('are all required by a new run in Ready', () => {
    const args = { taskId, scheduledAt: at, createdAt: at };
    expect(newReady).type.toBeCallableWith({ ...args, effectivePriority: priority });
    expect(newReady).type.not.toBeCallableWith({ ...args, effectivePriority: 0 });
    expect(newReady).type.not.toBeCallableWith({ ...args, effectivePriority: at });
    expect(newReady).type.not.toBeCallableWith(args);
  });
});
