/**
 * Integers within bounds: the codec that every number of a run is made with.
 *
 * Nothing is rounded: what is no integer, out of bounds or negative zero (which JSON cannot carry back) is refused.
 */
import * as N from 'fp-ts/lib/number.js';
import type { Ord } from 'fp-ts/lib/Ord.js';
import { leafCodec, REFUSED } from './Reader.js';
import type { ReadingCodec } from './Reader.js';

/** A kind of integer: its io-ts codec, its bounds and its order. */
export interface IntegerCodec<A extends number> extends ReadingCodec<A, number> {
  /** The least value. */
  readonly min: A;
  /** The greatest value. */
  readonly max: A;
  /** Numeric order. */
  readonly Ord: Ord<A>;
}

/** The codec of the integers from `min` to `max`, both included, called `kind` in errors. */
export const integerCodec = <A extends number>(
  kind: string,
  min: number,
  max: number,
): IntegerCodec<A> => {
  const is = (u: unknown): u is A =>
    typeof u === 'number' && Number.isInteger(u) && u >= min && u <= max && !Object.is(u, -0);
  const codec = leafCodec<A, number>(
    `${kind} (${String(min)} to ${String(max)})`,
    is,
    (u) => (is(u) ? u : REFUSED),
    (n) => n,
  );
  // SAFETY: the bounds are within themselves.
  return Object.assign(codec, { min: min as A, max: max as A, Ord: N.Ord });
};
