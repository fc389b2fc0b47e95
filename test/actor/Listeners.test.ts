/** The listeners of an event source. */
import { describe, expect, it } from '@jest/globals';
import { makeListeners } from '../../src/actor/Listeners.js';

/** Three listeners with what they heard, and a function that calls all that are there. */
const three = () => {
  const heard: Array<string> = [];
  const listeners = makeListeners<(said: string) => void>();
  const add = (name: string) => listeners.add((said) => heard.push(`${name}: ${said}`));
  const calls = (said: string) =>
    listeners.each((listener) => {
      listener(said);
    });
  const [a, b, c] = [add('a'), add('b'), add('c')];
  return { heard, listeners, calls, a, b, c };
};

const make = (call: () => void) => {
  call();
};

describe('listeners', () => {
  it('are called in the order in which they were added', () => {
    const { heard, calls, listeners } = three();
    expect(listeners.size()).toBe(3);
    calls('one').forEach(make);
    expect(heard).toStrictEqual(['a: one', 'b: one', 'c: one']);
  });

  it('are not called after they were removed, even for what was queued before', () => {
    const { heard, calls, listeners, b } = three();
    const queued = calls('one');
    expect(b()).toBe(true);
    expect(b()).toBe(false);
    expect(listeners.size()).toBe(2);
    [...queued, ...calls('two')].forEach(make);
    expect(heard).toStrictEqual(['a: one', 'c: one', 'a: two', 'c: two']);
  });

  it('can be removed all at once', () => {
    const { heard, calls, listeners, a } = three();
    const queued = calls('one');
    listeners.clear();
    expect(listeners.size()).toBe(0);
    expect(a()).toBe(false);
    [...queued, ...calls('two')].forEach(make);
    expect(heard).toStrictEqual([]);
  });

  it('are two if one is added twice', () => {
    const heard: Array<string> = [];
    const listeners = makeListeners<() => void>();
    const listener = () => heard.push('heard');
    const remove = listeners.add(listener);
    listeners.add(listener);
    remove();
    listeners
      .each((one) => {
        one();
      })
      .forEach(make);
    expect(heard).toStrictEqual(['heard']);
  });
});
