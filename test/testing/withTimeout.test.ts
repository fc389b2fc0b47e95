import { expect, it } from '@jest/globals';
import * as O from 'fp-ts/lib/Option.js';
import { withTimeout } from '../../src/testing/withTimeout.js';

const timers = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

it('returns the value of a promise, and leaves no timer', async () => {
  const before = timers();
  expect(await withTimeout(60, Promise.resolve(7))).toStrictEqual(O.some(7));
  expect(timers()).toBeLessThanOrEqual(before);
});

it('waits for seconds, not for milliseconds', async () => {
  const slow = new Promise<number>((resolve) => setTimeout(resolve, 20, 7));
  expect(await withTimeout(60, slow)).toStrictEqual(O.some(7));
});

it('returns none for a promise that takes longer', async () => {
  expect(await withTimeout(0.001, new Promise(() => undefined))).toStrictEqual(O.none);
});

it('rejects as the promise does', async () => {
  await expect(withTimeout(60, Promise.reject(new Error('oops')))).rejects.toThrow('oops');
});
