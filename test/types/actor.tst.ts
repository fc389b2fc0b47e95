/** Types of actors and persisted runs: events, results, handlers, migrations. */
import type { Either } from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'tstyche';
import type {
  PersistedSnapshot,
  Refused,
  RunInstance,
  RunSnapshot,
} from '../../src/actor/index.js';
import { createRunActor } from '../../src/actor/index.js';
import type {
  ActorStopped,
  AttemptId,
  AttemptInProgress,
  InvalidTransition,
  NotAnEvent,
  PersistedRun,
  RestoreError,
  RunId,
  RunView,
  SendError,
  UnknownRun,
  UnknownState,
} from '../../src/index.js';
import { decideView, isKnownRun, persistRun, restoreRun } from '../../src/index.js';

declare const run: RunInstance;
declare const runId: RunId;
declare const attemptId: AttemptId;
declare const view: RunView;

const actor = createRunActor(run);

describe('an actor', () => {
  test('returns for each event the errors that it can be refused with', () => {
    expect(actor.send({ type: 'lease' })).type.toBe<
      Either<InvalidTransition | NotAnEvent | ActorStopped, RunInstance>
    >();
    expect(actor.send({ type: 'complete' })).type.toBe<
      Either<InvalidTransition | AttemptInProgress | NotAnEvent | ActorStopped, RunInstance>
    >();
    expect(actor.send({ type: 'lease' })).type.toBeAssignableTo<Either<SendError, RunInstance>>();
  });

  test('accepts no other events', () => {
    expect(actor.send).type.toBeCallableWith({ type: 'attempt.start', attemptId });
    expect(actor.send).type.not.toBeCallableWith({ type: 'nope' });
    expect(actor.send).type.not.toBeCallableWith({ type: 'attempt.start' });
    expect(actor.send).type.not.toBeCallableWith({ type: 'attempt.start', attemptId: runId });
    expect(actor.send).type.not.toBeCallableWith(null);
  });

  test('notifies of snapshots and refusals only', () => {
    expect(actor.getSnapshot()).type.toBe<RunSnapshot>();
    expect(actor.getRun()).type.toBe<RunInstance>();
    expect(actor.getPersistedSnapshot()).type.toBe<PersistedSnapshot>();
    expect(actor.on).type.toBeCallableWith('refused', (_: Refused) => undefined);
    expect(actor.on).type.not.toBeCallableWith('accepted', (_: Refused) => undefined);
  });
});

describe('a persisted run', () => {
  test('has its chart, and is restored as a run or an error', () => {
    expect(persistRun(run)).type.toBe<PersistedRun>();
    expect(restoreRun()({})).type.toBe<Either<RestoreError, RunInstance>>();
    expect(persistRun).type.not.toBeCallableWith(view);
  });
});

describe('a view', () => {
  test('is a run only if its state is known', () => {
    expect<RunView>().type.not.toBeAssignableTo<RunInstance>();
    if (isKnownRun(view)) expect(view).type.toBe<RunInstance>();
    else expect(view).type.toBe<UnknownRun>();
  });

  test('can be refused with one more error', () => {
    expect(decideView({ type: 'lease' })(view)).type.toBe<
      Either<InvalidTransition | UnknownState, RunInstance>
    >();
    expect(decideView).type.not.toBeCallableWith({ type: 'nope' });
  });
});
