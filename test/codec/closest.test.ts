import { describe, expect, it } from '@jest/globals';
import { closest, sameBut } from '../../src/codec/closest.js';

const names = ['run_id', 'task_id', 'transition_to', 'RetryWait', 'priority'] as const;

describe('closest', () => {
  it.each([
    ['runId', 'run_id'],
    ['RUN-ID', 'run_id'],
    ['taskid', 'task_id'],
    ['retry_wait', 'RetryWait'],
    ['transitoin_to', 'transition_to'],
    ['transition', 'transition_to'],
    ['xxxtransition_to', 'transition_to'],
    ['xxxxtransition_to', undefined],
    ['transition_toxxxx', undefined],
    ['priorXXy', 'priority'],
    ['priXXXty', undefined],
    ['to', undefined],
    ['', undefined],
    ['__', undefined],
  ])('%p means %p', (text, name) => {
    expect(closest(text, names)).toBe(name);
  });

  it('is the nearest of several, and the first of those that are equally near', () => {
    const similar = ['started_on', 'started_at', 'started_am'];
    expect(closest('started-At', similar)).toBe('started_at');
    expect(closest('started_af', similar)).toBe('started_at');
    expect(closest('started_xn', similar)).toBe('started_on');
    expect(closest('at', ['t'])).toBeUndefined();
  });

  it('is more than the same in another spelling', () => {
    expect(sameBut('retry_wait', names)).toBe('RetryWait');
    expect(sameBut('retry_wai', names)).toBeUndefined();
  });

  it('compares the small letters of Unicode', () => {
    expect(sameBut('TAS\u212a_ID', names)).toBe('task_id'); // the sign of Kelvin
  });

  it.each([sameBut, closest])('is no name, and of no name, of more than 64 characters', (find) => {
    const padded = (length: number): string => 'run_id'.padEnd(length, '_');
    expect(find(padded(64), names)).toBe('run_id');
    expect(find(padded(65), names)).toBeUndefined();
    expect(find('run_id', [padded(65), padded(64)])).toBe(padded(64));
    expect(find('run_id', [padded(65)])).toBeUndefined();
  });
});
