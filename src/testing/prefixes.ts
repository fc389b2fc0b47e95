/* eslint-disable functional/no-loop-statements, functional/immutable-data -- one pass over a sorted list, into a list of its own */
/**
 * Leaving out what another test does as well.
 *
 * Laws: whatever a test does, a test that is kept does; no test that is kept is another's beginning.
 */

/** What was asked for by criteria. */
interface Asked {
  readonly criteria: ReadonlyArray<string>;
}

interface Keyed<A> {
  readonly one: A;
  readonly index: number;
  /** The steps as text, each ended, so that one test begins as another does exactly when its text does. */
  readonly key: string;
}

/**
 * Leaves out each test that is another or another's beginning, and has the other asked for by its criteria as well.
 *
 * @param stepsOf - the steps of a test, each as a line of text that tells it from all others
 */
export const withoutPrefixes =
  <A extends Asked>(stepsOf: (one: A) => ReadonlyArray<string>) =>
  (tests: ReadonlyArray<A>): ReadonlyArray<A> => {
    const keyed = tests
      .map((one, index): Keyed<A> => ({ one, index, key: stepsOf(one).join('\n') + '\n' }))
      .toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.index - b.index));
    const kept: Array<Keyed<A>> = [];
    // In order of text a beginning stands right before what it begins: from the end, each is compared with what was kept last.
    for (const { one, index, key } of keyed.toReversed()) {
      const next = kept.at(-1);
      if (!next?.key.startsWith(key)) {
        kept.push({ one, index, key });
        continue;
      }
      const criteria = [...new Set([...one.criteria, ...next.one.criteria])];
      // Of two that are the same the one that was asked for first gives its name and its place.
      const same = next.key === key && index < next.index ? { one, index, key } : next;
      kept[kept.length - 1] = { ...same, one: { ...same.one, criteria } };
    }
    return kept.toSorted((a, b) => a.index - b.index).map(({ one }) => one);
  };
