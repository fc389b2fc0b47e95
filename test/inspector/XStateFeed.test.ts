/** XState's own actors and inspection events. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createActor, createMachine } from 'xstate';
import { fromSnapshot, runMachine, toSnapshot } from '../../src/actor/index.js';
import type { RunEvent, RunInstance } from '../../src/index.js';
import { allowedActions, decide, JournalEntryCodec, makeReplayer } from '../../src/index.js';
import type { Socket } from '../../src/inspector/index.js';
import { connectInspector, inspectLines } from '../../src/inspector/index.js';
import { makeXStateFeed } from '../../src/inspector/XStateFeed.js';
import {
  arbitraryEvent,
  at,
  attemptA,
  right,
  runId,
  runIn,
  taskId,
} from '../support/arbitraries.js';

const input = { id: runId(1), taskId: taskId(2), scheduledAt: at(50), createdAt: at(10) };

const replayOf = (lines: ReadonlyArray<string>) => {
  const replayer = makeReplayer({ history: Infinity });
  lines.forEach((line) => replayer.line(line));
  return replayer.result();
};

const opsOf = (lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  replayOf(lines)
    .history(input.id)
    .map(({ _tag, entry }) => `${entry.op} ${_tag}`);

/** Sends events to an actor, and returns the lines of its observer and the final run. */
const observe = (
  events: ReadonlyArray<RunEvent>,
  from?: RunInstance,
): { readonly lines: ReadonlyArray<string>; readonly run: RunInstance } => {
  const lines: Array<string> = [];
  const inspect = inspectLines((line) => lines.push(line));
  const actor = createActor(
    runMachine,
    from === undefined ? { input, inspect } : { snapshot: toSnapshot(from), inspect },
  ).start();
  events.forEach((event) => {
    actor.send(event);
  });
  return { lines, run: fromSnapshot(actor.getSnapshot()) };
};

describe('an observer of actors', () => {
  test('writes every event, including those that XState ignores', () => {
    const { lines } = observe([
      { type: 'lease', at: at(11) },
      { type: 'promote', at: at(50) },
      { type: 'lease' },
      { type: 'start' },
      { type: 'attempt.start', attemptId: attemptA },
      { type: 'complete' },
      { type: 'attempt.finish', attemptId: attemptA },
      { type: 'complete', at: at(60) },
      { type: 'cancel' },
    ]);
    expect(opsOf(lines)).toStrictEqual([
      'new_scheduled_with_id Accepted',
      'transition_to Refused',
      'promote_to_ready Accepted',
      'transition_to Accepted',
      'transition_to Accepted',
      'start_attempt Accepted',
      'transition_to Refused',
      'finish_attempt Accepted',
      'transition_to Accepted',
      'transition_to Refused',
    ]);
  });

  test('the lines replay to the run of the actor, whatever is sent', () => {
    fc.assert(
      fc.property(fc.array(arbitraryEvent, { maxLength: 12 }), (events) => {
        const { lines, run } = observe(events);
        expect(replayOf(lines).runs.get(run.id)).toStrictEqual(run);
      }),
    );
  });

  test('an actor that starts from a snapshot is restored', () => {
    const ahead = runIn('Ready', { scheduledAt: at(1400) });
    for (const run of [runIn('Suspended'), ahead])
      expect(replayOf(observe([], run).lines).runs.get(run.id)).toStrictEqual(run);
  });

  const legalAfter = (run: RunInstance): ReadonlyArray<RunEvent> =>
    allowedActions(run).flatMap((action) => (action._tag === 'Enabled' ? [action.event] : []));

  test('an actor that was stopped writes no more lines, since XState drops its events', () => {
    const lines: Array<string> = [];
    const leased = runIn('Leased');
    const actor = createActor(runMachine, {
      snapshot: toSnapshot(leased),
      inspect: inspectLines((line) => lines.push(line)),
    }).start();
    actor.stop();
    legalAfter(leased).forEach((event) => {
      actor.send(event);
    });
    expect(replayOf(lines).runs.get(leased.id)).toStrictEqual(leased);
    expect(opsOf(lines)).toStrictEqual(['deserialize Accepted']);
    expect(fromSnapshot(actor.getSnapshot())).toStrictEqual(leased);
  });

  test('an actor that died of a throwing guard writes neither that event nor later ones', () => {
    const lines: Array<string> = [];
    const running = runIn('Running');
    const dying = runMachine.provide({
      guards: {
        noActiveAttempt: () => {
          throw new Error('a bug');
        },
      },
    });
    const actor = createActor(dying, {
      snapshot: toSnapshot(running),
      inspect: inspectLines((line) => lines.push(line)),
    });
    actor.subscribe({ error: () => undefined });
    actor.start();
    actor.send({ type: 'complete' });
    expect(actor.getSnapshot().status).toBe('error');
    legalAfter(running).forEach((event) => {
      actor.send(event);
    });
    expect(opsOf(lines)).toStrictEqual(['deserialize Accepted']);
    expect(replayOf(lines).runs.get(running.id)).toStrictEqual(running);
  });

  test('a final run refuses later events, and writes them', () => {
    const { lines } = observe([{ type: 'cancel' }, { type: 'promote' }, { type: 'cancel' }]);
    expect(opsOf(lines)).toStrictEqual([
      'new_scheduled_with_id Accepted',
      'transition_to Accepted',
      'promote_to_ready Refused',
      'transition_to Refused',
    ]);
  });

  test('actors of other machines write no lines', () => {
    const lines: Array<string> = [];
    const light = createMachine({ initial: 'red', states: { red: {} } });
    createActor(light, { inspect: inspectLines((line) => lines.push(line)) }).start();
    expect(lines).toStrictEqual([]);
  });
});

describe('a feed', () => {
  const snapshotOf = (run: RunInstance, sessionId = 'x:0'): unknown => {
    const { value, context } = toSnapshot(run);
    return { type: '@xstate.snapshot', sessionId, snapshot: { value, context } };
  };

  test('a snapshot that differs from the expected run wins', () => {
    const feed = makeXStateFeed();
    const first = feed.receive(snapshotOf(runIn('Ready')));
    const lost = feed.receive(
      snapshotOf(runIn('Running', { attemptCount: runIn('Ready').attemptCount })),
    );
    const entries = [...first.entries, ...lost.entries];
    expect(
      replayOf(entries.map((entry) => JSON.stringify(JournalEntryCodec.encode(entry)))).runs.get(
        runId(1),
      )?.state,
    ).toBe('Running');
  });

  const eventOf = (type: string, sessionId = 'x:0'): unknown => ({
    type: '@xstate.event',
    sessionId,
    event: { type },
  });
  const opsIn = (events: ReadonlyArray<unknown>): ReadonlyArray<string> => {
    const feed = makeXStateFeed();
    return events.flatMap((event) => feed.receive(event).entries).map(({ op }) => op);
  };

  test('an event becomes its op when its snapshot arrives', () => {
    const [ready, leased] = [runIn('Ready'), right(decide({ type: 'lease' })(runIn('Ready')))];
    expect(opsIn([snapshotOf(ready), eventOf('lease')])).toStrictEqual(['deserialize']);
    expect(opsIn([snapshotOf(ready), eventOf('lease'), snapshotOf(leased)])).toStrictEqual([
      'deserialize',
      'transition_to',
    ]);
  });

  test('the snapshot of an event that no run has confirms no other event', () => {
    const [ready, leased] = [runIn('Ready'), right(decide({ type: 'lease' })(runIn('Ready')))];
    const of = (run: RunInstance, type: string): unknown => ({
      ...(snapshotOf(run) as object),
      event: { type },
    });
    const before = [snapshotOf(ready), eventOf('wake'), eventOf('lease'), of(ready, 'wake')];
    expect(opsIn(before)).toStrictEqual(['deserialize']);
    expect(opsIn([...before, of(leased, 'lease')])).toStrictEqual(['deserialize', 'transition_to']);
  });

  test.each(['stopped', 'error'])(
    'after a snapshot with status %s events are dropped',
    (status) => {
      const feed = makeXStateFeed();
      const { value, context } = toSnapshot(runIn('Ready'));
      feed.receive(snapshotOf(runIn('Ready')));
      feed.receive(eventOf('lease'));
      const over = feed.receive({
        type: '@xstate.snapshot',
        sessionId: 'x:0',
        snapshot: { value, context, status },
      });
      expect(over.entries).toStrictEqual([]);
      expect(over.problem._tag).toBe(status === 'error' ? 'Some' : 'None');
      expect(feed.receive(eventOf('lease')).entries).toStrictEqual([]);
    },
  );

  test('reports once why an actor is no run', () => {
    const feed = makeXStateFeed();
    const foreign = { type: '@xstate.snapshot', sessionId: 'x:1', snapshot: { value: 'red' } };
    const problems = [foreign, foreign].map((event) => feed.receive(event).problem);
    expect(problems).toMatchObject([
      { _tag: 'Some', value: expect.stringMatching(/^actor x:1 is no run: /) },
      { _tag: 'None' },
    ]);
  });

  test('forgets the oldest of too many actors, and restores it from its next snapshot', () => {
    const feed = makeXStateFeed();
    const run = runIn('Ready');
    const lease = { type: '@xstate.event', sessionId: 'x:0', event: { type: 'lease' } };
    const leased = right(decide({ type: 'lease' })(run));
    feed.receive(snapshotOf(run));
    feed.receive(lease);
    expect(feed.receive(snapshotOf(leased)).entries).toHaveLength(1);
    for (let i = 1; i <= 50_000; i += 1) feed.receive(snapshotOf(run, `x:${String(i)}`));
    expect(feed.restoreAll()).toHaveLength(50_000);
    expect(feed.receive(lease).entries).toStrictEqual([]);
    expect(feed.receive(snapshotOf(run)).entries).toHaveLength(1);
  });

  test('a session id that is too long is reported and not stored', () => {
    const { entries, problem } = makeXStateFeed().receive(
      snapshotOf(runIn('Ready'), 'x'.repeat(1000)),
    );
    expect(entries).toStrictEqual([]);
    expect(problem).toMatchObject({ value: expect.stringMatching(/too long/) });
  });

  test.each([
    null,
    7,
    'text',
    [],
    { type: '@xstate.event' },
    { type: '@xstate.snapshot', sessionId: 1 },
  ])('%j gives no entries', (event) => {
    expect(makeXStateFeed().receive(event).entries).toStrictEqual([]);
  });
});

describe('a connection', () => {
  /** Sockets that the test opens and closes itself. */
  const line = (n: number): string => `{"n":${String(n)}}`;
  const sockets: Array<Socket & { readonly sent: Array<string>; readyState: number }> = [];
  const open = (): Socket => {
    const sent: Array<string> = [];
    const socket = {
      readyState: 0,
      bufferedAmount: 0,
      sent,
      send: (text: string) => sent.push(text),
      close: () => undefined,
      onopen: null,
      onclose: null,
      onerror: null,
    };
    sockets.push(socket);
    return socket;
  };

  test('lines before it is open are held up to the limit, and the number of dropped ones is sent', () => {
    const inspector = connectInspector({ url: 'ws://x', open, held: 2 });
    [1, 2, 3].forEach((n) => {
      inspector.line(line(n));
    });
    const [socket] = sockets;
    if (socket === undefined) throw new Error('no socket');
    expect(socket.sent).toStrictEqual([]);
    socket.readyState = 1;
    socket.onopen?.(undefined as never);
    expect(socket.sent).toStrictEqual(['{"type":"dropped","count":3}']);
    inspector.line(line(4));
    expect(socket.sent.at(-1)).toBe(line(4));
    inspector.close();
  });
});
