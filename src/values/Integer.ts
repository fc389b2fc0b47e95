/**
 * Integers within bounds: the codec that every number of a run is made with.
 *
 * Nothing is rounded: what is no integer, out of bounds or negative zero (which JSON cannot carry back) is refused.
 */
import * as N from 'fp-ts/lib/number.js';
import type { Ord } from 'fp-ts/lib/Ord.js';
import type { FastCodec } from '../codec/FastCodec.js';
import { INVALID, leafCodec } from '../codec/FastCodec.js';

/** A kind of integer: its io-ts codec, its bounds and its order. */
export interface IntegerCodec<A extends number> extends FastCodec<A, number> {
  /** The least value. */
  readonly min: A;
  /** The greatest value. */
  readonly max: A;
  /** Numeric order. */
  readonly Ord: Ord<A>;
}

/** The bounds of a kind of integer, and what other constants of it have a name. */
interface Constants {
  readonly min: number;
  readonly max: number;
}

/** The codec of the integers from `min` to `max`, both included, called `kind` in errors; the constants become its members. */
export const integerCodec = <C extends Constants>(
  kind: string,
  constants: C,
): C & IntegerCodec<C['min']> => {
  const { min, max } = constants;
  const is = (u: unknown): u is C['min'] =>
    typeof u === 'number' && Number.isInteger(u) && u >= min && u <= max && !Object.is(u, -0);
  const codec = leafCodec<C['min'], number>(
    `${kind} (${String(min)} to ${String(max)})`,
    is,
    (u) => (is(u) ? u : INVALID),
    (n) => n,
  );
  return Object.assign(codec, constants, { Ord: N.Ord });
};
