import { expect, it } from '@jest/globals';
import * as O from 'fp-ts/lib/Option.js';
import { delayBefore } from '../../src/worker/RestartPolicy.js';

it('doubles the delay before each restart in a row, up to the last one', () => {
  const delay = (restart: number) => delayBefore({ maxRestarts: 3, restartDelay: 50 }, restart);
  expect([1, 2, 3, 4].map(delay)).toStrictEqual([O.some(50), O.some(100), O.some(200), O.none]);
});

it('never restarts if no restart is allowed', () => {
  expect(delayBefore({ maxRestarts: 0, restartDelay: 50 }, 1)).toStrictEqual(O.none);
});
