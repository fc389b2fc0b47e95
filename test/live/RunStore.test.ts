import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { createRunActor } from '../../src/actor/index.js';
import type { RefusalError, RunEvent } from '../../src/index.js';
import { allowedActions, decide, RunInstanceCodec, RunViewCodec } from '../../src/index.js';
import type { LiveRefusal, RunCommand, RunTransport, ServerRun } from '../../src/live/index.js';
import { actorTransport, createRunStore } from '../../src/live/index.js';
import { left, right, runId, runIn } from '../support/arbitraries.js';

type Answer = E.Either<LiveRefusal, ServerRun>;

/** A transport that the test answers. */
const makeTransport = () => {
  const commands: Array<RunCommand> = [];
  const answers: Array<(answer: Answer) => void> = [];
  const listeners = new Set<(server: ServerRun) => void>();
  const transport: RunTransport = {
    send: (command) => () =>
      new Promise((resolve) => {
        commands.push(command);
        answers.push(resolve);
      }),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    transport,
    commands,
    listeners,
    answer: (n: number, answer: Answer) => answers[n]?.(answer),
    push: (server: ServerRun) => {
      for (const listener of listeners) listener(server);
    },
  };
};

const no: RefusalError = { _tag: 'NoActiveAttempt', runId: runId(1) };
const connectionLost = { _tag: 'ConnectionLost', reason: 'a cable' } as const;

describe('a store', () => {
  it('shows an event at once, and keeps it when the server accepts it', async () => {
    const { transport, commands, answer } = makeTransport();
    const store = createRunStore(runIn('Ready'), { transport });
    const sent = store.send({ type: 'lease' });
    expect(store.getSnapshot()).toMatchObject({
      run: { state: 'Leased' },
      confirmed: { state: 'Ready' },
      pending: [{ event: { type: 'lease' }, isLost: false }],
    });
    expect(store.getSnapshot().actions).toStrictEqual(allowedActions(runIn('Leased')));
    expect(commands).toHaveLength(1);
    const run = runIn('Leased');
    answer(0, E.right({ run }));
    expect(await sent).toStrictEqual(E.right(run));
    expect(store.getSnapshot()).toMatchObject({ run, confirmed: run, pending: [] });
  });

  it('rolls back with the reason when the server refuses', async () => {
    const { transport, answer } = makeTransport();
    const store = createRunStore(runIn('Ready'), { transport });
    const sent = store.send({ type: 'lease' });
    answer(0, E.left(no));
    expect(await sent).toStrictEqual(E.left(no));
    expect(store.getSnapshot().run).toStrictEqual(runIn('Ready'));
    expect(store.getSnapshot().lastError).toStrictEqual(
      O.some({ event: { type: 'lease' }, error: no, by: 'server' }),
    );
    store.dismiss();
    expect(store.getSnapshot().lastError).toStrictEqual(O.none);
  });

  it('does not send an event that is illegal locally, and reports the reason', async () => {
    const { transport, commands } = makeTransport();
    const store = createRunStore(runIn('Ready'), { transport });
    const error = left(decide({ type: 'complete' })(runIn('Ready')));
    expect(await store.send({ type: 'complete' })).toStrictEqual(E.left(error));
    expect(commands).toStrictEqual([]);
    expect(store.getSnapshot().lastError).toStrictEqual(
      O.some({ event: { type: 'complete' }, error, by: 'client' }),
    );
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['an unknown type', { type: 'nope' }],
    ['an invalid attempt id', { type: 'attempt.start', attemptId: 7 }],
  ])('refuses %s, which is not an event', async (_, u) => {
    const store = createRunStore(runIn('Running'));
    const before = store.getSnapshot();
    expect(left(await store.send(u as RunEvent))._tag).toBe('NotAnEvent');
    expect(store.getSnapshot()).toBe(before);
  });

  it('decides by itself without a transport, as one change', async () => {
    const store = createRunStore(runIn('Ready'));
    let calls = 0;
    store.subscribe(() => (calls += 1));
    expect(right(await store.send({ type: 'lease' })).state).toBe('Leased');
    expect(store.getSnapshot()).toMatchObject({ confirmed: { state: 'Leased' }, pending: [] });
    expect(calls).toBe(1);
  });

  it('returns the same snapshot and calls no listener until something changes', () => {
    const { transport, push } = makeTransport();
    const store = createRunStore(runIn('Ready'), { transport, revision: 1 });
    let calls = 0;
    store.subscribe(() => (calls += 1));
    const before = store.getSnapshot();
    push({ run: runIn('Ready'), revision: 2 });
    push({ run: { ...runIn('Ready') }, revision: 3 });
    push({ run: runIn('Canceled'), revision: 2 });
    store.dismiss();
    store.resend();
    store.giveUp();
    expect(store.getSnapshot()).toBe(before);
    expect(calls).toBe(0);
    push({ run: runIn('Canceled'), revision: 4 });
    expect(store.getSnapshot()).not.toBe(before);
    expect(store.getServerSnapshot()).toBe(before);
    expect(calls).toBe(1);
  });

  it('subscribes to its transport only while it has listeners', () => {
    const { transport, listeners } = makeTransport();
    const store = createRunStore(runIn('Ready'), { transport });
    expect(listeners.size).toBe(0);
    const one = store.subscribe(() => undefined);
    const two = store.subscribe(() => undefined);
    expect(listeners.size).toBe(1);
    one();
    one();
    expect(listeners.size).toBe(1);
    two();
    expect(listeners.size).toBe(0);
    store.subscribe(() => undefined)();
    expect(listeners.size).toBe(0);
  });

  it('shows a run in an unknown state, and refuses every event with the reason', async () => {
    const wire = { ...RunInstanceCodec.encode(runIn('Ready')), state: 'NoSuchState' };
    const store = createRunStore(right(RunViewCodec.decode(wire)));
    expect(store.getSnapshot().run.state).toBe('NoSuchState');
    expect(left(await store.send({ type: 'cancel' }))._tag).toBe('UnknownState');
    expect(store.getSnapshot().actions.every(({ _tag }) => _tag === 'Disabled')).toBe(true);
  });

  it('follows a newer server into an unknown state, and out of it', () => {
    const wire = { ...RunInstanceCodec.encode(runIn('Ready')), state: 'NoSuchState' };
    const store = createRunStore(runIn('Ready'));
    store.push({ run: right(RunViewCodec.decode(wire)) });
    expect(store.getSnapshot().run.state).toBe('NoSuchState');
    store.push({ run: runIn('Leased') });
    expect(store.getSnapshot().run.state).toBe('Leased');
  });
});

describe('a lost connection', () => {
  const loseOne = async () => {
    const net = makeTransport();
    const store = createRunStore(runIn('Ready'), net);
    const sent = store.send({ type: 'lease' });
    net.answer(0, E.left(connectionLost));
    await Promise.resolve();
    await new Promise(setImmediate);
    expect(store.getSnapshot().pending).toMatchObject([{ isLost: true }]);
    return { ...net, store, sent };
  };

  it('keeps the command pending, and resends it with the same id', async () => {
    const { store, sent, commands, answer } = await loseOne();
    expect(store.getSnapshot().run.state).toBe('Leased');
    store.resend();
    expect(store.getSnapshot().pending).toMatchObject([{ isLost: false }]);
    expect(commands[1]?.commandId).toBe(commands[0]?.commandId);
    answer(1, E.right({ run: runIn('Leased') }));
    expect(right(await sent).state).toBe('Leased');
    expect(store.getSnapshot().pending).toStrictEqual([]);
  });

  it('can be given up: the command is rolled back and answered', async () => {
    const { store, sent } = await loseOne();
    store.giveUp();
    expect(left(await sent)._tag).toBe('ConnectionLost');
    expect(store.getSnapshot()).toMatchObject({ run: { state: 'Ready' }, pending: [] });
  });

  it.each<[string, RunTransport['send']]>([
    ['rejects', () => () => Promise.reject(new Error('a cable'))],
    [
      'throws',
      () => {
        throw new Error('a cable');
      },
    ],
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what has no text, as untyped code may throw it
    ['rejects with a value without text', () => () => Promise.reject(Object.create(null))],
    ...[undefined, {}, E.right(undefined), E.right({ run: { id: 7 } }), E.left(null)].map(
      (answer): [string, RunTransport['send']] => [
        `answers ${JSON.stringify(answer)}`,
        // SAFETY: tests invalid answers.
        () => () => Promise.resolve(answer as unknown as Answer),
      ],
    ),
  ])('is what a transport that %s means', async (_, send) => {
    const store = createRunStore(runIn('Ready'), { transport: { send } });
    const sent = store.send({ type: 'lease' });
    await new Promise(setImmediate);
    expect(store.getSnapshot().pending).toMatchObject([{ isLost: true }]);
    store.giveUp();
    expect(left(await sent)._tag).toBe('ConnectionLost');
  });

  it('resends in the original order', async () => {
    const { transport, commands, answer } = makeTransport();
    const store = createRunStore(runIn('Ready'), { transport });
    const types = ['lease', 'start', 'suspend'] as const;
    for (const type of types) void store.send({ type });
    for (const n of [2, 0, 1]) answer(n, E.left(connectionLost));
    await new Promise(setImmediate);
    store.resend();
    expect(commands.slice(3).map(({ event }) => event.type)).toStrictEqual(types);
  });
});

describe('a push', () => {
  it('without a run, or of another run, changes nothing', () => {
    const store = createRunStore(runIn('Ready'));
    const before = store.getSnapshot();
    for (const u of [undefined, null, 7, {}, { run: null }, { run: { id: 7 } }])
      // SAFETY: tests invalid pushes.
      store.push(u as unknown as ServerRun);
    expect(store.getSnapshot()).toBe(before);
  });
});

describe('listeners', () => {
  it('may send, and see the latest snapshot', async () => {
    const store = createRunStore(runIn('Ready'));
    const seen: Array<string> = [];
    store.subscribe(() => {
      seen.push(store.getSnapshot().run.state);
      if (store.getSnapshot().run.state === 'Leased') void store.send({ type: 'start' });
    });
    store.subscribe(() => seen.push(store.getSnapshot().run.state));
    await store.send({ type: 'lease' });
    expect(seen).toStrictEqual(['Leased', 'Running', 'Running', 'Running']);
  });
});

describe('an actor', () => {
  it('can hold the run', async () => {
    const actor = createRunActor(runIn('Ready'));
    const store = createRunStore(runIn('Scheduled'), { transport: actorTransport(actor) });
    const letGo = store.subscribe(() => undefined);
    expect(store.getSnapshot().run).toBe(actor.getRun());
    expect(right(await store.send({ type: 'lease' }))).toBe(actor.getRun());
    actor.send({ type: 'cancel' });
    expect(store.getSnapshot().run).toBe(actor.getRun());
    letGo();
    actor.stop();
  });

  it('refuses events by itself', async () => {
    const actor = createRunActor(runIn('Ready'));
    const store = createRunStore(runIn('Leased'), { transport: actorTransport(actor) });
    expect(left(await store.send({ type: 'start' }))._tag).toBe('InvalidTransition');
    actor.stop();
    expect(left(await store.send({ type: 'start' }))._tag).toBe('ActorStopped');
  });
});
