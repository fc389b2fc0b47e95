import { describe, expect, it } from '@jest/globals';
import { closest, sameBut } from '../../src/codec/closest.js';

const names = ['run_id', 'task_id', 'transition_to', 'RetryWait'] as const;

describe('closest', () => {
  it.each([
    ['runId', 'run_id'],
    ['RUN-ID', 'run_id'],
    ['taskid', 'task_id'],
    ['retry_wait', 'RetryWait'],
    ['transitoin_to', 'transition_to'],
    ['transition', 'transition_to'],
    ['to', undefined],
    ['', undefined],
    ['__', undefined],
    ['x'.repeat(1e6), undefined],
  ])('%p means %p', (text, name) => {
    expect(closest(text.slice(0, 1e6), names)).toBe(name);
  });

  it('is more than the same in another spelling', () => {
    expect(sameBut('retry_wait', names)).toBe('RetryWait');
    expect(sameBut('retry_wai', names)).toBeUndefined();
  });
});
