/** The board of actors under floods and hostile lines: everything stays bounded, and what was dropped is counted. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { createMachine } from 'xstate';
import type { ActorLimits } from '../../../src/inspector/apps/ActorBoard.js';
import type { Apps, AppSource } from '../../../src/inspector/apps/Apps.js';
import { makeApps } from '../../../src/inspector/apps/Apps.js';
import {
  detailsOf,
  firstStepOf,
  messagesOf,
  search,
  stepsBetween,
} from '../../../src/inspector/apps/readSteps.js';
import { statechartOf } from '../../../src/statechart/index.js';

const toggle = statechartOf(
  createMachine({
    id: 'toggle',
    initial: 'off',
    states: { off: { on: { FLIP: 'on' } }, on: { on: { FLIP: 'off' } } },
  }),
);

const program = (id: string) => ({ app: 'program', program: id });
const chart = { app: 'chart', chart: 0, statechart: toggle };
const actor = (n: number, more: object = {}) => ({
  ...{ app: 'actor', actor: `x:${String(n)}`, at: n, kind: 'machine', status: 'active', chart: 0 },
  ...{ value: 'off', context: { n: 0 } },
  ...more,
});
const flip = (n: number, i: number, more: object = {}) => ({
  ...{ app: 'step', actor: `x:${String(n)}`, at: i, event: { type: 'FLIP', i } },
  ...{
    value: i % 2 === 0 ? 'on' : 'off',
    microsteps: [{ taken: [i % 2 === 0 ? 'toggle.off:0' : 'toggle.on:0'] }],
    set: { n: i + 1 },
  },
  ...more,
});

const open = (limits?: ActorLimits): { readonly apps: Apps; readonly source: AppSource } => {
  const apps = makeApps(limits);
  return { apps, source: apps.open('test') };
};

const receive = (source: AppSource, ...lines: ReadonlyArray<unknown>): void => {
  lines.forEach((line) => {
    const received = source.receive(JSON.stringify(line));
    if (received === undefined || E.isLeft(received))
      throw new Error(JSON.stringify([line, received]));
  });
};

describe('under a flood', () => {
  test('the latest steps are kept, the others counted, and contexts can still be read at each', () => {
    const { apps, source } = open({ stepsInAll: 1000 });
    receive(source, program('p'), chart, actor(1), actor(2));
    for (let i = 0; i < 5000; i += 1) receive(source, flip(1, i), flip(2, i, { set: undefined }));
    const { board } = apps;
    expect(board.totals()).toMatchObject({ steps: 10_000, forgotten: 9000 });
    const first = board.findActor(0, 'x:1');
    if (first === undefined) throw new Error('no actor');
    expect(first.steps).toBe(5000);
    expect(firstStepOf(board, first)).toBe(4500);
    expect(stepsBetween(board, first, 0, 5000).map(({ step }) => step)).toStrictEqual(
      Array.from({ length: 500 }, (_, i) => 4500 + i),
    );
    expect(detailsOf(board, first, 4499)).toBeUndefined();
    for (const step of [4500, 4777, 4999])
      expect(detailsOf(board, first, step)).toMatchObject({
        contextBefore: { n: step },
        contextAfter: { n: step + 1 },
        event: { type: 'FLIP', i: step },
      });
    // Counts include what is not kept.
    expect(first.heat?.heat().nodes).toMatchObject({ 'toggle.on': 2500, 'toggle.off': 2500 });
  });

  test('steps are bounded in bytes', () => {
    const { apps, source } = open({ stepBytes: 2 * 1024 * 1024 });
    receive(source, program('p'), chart, actor(1));
    for (let i = 0; i < 2000; i += 1)
      receive(source, flip(1, i, { event: { type: 'FLIP', x: 'y'.repeat(5000) } }));
    const { steps, forgotten } = apps.board.totals();
    expect(steps).toBe(2000);
    expect(steps - forgotten).toBeLessThan(420);
    expect(steps - forgotten).toBeGreaterThan(200);
  });

  test('actors that are over make room for new ones, and active ones do not', () => {
    const { apps, source } = open({ actors: 10 });
    receive(source, program('p'), chart);
    for (let n = 0; n < 30; n += 1) receive(source, actor(n), flip(n, 0, { status: 'done' }));
    expect(apps.board.size()).toBe(10);
    expect([...apps.board.actors()].map(({ sessionId }) => sessionId).at(-1)).toBe('x:29');
    for (let n = 100; n < 120; n += 1) receive(source, actor(n), flip(n, 0));
    expect(apps.board.size()).toBe(10);
    expect(apps.board.totals().leftOut).toBe(10);
    const reader = apps.board.makeReader();
    const { rows, removed } = reader.take(Infinity);
    expect(rows).toHaveLength(10);
    expect(removed).toHaveLength(30);
  });

  test('contexts are bounded in bytes, those of actors that are over first', () => {
    const { apps, source } = open({ contextBytes: 100_000 });
    receive(source, program('p'), chart);
    const context = { text: 'x'.repeat(10_000) };
    for (let n = 0; n < 20; n += 1)
      receive(source, actor(n, { context, status: n < 10 ? 'done' : 'active' }));
    const kept = [...apps.board.actors()].filter((each) => each.context !== undefined);
    expect(kept.length).toBeGreaterThan(5);
    expect(kept.length).toBeLessThan(10);
    expect(kept.every(({ status }) => status === 'active')).toBe(true);
  });

  test('programs that have ended go, the oldest first', () => {
    const apps = makeApps();
    for (let i = 0; i < 50; i += 1) {
      const source = apps.open('test');
      receive(source, program(String(i)), chart, actor(1));
      source.end();
    }
    expect(apps.board.programs()).toHaveLength(20);
    expect(apps.board.size()).toBe(20);
  });
});

describe('hostile lines', () => {
  test.each<readonly [string, string]>([
    ['no JSON', '{"app":"step",'],
    ['an unknown kind', '{"app":"nothing"}'],
    ['a step without an event', '{"app":"step","actor":"x:1","at":1}'],
    ['an instant that is none', JSON.stringify(flip(1, 0, { at: -1 }))],
    ['an id that is too long', JSON.stringify(actor(1, { actor: 'x'.repeat(1000) }))],
    [
      'data that nest too deeply',
      `{"app":"actor","actor":"x","at":1,"kind":"machine","status":"active","context":${'['.repeat(5000)}${']'.repeat(5000)}}`,
    ],
    ['a chart that is none', '{"app":"chart","chart":0,"statechart":{"id":"x","root":{}}}'],
    [
      'a chart whose ids are not unique',
      JSON.stringify({
        ...chart,
        statechart: {
          ...toggle,
          root: { ...toggle.root, children: [toggle.root.children[0], toggle.root.children[0]] },
        },
      }),
    ],
    [
      'a chart whose targets are missing',
      JSON.stringify({
        ...chart,
        statechart: { ...toggle, root: { ...toggle.root, children: [toggle.root.children[0]] } },
      }),
    ],
  ])('%s is refused with a reason', (_, line) => {
    const { apps, source } = open();
    const received = source.receive(line);
    expect(received !== undefined && E.isLeft(received)).toBe(true);
    expect(apps.board.size()).toBe(0);
  });

  test('a circle of parents is not made', () => {
    const { apps, source } = open();
    receive(
      source,
      program('p'),
      actor(1),
      actor(2, { parent: 'x:1' }),
      actor(1, { parent: 'x:2' }),
    );
    receive(source, actor(3, { parent: 'x:3' }));
    expect([...apps.board.actors()].map(({ parent }) => parent?.sessionId)).toStrictEqual([
      undefined,
      'x:1',
      undefined,
    ]);
  });

  test('fields named as a prototype are fields', () => {
    const { apps, source } = open();
    receive(source, program('p'), actor(1));
    const line =
      '{"app":"step","actor":"x:1","at":1,"event":{"type":"E"},"set":{"__proto__":{"bad":1}}}';
    expect(source.receive(line)).toMatchObject({ _tag: 'Right' });
    const its = apps.board.findActor(0, 'x:1');
    expect(JSON.stringify(its?.context)).toBe('{"n":0,"__proto__":{"bad":1}}');
    expect((its?.context as { readonly bad?: unknown }).bad).toBeUndefined();
  });

  test('a program cannot take the place of another that is connected', () => {
    const apps = makeApps();
    receive(apps.open('a'), program('same'), actor(1));
    receive(apps.open('b'), program('same'), actor(2));
    expect(apps.board.programs()).toHaveLength(2);
  });

  test('nothing that JSON can say makes it throw', () => {
    const keys = [
      'app',
      'type',
      'actor',
      'sessionId',
      'event',
      'snapshot',
      'definition',
      'chart',
      'value',
      'set',
      'microsteps',
    ];
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(
        'step',
        'actor',
        'x:1',
        '@xstate.event',
        '@xstate.snapshot',
        '@xstate.actor',
        'FLIP',
      ),
    );
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.constantFrom(...keys), value)), (records) => {
        const { source } = open();
        receive(source, program('p'), chart, actor(1));
        records.forEach((record) => {
          source.receive(JSON.stringify(record));
          source.receive(`{"app":"step",${JSON.stringify(record).slice(1)}`);
        });
        source.end();
      }),
    );
  });
});

describe('a search', () => {
  test('goes on where it ended, and finds every step once', () => {
    const { apps, source } = open();
    receive(source, program('p'), chart, actor(1));
    for (let i = 0; i < 1200; i += 1) receive(source, flip(1, i));
    const steps: Array<number> = [];
    let before: number | undefined;
    do {
      const found = search(apps.board, {
        type: 'search',
        request: 1,
        text: 'flip',
        ...(before === undefined ? {} : { before }),
      });
      steps.push(...found.steps.map(({ step }) => step.step));
      before = found.next;
    } while (before !== undefined);
    expect(steps).toStrictEqual(Array.from({ length: 1200 }, (_, i) => 1199 - i));
    const one = search(apps.board, { type: 'search', request: 1, text: '"i":77}' });
    expect(one.steps.map(({ step }) => step.step)).toStrictEqual([77]);
    expect(search(apps.board, { type: 'search', request: 1, text: 'X:1' }).actors).toStrictEqual([
      0,
    ]);
  });

  test('and messages can be limited to actors and outcomes', () => {
    const { apps, source } = open();
    receive(source, program('p'), chart, actor(1), actor(2));
    receive(
      source,
      flip(1, 0, { from: 'x:2' }),
      flip(2, 1),
      flip(1, 2, { from: 'x:2', late: true }),
    );
    const late = search(apps.board, { type: 'search', request: 1, text: '', outcomes: ['late'] });
    expect(late.steps).toMatchObject([{ actor: 0, step: { step: 1, sender: 1 } }]);
    const messages = messagesOf(apps.board, { type: 'ask_messages', request: 2, actors: [1] });
    expect(messages.messages.map(({ from, to }) => [from, to])).toStrictEqual([
      [1, 0],
      [-1, 1],
      [1, 0],
    ]);
  });
});
