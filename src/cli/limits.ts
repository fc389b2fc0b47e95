/**
 * How much the command reads at once. A hostile file must neither fill the memory nor keep the command busy without end.
 *
 * The command line sets the limits once, before anything is read; they are the same for all that a process reads.
 */

/** What is read at most, in bytes. */
export interface Limits {
  /** The length of a line, of an item of an array, of a record, and of an answer of a subject. */
  readonly line: number;
  /** The length of a gzipped file once it is inflated. */
  readonly inflated: number;
}

const MIB = 2 ** 20;

/** The limits unless the command line says otherwise, in MiB. */
export const DEFAULT_LIMITS = { maxLine: 16, maxInflated: 4096 };

const limitsOf = ({ maxLine, maxInflated }: typeof DEFAULT_LIMITS): Limits => ({
  line: maxLine * MIB,
  inflated: maxInflated * MIB,
});

let current = limitsOf(DEFAULT_LIMITS);

/** The limits of this process. */
export const limits = (): Limits => current;

/** Sets the limits, which are given in MiB. */
export const setLimits = (given: typeof DEFAULT_LIMITS): void => {
  current = limitsOf(given);
};

/** Takes over the limits of another thread. */
export const useLimits = (given: Limits): void => {
  current = given;
};

/** A number of bytes in words: `16 MiB`. */
export const mebibytes = (bytes: number): string => `${String(bytes / MIB)} MiB`;
