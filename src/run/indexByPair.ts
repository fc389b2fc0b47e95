/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- a loop that runs for every event, and an index that is filled before it is shared */
/** Finds values by two names. */

/** Entries with the same hash form a list. */
interface Entry<A> {
  readonly first: string;
  readonly second: string;
  readonly value: A;
  readonly next: Entry<A> | undefined;
}

/** A hash that reads no character: hashing two names, or comparing them with all others, takes longer than the rest of a step. */
const hash = (first: string, second: string): number => first.length * 32 + second.length;

/** Indexes values by two names, of which no two values have the same. */
export const indexByPair = <A>(
  values: ReadonlyArray<A>,
  namesOf: (value: A) => readonly [string, string],
): ((first: string, second: string) => A | undefined) => {
  const lists: Array<Entry<A> | undefined> = [];
  for (const value of values) {
    const [first, second] = namesOf(value);
    const i = hash(first, second);
    while (lists.length <= i) lists.push(undefined);
    lists[i] = { first, second, value, next: lists[i] };
  }
  return (first, second) => {
    let entry = lists[hash(first, second)];
    while (entry !== undefined && (entry.first !== first || entry.second !== second))
      entry = entry.next;
    return entry?.value;
  };
};
