/** The sources of lines: growing files, standard input, the feed and XState's own inspector. */
import { appendFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import { createWebSocketInspector } from '@statelyai/inspect';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { WebSocket } from 'ws';
import { createActor } from 'xstate';
import { runMachine } from '../../../src/actor/index.js';
import type { RunId } from '../../../src/index.js';
import { connectInspector } from '../../../src/inspector/index.js';
import type { BoardMessage, ServerMessage } from '../../../src/inspector/Protocol.js';
import { decodeServerMessage, encodePageMessage } from '../../../src/inspector/Protocol.js';
import type { StoryStep } from '../../../src/inspector/Story.js';
import { replayStory } from '../../../src/inspector/Story.js';
import { endAll, temporaryFolder } from '../../cli/runchart.js';
import { at, attemptA, runId, taskId } from '../../support/arbitraries.js';
import type { Running } from '../inspector.js';
import { connected, startInspector } from '../inspector.js';

const folder = temporaryFolder();
afterAll(() => {
  endAll();
  folder.remove();
});

const create = (n: number): string =>
  `${JSON.stringify({
    op: 'new_ready_with_id',
    run_id: runId(n),
    task_id: taskId(n),
    scheduled_at: 1,
    created_at: 1,
    effective_priority: 0,
  })}\n`;

const lease = (n: number): string =>
  `${JSON.stringify({ op: 'transition_to', run_id: runId(n), to: 'Leased', at: 5 })}\n`;

/** Connects to an inspector as its page does. */
const connectPage = async (inspector: Running) => {
  const messages: Array<ServerMessage> = [];
  let wake = (): void => undefined;
  const socket = await connected(inspector.feed.replace('/feed', '/live'), (text) => {
    const message = decodeServerMessage(text);
    if (E.isLeft(message)) throw new Error(message.left);
    messages.push(message.right);
    wake();
  });
  /** Waits for a message; earlier ones count too. */
  const find = async <A>(pick: (message: ServerMessage) => A | undefined): Promise<A> => {
    for (;;) {
      for (const message of messages.toReversed()) {
        const found = pick(message);
        if (found !== undefined) return found;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const board = (is: (message: BoardMessage) => boolean): Promise<BoardMessage> =>
    find((message) => (message.type === 'board' && is(message) ? message : undefined));
  return {
    close: () => {
      socket.close();
    },
    board,
    lines: (n: number) => board(({ totals }) => totals.lines === n),
    story: (id: RunId, is: (steps: ReadonlyArray<StoryStep>) => boolean) => {
      socket.send(encodePageMessage({ type: 'watch', runId: id }));
      return find((message) => {
        if (message.type !== 'story' || message.story === undefined) return undefined;
        const steps = replayStory({ runId: message.runId, ...message.story });
        return is(steps) ? steps : undefined;
      });
    },
  };
};

const inspecting = async (
  args: ReadonlyArray<string>,
  use: (inspector: Running, page: Awaited<ReturnType<typeof connectPage>>) => Promise<void>,
): Promise<void> => {
  const inspector = await startInspector(args);
  const page = await connectPage(inspector);
  await use(inspector, page);
  page.close();
  expect(await inspector.stop()).toMatchObject({ stderr: '' });
};

describe('a journal', () => {
  test('is followed as it grows, even if a line arrives in pieces', async () => {
    const file = folder.file('grows.ndjson', create(1));
    await inspecting([file], async (_, page) => {
      await page.lines(1);
      appendFileSync(file, lease(1).slice(0, 20));
      appendFileSync(file, lease(1).slice(20) + create(2));
      const { totals, sources } = await page.lines(3);
      expect(totals).toMatchObject({ accepted: 3, malformed: 0 });
      expect(sources?.[0] ?? { phase: 'following' }).toMatchObject({ phase: 'following' });
    });
  });

  test('may lack its last line end, and the line is read once', async () => {
    const file = folder.file('unended.ndjson', create(1) + lease(1).trimEnd());
    await inspecting([file], async (_, page) => {
      await page.lines(2);
      appendFileSync(file, `\n${create(2).trimEnd()}`);
      await page.lines(3);
      appendFileSync(file, '\n{"op":');
      appendFileSync(file, `"x"}\nrubbish\n`);
      const { totals, problems } = await page.lines(5);
      expect(totals).toMatchObject({ accepted: 3, malformed: 2 });
      expect(problems?.map(({ line }) => line)).toStrictEqual([4, 5]);
    });
  });

  test('may be truncated, or replaced by another file', async () => {
    const file = folder.file('rotates.ndjson', create(1) + lease(1));
    await inspecting([file], async (_, page) => {
      await page.lines(2);
      truncateSync(file);
      await page.board(
        ({ sources }) => sources?.[0]?.message?.startsWith('the file was truncated') === true,
      );
      appendFileSync(file, create(2));
      await page.lines(3);
      writeFileSync(`${file}.new`, `${create(3)}rubbish\n${lease(3)}`);
      renameSync(`${file}.new`, file);
      const { totals, problems } = await page.lines(6);
      expect(totals).toMatchObject({ accepted: 5, malformed: 1 });
      // The line number in the new file.
      expect(problems?.map(({ line }) => line)).toStrictEqual([2]);
    });
  });

  test('may be deleted, which is reported, and come back', async () => {
    const file = folder.file('goes.ndjson', create(1));
    await inspecting([file], async (_, page) => {
      await page.lines(1);
      rmSync(file);
      await page.board(
        ({ sources }) => sources?.[0]?.message?.startsWith('the file is gone') === true,
      );
      writeFileSync(file, create(2));
      const { sources } = await page.lines(2);
      expect(sources?.[0]).toMatchObject({ phase: 'following', lines: 1 });
    });
  });

  test('may be gzipped, one of several, or partly malformed, which is reported with source and line', async () => {
    const zipped = folder.file('a.ndjson.gz', gzipSync(create(1) + lease(1)));
    const broken = folder.file('b.ndjson', `${create(2)}<img src=x onerror=alert(1)>\n${lease(2)}`);
    await inspecting([zipped, broken], async (_, page) => {
      await page.lines(5);
      // Problems are sent when they change, which need not be with the last line.
      const { problems } = await page.board((message) => message.problems?.length === 1);
      expect(problems).toMatchObject([
        { source: broken, line: 2, message: expect.stringMatching(/^no JSON/) },
      ]);
    });
  });

  test('may come from standard input', async () => {
    await inspecting(['-'], async ({ stdin }, page) => {
      stdin.write(create(1));
      await page.lines(1);
      stdin.end(lease(1));
      await page.board(({ sources }) => sources?.[0]?.phase === 'ended');
      expect((await page.lines(2)).totals.accepted).toBe(2);
    });
  });
});

describe('the feed', () => {
  test('accepts one or several lines in a message, and reports malformed ones', async () => {
    await inspecting([], async ({ feed }, page) => {
      const socket = await connected(feed);
      socket.send(create(1).trim());
      socket.send(lease(1) + create(2));
      socket.send('{"op":"fly"}');
      socket.send(Buffer.from('binary'));
      const { problems } = await page.board(
        (message) => message.totals.malformed === 2 && message.problems?.length === 2,
      );
      expect(problems?.map(({ source, line }) => `${source}:${String(line)}`)).toStrictEqual([
        'feed 1:5',
        'feed 1:6',
      ]);
      expect((await page.lines(4)).totals.accepted).toBe(3);
      socket.close();
      await page.board(({ sources }) => sources?.[0]?.phase === 'disconnected');
    });
  });

  test('shows an app with @statelyai/inspect, including its refused events', async () => {
    await inspecting([], async ({ feed }, page) => {
      const stately = createWebSocketInspector({ url: feed });
      const input = { id: runId(1), taskId: taskId(1), scheduledAt: at(5), createdAt: at(1) };
      const actor = createActor(runMachine, { input, inspect: stately.inspect }).start();
      actor.send({ type: 'promote', at: at(5) });
      actor.send({ type: 'lease', at: at(6) });
      actor.send({ type: 'complete', at: at(7) });
      actor.send({ type: 'start', at: at(8) });
      actor.send({ type: 'attempt.start', attemptId: attemptA });
      const steps = await page.story(runId(1), (its) => its.length === 6);
      expect(steps.map(({ _tag, event }) => [_tag, O.toNullable(event)])).toStrictEqual([
        ['Accepted', null],
        ['Accepted', 'promote'],
        ['Accepted', 'lease'],
        ['Refused', 'complete'],
        ['Accepted', 'start'],
        ['Accepted', 'attempt.start'],
      ]);
      expect(steps.at(-1)?.after).toMatchObject(O.some({ state: 'Running', attemptCount: 1 }));
      stately.stop();
    });
  });

  test('shows an actor of connectInspector again after the inspector restarts', async () => {
    const first = await startInspector();
    const inspector = connectInspector({ url: first.feed, open: (url) => new WebSocket(url) });
    const input = { id: runId(1), taskId: taskId(1), scheduledAt: at(5), createdAt: at(1) };
    const actor = createActor(runMachine, { input, inspect: inspector.inspect }).start();
    const page = await connectPage(first);
    await page.lines(1);
    page.close();
    await first.stop();

    actor.send({ type: 'promote', at: at(5) });
    actor.send({ type: 'start' });
    const second = await startInspector(['--port', String(first.port)]);
    const again = await connectPage(second);
    const steps = await again.story(runId(1), (its) => its.length === 3);
    expect(steps.map(({ _tag }) => _tag)).toStrictEqual(['Accepted', 'Accepted', 'Refused']);
    inspector.close();
    again.close();
    await second.stop();
  });

  test('under a flood no line is lost, and a page that does not read does not slow others down', async () => {
    await inspecting([], async ({ feed }, page) => {
      const idle = await connected(feed.replace('/feed', '/live'));
      idle.pause();
      const socket = await connected(feed);
      const RUNS = 200;
      const ROUNDS = 250;
      for (let n = 1; n <= RUNS; n += 1) socket.send(create(n));
      for (let round = 0; round < ROUNDS; round += 1)
        socket.send(Array.from({ length: RUNS }, (_, i) => lease(i + 1)).join(''));
      const { totals } = await page.lines(RUNS * (ROUNDS + 1));
      expect(totals).toMatchObject({
        accepted: 2 * RUNS,
        refused: { InvalidTransition: RUNS * (ROUNDS - 1) },
        leftOut: 0,
      });
      socket.close();
      idle.terminate();
    });
  });
});
