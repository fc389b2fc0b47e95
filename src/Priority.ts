/** `Priority`: how urgent a run is; a larger number goes first. */
import type * as t from 'io-ts';
import { integerCodec } from './Integer.js';

interface PriorityBrand {
  readonly Priority: unique symbol;
}

/** A signed 32-bit integer, -2147483648 to 2147483647. */
export type Priority = t.Branded<number, PriorityBrand>;

const codec = /* #__PURE__ */ integerCodec<Priority>('i32', -(2 ** 31), 2 ** 31 - 1);

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
 */
export const Priority = /* #__PURE__ */ Object.assign(codec, {
  /** The priority of a run that was scheduled ahead: 0. */
  // SAFETY: 0 is within bounds.
  initial: 0 as Priority,
});
