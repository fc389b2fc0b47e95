/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- one row of a table, filled in place */
/** Finds the name that a misspelled one was meant to be. */

/** The part of a name in which spellings agree: `runId`, `run_id` and `RUN-ID` are one. */
const skeleton = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** The number of insertions, deletions and replacements that turn one text into another (Levenshtein). */
const editDistance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + Number(a[i - 1] !== b[j - 1]),
        ),
      );
    row = next;
  }
  return row[b.length] ?? 0;
};

/** A longer name is no misspelling of ours, and would take long to compare. */
const MAX_LENGTH = 64;

const isShort = (name: string): boolean => name.length <= MAX_LENGTH;

/** Finds the name that is spelled alike except for capitals and signs. */
export const sameBut = <Name extends string>(
  text: string,
  names: ReadonlyArray<Name>,
): Name | undefined =>
  isShort(text)
    ? names.find((name) => isShort(name) && skeleton(name) === skeleton(text))
    : undefined;

/** Finds the name that differs least, in at most a quarter of its letters. */
export const closest = <Name extends string>(
  text: string,
  names: ReadonlyArray<Name>,
): Name | undefined => {
  if (!isShort(text)) return undefined;
  const [best] = names
    .filter(isShort)
    .map((name) => ({ name, distance: editDistance(skeleton(name), skeleton(text)) }))
    .filter(({ name, distance }) => distance <= name.length / 4)
    .sort((a, b) => a.distance - b.distance);
  return best?.name;
};
