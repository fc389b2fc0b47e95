/** Types of the `inspect` option for XState, and of the sockets that a connection accepts. */
import { describe, expect, test } from 'tstyche';
import type { WebSocket as NodeWebSocket } from 'ws';
import { createActor } from 'xstate';
import { createRunActor, runMachine, toSnapshot } from '../../src/actor/index.js';
import type { RunInstance } from '../../src/index.js';
import type { InspectObserver, InspectorConnection, Socket } from '../../src/inspector/index.js';
import { connectInspector, inspectLines } from '../../src/inspector/index.js';

declare const run: RunInstance;
declare const inspect: InspectObserver;
declare const url: string;
declare const lines: Array<string>;

describe('an observer', () => {
  test("is accepted by XState's actors and by ours", () => {
    expect(createActor<typeof runMachine>).type.toBeCallableWith(runMachine, {
      snapshot: toSnapshot(run),
      inspect,
    });
    expect(createRunActor).type.toBeCallableWith(run, { inspect });
    expect(inspectLines((line: string) => lines.push(line))).type.toBe<InspectObserver>();
    expect(inspectLines).type.not.toBeCallableWith((line: number) => line);
    expect(inspectLines).type.not.toBeCallableWith();
  });
});

describe('a connection', () => {
  test('needs an address', () => {
    expect(connectInspector({ url })).type.toBe<InspectorConnection>();
    expect(connectInspector({ url }).inspect).type.toBe<InspectObserver>();
    expect(connectInspector).type.not.toBeCallableWith();
    expect(connectInspector).type.not.toBeCallableWith(url);
    expect(connectInspector).type.not.toBeCallableWith({ url: new URL(url) });
    expect(connectInspector).type.not.toBeCallableWith({ url, helt: 7 });
  });

  test('accepts the socket of a browser or of the package ws', () => {
    expect<WebSocket>().type.toBeAssignableTo<Socket>();
    expect<NodeWebSocket>().type.toBeAssignableTo<Socket>();
    expect(connectInspector).type.toBeCallableWith({
      url,
      open: (at: string) => new WebSocket(at),
    });
    expect(connectInspector).type.not.toBeCallableWith({ url, open: () => undefined });
  });

  test('accepts lines as strings', () => {
    expect(connectInspector({ url }).line).type.toBeCallableWith('{}');
    expect(connectInspector({ url }).line).type.not.toBeCallableWith({ op: 'promote_to_ready' });
  });
});
