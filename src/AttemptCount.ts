/** `AttemptCount`: how many attempts a run has started. */
import type * as t from 'io-ts';
import { integerCodec } from './Integer.js';

interface AttemptCountBrand {
  readonly AttemptCount: unique symbol;
}

/** An unsigned 32-bit integer, 0 to 4294967295. */
export type AttemptCount = t.Branded<number, AttemptCountBrand>;

const codec = /* #__PURE__ */ integerCodec<AttemptCount>('u32', 0, 2 ** 32 - 1);

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
 */
export const AttemptCount = /* #__PURE__ */ Object.assign(codec, {
  /** No attempt yet. */
  zero: codec.min,
});
