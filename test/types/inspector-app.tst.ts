/** Types of the observer of any app: XState accepts it, and what `sanitize` and sockets are. */
import { describe, expect, test } from 'tstyche';
import { createActor, createMachine } from 'xstate';
import type { InspectedEvent, InspectorConnection } from '../../src/inspector/app.js';
import { connectInspector, inspectLines } from '../../src/inspector/app.js';

const machine = createMachine({});

declare const inspect: (event: InspectedEvent) => void;
declare const lines: Array<string>;

describe('an observer', () => {
  test("is accepted by XState's actors", () => {
    expect(createActor<typeof machine>).type.toBeCallableWith(machine, { inspect });
    expect(inspectLines((line: string) => lines.push(line))).type.toBe<
      (event: InspectedEvent) => void
    >();
    expect(inspectLines).type.not.toBeCallableWith((line: number) => line);
  });
});

describe('a connection', () => {
  test('needs nothing', () => {
    expect(connectInspector()).type.toBe<InspectorConnection>();
    expect(connectInspector).type.toBeCallableWith({ url: 'ws://x/feed' });
    expect(connectInspector).type.not.toBeCallableWith({ url: new URL('ws://x/feed') });
    expect(connectInspector).type.not.toBeCallableWith({ helt: 7 });
  });

  test('takes a function that replaces values', () => {
    expect(connectInspector).type.toBeCallableWith({
      sanitize: (key: string, value: unknown) => (key === 'password' ? '***' : value),
    });
    expect(connectInspector).type.not.toBeCallableWith({ sanitize: (key: number) => key });
  });
});
