/** `Priority`: the urgency of a run; larger numbers go first. */
import type * as t from 'io-ts';
import type { PriorityBrand } from '../../machines/run.values.js';
import { Priority as constants } from '../../machines/run.values.js';
import { integerCodec } from './Integer.js';

/**
 * A signed 32-bit integer, -2147483648 to 2147483647.
 * @category Values
 */
export type Priority = t.Branded<number, PriorityBrand>;

/**
 * Codec and companion of {@link Priority}: `decode`, `is`, `initial`, `min`, `max`, `Ord`.
 *
 * @example
 * ```ts
 * import { Priority } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * assert.deepStrictEqual(Priority.decode(-5), E.right(-5))
 * assert.strictEqual(E.isLeft(Priority.decode(0.5)), true)
 * ```
 * @category Values
 */
export const Priority = /* #__PURE__ */ integerCodec<Priority, 'initial'>('i32', constants);
