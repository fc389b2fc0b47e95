/**
 * Bounded integers: the codec of every number in a run.
 *
 * Nothing is rounded: values that are not integers, out of bounds or negative zero (which JSON cannot represent) are refused.
 */
import * as N from 'fp-ts/lib/number.js';
import type { Ord } from 'fp-ts/lib/Ord.js';
import type { FastCodec } from '../codec/FastCodec.js';
import { INVALID, leafCodec } from '../codec/FastCodec.js';

/**
 * The codec of a bounded integer, with its bounds and its order.
 * @category Values
 */
export interface IntegerCodec<A extends number> extends FastCodec<A, number> {
  /** The smallest value. */
  readonly min: A;
  /** The largest value. */
  readonly max: A;
  /** Numeric order. */
  readonly Ord: Ord<A>;
}

/** Makes a codec of the integers from `min` to `max`, both included. Errors call it `kind`; the constants become its members. */
export const integerCodec = <A extends number, Name extends string = never>(
  kind: string,
  constants: Readonly<Record<'min' | 'max' | Name, A>>,
): IntegerCodec<A> & Readonly<Record<Name, A>> => {
  const { min, max } = constants;
  const is = (u: unknown): u is A =>
    typeof u === 'number' && Number.isInteger(u) && u >= min && u <= max && !Object.is(u, -0);
  const codec = leafCodec<A, number>(
    `${kind} (${String(min)} to ${String(max)})`,
    is,
    (u) => (is(u) ? u : INVALID),
    (n) => n,
  );
  return Object.assign(codec, constants, { Ord: N.Ord });
};
