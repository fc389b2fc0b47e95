import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, jest } from '@jest/globals';
import { build } from 'esbuild';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import type { InspectionEvent } from 'xstate';
import { createActor } from 'xstate';
import type { Refused, RunActor, RunEvent, RunInstance } from '../../src/actor/index.js';
import { createRunActor, fromSnapshot, runMachine, toSnapshot } from '../../src/actor/index.js';
import { isRecord } from '../../src/codec/untrusted.js';
import {
  chartIdentity,
  decide,
  restoreRun,
  RunEventCodec,
  runInstanceEq,
  sendErrorMessage,
} from '../../src/index.js';
import { eventTypes, expected, finalStates, states } from '../expectations.js';
import {
  arbitraryEvent,
  arbitraryHistory,
  arbitraryRun,
  attemptA,
  left,
  right,
  runIn,
  tries,
  variantsOf,
} from '../support/arbitraries.js';

/** Sends a value without type checks. */
const sendAny = (actor: RunActor, u: unknown) => actor.send(u as RunEvent);

/** Records the snapshots, completions and refusals of an actor. */
const watch = (actor: RunActor) => {
  const seen: Array<string> = [];
  const refused: Array<Refused> = [];
  actor.subscribe({
    next: ({ value }) => seen.push(value),
    complete: () => seen.push('complete'),
  });
  actor.on('refused', (refusal) => refused.push(refusal));
  return { seen, refused };
};

/** Sends one event, and checks everything that must hold before and after it. */
const expectAnswer = (actor: RunActor, event: RunEvent): void => {
  const run = actor.getRun();
  const before = actor.getSnapshot();
  const { seen, refused } = watch(actor);
  const answer = actor.send(event);
  const after = actor.getSnapshot();
  expect(answer).toStrictEqual(decide(event)(run));
  expect(fromSnapshot(after)).toStrictEqual(actor.getRun());
  expect(after.status).toBe(finalStates.includes(actor.getRun().state) ? 'done' : 'active');
  if (E.isRight(answer)) {
    expect(actor.getRun()).toBe(answer.right);
    expect(seen.filter((entry) => entry !== 'complete')).toStrictEqual([answer.right.state]);
    expect(refused).toStrictEqual([]);
  } else {
    expect(actor.getRun()).toBe(run);
    expect(after).toBe(before);
    expect(seen.filter((entry) => entry !== 'complete')).toStrictEqual([]);
    expect(refused).toStrictEqual([{ type: 'refused', error: answer.left, event, run }]);
  }
};

describe('an actor', () => {
  it.each(states)('of a run in %s answers every event as the table says', (state) => {
    for (const type of eventTypes)
      for (const event of variantsOf(type)) {
        const run = runIn(state);
        const actor = createRunActor(run);
        expect(actor.send(event)).toStrictEqual(expected(run, event));
        actor.stop();
      }
  });

  it('agrees with the facade on every walk, and a refusal changes nothing', () => {
    fc.assert(
      fc.property(
        arbitraryRun,
        fc.array(arbitraryEvent, { maxLength: 30, size: 'max' }),
        (run, events) => {
          const actor = createRunActor(run);
          for (const event of events) expectAnswer(actor, event);
          actor.stop();
        },
      ),
      tries(100),
    );
  });

  it('agrees with the facade along histories', () => {
    fc.assert(
      fc.property(arbitraryHistory, fc.array(arbitraryEvent), (history, events) => {
        for (const run of history.slice(-3)) {
          const actor = createRunActor(run);
          expect(actor.getRun()).toBe(run);
          for (const event of events) expectAnswer(actor, event);
        }
      }),
      tries(30),
    );
  });

  it('agrees with an XState actor of the machine', () => {
    fc.assert(
      fc.property(arbitraryRun, fc.array(arbitraryEvent), (run, events) => {
        const plain = createActor(runMachine, { snapshot: toSnapshot(run) }).start();
        const actor = createRunActor(run);
        for (const event of events) {
          if (plain.getSnapshot().status === 'active') plain.send(event);
          actor.send(event);
          expect(runInstanceEq.equals(fromSnapshot(plain.getSnapshot()), actor.getRun())).toBe(
            true,
          );
        }
        plain.stop();
      }),
      tries(50),
    );
  });
});

const throws = (): never => {
  throw new Error('the getter throws');
};

const changingType = () => {
  let asked = 0;
  return {
    get type() {
      asked += 1;
      return asked > 1 ? 'cancel' : 'lease';
    },
  };
};

/** An event with the field names of the wire. */
const onWire = (u: unknown): unknown =>
  isRecord(u)
    ? Object.fromEntries(
        Object.entries(u).map(([name, value]) => [
          name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
          value,
        ]),
      )
    : u;

describe('a value that is not an event', () => {
  const trap = new Proxy({ type: 'lease' }, { get: throws, has: throws, ownKeys: throws });
  it.each<[string, unknown, string]>([
    ['nothing', undefined, ''],
    ['null', null, ''],
    ['a text', 'lease', ''],
    ['a list', ['lease'], ''],
    ['an unknown type', { type: 'nope' }, '/type'],
    ['a type of the prototype', { type: 'constructor' }, '/type'],
    ['no type', { at: 7 }, '/type'],
    ['no attempt id', { type: 'attempt.start' }, '/attemptId'],
    ['an invalid attempt id', { type: 'attempt.start', attemptId: 7 }, '/attemptId'],
    ['an invalid instant', { type: 'cancel', at: 'now' }, '/at'],
    ['an invalid priority', { type: 'priority.set', effectivePriority: 0.5 }, '/effectivePriority'],
    ['a throwing getter', trap, '/type'],
    ['XState-internal', { type: 'xstate.stop' }, '/type'],
  ])('is refused by value: %s', (_, u, path) => {
    for (const state of states) {
      const run = runIn(state);
      const actor = createRunActor(run);
      const { seen, refused } = watch(actor);
      const error = left(sendAny(actor, u));
      expect(error._tag).toBe('NotAnEvent');
      expect(error._tag === 'NotAnEvent' && error.errors.map((e) => e.path)).toStrictEqual([path]);
      expect(sendErrorMessage(error)).toContain(
        `run ${run.id} was sent something that is not an event: at /`,
      );
      expect(refused.map((refusal) => refusal.error)).toStrictEqual([error]);
      expect(refused[0]?.event).toBe(u);
      expect(seen.filter((entry) => entry !== 'complete')).toStrictEqual([]);
      expect(actor.getRun()).toBe(run);
      expect(fromSnapshot(actor.getSnapshot())).toStrictEqual(run);
    }
  });

  it('never makes the actor throw, nor changes its run without an answer', () => {
    const like = fc.record(
      {
        type: fc.oneof(fc.constantFrom<unknown>(...eventTypes), fc.anything()),
        attemptId: fc.oneof(fc.constantFrom<unknown>(attemptA), fc.anything()),
        effectivePriority: fc.anything(),
        at: fc.oneof(fc.constantFrom<unknown>(undefined, 7), fc.anything()),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.constantFrom(...states), fc.oneof(fc.anything(), like), (state, u) => {
        const actor = createRunActor(runIn(state));
        const answer = sendAny(actor, u);
        expect(actor.getRun()).toStrictEqual(E.isRight(answer) ? answer.right : runIn(state));
        expect(fromSnapshot(actor.getSnapshot())).toStrictEqual(actor.getRun());
        if (E.isLeft(RunEventCodec.decode(onWire(u)))) expect(E.isLeft(answer)).toBe(true);
      }),
      tries(500),
    );
  });

  it('is read once, even if its getters return different values', () => {
    const actor = createRunActor(runIn('Ready'));
    const answer = sendAny(actor, changingType());
    expect(fromSnapshot(actor.getSnapshot())).toStrictEqual(actor.getRun());
    if (E.isRight(answer)) expect(actor.getRun()).toBe(answer.right);
  });
});

describe('listeners', () => {
  it('get every snapshot once, in order, also those of events that another listener sends', () => {
    const actor = createRunActor(runIn('Scheduled'));
    const answers: Array<unknown> = [];
    const first: Array<string> = [];
    const second: Array<string> = [];
    actor.subscribe(({ value }) => {
      first.push(value);
      if (value !== 'Ready' && value !== 'Leased') return;
      const answer = actor.send(value === 'Ready' ? { type: 'lease' } : { type: 'start' });
      answers.push(answer);
      expect(right(answer)).toBe(actor.getRun());
      expect(fromSnapshot(actor.getSnapshot())).toStrictEqual(actor.getRun());
    });
    actor.subscribe(({ value }) => second.push(value));
    expect(right(actor.send({ type: 'promote' })).state).toBe('Ready');
    expect(answers).toHaveLength(2);
    expect(first).toStrictEqual(['Ready', 'Leased', 'Running']);
    expect(second).toStrictEqual(['Ready', 'Leased', 'Running']);
    expect(actor.getRun().state).toBe('Running');
  });

  it('get the snapshots of events that a refused handler sends', () => {
    const actor = createRunActor(runIn('Ready'));
    const { seen, refused } = watch(actor);
    actor.on('refused', ({ error }) => {
      if (error._tag === 'InvalidTransition' && error.to === 'Running')
        right(actor.send({ type: 'lease' }));
    });
    expect(left(actor.send({ type: 'start' }))._tag).toBe('InvalidTransition');
    expect(refused).toHaveLength(1);
    expect(seen).toStrictEqual(['Leased']);
  });

  it('can be removed one by one', () => {
    const actor = createRunActor(runIn('Ready'));
    const seen: Array<string> = [];
    const one = actor.subscribe(() => {
      seen.push('one');
      two.unsubscribe();
    });
    const two = actor.subscribe(() => seen.push('two'));
    const handler = actor.on('refused', () => seen.push('refused'));
    actor.send({ type: 'lease' });
    one.unsubscribe();
    handler.unsubscribe();
    actor.send({ type: 'start' });
    actor.send({ type: 'start' });
    expect(seen).toStrictEqual(['one']);
  });

  it('are completed in a final state, and at once if they subscribe later', () => {
    const actor = createRunActor(runIn('Ready'));
    const { seen } = watch(actor);
    actor.send({ type: 'cancel' });
    expect(seen).toStrictEqual(['Canceled', 'complete']);
    expect(watch(actor).seen).toStrictEqual(['complete']);
    expect(left(actor.send({ type: 'cancel' }))._tag).toBe('InvalidTransition');
    actor.stop();
    expect(seen).toStrictEqual(['Canceled', 'complete']);
  });

  it('may lack functions', () => {
    const uncaught = jest.spyOn(globalThis, 'queueMicrotask').mockReturnValue(undefined);
    for (const options of [{}, { inspect: {} }]) {
      const actor = createRunActor(runIn('Ready'), options);
      actor.subscribe({});
      right(actor.send({ type: 'lease' }));
      right(actor.send({ type: 'cancel' }));
      actor.subscribe({}).unsubscribe();
      actor.stop();
      actor.on('refused', () => undefined).unsubscribe();
    }
    expect(uncaught).not.toHaveBeenCalled();
    uncaught.mockRestore();
  });

  it('that throw do not stop the others, and their exceptions are uncaught', async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: `
          import { createRunActor, toSnapshot } from './src/actor/index.js';
          import { newScheduled, TaskId, Timestamp } from './src/index.js';
          process.on('uncaughtException', ({ message }) => console.log('uncaught', message));
          const ids = { taskId: TaskId.generate(), scheduledAt: Timestamp.min, createdAt: Timestamp.min };
          const actor = createRunActor(newScheduled(ids).right);
          actor.subscribe(() => { throw new Error('one'); });
          actor.subscribe(({ value }) => console.log('two', value));
          console.log('answer', actor.send({ type: 'promote' })._tag);
        `,
        resolveDir: fileURLToPath(new URL('../..', import.meta.url)),
      },
      bundle: true,
      platform: 'node',
      write: false,
    });
    const printed = execFileSync(process.execPath, ['-'], {
      input: outputFiles[0]?.text,
      encoding: 'utf8',
    });
    expect(printed.trim().split('\n')).toStrictEqual(['two Ready', 'answer Right', 'uncaught one']);
  });
});

describe('a stopped actor', () => {
  it('refuses every event with ActorStopped, calls no listener, and keeps its run', () => {
    const run = runIn('Ready');
    const actor = createRunActor(run);
    const { seen, refused } = watch(actor);
    actor.stop();
    actor.stop();
    const error = left(actor.send({ type: 'lease' }));
    expect(error).toStrictEqual({ _tag: 'ActorStopped', runId: run.id });
    expect(sendErrorMessage(error)).toBe(`the actor of run ${run.id} was stopped`);
    expect(seen).toStrictEqual(['complete']);
    expect(refused).toStrictEqual([]);
    expect(watch(actor).seen).toStrictEqual(['complete']);
    expect(actor.getRun()).toBe(run);
  });
});

describe('inspection', () => {
  it("gets the events of XState's inspection", () => {
    const typesOf = (make: (inspect: (event: InspectionEvent) => void) => void) => {
      const types: Array<string> = [];
      make(({ type }) => types.push(type));
      return types;
    };
    const plain = typesOf((inspect) => {
      const actor = createActor(runMachine, { snapshot: toSnapshot(runIn('Ready')), inspect });
      actor.start().send({ type: 'lease' });
    });
    const ours = typesOf((inspect) => {
      right(createRunActor(runIn('Ready'), { inspect }).send({ type: 'lease' }));
    });
    expect(plain.length).toBeGreaterThan(3);
    expect(ours).toStrictEqual(plain);
  });

  it('may send events, and the answers stay correct', () => {
    const held: { actor?: RunActor } = {};
    const answers: Array<RunInstance> = [];
    const actor = createRunActor(runIn('Ready'), {
      inspect: {
        next: (event) => {
          if (event.type !== '@xstate.snapshot' || event.event.type !== 'lease') return;
          const next = held.actor?.send({ type: 'start' });
          if (next !== undefined && E.isRight(next)) answers.push(next.right);
        },
      },
    });
    held.actor = actor;
    expect(right(actor.send({ type: 'lease' })).state).toBe('Leased');
    expect(answers.map(({ state }) => state)).toStrictEqual(['Running']);
    expect(actor.getRun()).toBe(answers[0]);
    expect(fromSnapshot(actor.getSnapshot())).toStrictEqual(answers[0]);
  });
});

describe('a persisted snapshot', () => {
  it('carries the chart, and is restored by this library and by XState', () => {
    fc.assert(
      fc.property(arbitraryHistory, (history) => {
        const run = history.at(-1) ?? runIn('Ready');
        const persisted = createRunActor(run).getPersistedSnapshot();
        const stored = JSON.parse(JSON.stringify(persisted)) as typeof persisted;
        expect(stored.chart).toStrictEqual(chartIdentity);
        expect(restoreRun()(stored)).toStrictEqual(E.right(run));
        const plain = createActor(runMachine, { snapshot: stored });
        expect(fromSnapshot(plain.getSnapshot())).toStrictEqual(run);
      }),
      tries(30),
    );
  });
});
