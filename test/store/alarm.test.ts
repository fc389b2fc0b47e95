/** An alarm wakes one sleeper, at once or in time. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Alarm } from '../../src/store/alarm.js';
import { makeAlarm } from '../../src/store/alarm.js';

beforeEach(() => {
  jest.useFakeTimers({ now: 1000 });
});
afterEach(() => {
  jest.useRealTimers();
});

/** Sleeps, and tells when it woke. */
const sleeper = (alarm: Alarm): { readonly wokeAt: () => number | undefined } => {
  let wokeAt: number | undefined;
  void alarm.sleep().then(() => {
    wokeAt = Date.now();
  });
  return { wokeAt: () => wokeAt };
};

describe('an alarm', () => {
  it('wakes who sleeps, and who sleeps after it rang', async () => {
    const alarm = makeAlarm();
    const early = sleeper(alarm);
    await jest.advanceTimersByTimeAsync(10);
    expect({ woke: early.wokeAt(), rang: alarm.hasRung() }).toStrictEqual({
      woke: undefined,
      rang: false,
    });
    alarm.ring();
    const late = sleeper(alarm);
    await jest.advanceTimersByTimeAsync(0);
    expect([early.wokeAt(), late.wokeAt(), alarm.hasRung()]).toStrictEqual([1010, 1010, true]);
  });

  it('rings at the earliest of the times that it was given', async () => {
    const alarm = makeAlarm();
    const { wokeAt } = sleeper(alarm);
    alarm.ringIn(500);
    alarm.ringIn(900);
    expect(alarm.ringsAt()).toBe(1500);
    alarm.ringIn(200);
    expect(alarm.ringsAt()).toBe(1200);
    await jest.advanceTimersByTimeAsync(199);
    expect(wokeAt()).toBeUndefined();
    await jest.advanceTimersByTimeAsync(1);
    expect(wokeAt()).toBe(1200);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('forgets by a reset that it rang and when it will', async () => {
    const alarm = makeAlarm();
    alarm.ring();
    alarm.ringIn(100);
    alarm.reset();
    expect([alarm.hasRung(), alarm.ringsAt(), jest.getTimerCount()]).toStrictEqual([
      false,
      Infinity,
      0,
    ]);
    const { wokeAt } = sleeper(alarm);
    await jest.advanceTimersByTimeAsync(1000);
    expect(wokeAt()).toBeUndefined();
  });

  it('rings as late as a timer can, if that is earlier', async () => {
    const alarm = makeAlarm();
    alarm.ringIn(2 ** 40);
    await jest.advanceTimersByTimeAsync(1000);
    expect(alarm.hasRung()).toBe(false);
    await jest.advanceTimersByTimeAsync(2 ** 31);
    expect(alarm.hasRung()).toBe(true);
  });
});
