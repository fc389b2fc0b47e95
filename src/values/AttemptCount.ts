/** `AttemptCount`: the number of attempts that a run has started. */
import type * as t from 'io-ts';
import type { AttemptCountBrand } from '../../machines/run.values.js';
import { AttemptCount as constants } from '../../machines/run.values.js';
import { integerCodec } from './Integer.js';

/**
 * An unsigned 32-bit integer, 0 to 4294967295.
 * @category Values
 */
export type AttemptCount = t.Branded<number, AttemptCountBrand>;

/**
 * Codec and companion of {@link AttemptCount}: `decode`, `is`, `zero`, `min`, `max`, `Ord`.
 *
 * @example
 * ```ts
 * import { AttemptCount } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * assert.deepStrictEqual(AttemptCount.decode(3), E.right(3))
 * assert.strictEqual(E.isLeft(AttemptCount.decode(-1)), true)
 * ```
 * @category Values
 */
export const AttemptCount = /* #__PURE__ */ integerCodec<AttemptCount, 'zero'>('u32', constants);
