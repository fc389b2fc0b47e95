/** Types of stores and transports: events, answers, the server's own refusals. */
import type { Either } from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { describe, expect, test } from 'tstyche';
import { createRunActor } from '../../src/actor/index.js';
import type {
  ConnectionLost,
  NotAnEvent,
  RefusalError,
  RunInstance,
  RunView,
  UnknownState,
} from '../../src/index.js';
import type { RunCommand, RunSource, RunTransport, ServerRun } from '../../src/live/index.js';
import { actorTransport, createRunStore } from '../../src/live/index.js';

interface Forbidden {
  readonly _tag: 'Forbidden';
}

type Known = RefusalError | UnknownState | NotAnEvent | ConnectionLost;

declare const run: RunInstance;
declare const view: RunView;
declare const transport: RunTransport<Forbidden>;

describe('a store', () => {
  test('resolves with a run or an error', () => {
    expect(createRunStore(run).send({ type: 'lease' })).type.toBe<
      Promise<Either<Known, RunView>>
    >();
    expect(createRunStore(view, { transport }).send({ type: 'lease' })).type.toBe<
      Promise<Either<Known | Forbidden, RunView>>
    >();
  });

  test('accepts only events of the chart', () => {
    const { send } = createRunStore(run);
    expect(send).type.toBeCallableWith({ type: 'cancel' });
    expect(send).type.not.toBeCallableWith({ type: 'nope' });
    expect(send).type.not.toBeCallableWith({ type: 'attempt.start' });
  });

  test('accepts a transport with the same refusals', () => {
    expect(createRunStore).type.toBeCallableWith(run, {
      transport: actorTransport(createRunActor(run)),
    });
    expect(createRunStore).type.not.toBeCallableWith(run, { transport: { send: () => run } });
    expect<(command: RunCommand) => TaskEither<ConnectionLost, ServerRun>>().type.toBeAssignableTo<
      RunTransport['send']
    >();
  });

  test('is a source', () => {
    expect(createRunStore(run)).type.toBeAssignableTo<RunSource>();
    expect(createRunStore(run, { transport })).type.toBeAssignableTo<RunSource<Forbidden>>();
    expect(createRunStore(run, { transport })).type.not.toBeAssignableTo<RunSource>();
  });
});
