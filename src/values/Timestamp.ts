/** `Timestamp`: an instant, in whole unix seconds. */
import type * as t from 'io-ts';
import type { TimestampBrand } from '../../machines/run.values.js';
import { Timestamp as constants } from '../../machines/run.values.js';
import { integerCodec } from './Integer.js';

/**
 * Unix seconds, 0 to 2^53-1. The reference has 64 bits; larger values, which JavaScript cannot represent exactly, are refused.
 * @category Values
 */
export type Timestamp = t.Branded<number, TimestampBrand>;

const codec = /* #__PURE__ */ integerCodec<Timestamp>('unix seconds', constants);

/**
 * Codec and companion of {@link Timestamp}: `decode`, `is`, `now`, `min`, `max`, `Ord`.
 *
 * @example
 * ```ts
 * import { Timestamp } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * assert.deepStrictEqual(Timestamp.decode(1700000000), E.right(1700000000))
 * assert.strictEqual(E.isLeft(Timestamp.decode(2 ** 53)), true)
 * ```
 * @category Values
 */
export const Timestamp = /* #__PURE__ */ Object.assign(codec, {
  /** Returns the current time of the system's clock; 0 if it is before 1970. */
  // SAFETY: the clock returns at most 8.64e15 milliseconds, so its seconds are within bounds.
  now: () => Math.max(0, Math.floor(Date.now() / 1000)) as Timestamp,
});
