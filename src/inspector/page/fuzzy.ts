/** Finds texts by a few of their letters, in any script. */
import uFuzzy from '@leeoniya/ufuzzy';

/** A text that was found, and which of its characters were: pairs of where they begin and end. */
export interface Match {
  readonly index: number;
  readonly ranges: ReadonlyArray<number>;
}

/** As uFuzzy recommends for any script. */
const finder = new uFuzzy({
  unicode: true,
  interSplit: String.raw`[^\p{L}\d']+`,
  intraSplit: String.raw`\p{Ll}\p{Lu}`,
  intraBound: String.raw`\p{L}\d|\d\p{L}|\p{Ll}\p{Lu}`,
  intraChars: String.raw`[\p{L}\d']`,
  intraContr: String.raw`'\p{L}{1,2}\b`,
});

/** With more matches than this, they are not ranked. */
const MAX_RANKED = 2000;

/** How many permutations of the words are tried. */
const OUT_OF_ORDER = 3;

/** The best matches, at most `limit`, the best first. */
export const fuzzyFind = (
  texts: ReadonlyArray<string>,
  wanted: string,
  limit: number,
): ReadonlyArray<Match> => {
  // SAFETY: uFuzzy reads the list and does not change it.
  const [indexes, info, order] = finder.search(
    texts as Array<string>,
    wanted,
    OUT_OF_ORDER,
    MAX_RANKED,
  );
  if (info === null) return (indexes ?? []).slice(0, limit).map((index) => ({ index, ranges: [] }));
  return order.slice(0, limit).flatMap((at) => {
    const index = info.idx[at];
    return index === undefined ? [] : [{ index, ranges: info.ranges[at] ?? [] }];
  });
};
