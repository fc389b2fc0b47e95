/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- one pass over a sorted list, into a local map */
/**
 * Removes tests that are a prefix of another test.
 *
 * Laws: every removed test is a prefix of a kept one; no kept test is a prefix of another.
 */

/** A test or path with the criteria that require it. */
interface Required {
  readonly criteria: ReadonlyArray<string>;
}

/** The criteria of two tests, each once. */
const criteriaOf = (one: Required, other: Required): ReadonlyArray<string> => [
  ...new Set([...one.criteria, ...other.criteria]),
];

/**
 * Removes each test that equals another or is a prefix of it, and adds its criteria to those of the other. Of equal tests, the first
 * gives its name and its place.
 *
 * @param stepsOf - returns a unique line of text for each step of a test
 */
export const withoutPrefixes =
  <A extends Required>(stepsOf: (one: A) => ReadonlyArray<string>) =>
  (tests: ReadonlyArray<A>): ReadonlyArray<A> => {
    // Each step ends in a newline, so that a test is a prefix exactly when its key is.
    const byKey = new Map<string, A>();
    for (const one of tests) {
      const key = stepsOf(one).join('\n') + '\n';
      const same = byKey.get(key);
      byKey.set(key, same === undefined ? one : { ...same, criteria: criteriaOf(same, one) });
    }
    // In descending order, a prefix comes after the tests that start with it, with no others between them.
    let last: readonly [string, A] | undefined;
    for (const [key, one] of [...byKey].toSorted(([a], [b]) => (a < b ? 1 : -1))) {
      if (last?.[0].startsWith(key)) {
        byKey.delete(key);
        last = [last[0], { ...last[1], criteria: criteriaOf(one, last[1]) }];
      } else last = [key, one];
      byKey.set(...last);
    }
    return [...byKey.values()];
  };
