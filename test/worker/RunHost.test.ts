/** A host and its client: requests, answers, and their equality to a fold over the journal. */
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { JournalEntry, RunId, RunInstance } from '../../src/index.js';
import {
  formatDecodeErrors,
  JournalEntryCodec,
  makeReplayer,
  RunInstanceCodec,
} from '../../src/index.js';
import type { HostError, JournalLines, NodeEndpoint, RunChanges } from '../../src/worker/index.js';
import {
  connectRunHost,
  hostErrorMessage,
  journalEntryOf,
  makeRunHost,
  RunHostSnapshotCodec,
  serveRunHost,
} from '../../src/worker/index.js';
import {
  arbitraryEvent,
  at,
  attemptA,
  attemptB,
  left,
  priority,
  right,
  runId,
  taskId,
  tries,
} from '../support/arbitraries.js';
import { allRuns, channel, commandId, pair, prioritize, ready, until } from './hosts.js';

const scheduled = (n: number): JournalEntry => ({
  op: 'new_scheduled_with_id',
  runId: runId(n),
  taskId: taskId(1),
  scheduledAt: at(9),
  createdAt: at(5),
});

describe('a host', () => {
  it('creates runs, applies events, and refuses illegal ones', async () => {
    const { client, end } = await pair();
    const id = runId(1);
    const made = right(await client.create(ready(1))());
    expect(RunInstanceCodec.is(made)).toBe(true);
    expect(made.state).toBe('Ready');
    expect(left(await client.create(ready(1))())).toStrictEqual({ _tag: 'RunExists', runId: id });
    expect(right(await client.send(id, { type: 'lease', at: at(7) })())).toStrictEqual({
      ...made,
      state: 'Leased',
      lastStateChangeAt: at(7),
    });
    await client.send(id, { type: 'start' })();
    await client.send(id, { type: 'attempt.start', attemptId: attemptA })();
    expect(left(await client.send(id, { type: 'complete' })())).toStrictEqual({
      _tag: 'AttemptInProgress',
      runId: id,
      activeAttemptId: attemptA,
    });
    expect(
      left(await client.send(id, { type: 'attempt.finish', attemptId: attemptB })()),
    ).toStrictEqual({
      _tag: 'AttemptOwnershipMismatch',
      runId: id,
      expectedAttemptId: attemptA,
      actualAttemptId: attemptB,
    });
    const run = right(await client.get(id)());
    expect(run.currentAttemptId).toStrictEqual(O.some(attemptA));
    const missing = runId(2);
    const notFound: HostError = { _tag: 'RunNotFound', runId: missing };
    expect(left(await client.get(missing)())).toStrictEqual(notFound);
    expect(left(await client.send(missing, { type: 'lease' })())).toStrictEqual(notFound);
    expect(hostErrorMessage(notFound)).toContain(missing);
    end();
  });

  it('refuses a run with the errors of the constructors', async () => {
    const { client, end } = await pair();
    const late = { ...ready(1), scheduledAt: at(6) };
    expect(left(await client.create(late)())).toStrictEqual({
      _tag: 'ReadyScheduledAtAfterCreatedAt',
      runId: runId(1),
      scheduledAt: at(6),
      createdAt: at(5),
    });
    end();
  });

  it('holds a run that RunInstanceCodec refuses, promoted before its time', async () => {
    const { client, end } = await pair();
    await client.apply(scheduled(1))();
    const run = right(await client.send(runId(1), { type: 'promote' })());
    expect(RunInstanceCodec.is(run)).toBe(false);
    expect(right(await client.get(runId(1))())).toStrictEqual(run);
    const snapshot = right(await client.snapshot()());
    expect(await client.restore(snapshot)()).toStrictEqual(E.right(undefined));
    expect(right(await client.get(runId(1))())).toStrictEqual(run);
    end();
  });

  it('lists by state and in pages, and counts', async () => {
    const { client, end } = await pair();
    for (let n = 1; n <= 25; n += 1)
      right(await client.apply(n % 5 === 0 ? scheduled(n) : ready(n))());
    expect((await allRuns(client, 7)).map(({ id }) => id)).toStrictEqual(
      Array.from({ length: 25 }, (_, i) => runId(i + 1)),
    );
    const first = right(await client.list({ state: 'Scheduled', limit: 2 })());
    expect(first.runs.map(({ id }) => id)).toStrictEqual([runId(5), runId(10)]);
    const after = O.isSome(first.next) ? first.next.value : -1;
    const rest = right(await client.list({ state: 'Scheduled', limit: 10, after })());
    expect(rest.runs.map(({ id }) => id)).toStrictEqual([runId(15), runId(20), runId(25)]);
    expect(rest.next).toStrictEqual(O.none);
    expect(right(await client.counts()())).toMatchObject({ Scheduled: 5, Ready: 20, Running: 0 });
    end();
  });

  it('answers a redelivered command with its first outcome, accepted or refused', async () => {
    const { client, host, end } = await pair();
    await client.create(ready(1))();
    const once = { commandId: commandId(1) };
    const leased = await client.send(runId(1), { type: 'lease' }, once)();
    await client.send(runId(1), { type: 'promote' })();
    expect(await client.send(runId(1), { type: 'lease' }, once)()).toStrictEqual(leased);
    expect(right(host.get(runId(1))).state).toBe('Ready');
    const made = await client.create({ ...ready(2), commandId: commandId(2) })();
    expect(await client.create({ ...ready(2), commandId: commandId(2) })()).toStrictEqual(made);
    const sequence = host.snapshot().sequence;
    expect(sequence).toBe(4);
    end();
  });

  it('answers another command with the same id with an error that names the first, and does nothing', async () => {
    const { client, host, end } = await pair();
    await client.create(ready(1))();
    const once = { commandId: commandId(1) };
    const leased = await client.send(runId(1), { type: 'lease', at: at(7) }, once)();
    const refused = left(await client.send(runId(1), { type: 'cancel', at: at(8) }, once)());
    expect(refused).toStrictEqual({
      _tag: 'CommandIdReused',
      runId: runId(1),
      commandId: commandId(1),
      firstCommand: 'transition_to to=Leased',
      command: 'transition_to to=Canceled',
    });
    expect(hostErrorMessage(refused)).toBe(
      `command id ${commandId(1)} of run ${runId(1)} belongs to transition_to to=Leased, and cannot be given to transition_to to=Canceled`,
    );
    expect(right(host.get(runId(1))).state).toBe('Leased');
    // A creation with a known id is no redelivery either, and the first command is still answered as before.
    expect(left(await client.create({ ...ready(1), ...once })())._tag).toBe('CommandIdReused');
    expect(await client.send(runId(1), { type: 'lease', at: at(9) }, once)()).toStrictEqual(leased);
    // The refused ops are in the journal, and a replay refuses them too.
    const journal: Array<string> = [];
    right(await client.journal({ from: 1 })(({ lines }) => journal.push(...lines))());
    await until(() => journal.length === host.snapshot().sequence);
    const replayer = makeReplayer();
    journal.forEach((line) => replayer.line(line));
    expect([...replayer.result().refused]).toStrictEqual([['CommandIdReused', 2]]);
    end();
  });

  it('serves the same runs to several clients', async () => {
    const { client, host, end } = await pair();
    const { port1, port2 } = channel();
    host.serve(port1);
    const other = right(await connectRunHost(port2)());
    await client.create(ready(1))();
    expect(right(await other.get(runId(1))()).state).toBe('Ready');
    expect(host.stats().clients).toBe(2);
    other.close();
    await until(() => host.stats().clients === 1);
    expect(right(await client.get(runId(1))()).state).toBe('Ready');
    port1.close();
    end();
  });

  it('answers HostGone to pending and later requests once its port is closed', async () => {
    const { client, hostPort } = await pair();
    const under = client.create(ready(1))();
    hostPort.close();
    expect(left(await under)).toMatchObject({ _tag: 'HostGone', sent: true });
    expect(left(await client.counts()())).toMatchObject({ _tag: 'HostGone', sent: false });
    expect(await client.gone()).toBe('the port was closed');
  });
});

describe('snapshots', () => {
  it('bind each command id to its command', async () => {
    const { client, host, end } = await pair();
    await client.create(ready(1))();
    const once = { commandId: commandId(1) };
    await client.send(runId(1), { type: 'lease' }, once)();
    const stored: unknown = JSON.parse(
      JSON.stringify(RunHostSnapshotCodec.encode(host.snapshot())),
    );
    expect(stored).toMatchObject({
      runs: [{ answers: [{ command_id: commandId(1), command: 'transition_to to=Leased' }] }],
    });
    const other = await pair();
    right(other.host.restore(right(RunHostSnapshotCodec.decode(stored))));
    expect(left(await other.client.send(runId(1), { type: 'cancel' }, once)())).toMatchObject({
      _tag: 'CommandIdReused',
      firstCommand: 'transition_to to=Leased',
    });
    other.end();
    end();
  });

  it('of versions that kept no commands are restored; an id in them stands for any command', async () => {
    const { client, host, end } = await pair();
    await client.create(ready(1))();
    const once = { commandId: commandId(1) };
    const leased = await client.send(runId(1), { type: 'lease' }, once)();
    const text = JSON.stringify(RunHostSnapshotCodec.encode(host.snapshot()));
    const older = text.replace(',"command":"transition_to to=Leased"', '');
    expect(older).not.toBe(text);
    const snapshot = right(RunHostSnapshotCodec.decode(JSON.parse(older)));
    right(host.restore(snapshot));
    expect(host.snapshot()).toStrictEqual(snapshot);
    expect(await client.send(runId(1), { type: 'cancel' }, once)()).toStrictEqual(leased);
    end();
  });

  it('carry over all runs and remembered commands', async () => {
    const { client, end } = await pair();
    await client.create(ready(1))();
    const once = { commandId: commandId(1) };
    const leased = await client.send(runId(1), { type: 'lease' }, once)();
    const refused = await client.send(runId(9), { type: 'lease' }, { commandId: commandId(2) })();
    await client.send(runId(1), { type: 'promote' })();
    const snapshot = right(await client.snapshot()());
    const text = JSON.stringify(RunHostSnapshotCodec.encode(snapshot));
    expect(right(RunHostSnapshotCodec.decode(JSON.parse(text)))).toStrictEqual(snapshot);

    const other = await pair();
    right(await other.client.restore(snapshot)());
    expect(right(await other.client.snapshot()())).toStrictEqual(snapshot);
    expect(right(await other.client.counts()())).toMatchObject({ Ready: 1, Leased: 0 });
    expect(await other.client.send(runId(1), { type: 'lease' }, once)()).toStrictEqual(leased);
    expect(
      await other.client.send(runId(9), { type: 'lease' }, { commandId: commandId(2) })(),
    ).toStrictEqual(refused);
    // The answers were remembered: no op was applied.
    expect(right(await other.client.snapshot()()).sequence).toBe(snapshot.sequence);
    end();
    other.end();
  });

  it('of another chart are refused, and change nothing', async () => {
    const { client, end } = await pair();
    await client.create(ready(1))();
    const snapshot = right(await client.snapshot()());
    const chart = { ...snapshot.chart, hash: '0000000000000000' };
    expect(left(await client.restore({ ...snapshot, chart, runs: [] })())).toStrictEqual({
      _tag: 'ChartMismatch',
      expected: snapshot.chart,
      found: chart,
    });
    expect(right(await client.counts()())).toMatchObject({ Ready: 1 });
    end();
  });

  type Held = Readonly<Record<string, unknown>>;
  it.each<[string, (first: Held, second: Held) => ReadonlyArray<Held>, string]>([
    [
      'the same id twice',
      (first, second) => [first, second, first],
      `at /runs/2/run_id: expected an id that is not held already, found "${runId(1)}"`,
    ],
    [
      "another id's run",
      (first, second) => [first, { ...second, run: first['run'] }],
      `at /runs/1/run_id: expected the run of its own id, and answers about that, found "${runId(2)}"`,
    ],
    [
      'answers about another run',
      (first, second) => [{ ...first, answers: second['answers'] }, second],
      `at /runs/0/run_id: expected the run of its own id, and answers about that, found "${runId(1)}"`,
    ],
  ])('that hold %s are none', (_, change, message) => {
    const host = makeRunHost();
    right(host.apply(ready(1)));
    right(host.apply({ ...ready(2), commandId: commandId(1) }));
    // SAFETY: a snapshot on the wire is a record, and so is all that it holds.
    const wire = RunHostSnapshotCodec.encode(host.snapshot()) as { readonly runs: [Held, Held] };
    expect(E.isRight(RunHostSnapshotCodec.decode(wire))).toBe(true);
    const decoded = RunHostSnapshotCodec.decode({ ...wire, runs: change(...wire.runs) });
    expect(formatDecodeErrors(left(decoded))).toStrictEqual([message]);
  });

  it.each([7, null, {}, { runs: [] }, { runs: [{ run_id: 'x' }] }])('%j is not a snapshot', (u) => {
    expect(E.isLeft(RunHostSnapshotCodec.decode(u))).toBe(true);
  });
});

describe('a subscription', () => {
  const heard = (): {
    readonly told: Array<RunChanges>;
    readonly listen: (c: RunChanges) => void;
  } => {
    const told: Array<RunChanges> = [];
    return { told, listen: (changes) => told.push(changes) };
  };

  it('sends all runs first, then each that changes', async () => {
    const { client, end } = await pair();
    await client.create(ready(1))();
    const { told, listen } = heard();
    right(await client.subscribe({ all: true })(listen)());
    await until(() => told.length === 1);
    expect(told[0]).toMatchObject({ resync: true, coalesced: 0, runs: [{ id: runId(1) }] });
    await client.create(ready(2))();
    await until(() => told.length === 2);
    expect(told[1]).toMatchObject({ resync: false, runs: [{ id: runId(2), state: 'Ready' }] });
    end();
  });

  it('to one run gets no other', async () => {
    const { client, end } = await pair();
    await client.sendMany([ready(1), ready(2)])();
    const { told, listen } = heard();
    right(await client.subscribe({ runId: runId(1) })(listen)());
    await client.send(runId(2), { type: 'lease' })();
    await client.send(runId(1), { type: 'lease' })();
    await until(() => told.length === 2);
    expect(told.flatMap(({ runs }) => runs.map(({ id, state }) => [id, state]))).toStrictEqual([
      [runId(1), 'Ready'],
      [runId(1), 'Leased'],
    ]);
    end();
  });

  it('to a state gets the runs that enter it, change and leave it', async () => {
    const { client, end } = await pair();
    await client.sendMany([ready(1), scheduled(2)])();
    const { told, listen } = heard();
    right(await client.subscribe({ state: 'Ready' })(listen)());
    await client.apply(prioritize(runId(1), 8))();
    await client.send(runId(2), { type: 'promote', at: at(9) })();
    await client.send(runId(1), { type: 'lease' })();
    await client.send(runId(1), { type: 'start' })();
    await client.get(runId(1))();
    const states = told.flatMap(({ runs }) =>
      runs.map(({ id, state, effectivePriority }) => [id, state, effectivePriority]),
    );
    expect(states).toStrictEqual([
      [runId(1), 'Ready', 0],
      [runId(1), 'Ready', 8],
      [runId(2), 'Ready', 0],
      [runId(1), 'Leased', 8],
    ]);
    end();
  });

  it('batches up to size runs, in their latest versions', async () => {
    const { client, end } = await pair();
    await client.sendMany([ready(1), ready(2), ready(3)])();
    const { told, listen } = heard();
    right(await client.subscribe({ all: true }, { size: 3 })(listen)());
    await client.sendMany([1, 2, 3].map((n) => prioritize(runId(1), n)))();
    await client.apply(prioritize(runId(2), 9))();
    await client.counts()();
    expect(told).toHaveLength(1);
    await client.apply(prioritize(runId(3), 9))();
    await until(() => told.length === 2);
    expect(told[1]).toMatchObject({ coalesced: 2, resync: false });
    expect(told[1]?.runs.map(({ effectivePriority }) => effectivePriority)).toStrictEqual([
      3, 9, 9,
    ]);
    end();
  });

  it.each(['frame', 1] as const)(
    'batches until %s, and finally sends everything',
    async (every) => {
      const { client, end } = await pair();
      const { told, listen } = heard();
      right(await client.subscribe({ all: true }, { every })(listen)());
      for (let n = 1; n <= 50; n += 1) await client.create(ready(n))();
      await until(() => told.flatMap(({ runs }) => runs).length === 50);
      expect(told.flatMap(({ runs }) => runs.map(({ id }) => id))).toStrictEqual(
        Array.from({ length: 50 }, (_, i) => runId(i + 1)),
      );
      end();
    },
  );

  it('sends nothing before its time', async () => {
    const { client, end } = await pair();
    const { told, listen } = heard();
    right(await client.subscribe({ all: true }, { every: 3_600_000 })(listen)());
    for (let n = 1; n <= 50; n += 1) await client.create(ready(n))();
    expect(told).toStrictEqual([{ runs: [], resync: true, coalesced: 0 }]);
    end();
  });

  it('gets all runs again when it has fallen too far behind', async () => {
    const { client, end } = await pair({ maxChanged: 10 });
    const { told, listen } = heard();
    const seen = new Map<RunId, RunInstance>();
    right(
      await client.subscribe(
        { all: true },
        { size: 1000, max: 7 },
      )((changes) => {
        if (changes.resync) seen.clear();
        changes.runs.forEach((run) => seen.set(run.id, run));
        listen(changes);
      })(),
    );
    await client.sendMany(Array.from({ length: 40 }, (_, i) => ready(i + 1)))();
    await until(() => seen.size === 40);
    expect(told.filter(({ resync }) => resync).length).toBeGreaterThan(1);
    expect([...seen.values()]).toStrictEqual(await allRuns(client));
    end();
  });

  it('gets all runs again after a restore', async () => {
    const { client, end } = await pair();
    await client.create(ready(1))();
    const snapshot = right(await client.snapshot()());
    await client.create(ready(2))();
    const { told, listen } = heard();
    right(await client.subscribe({ all: true })(listen)());
    await until(() => told.length === 1);
    await client.restore(snapshot)();
    await until(() => told.length === 2);
    expect(told[1]).toMatchObject({ resync: true, runs: [{ id: runId(1) }] });
    expect(told[1]?.runs).toHaveLength(1);
    end();
  });

  it('ends when it is unsubscribed', async () => {
    const { client, host, end } = await pair();
    const { told, listen } = heard();
    const unsubscribe = right(await client.subscribe({ all: true })(listen)());
    await until(() => told.length === 1);
    unsubscribe();
    unsubscribe();
    await client.create(ready(1))();
    await client.counts()();
    expect(told).toHaveLength(1);
    expect(host.stats().subscriptions).toBe(0);
    end();
  });

  it('continues after its listener threw', async () => {
    const { port1, port2 } = channel();
    serveRunHost(port1);
    const told: Array<RunChanges> = [];
    const thrown: Array<unknown> = [];
    // Catches the listener's exception, which would end this program.
    const endpoint: NodeEndpoint = {
      postMessage: (message) => {
        port2.postMessage(message);
      },
      on: (event, listener) =>
        port2.on(event, (u: unknown) => {
          try {
            listener(u);
          } catch (e) {
            thrown.push(e);
          }
        }),
      off: () => undefined,
    };
    const client = right(await connectRunHost(endpoint)());
    right(
      await client.subscribe({ all: true })((changes) => {
        told.push(changes);
        throw new Error('mine');
      })(),
    );
    for (let n = 1; n <= 5; n += 1) await client.create(ready(n))();
    await until(() => told.length === 6);
    expect(thrown).toHaveLength(6);
    client.close();
    port1.close();
  });
});

describe('the journal', () => {
  it('sends every op, in order and numbered', async () => {
    const { client, end } = await pair();
    await client.create(ready(1))();
    const told: Array<JournalLines> = [];
    right(await client.journal({ from: 1 })((lines) => told.push(lines))());
    await client.create(ready(1))(); // not an op: the run exists
    await client.send(runId(1), { type: 'start' })(); // refused by the chart
    await client.send(runId(1), { type: 'lease', at: at(8) }, { commandId: commandId(1) })();
    await client.send(runId(1), { type: 'lease', at: at(8) }, { commandId: commandId(1) })(); // redelivered
    await client.counts()();
    expect(
      told.flatMap(({ lines }) => lines).map((line) => (JSON.parse(line) as { op: string }).op),
    ).toStrictEqual(['new_ready_with_id', 'transition_to', 'transition_to']);
    expect(told.map(({ first, dropped }) => [first, dropped])).toStrictEqual([
      [1, 0],
      [2, 0],
      [3, 0],
    ]);
    end();
  });

  it('sends everything from its first line on', async () => {
    const { client, end } = await pair();
    const told: Array<JournalLines> = [];
    right(await client.journal({ from: 0 })((lines) => told.push(lines))());
    await client.create(ready(1))();
    await until(() => told.length === 1);
    expect(told[0]).toMatchObject({ first: 1, dropped: 0 });
    end();
  });

  it('counts the lines that are gone for a late subscriber', async () => {
    const { client, end } = await pair({ tail: 4 });
    await client.create(ready(1))();
    await client.sendMany(Array.from({ length: 9 }, (_, i) => prioritize(runId(1), i)))();
    const told: Array<JournalLines> = [];
    right(await client.journal({ from: 2 })((lines) => told.push(lines))());
    await until(() => told.length === 1);
    expect(told[0]).toMatchObject({ first: 7, dropped: 5 });
    expect(told[0]?.lines).toHaveLength(4);
    end();
  });
});

// ------------------------------------------------------------------------------------------------------- properties

const ids = [1, 2, 3].map(runId);

const arbitraryEntry: fc.Arbitrary<JournalEntry> = fc
  .record({
    id: fc.constantFrom(...ids),
    make: fc.integer({ min: 0, max: 9 }),
    event: arbitraryEvent,
    command: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined, freq: 3 }),
  })
  .map(({ id, make, event, command }): JournalEntry => {
    const commanded = command === undefined ? {} : { commandId: commandId(command) };
    const args = { runId: id, taskId: taskId(1), scheduledAt: at(5), createdAt: at(5) };
    if (make === 0) return { op: 'new_scheduled_with_id', ...args, ...commanded };
    if (make === 1)
      return { op: 'new_ready_with_id', ...args, effectivePriority: priority(1), ...commanded };
    return { ...journalEntryOf(id, event), ...commanded };
  });

const isReused = (answer: E.Either<{ readonly _tag: string }, RunInstance>): boolean =>
  E.isLeft(answer) && answer.left._tag === 'CommandIdReused';

describe('any interleaving of the requests of several clients', () => {
  it('is a sequential fold: its journal replays to the same runs, and every answer is that of the fold', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(arbitraryEntry, { maxLength: 25 }), { minLength: 1, maxLength: 3 }),
        fc.array(fc.nat(2), { maxLength: 60 }),
        async (plans, turns) => {
          const { client, host, end } = await pair();
          const channels = plans.map(() => channel());
          const clients = await Promise.all(
            channels.map(async ({ port1, port2 }) => {
              host.serve(port1);
              return right(await connectRunHost(port2, { window: 3 })());
            }),
          );
          const journal: Array<string> = [];
          right(await client.journal({ from: 1 })(({ lines }) => journal.push(...lines))());
          const queues = plans.map((plan) => [...plan]);
          const answers: Array<Promise<readonly [JournalEntry, E.Either<HostError, RunInstance>]>> =
            [];
          const step = (who: number): void => {
            const entry = queues[who]?.shift();
            const asked = clients[who];
            if (entry !== undefined && asked !== undefined)
              answers.push(
                asked
                  .apply(entry)()
                  .then((answer) => [entry, answer] as const),
              );
          };
          for (const turn of turns) {
            step(turn % plans.length);
            if (turn === 2) await client.counts()();
          }
          queues.forEach((queue, who) => {
            while (queue.length > 0) step(who);
          });
          const answered = await Promise.all(answers);
          // Sent after all requests of the clients, so answered after them and their journal lines.
          const sequence = host.snapshot().sequence;
          await until(() => journal.length === sequence);

          const replayer = makeReplayer({ history: Infinity });
          journal.forEach((line) => replayer.line(line));
          const { runs, redelivered } = replayer.result();
          expect(redelivered).toBe(0);
          const held = await allRuns(client);
          expect(new Map(held.map((run) => [run.id, run]))).toStrictEqual(new Map(runs));

          // Takes each answer of the fold once; a redelivered command has that of its first op.
          const key = (entry: JournalEntry): string =>
            JSON.stringify(JournalEntryCodec.encode(entry));
          const given = new Map<string, Array<E.Either<{ readonly _tag: string }, RunInstance>>>();
          const first = new Map<string, E.Either<unknown, RunInstance>>();
          const steps = ids.flatMap((id) => replayer.result().history(id));
          for (const step of steps.toSorted((a, b) => a.line - b.line)) {
            const { entry } = step;
            const outcome =
              step._tag === 'Accepted'
                ? E.right(step.run)
                : E.left(
                    step.error._tag === 'NoRun'
                      ? { _tag: 'RunNotFound', runId: entry.runId }
                      : step.error,
                  );
            given.set(key(entry), [...(given.get(key(entry)) ?? []), outcome]);
            if (entry.commandId !== undefined && !isReused(outcome))
              first.set(`${entry.runId} ${entry.commandId}`, outcome);
          }
          for (const [entry, answer] of answered) {
            if (entry.commandId === undefined || isReused(answer)) {
              const outcomes = given.get(key(entry)) ?? [];
              expect(outcomes).toContainEqual(answer);
              const found = outcomes.findIndex((outcome) => isDeepStrictEqual(outcome, answer));
              outcomes.splice(found, 1);
            } else {
              expect(answer).toStrictEqual(first.get(`${entry.runId} ${entry.commandId}`));
            }
          }
          const ofCommands = [...first.values()];
          expect([...given.values()].flat()).toHaveLength(ofCommands.length);
          clients.forEach((each) => {
            each.close();
          });
          channels.forEach(({ port1 }) => {
            port1.close();
          });
          end();
        },
      ),
      tries(25),
    );
  }, 60_000);
});
