/** The queue of calls: their order, and what becomes of exceptions. */
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { makeCallQueue } from '../../src/actor/CallQueue.js';

afterEach(() => {
  jest.restoreAllMocks();
});

/** Keeps what would run after the current task. */
const laterCalls = (): ReadonlyArray<() => void> => {
  const later: Array<() => void> = [];
  jest.spyOn(globalThis, 'queueMicrotask').mockImplementation((call) => {
    later.push(call);
  });
  return later;
};

describe('a queue of calls', () => {
  it('makes no call before it is flushed, and each one once', () => {
    const later = laterCalls();
    const made: Array<string> = [];
    const { enqueue, flush } = makeCallQueue();
    flush();
    enqueue(
      () => made.push('one'),
      () => made.push('two'),
    );
    enqueue(() => made.push('three'));
    expect(made).toStrictEqual([]);
    flush();
    flush();
    expect(made).toStrictEqual(['one', 'two', 'three']);
    expect(later).toStrictEqual([]);
  });

  it('ends a call before it makes those that the call enqueues and flushes', () => {
    const made: Array<string> = [];
    const { enqueue, flush } = makeCallQueue();
    enqueue(
      () => {
        made.push('one begins');
        enqueue(() => made.push('three'));
        flush();
        made.push('one ends');
      },
      () => made.push('two'),
    );
    flush();
    expect(made).toStrictEqual(['one begins', 'one ends', 'two', 'three']);
  });

  it('throws what a call throws where the sender cannot catch it, and makes the other calls', () => {
    const later = laterCalls();
    const made: Array<string> = [];
    const { enqueue, flush } = makeCallQueue();
    enqueue(
      () => {
        throw new Error('one');
      },
      () => made.push('two'),
    );
    flush();
    expect(made).toStrictEqual(['two']);
    expect(later).toHaveLength(1);
    expect(later[0]).toThrow(new Error('one'));
    enqueue(() => made.push('three'));
    flush();
    expect(made).toStrictEqual(['two', 'three']);
  });
});
