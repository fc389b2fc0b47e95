/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- bits in a typed array */
/** `RunSet`: a set of runs by their numbers on a board, a bit each, and its wire format: a hundred thousand runs are 17 kB. */
import { INVALID, leafCodec } from '../codec/FastCodec.js';

/** A set of runs. A number beyond the end is not in it. */
export type RunSet = Uint8Array;

/** A set of runs that is being made. */
export interface RunSetBuilder {
  readonly add: (number: number) => void;
  readonly set: RunSet;
}

/** Makes an empty set for so many runs. */
export const makeRunSet = (size: number): RunSetBuilder => {
  const set = new Uint8Array(Math.ceil(size / 8));
  return {
    set,
    add: (number) => {
      set[number >>> 3] = (set[number >>> 3] ?? 0) | (1 << (number & 7));
    },
  };
};

/** Is a run in a set? */
export const hasRun = (set: RunSet, number: number): boolean =>
  (((set[number >>> 3] ?? 0) >>> (number & 7)) & 1) === 1;

/** How many runs are in a set. */
export const countRuns = (set: RunSet): number => {
  let n = 0;
  for (let byte of set) for (; byte !== 0; byte &= byte - 1) n += 1;
  return n;
};

/** Few enough to be the arguments of one call. */
const PART = 8192;

const encode = (set: RunSet): string => {
  let text = '';
  for (let at = 0; at < set.length; at += PART)
    text += String.fromCharCode(...set.subarray(at, at + PART));
  return btoa(text);
};

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/u;

/** The codec of a {@link RunSet}, as base64. */
export const RunSetCodec = leafCodec<RunSet, string>(
  'a set of runs in base64',
  (u): u is RunSet => u instanceof Uint8Array,
  (u) =>
    typeof u === 'string' && BASE64.test(u)
      ? Uint8Array.from(atob(u), (character) => character.charCodeAt(0))
      : INVALID,
  encode,
);
