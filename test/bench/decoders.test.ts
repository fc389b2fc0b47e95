/** The decoders of the benchmark accept and refuse the same inputs as ours, and return the same runs. */
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as ioTs from '../../bench/peers/io-ts.js';
import * as valibot from '../../bench/peers/valibot.js';
import * as zod from '../../bench/peers/zod.js';
import { sampleRuns } from '../../bench/sample.js';
import { decide, RunInstanceCodec } from '../../src/index.js';
import { right } from '../support/arbitraries.js';

const wires = sampleRuns(decide, 7).map((run) => RunInstanceCodec.encode(run));
const [wire] = wires;

const NIL = '00000000-0000-0000-0000-000000000000';

const wrong: ReadonlyArray<readonly [string, unknown]> = [
  ['no object', 'a run'],
  ['a nil id', { ...wire, id: NIL }],
  ['a nil task id', { ...wire, task_id: NIL }],
  ['text that is no id', { ...wire, id: 'run 7' }],
  ['an unknown state', { ...wire, state: 'Asleep' }],
  ['an attempt that is no id', { ...wire, state: 'Running', current_attempt_id: 7 }],
  ['an attempt outside Running', { ...wire, current_attempt_id: wire?.id }],
  ['a negative count', { ...wire, attempt_count: -1 }],
  ['a count beyond u32', { ...wire, attempt_count: 4294967296 }],
  ['a fraction of a second', { ...wire, created_at: 0.5 }],
  ['an instant before 1970', { ...wire, scheduled_at: -1 }],
  ['an instant beyond 2^53', { ...wire, scheduled_at: 2 ** 53 }],
  ['a priority beyond i32', { ...wire, effective_priority: 2147483648 }],
  [
    'Ready before its time',
    { ...wire, state: 'Ready', scheduled_at: 2, created_at: 1, last_state_change_at: 1 },
  ],
  ['no task', { ...wire, task_id: undefined }],
];

const short = { ...wire, current_attempt_id: undefined, last_state_change_at: undefined };

const fine: ReadonlyArray<readonly [string, unknown]> = [
  ...wires.map((sample) => [sample.state, sample] as const),
  ['without its optional fields', short],
  ['Running with an attempt', { ...wire, state: 'Running', current_attempt_id: wire?.id }],
];

describe.each([
  ['zod', zod],
  ['valibot', valibot],
  ['io-ts as usually written', ioTs],
] as const)('%s', (_name, { check, decode }) => {
  it.each(fine)('accepts a run: %s', (_what, run) => {
    expect(check(run)).toBe(true);
    expect(decode(run)).toStrictEqual(right(RunInstanceCodec.decode(run)));
    expect(Object.isFrozen(decode(run))).toBe(true);
  });

  it.each(wrong)('refuses %s', (_what, run) => {
    expect(check(run)).toBe(false);
    expect(decode(run)).toBeUndefined();
    expect(E.isLeft(RunInstanceCodec.decode(run))).toBe(true);
  });
});
