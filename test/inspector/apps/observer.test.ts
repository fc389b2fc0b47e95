/** The lines of the observer of any app. */
import { describe, expect, jest, test } from '@jest/globals';
import { createInspector } from '@statelyai/inspect';
import * as E from 'fp-ts/lib/Either.js';
import type { ActorOptions } from 'xstate';
import { assign, createActor, createMachine, fromPromise } from 'xstate';
import type { Socket } from '../../../src/inspector/app.js';
import { connectInspector, inspectLines } from '../../../src/inspector/app.js';
import { AppLineCodec } from '../../../src/inspector/apps/AppLine.js';
import { makeApps } from '../../../src/inspector/apps/Apps.js';
import { stepsBetween } from '../../../src/inspector/apps/readSteps.js';
import { transitionsOf } from '../../../src/statechart/index.js';
import { editor, office } from './examples.js';

/** Observes what an action does. */
const observe = (
  act: (inspect: ReturnType<typeof inspectLines>) => void,
): ReadonlyArray<Readonly<Record<string, unknown>>> => {
  const lines: Array<string> = [];
  act(inspectLines((line) => lines.push(line)));
  return lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
};

const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

const makeSockets = () => {
  const sockets: Array<{ -readonly [K in keyof Socket]: Socket[K] } & { sent: Array<string> }> = [];
  const open = (): Socket => {
    const sent: Array<string> = [];
    const socket = {
      ...{ readyState: 0, bufferedAmount: 0, sent },
      send: (text: string) => {
        sent.push(...text.split('\n'));
      },
      close: () => undefined,
      ...{ onopen: null, onclose: null, onerror: null },
    };
    sockets.push(socket);
    return socket;
  };
  return { sockets, open };
};

describe('the observer', () => {
  test('writes lines that decode', async () => {
    const lines: Array<string> = [];
    const inspect = inspectLines((line) => lines.push(line));
    const actor = createActor(office, { inspect });
    actor.subscribe({ error: () => undefined });
    actor.start();
    for (const type of ['HIRE', 'HIRE', 'ASSIGN', 'HURT'] as const) actor.send({ type });
    await turn();
    lines.forEach((line) => {
      expect(E.isRight(AppLineCodec.decode(JSON.parse(line)))).toBe(true);
    });
  });

  test('sends each chart once, though a machine is provided with other guards each time', () => {
    const lines = observe((inspect) => {
      for (let i = 0; i < 3; i += 1)
        createActor(editor.provide({ guards: { isFull: () => false } }), { inspect }).start();
    });
    expect(lines.filter(({ app }) => app === 'chart')).toHaveLength(1);
  });

  test('names transitions as their chart does', () => {
    const lines = observe((inspect) => {
      const actor = createActor(editor, { inspect }).start();
      actor.send({ type: 'TYPE', text: '123456789' });
      actor.send({ type: 'BOLD' });
    });
    const board = makeApps();
    const source = board.open('test');
    lines.forEach((line) => source.receive(JSON.stringify(line)));
    const [row] = board.board.actors();
    const root = row?.chart?.chart.root;
    const ids = root === undefined ? [] : transitionsOf(root).map(({ id }) => id);
    const taken = lines.flatMap(
      ({ microsteps }) =>
        (microsteps as ReadonlyArray<{ readonly taken: ReadonlyArray<string> }> | undefined) ?? [],
    );
    expect(taken.flatMap((microstep) => microstep.taken)).toHaveLength(3);
    taken.forEach((microstep) => {
      microstep.taken.forEach((id) => {
        expect(ids).toContain(id);
      });
    });
  });

  test('sends only the fields of a context that were replaced', () => {
    const big = Array.from({ length: 100 }, (_, i) => i);
    const machine = createMachine({
      // SAFETY: XState infers the type from it.
      types: { context: {} as { readonly big: ReadonlyArray<number>; readonly n: number } },
      context: { big, n: 0 },
      on: { ADD: { actions: assign({ n: ({ context }) => context.n + 1 }) } },
    });
    const lines = observe((inspect) => {
      createActor(machine, { inspect }).start().send({ type: 'ADD' });
    });
    expect(lines.at(-1)).not.toHaveProperty('context');
    expect(lines.at(-1)).toMatchObject({ set: { n: 1 } });
    expect(lines.at(-1)?.['set']).not.toHaveProperty('big');
  });

  test('notices in a microtask that a root actor died, and that later events are late', async () => {
    const machine = createMachine({
      on: {
        BAD: {
          actions: () => {
            throw new Error('broken');
          },
        },
      },
    });
    const lines: Array<Readonly<Record<string, unknown>>> = [];
    const inspect = inspectLines((line) => lines.push(JSON.parse(line) as Record<string, unknown>));
    const actor = createActor(machine, { inspect });
    actor.subscribe({ error: () => undefined });
    actor.start();
    actor.send({ type: 'BAD' });
    await turn();
    actor.send({ type: 'MORE' });
    expect(lines.slice(-2)).toMatchObject([
      { app: 'step', event: { type: 'BAD' }, status: 'error', error: { message: 'broken' } },
      { app: 'step', event: { type: 'MORE' }, late: true },
    ]);
  });

  test('does not run the logic of a promise to find out what it is', () => {
    let calls = 0;
    const promise = fromPromise(() => {
      calls += 1;
      return Promise.resolve(1);
    });
    observe((inspect) => {
      createActor(promise, { inspect }).start();
    });
    expect(calls).toBe(1);
  });

  test('hides what sanitize hides, everywhere', () => {
    const lines: Array<string> = [];
    const machine = createMachine({ context: { token: 'secret', deep: { token: 'secret' } } });
    const inspect = inspectLines((line) => lines.push(line), {
      sanitize: (key, value) => (key === 'token' ? '***' : value),
    });
    const actor = createActor(machine, { inspect }).start();
    actor.send({ type: 'X', token: 'secret' });
    expect(lines.join('\n')).not.toContain('secret');
    expect(lines.join('\n')).toContain('***');
  });
});

describe('an actor that starts again after it was stopped', () => {
  const machine = createMachine({
    id: 'm',
    initial: 'a',
    states: { a: { on: { GO: 'b' } }, b: { on: { GO: 'a' } } },
  });

  /** What React's strict mode makes @xstate/react do: it stops an actor as soon as it started, and starts it again as it was. */
  const runTwice = (inspect: NonNullable<ActorOptions<typeof machine>['inspect']>): void => {
    const actor = createActor(machine, { inspect }).start();
    const fields = { _processingStatus: 0, _snapshot: actor.getSnapshot() };
    actor.stop();
    Object.assign(actor, fields);
    actor.start();
    actor.send({ type: 'GO' });
    actor.send({ type: 'NO' });
  };

  const EXPECTED = [
    ['xstate.init', 'started'],
    ['xstate.stop', 'stopped'],
    ['xstate.init', 'started'],
    ['GO', 'taken'],
    ['NO', 'unhandled'],
  ];

  /** What a board tells of the only actor of some messages. */
  const told = (messages: ReadonlyArray<string>) => {
    const { board, open } = makeApps();
    const source = open('test');
    messages.forEach((message) => source.receive(message));
    const [actor] = board.actors();
    if (actor === undefined) throw new Error('no actor');
    return {
      status: actor.status,
      refused: actor.refused,
      value: actor.value,
      steps: stepsBetween(board, actor, 0, 100).map(({ event, outcome }) => [event, outcome]),
    };
  };

  test('is active again, and its second start is not refused', async () => {
    const lines: Array<string> = [];
    runTwice(inspectLines((line) => lines.push(line)));
    await turn();
    expect(told(lines)).toStrictEqual({
      ...{ status: 'active', refused: 1, value: 'b', steps: EXPECTED },
    });
  });

  test('is known to an inspector that connects later', () => {
    const { sockets, open } = makeSockets();
    const inspector = connectInspector({ url: 'test', open, held: 2 });
    runTwice(inspector.inspect);
    const [socket] = sockets;
    if (socket === undefined) throw new Error('no socket');
    socket.readyState = 1;
    inspector.close();
    expect(JSON.parse(socket.sent.at(-1) ?? '')).toMatchObject({ status: 'active', value: 'b' });
  });

  test('tells the same with @statelyai/inspect', async () => {
    const messages: Array<string> = [];
    // It sends when the program is idle.
    await new Promise<void>((resolve) => {
      const { inspect } = createInspector({
        send: (event) => {
          messages.push(JSON.stringify(event));
          if (event.type === '@xstate.snapshot' && event.event.type === 'NO') resolve();
        },
      });
      runTwice(inspect);
    });
    expect(told(messages)).toStrictEqual({
      ...{ status: 'active', refused: 1, value: 'b', steps: EXPECTED },
    });
  });
});

describe('a connection', () => {
  test('holds a limited number of lines, counts the others, and then sends the present state', () => {
    const { sockets, open } = makeSockets();
    const inspector = connectInspector({ url: 'test', open, held: 10 });
    const actor = createActor(editor, { inspect: inspector.inspect }).start();
    for (let i = 0; i < 100; i += 1) actor.send({ type: 'BOLD' });
    const [socket] = sockets;
    if (socket === undefined) throw new Error('no socket');
    socket.readyState = 1;
    inspector.close();
    const lines = socket.sent.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    expect(lines.map(({ app }) => app)).toStrictEqual(['program', 'chart', 'actor']);
    // Their chart, their actor, its start and a hundred events.
    expect(lines[0]).toMatchObject({ dropped: 103 });
    expect(lines[2]).toMatchObject({ value: { document: 'clean', style: 'plain' } });
  });

  test('sends nothing at once, and nothing any more after it is closed', () => {
    const { sockets, open } = makeSockets();
    const inspector = connectInspector({ url: 'test', open });
    const [socket] = sockets;
    if (socket === undefined) throw new Error('no socket');
    socket.readyState = 1;
    const actor = createActor(editor, { inspect: inspector.inspect }).start();
    expect(socket.sent).toStrictEqual([]);
    inspector.close();
    expect(socket.sent).toHaveLength(4);
    actor.send({ type: 'BOLD' });
    inspector.close();
    expect(socket.sent).toHaveLength(4);
  });

  test('says once that there is no WebSocket, to whom it is told', () => {
    const { WebSocket: own } = globalThis;
    Reflect.deleteProperty(globalThis, 'WebSocket');
    const warned = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    try {
      connectInspector({ url: 'ws://127.0.0.1:1/feed' }).close();
      expect(warned.mock.calls).toStrictEqual([
        [expect.stringMatching(/^runchart: there is no global WebSocket; pass the option open/)],
      ]);
      const problems: Array<string> = [];
      connectInspector({
        url: 'ws://127.0.0.1:1/feed',
        onProblem: (message) => problems.push(message),
      }).close();
      expect(problems).toStrictEqual([expect.stringMatching(/^there is no global WebSocket/)]);
      expect(warned).toHaveBeenCalledTimes(1);
    } finally {
      warned.mockRestore();
      Reflect.set(globalThis, 'WebSocket', own);
    }
  });
});
