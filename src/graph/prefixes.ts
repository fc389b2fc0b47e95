/* eslint-disable functional/no-loop-statements, functional/immutable-data -- one pass over a sorted list, into a local list */
/**
 * Removes tests that are a prefix of another test.
 *
 * Laws: every removed test is a prefix of a kept one; no kept test is a prefix of another.
 */

/** A test or path with the criteria that require it. */
interface Required {
  readonly criteria: ReadonlyArray<string>;
}

interface Keyed<A> {
  readonly one: A;
  readonly index: number;
  /** The steps as text, each ending in a newline, so that a test is a prefix exactly when its key is. */
  readonly key: string;
}

/**
 * Removes each test that equals another or is a prefix of it, and adds its criteria to those of the other.
 *
 * @param stepsOf - returns a unique line of text for each step of a test
 */
export const withoutPrefixes =
  <A extends Required>(stepsOf: (one: A) => ReadonlyArray<string>) =>
  (tests: ReadonlyArray<A>): ReadonlyArray<A> => {
    const keyed = tests
      .map((one, index): Keyed<A> => ({ one, index, key: stepsOf(one).join('\n') + '\n' }))
      .toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.index - b.index));
    const kept: Array<Keyed<A>> = [];
    // Sorting puts a prefix before the tests that start with it; from the end, each test is compared with the last one kept.
    for (const { one, index, key } of keyed.toReversed()) {
      const next = kept.at(-1);
      if (!next?.key.startsWith(key)) {
        kept.push({ one, index, key });
        continue;
      }
      const criteria = [...new Set([...one.criteria, ...next.one.criteria])];
      // Of two equal tests, the first in the list gives its name and its place.
      const same = next.key === key && index < next.index ? { one, index, key } : next;
      kept[kept.length - 1] = { ...same, one: { ...same.one, criteria } };
    }
    return kept.toSorted((a, b) => a.index - b.index).map(({ one }) => one);
  };
