/* eslint-disable functional/no-loop-statements, functional/immutable-data -- a loop that runs for every event, and an index that is filled before it is shared */
/** Finds values by two names. */

interface Entry<A> {
  readonly first: string;
  readonly second: string;
  readonly value: A;
}

/** A hash that reads no character: hashing two names, or comparing them with all others, takes longer than the rest of a step. */
const hash = (first: string, second: string): number => first.length * 32 + second.length;

/** Indexes values by two names, of which no two values have the same. */
export const indexByPair = <A>(
  values: ReadonlyArray<A>,
  namesOf: (value: A) => readonly [string, string],
): ((first: string, second: string) => A | undefined) => {
  const entries = values.map((value): Entry<A> => {
    const [first, second] = namesOf(value);
    return { first, second, value };
  });
  const last = Math.max(-1, ...entries.map(({ first, second }) => hash(first, second)));
  const buckets = Array.from({ length: last + 1 }, (): Array<Entry<A>> => []);
  for (const entry of entries) buckets[hash(entry.first, entry.second)]?.push(entry);
  return (first, second) => {
    const bucket = buckets[hash(first, second)];
    if (bucket === undefined) return undefined;
    for (const entry of bucket)
      if (entry.first === first && entry.second === second) return entry.value;
    return undefined;
  };
};
