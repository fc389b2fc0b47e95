/** Types of the machine: its events, its input, its context and its snapshots. */
import { describe, expect, test } from 'tstyche';
import type { ContextFrom, EventFrom, InputFrom, StateValueFrom } from 'xstate';
import { createActor } from 'xstate';
import type {
  RunContext,
  RunEvent,
  RunInput,
  RunInstance,
  RunState,
} from '../../src/actor/index.js';
import { fromSnapshot, runMachine, toSnapshot } from '../../src/actor/index.js';
import type { AttemptId, RunId, TaskId, Timestamp } from '../../src/index.js';

declare const run: RunInstance;
declare const id: RunId;
declare const taskId: TaskId;
declare const attemptId: AttemptId;
declare const at: Timestamp;

const input = { id, taskId, scheduledAt: at, createdAt: at };
const actor = createActor(runMachine, { input });

/** Sends an event to the actor. */
const send = (event: Parameters<typeof actor.send>[0]): void => {
  actor.send(event);
};

describe('the machine', () => {
  test('has the events, the input, the context and the states of the chart', () => {
    expect<EventFrom<typeof runMachine>>().type.toBe<RunEvent>();
    expect<InputFrom<typeof runMachine>>().type.toBe<RunInput | undefined>();
    expect<ContextFrom<typeof runMachine>>().type.toBe<RunContext>();
    expect<StateValueFrom<typeof runMachine>>().type.toBe<RunState>();
  });

  test('accepts no other events', () => {
    expect(send).type.toBeCallableWith({ type: 'lease', at });
    expect(send).type.toBeCallableWith({ type: 'attempt.start', attemptId });
    expect(send).type.not.toBeCallableWith({ type: 'nope' });
    expect(send).type.not.toBeCallableWith({ type: 'attempt.start' });
    expect(send).type.not.toBeCallableWith({ type: 'attempt.start', attemptId: id });
  });

  test('accepts no other input', () => {
    expect(createActor<typeof runMachine>).type.toBeCallableWith(runMachine, { input });
    expect(createActor<typeof runMachine>).type.toBeCallableWith(runMachine, {
      snapshot: toSnapshot(run),
    });
    expect(createActor<typeof runMachine>).type.not.toBeCallableWith(runMachine, {
      input: { ...input, id: taskId },
    });
    expect<{ readonly id: string }>().type.not.toBeAssignableTo<RunInput>();
    // The other fields of a run would be lost, so a run is not an input; `toSnapshot` converts it.
    expect<RunInstance>().type.not.toBeAssignableTo<RunInput>();
  });
});

describe('snapshots', () => {
  test('belong to the machine, and convert to runs', () => {
    expect(toSnapshot(run)).type.toBe<ReturnType<typeof actor.getSnapshot>>();
    expect(fromSnapshot(actor.getSnapshot())).type.toBe<RunInstance>();
    expect(toSnapshot(run).value).type.toBe<RunState>();
    expect(toSnapshot).type.not.toBeCallableWith({ state: 'Ready' });
  });
});
