/**
 * How often each block of the sources ran, if they were instrumented (`instrument.mjs`), and which inputs reach what no other one did.
 */

declare global {
  var $hits: Uint8Array | undefined;
}

/** The counters of blocks. */
const hits: Uint8Array = (globalThis.$hits ??= new Uint8Array(0));
const words = new Uint32Array(hits.buffer, 0, hits.length >>> 2);

/** The class of a count, as one bit: a loop that runs three times is another path than one that runs twice. */
const CLASS = Uint8Array.from({ length: 256 }, (_, n) =>
  n === 0
    ? 0
    : n === 1
      ? 1
      : n === 2
        ? 2
        : n === 3
          ? 4
          : n < 8
            ? 8
            : n < 16
              ? 16
              : n < 32
                ? 32
                : n < 128
                  ? 64
                  : 128,
);

export const isInstrumented = hits.length > 0;

export const clearHits = (): void => {
  hits.fill(0);
};

/** What inputs have reached so far. */
export interface Reached {
  /** Adds what ran since the counters were cleared. Returns whether something is new. */
  readonly add: () => boolean;
  /** What ran since the counters were cleared: block and class, as numbers. */
  readonly now: () => ReadonlyArray<number>;
  /** How many blocks were reached. */
  readonly blocks: () => number;
}

export const makeReached = (): Reached => {
  const seen = new Uint8Array(hits.length);
  return {
    add: () => {
      let isNew = false;
      for (let word = 0; word < words.length; word += 1) {
        if (words[word] === 0) continue;
        for (let at = word * 4; at < word * 4 + 4; at += 1) {
          const bit = CLASS[hits[at] ?? 0] ?? 0;
          const before = seen[at] ?? 0;
          if ((bit & ~before) === 0) continue;
          seen[at] = before | bit;
          isNew = true;
        }
      }
      return isNew;
    },
    now: () => {
      const all: Array<number> = [];
      hits.forEach((count, at) => {
        if (count > 0) all.push(at * 256 + (CLASS[count] ?? 0));
      });
      return all;
    },
    blocks: () => seen.reduce((sum, bits) => sum + (bits === 0 ? 0 : 1), 0),
  };
};
