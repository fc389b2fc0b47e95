/** Many deadlines on one timer. */
import { afterEach, expect, it, jest } from '@jest/globals';
import type { Deadlines, Timed } from '../../src/worker/Deadlines.js';
import { makeDeadlines, MAX_TIMER } from '../../src/worker/Deadlines.js';
import { afterTest, until } from './hosts.js';

const USUAL = 60_000;

const made = (): {
  readonly deadlines: Deadlines<Timed>;
  readonly expired: ReadonlyArray<Timed>;
} => {
  const expired: Array<Timed> = [];
  const deadlines = makeDeadlines<Timed>(USUAL, (item) => expired.push(item));
  afterTest(deadlines.clear);
  return { deadlines, expired };
};

const item = (timeout: number): Timed => ({ timeout, dueAt: performance.now() + timeout });

/** How many timers keep the program open. */
const held = (): number => process.getActiveResourcesInfo().filter((r) => r === 'Timeout').length;

afterEach(() => {
  jest.restoreAllMocks();
});

it('starts one timer for any number of items, and none again when they are replaced', () => {
  const { deadlines } = made();
  const timers = jest.spyOn(globalThis, 'setTimeout');
  for (let round = 0; round < 10; round += 1) {
    const items = Array.from({ length: 100 }, () => item(USUAL));
    items.forEach(deadlines.add);
    items.forEach(deadlines.remove);
  }
  expect(timers).toHaveBeenCalledTimes(1);
});

it('keeps the program open only while an item has a deadline', () => {
  const { deadlines } = made();
  const before = held();
  const [a, b] = [item(USUAL), item(USUAL + 1)];
  deadlines.add(a);
  deadlines.add(b);
  expect(held()).toBe(before + 1);
  deadlines.remove(a);
  expect(held()).toBe(before + 1);
  deadlines.remove(b);
  expect(held()).toBe(before);
  deadlines.add(a);
  expect(held()).toBe(before + 1);
  deadlines.clear();
  expect(held()).toBe(before);
});

it('lets each item expire once, the first due first, and none that was removed', async () => {
  const { deadlines, expired } = made();
  const [late, removed, early, soon] = [item(40), item(10), item(5), item(5)];
  [late, removed, early, soon].forEach(deadlines.add);
  deadlines.remove(removed);
  // The tick comes late: all are due.
  while (performance.now() <= late.dueAt);
  await until(() => expired.includes(late));
  expect(expired).toStrictEqual([early, soon, late]);
  deadlines.remove(late);
  expect(expired).toHaveLength(3);
});

it('has no deadline for a timeout that no timer can count', () => {
  const { deadlines } = made();
  const timers = jest.spyOn(globalThis, 'setTimeout');
  [Infinity, MAX_TIMER + 1, Number.NaN].map(item).forEach(deadlines.add);
  expect(timers).not.toHaveBeenCalled();
});
