/* eslint-disable functional/immutable-data -- a table of texts that grows with the lines */
/** `Names`: texts that come again and again, such as those of workers, as numbers. There are at most so many. */

// ------------------------------------------------------------------------------------------------------------ model

/** Texts by their numbers, from 1. */
export interface Names {
  /** The number of a text; 0 for no text, and for one that is new when there are as many as there may be. */
  readonly numberOf: (text: string | undefined) => number;
  /** The text of a number; `undefined` for 0. */
  readonly textOf: (number: number) => string | undefined;
  /** The numbers of the texts that are so, in lower case. */
  readonly find: (isWanted: (text: string) => boolean) => ReadonlySet<number>;
  /** How often a text came that was not kept. */
  readonly leftOut: () => number;
}

// ------------------------------------------------------------------------------------------------------- operations

/** Makes an empty table for at most `limit` texts. */
export const makeNames = (limit: number): Names => {
  const numbers = new Map<string, number>();
  const texts: Array<string> = [];
  const lowered: Array<string> = [];
  const counts = { leftOut: 0 };
  return {
    numberOf: (text) => {
      if (text === undefined || text === '') return 0;
      const known = numbers.get(text);
      if (known !== undefined) return known;
      if (texts.length >= limit) {
        counts.leftOut += 1;
        return 0;
      }
      texts.push(text);
      lowered.push(text.toLowerCase());
      numbers.set(text, texts.length);
      return texts.length;
    },
    textOf: (number) => texts[number - 1],
    find: (isWanted) => new Set(lowered.flatMap((text, i) => (isWanted(text) ? [i + 1] : []))),
    leftOut: () => counts.leftOut,
  };
};
