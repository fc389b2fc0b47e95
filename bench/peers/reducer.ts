/**
 * The baseline: the lifecycle as written by hand for speed, one switch that returns an `Either`. It restates the whole chart, so
 * only benchmarks use it; a test checks that it agrees with the facade.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { AttemptCount, RunEvent, RunInstance, RunInstanceError, RunState } from 'runchart';
import type { Seal } from '../sample.js';

type Result = E.Either<RunInstanceError, RunInstance>;

const illegal = (run: RunInstance, to: RunState): Result =>
  E.left({ _tag: 'InvalidTransition', runId: run.id, from: run.state, to });

/** The reducer; `decide(event)(run)` as in the library. */
export const reducer = (seal: Seal) => {
  const move = (
    run: RunInstance,
    event: RunEvent,
    state: RunState,
    currentAttemptId: RunInstance['currentAttemptId'],
  ): Result =>
    E.right(
      seal({
        id: run.id,
        taskId: run.taskId,
        state,
        currentAttemptId,
        attemptCount: run.attemptCount,
        createdAt: run.createdAt,
        scheduledAt: run.scheduledAt,
        lastStateChangeAt: event.at ?? run.lastStateChangeAt,
        effectivePriority: run.effectivePriority,
      }),
    );
  const leave = (run: RunInstance, event: RunEvent, state: RunState): Result =>
    run.state !== 'Running'
      ? illegal(run, state)
      : O.isSome(run.currentAttemptId)
        ? E.left({
            _tag: 'AttemptInProgress',
            runId: run.id,
            activeAttemptId: run.currentAttemptId.value,
          })
        : move(run, event, state, O.none);

  return (event: RunEvent) =>
    (run: RunInstance): Result => {
      switch (event.type) {
        case 'promote':
          return run.state === 'Scheduled' ||
            run.state === 'Leased' ||
            run.state === 'RetryWait' ||
            run.state === 'Suspended'
            ? E.right(
                seal({
                  id: run.id,
                  taskId: run.taskId,
                  state: 'Ready',
                  currentAttemptId: O.none,
                  attemptCount: run.attemptCount,
                  createdAt: run.createdAt,
                  scheduledAt: run.scheduledAt,
                  lastStateChangeAt: event.at ?? run.lastStateChangeAt,
                  effectivePriority: event.effectivePriority ?? run.effectivePriority,
                }),
              )
            : illegal(run, 'Ready');
        case 'lease':
          return run.state === 'Ready'
            ? move(run, event, 'Leased', O.none)
            : illegal(run, 'Leased');
        case 'start':
          return run.state === 'Leased'
            ? move(run, event, 'Running', run.currentAttemptId)
            : illegal(run, 'Running');
        case 'retry':
          return leave(run, event, 'RetryWait');
        case 'suspend':
          return leave(run, event, 'Suspended');
        case 'complete':
          return leave(run, event, 'Completed');
        case 'fail':
          return run.state === 'RetryWait'
            ? move(run, event, 'Failed', O.none)
            : leave(run, event, 'Failed');
        case 'cancel':
          return run.state === 'Completed' || run.state === 'Failed' || run.state === 'Canceled'
            ? illegal(run, 'Canceled')
            : move(run, event, 'Canceled', O.none);
        case 'attempt.start':
          if (run.state !== 'Running')
            return E.left({
              _tag: 'AttemptStartRequiresRunning',
              runId: run.id,
              currentState: run.state,
            });
          if (O.isSome(run.currentAttemptId))
            return E.left({
              _tag: 'AttemptAlreadyActive',
              runId: run.id,
              activeAttemptId: run.currentAttemptId.value,
            });
          if (run.attemptCount >= 4294967295)
            return E.left({ _tag: 'AttemptCountOverflow', runId: run.id });
          return E.right(
            seal({
              id: run.id,
              taskId: run.taskId,
              state: run.state,
              currentAttemptId: seal(O.some(event.attemptId)),
              // SAFETY: the overflow was refused above.
              attemptCount: (run.attemptCount + 1) as AttemptCount,
              createdAt: run.createdAt,
              scheduledAt: run.scheduledAt,
              lastStateChangeAt: run.lastStateChangeAt,
              effectivePriority: run.effectivePriority,
            }),
          );
        case 'attempt.finish':
          if (run.state !== 'Running')
            return E.left({
              _tag: 'AttemptFinishRequiresRunning',
              runId: run.id,
              currentState: run.state,
            });
          if (O.isNone(run.currentAttemptId))
            return E.left({ _tag: 'NoActiveAttempt', runId: run.id });
          if (run.currentAttemptId.value !== event.attemptId)
            return E.left({
              _tag: 'AttemptOwnershipMismatch',
              runId: run.id,
              expectedAttemptId: run.currentAttemptId.value,
              actualAttemptId: event.attemptId,
            });
          return E.right(
            seal({
              id: run.id,
              taskId: run.taskId,
              state: run.state,
              currentAttemptId: O.none,
              attemptCount: run.attemptCount,
              createdAt: run.createdAt,
              scheduledAt: run.scheduledAt,
              lastStateChangeAt: run.lastStateChangeAt,
              effectivePriority: run.effectivePriority,
            }),
          );
        case 'priority.set':
          return run.state === 'Ready'
            ? E.right(
                seal({
                  id: run.id,
                  taskId: run.taskId,
                  state: run.state,
                  currentAttemptId: run.currentAttemptId,
                  attemptCount: run.attemptCount,
                  createdAt: run.createdAt,
                  scheduledAt: run.scheduledAt,
                  lastStateChangeAt: run.lastStateChangeAt,
                  effectivePriority: event.effectivePriority,
                }),
              )
            : E.left({
                _tag: 'PriorityMutationRequiresReady',
                runId: run.id,
                currentState: run.state,
              });
      }
    };
};
