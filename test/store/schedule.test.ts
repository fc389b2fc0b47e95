/** Schedules: when they make runs, and that each instant has one. */
import { describe, expect, it } from '@jest/globals';
import { TaskId } from '../../src/index.js';
import type { Schedule, Times } from '../../src/store/index.js';
import { nextTime } from '../../src/store/schedule.js';
import { left, priority, right } from '../support/arbitraries.js';
import type { TestStore } from '../support/stores.js';
import { describeStores } from '../support/stores.js';

const task = TaskId.generate();

describe('the next time', () => {
  /** The times after an instant, one after the other. */
  const times = (pattern: Times, after: string, size: number): ReadonlyArray<string> =>
    Array.from({ length: size }).reduce<{ at: number; found: ReadonlyArray<string> }>(
      ({ at, found }) => {
        const next = right(nextTime('s', pattern, at));
        return {
          at: next,
          found: [...found, new Date(next).toISOString().replace(':00.000Z', 'Z')],
        };
      },
      { at: Date.parse(after), found: [] },
    ).found;

  const berlin = 'Europe/Berlin';
  const newYork = 'America/New_York';

  it.each<[string, Times, string, ReadonlyArray<string>]>([
    [
      'on workdays, in UTC',
      { cron: '0 9 * * MON-FRI' },
      '2026-03-05T09:00Z',
      ['2026-03-06T09:00Z', '2026-03-09T09:00Z', '2026-03-10T09:00Z'],
    ],
    [
      'with seconds',
      { cron: '*/20 59 23 31 12 *' },
      '2026-01-01T00:00Z',
      [
        '2026-12-31T23:59Z',
        '2026-12-31T23:59:20.000Z',
        '2026-12-31T23:59:40.000Z',
        '2027-12-31T23:59Z',
      ],
    ],
    [
      'on a leap day',
      { cron: '0 0 29 2 *' },
      '2026-01-01T00:00Z',
      ['2028-02-29T00:00Z', '2032-02-29T00:00Z'],
    ],
    [
      'each morning, while summer time begins in Berlin',
      { cron: '0 9 * * *', timeZone: berlin },
      '2026-03-27T12:00Z',
      ['2026-03-28T08:00Z', '2026-03-29T07:00Z', '2026-03-30T07:00Z'],
    ],
    [
      'each morning, while summer time ends in Berlin',
      { cron: '0 9 * * *', timeZone: berlin },
      '2026-10-23T12:00Z',
      ['2026-10-24T07:00Z', '2026-10-25T08:00Z', '2026-10-26T08:00Z'],
    ],
    [
      // The clock goes from 2:00 to 3:00: then.
      'at a time that Berlin leaves out in spring',
      { cron: '30 2 * * *', timeZone: berlin },
      '2026-03-27T12:00Z',
      ['2026-03-28T01:30Z', '2026-03-29T01:00Z', '2026-03-30T00:30Z'],
    ],
    [
      // The clock goes from 3:00 back to 2:00.
      'at a time that comes twice in Berlin in autumn',
      { cron: '30 2 * * *', timeZone: berlin },
      '2026-10-23T12:00Z',
      ['2026-10-24T00:30Z', '2026-10-25T00:30Z', '2026-10-26T01:30Z'],
    ],
    [
      'at a time that New York leaves out in spring',
      { cron: '15 2 * * *', timeZone: newYork },
      '2026-03-07T12:00Z',
      ['2026-03-08T07:00Z', '2026-03-09T06:15Z'],
    ],
    [
      'at a time that comes twice in New York in autumn',
      { cron: '30 1 * * *', timeZone: newYork },
      '2026-10-31T12:00Z',
      ['2026-11-01T05:30Z', '2026-11-02T06:30Z'],
    ],
    [
      'every hour, while summer time begins in Berlin',
      { cron: '0 * * * *', timeZone: berlin },
      '2026-03-28T23:30Z',
      ['2026-03-29T00:00Z', '2026-03-29T01:00Z', '2026-03-29T02:00Z'],
    ],
    [
      'every hour, while summer time ends in Berlin',
      { cron: '0 * * * *', timeZone: berlin },
      '2026-10-24T23:30Z',
      ['2026-10-25T00:00Z', '2026-10-25T01:00Z', '2026-10-25T02:00Z'],
    ],
    [
      'at midnight, a quarter of an hour apart from the full hours of UTC',
      { cron: '0 0 * * *', timeZone: 'Asia/Kathmandu' },
      '2026-01-01T00:00Z',
      ['2026-01-01T18:15Z', '2026-01-02T18:15Z'],
    ],
    [
      'every so many seconds',
      { everySeconds: 90 },
      '2026-01-01T00:00Z',
      ['2026-01-01T00:01:30.000Z', '2026-01-01T00:03Z'],
    ],
  ])('%s', (_, pattern, after, expected) => {
    expect(times(pattern, after, expected.length)).toStrictEqual(expected);
  });

  it.each<[string, Times, RegExp]>([
    ['a pattern that is none', { cron: 'every day' }, /./],
    ['a minute that there is not', { cron: '61 * * * *' }, /./],
    ['a day that never comes', { cron: '0 0 30 2 *' }, /has no time to come/],
    ['a time zone that there is not', { cron: '* * * * *', timeZone: 'Mars/Olympus' }, /./],
    ['no seconds', { everySeconds: 0 }, /^every 0 seconds: expected a whole number above 0$/],
    ['half a second', { everySeconds: 0.5 }, /^every 0\.5 seconds: expected a whole number/],
    ['no number', { everySeconds: NaN }, /^every NaN seconds/],
  ])('is none for %s', (_, pattern, reason) => {
    const refused = left(nextTime('s', pattern, Date.parse('2026-01-01T00:00Z')));
    expect(refused).toMatchObject({ _tag: 'BadSchedule', name: 's' });
    expect(refused.reason).toMatch(reason);
  });
});

describeStores(({ open }) => {
  const nightly: Schedule = {
    name: 'nightly',
    taskId: task,
    cron: '0 3 * * *',
    timeZone: 'Europe/Berlin',
  };
  const nowOf = async ({ sql }: TestStore): Promise<number> =>
    Number(
      (await sql('SELECT floor(extract(epoch from clock_timestamp()) * 1000) AS ms'))[0]?.['ms'],
    );
  const setNext = (there: TestStore, ms: number): Promise<unknown> =>
    there.sql('UPDATE @.schedules SET next_at = $1::text::bigint', [String(ms)]);

  it('are stored, replaced by their name, and ended', async () => {
    const there = await open();
    const { store } = there;
    right(await store.schedule({ ...nightly, payload: { a: 1 } })());
    right(await store.schedule({ name: 'often', taskId: task, everySeconds: 60 })());
    const [a, b] = right(await store.schedules()());
    expect(a).toStrictEqual({
      name: 'nightly',
      taskId: task,
      times: { cron: '0 3 * * *', timeZone: 'Europe/Berlin' },
      payload: { a: 1 },
      nextAt: right(nextTime('nightly', nightly, await nowOf(there))),
    });
    expect(b).toMatchObject({ name: 'often', times: { everySeconds: 60 }, payload: undefined });
    right(await store.schedule({ name: 'nightly', taskId: task, cron: '0 4 * * *' })());
    expect(right(await store.schedules()())[0]).toMatchObject({
      times: { cron: '0 4 * * *' },
      payload: undefined,
    });
    expect(right(await store.unschedule('nightly')())).toBe(true);
    expect(right(await store.unschedule('nightly')())).toBe(false);
    expect(right(await store.schedules()())).toHaveLength(1);
  });

  it('are refused if they cannot be read', async () => {
    const { store } = await open();
    expect(left(await store.schedule({ ...nightly, cron: 'x' })())).toMatchObject({
      _tag: 'BadSchedule',
      name: 'nightly',
    });
    expect(left(await store.schedule({ ...nightly, payload: 1n })())._tag).toBe('NotStorable');
    expect(right(await store.schedules()())).toStrictEqual([]);
  });

  it('make nothing before they are due', async () => {
    const { store } = await open();
    right(await store.schedule({ name: 'often', taskId: task, everySeconds: 3600 })());
    expect(right(await store.fireSchedules()())).toBe(0);
    const claimed = right(await store.claim({ worker: 'a', limit: 1, leaseSeconds: 9 })());
    expect(claimed.nextScheduleInMs).toBeGreaterThan(3_500_000);
    expect(claimed.nextScheduleInMs).toBeLessThanOrEqual(3_600_000);
  });

  it('make one run of all the instants that were missed: of the last', async () => {
    const there = await open();
    const { store } = there;
    right(
      await store.schedule({
        name: 'often',
        taskId: task,
        everySeconds: 60,
        payload: { odd: '"{' },
        effectivePriority: priority(4),
        maxFailures: 2,
      })(),
    );
    const first = 60_000 * Math.floor((await nowOf(there)) / 60_000) - 600_000 + 500;
    await setNext(there, first);
    expect(
      right(await store.claim({ worker: 'a', limit: 0, leaseSeconds: 9 })()).nextScheduleInMs,
    ).toBe(0);
    expect(right(await store.fireSchedules()())).toBe(1);
    const { runs } = right(await store.list()());
    const now = await nowOf(there);
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({
      payload: { odd: '"{' },
      maxFailures: 2,
      run: { taskId: task, state: 'Ready', effectivePriority: 4 },
    });
    const scheduledAt = runs[0]?.run.scheduledAt ?? 0;
    expect((1000 * scheduledAt - (first - 500)) % 60_000).toBe(0);
    expect(now - 1000 * scheduledAt).toBeLessThan(120_000);
    const [state] = right(await store.schedules()());
    expect((state?.nextAt ?? 0) - first).toBe(
      60_000 * Math.round(((state?.nextAt ?? 0) - first) / 60_000),
    );
    expect(state?.nextAt).toBeGreaterThan(now - 60_000);
    expect(right(await store.fireSchedules()())).toBe(0);
  });

  it('of a pattern make a run of its last time, and go on at its next', async () => {
    const there = await open();
    const { store } = there;
    right(await store.schedule(nightly)());
    const before = right(await store.schedules()())[0]?.nextAt ?? 0;
    await setNext(there, before - 10 * 86_400_000);
    expect(right(await store.fireSchedules()())).toBe(1);
    const [{ run } = { run: undefined }] = right(await store.list()()).runs;
    const hour = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Europe/Berlin',
      timeStyle: 'medium',
    }).format(1000 * (run?.scheduledAt ?? 0));
    expect(hour).toBe('03:00:00');
    expect(before - 1000 * (run?.scheduledAt ?? 0)).toBeLessThanOrEqual(90_000_000);
    expect(right(await store.schedules()())[0]?.nextAt).toBeGreaterThanOrEqual(before);
  });

  it('make a run of an instant once, if two fire at once, and if one fires again', async () => {
    const there = await open();
    right(await there.store.schedule({ name: 'often', taskId: task, everySeconds: 3600 })());
    const due = (await nowOf(there)) - 1000;
    await setNext(there, due);
    const made = await Promise.all(Array.from({ length: 4 }, () => there.store.fireSchedules()()));
    expect(made.reduce((sum, each) => sum + right(each), 0)).toBe(1);
    // As after a lost answer: the instant has its run.
    await setNext(there, due);
    expect(right(await there.store.fireSchedules()())).toBe(0);
    expect(right(await there.store.list()()).runs).toHaveLength(1);
  });
});
