/** Each event has exactly the errors that it can be refused with; events and states outside the chart do not compile. */
import type { Either } from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'tstyche';
import type {
  AttemptAlreadyActive,
  AttemptCountOverflow,
  AttemptFinishRequiresRunning,
  AttemptId,
  AttemptInProgress,
  AttemptOwnershipMismatch,
  AttemptStartRequiresRunning,
  EnterableState,
  EventType,
  FinalState,
  GuardOf,
  InvalidTaskId,
  InvalidTransition,
  LifecycleEventType,
  NoActiveAttempt,
  Priority,
  PriorityMutationRequiresReady,
  ReadyScheduledAtAfterCreatedAt,
  RefusalError,
  RefusalOf,
  RunEvent,
  RunInstance,
  RunInstanceError,
  RunState,
  TargetOf,
  TaskId,
  Timestamp,
} from '../../src/index.js';
import {
  decide,
  finishAttempt,
  isTerminal,
  matchError,
  matchRunState,
  newReady,
  newScheduled,
  promoteToReady,
  setEffectivePriority,
  startAttempt,
  transitionTo,
} from '../../src/index.js';
import type { Final, Targets } from '../expectations.js';

declare const attemptId: AttemptId;
declare const effectivePriority: Priority;
declare const at: Timestamp;
declare const taskId: TaskId;
declare const run: RunInstance;
declare const state: RunState;

const args = { taskId, scheduledAt: at, createdAt: at };

describe('the errors of decide', () => {
  test('are those of its event', () => {
    expect(decide({ type: 'promote' })(run)).type.toBe<Either<InvalidTransition, RunInstance>>();
    expect(decide({ type: 'lease', at })(run)).type.toBe<Either<InvalidTransition, RunInstance>>();
    expect(promoteToReady(run)).type.toBe<Either<InvalidTransition, RunInstance>>();
    expect<RefusalOf<'start'>>().type.toBe<InvalidTransition>();
    expect<RefusalOf<'cancel'>>().type.toBe<InvalidTransition>();
    expect<RefusalOf<'retry'>>().type.toBe<InvalidTransition | AttemptInProgress>();
    expect<RefusalOf<'suspend'>>().type.toBe<InvalidTransition | AttemptInProgress>();
    expect<RefusalOf<'complete'>>().type.toBe<InvalidTransition | AttemptInProgress>();
    expect<RefusalOf<'fail'>>().type.toBe<InvalidTransition | AttemptInProgress>();
    expect<RefusalOf<'attempt.start'>>().type.toBe<
      AttemptStartRequiresRunning | AttemptAlreadyActive | AttemptCountOverflow
    >();
    expect<RefusalOf<'attempt.finish'>>().type.toBe<
      AttemptFinishRequiresRunning | NoActiveAttempt | AttemptOwnershipMismatch
    >();
    expect<RefusalOf<'priority.set'>>().type.toBe<PriorityMutationRequiresReady>();
  });

  test('are never those of another event', () => {
    expect(decide({ type: 'attempt.finish', attemptId })(run)).type.not.toBeAssignableFrom<
      Either<AttemptAlreadyActive, RunInstance>
    >();
    expect(decide({ type: 'promote', effectivePriority })(run)).type.not.toBeAssignableFrom<
      Either<AttemptInProgress, RunInstance>
    >();
  });

  test('are those of all events for an event of unknown type', () => {
    expect<RefusalOf<EventType>>().type.toBe<RefusalError>();
  });

  test('of the mutations are those of their events', () => {
    expect(startAttempt(attemptId)(run)).type.toBe<
      Either<RefusalOf<'attempt.start'>, RunInstance>
    >();
    expect(finishAttempt(attemptId)(run)).type.toBe<
      Either<RefusalOf<'attempt.finish'>, RunInstance>
    >();
    expect(setEffectivePriority(effectivePriority)(run)).type.toBe<
      Either<PriorityMutationRequiresReady, RunInstance>
    >();
    expect(transitionTo('Completed')(run)).type.toBe<
      Either<InvalidTransition | AttemptInProgress, RunInstance>
    >();
    expect(newScheduled(args)).type.toBe<Either<InvalidTaskId, RunInstance>>();
    expect(newReady({ ...args, effectivePriority })).type.toBe<
      Either<InvalidTaskId | ReadyScheduledAtAfterCreatedAt, RunInstance>
    >();
  });
});

describe('events', () => {
  test('of the chart compile, others do not', () => {
    expect(decide).type.not.toBeCallableWith({ type: 'nope' });
    expect(decide).type.not.toBeCallableWith({ type: 'Promote' });
    expect(decide).type.not.toBeCallableWith({});
    expect(decide).type.not.toBeCallableWith('promote');
  });

  test('with an unknown field do not compile, since a misspelt field would be ignored', () => {
    expect(decide).type.not.toBeCallableWith({ type: 'lease', att: at });
    expect(decide).type.not.toBeCallableWith({ type: 'promote', priority: effectivePriority, at });
    expect(decide).type.not.toBeCallableWith({ type: 'lease', attemptId });
  });

  test('need exactly their payload', () => {
    expect(decide).type.toBeCallableWith({ type: 'attempt.start', attemptId });
    expect(decide).type.not.toBeCallableWith({ type: 'attempt.start' });
    expect(decide).type.not.toBeCallableWith({ type: 'attempt.start', attemptId: 'x' });
    expect(decide).type.not.toBeCallableWith({ type: 'attempt.finish', attempt_id: attemptId });
    expect(decide).type.toBeCallableWith({ type: 'priority.set', effectivePriority, at });
    expect(decide).type.not.toBeCallableWith({ type: 'priority.set' });
    expect(decide).type.not.toBeCallableWith({ type: 'priority.set', effectivePriority: 3 });
    expect(decide).type.not.toBeCallableWith({ type: 'lease', at: 3 });
    expect(decide).type.not.toBeCallableWith({ type: 'lease', at: undefined });
  });

  test('change the state, or stay inside one', () => {
    expect<EventType>().type.toBe<RunEvent['type']>();
    expect<LifecycleEventType>().type.toBe<
      { [E in EventType]: Targets[E] extends undefined ? never : E }[EventType]
    >();
  });
});

describe('states', () => {
  test('are final, or can be entered', () => {
    expect<FinalState>().type.toBe<Final>();
    expect<EnterableState>().type.toBe<Exclude<RunState, 'Scheduled'>>();
  });

  test('of another name do not compile', () => {
    expect(transitionTo).type.toBeCallableWith('RetryWait');
    expect(transitionTo).type.not.toBeCallableWith('Nope');
    expect(transitionTo).type.not.toBeCallableWith('retry_wait');
    expect(isTerminal).type.not.toBeCallableWith('Done');
  });

  test('are narrowed by isTerminal', () => {
    if (isTerminal(state)) expect(state).type.toBe<FinalState>();
  });
});

describe('the chart, as types', () => {
  test('has the guards of each event', () => {
    expect<GuardOf<'promote'>>().type.toBe<never>();
    expect<GuardOf<'cancel'>>().type.toBe<never>();
    expect<GuardOf<'complete'>>().type.toBe<'noActiveAttempt'>();
    expect<GuardOf<'attempt.start'>>().type.toBe<'noActiveAttempt' | 'attemptCountBelowMax'>();
    expect<GuardOf<'attempt.finish'>>().type.toBe<'hasActiveAttempt' | 'ownsActiveAttempt'>();
  });

  test('has the target of each event', () => {
    expect<{ [E in EventType]: TargetOf<E> }>().type.toBe<{
      [E in EventType]: Exclude<Targets[E], undefined>;
    }>();
  });
});

describe('a run', () => {
  test('is read-only in every field', () => {
    expect<RunInstance>().type.toBe<Readonly<RunInstance>>();
    expect(() => {
      // @ts-expect-error Cannot assign to 'state'
      run.state = 'Failed';
      // @ts-expect-error Cannot assign to 'attemptCount'
      run.attemptCount = run.attemptCount;
      // @ts-expect-error Cannot assign to 'currentAttemptId'
      run.currentAttemptId = run.currentAttemptId;
    }).type.toBe<() => void>();
  });

  test('has its nine fields', () => {
    expect<keyof RunInstance>().type.toBe<
      | 'id'
      | 'taskId'
      | 'state'
      | 'currentAttemptId'
      | 'attemptCount'
      | 'createdAt'
      | 'scheduledAt'
      | 'lastStateChangeAt'
      | 'effectivePriority'
    >();
  });
});

describe('destructors', () => {
  const tagOf = ({ _tag }: RunInstanceError): string => _tag;
  const branches = {
    InvalidRunId: tagOf,
    InvalidTaskId: tagOf,
    ReadyScheduledAtAfterCreatedAt: tagOf,
    InvalidTransition: tagOf,
    AttemptInProgress: tagOf,
    AttemptStartRequiresRunning: tagOf,
    AttemptFinishRequiresRunning: tagOf,
    AttemptAlreadyActive: tagOf,
    AttemptOwnershipMismatch: tagOf,
    NoActiveAttempt: tagOf,
    AttemptCountOverflow: tagOf,
    PriorityMutationRequiresReady: tagOf,
  };

  test('need all branches', () => {
    expect(matchError<string>).type.toBeCallableWith(branches);
    expect(matchError<string>).type.not.toBeCallableWith({ InvalidRunId: tagOf });
    expect<Omit<typeof branches, 'NoActiveAttempt'>>().type.not.toBeAssignableTo<
      Parameters<typeof matchError<string>>[0]
    >();
    expect<typeof branches>().type.toBeAssignableTo<Parameters<typeof matchError<string>>[0]>();
    expect(matchRunState<number>).type.not.toBeCallableWith({ Ready: () => 1 });
  });

  test('give each branch the error of its tag', () => {
    matchError<string>({
      ...branches,
      AttemptOwnershipMismatch: (e) => {
        expect(e).type.toBe<AttemptOwnershipMismatch>();
        return e.actualAttemptId;
      },
    });
  });
});
