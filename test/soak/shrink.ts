/**
 * Shrinks commands after which a subject differs to few and simple ones after which it differs in the same way. fast-check makes the
 * candidates; the oracle says of each what must be seen.
 */
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import type { JournalEntry } from '../../src/index.js';
import type { Command } from './Command.js';
import type { Found } from './play.js';
import type { Outcome } from './Subject.js';

/** Plays commands to a subject, and returns where it differs. */
export type TryCommands = (commands: ReadonlyArray<Command>) => Promise<Found | undefined>;

type Commands = ReadonlyArray<Command>;

/** The most values that fast-check shrinks one value to. */
const MAX_SHRINKS = 600;

const shrinksOf = <A>(arbitrary: fc.Arbitrary<A>, value: A): ReadonlyArray<A> =>
  arbitrary.canShrinkWithoutContext(value)
    ? [...arbitrary.shrink(value, undefined).take(MAX_SHRINKS)].map((shrunk) => shrunk.value)
    : [];

/** Sublists: parts left out that get ever smaller, then those to which fast-check shrinks a list. */
const fewer = (commands: Commands): ReadonlyArray<Commands> => {
  const { length } = commands;
  const sizes = Array.from({ length: Math.ceil(Math.log2(length + 1)) }, (_, i) =>
    Math.ceil(length / 2 ** (i + 1)),
  );
  const withoutPart = sizes.flatMap((size) =>
    Array.from({ length: Math.ceil(length / size) }, (_, i) => [
      ...commands.slice(0, i * size),
      ...commands.slice((i + 1) * size),
    ]),
  );
  const indices = commands.map((_, i) => i);
  const kept = fc.array(fc.noShrink(fc.constantFrom(...indices)));
  const sublists = length > 40 ? [] : shrinksOf(kept, indices);
  return [
    ...withoutPart,
    ...sublists.map((chosen) => chosen.flatMap((i) => commands[i] ?? [])),
  ].filter((candidate) => candidate.length > 0 && candidate.length < length);
};

/** The fields of an entry that may be left out. */
const optional = ['at', 'commandId'] as const;

/** Commands without a field, without a restore, or with a number nearer to 0. */
const simpler = (commands: Commands): ReadonlyArray<Commands> =>
  commands.flatMap((command, i) => {
    const { entry, restores } = command;
    const fields: ReadonlyArray<readonly [string, unknown]> = Object.entries(entry);
    // SAFETY: an optional field left out, or a number within the bounds of its field.
    const withEntry = (changed: object): Commands =>
      commands.with(i, { ...command, entry: changed as JournalEntry });
    return [
      ...(restores ? [commands.with(i, { ...command, restores: false })] : []),
      ...optional.flatMap((name) =>
        entry[name] === undefined
          ? []
          : [withEntry(Object.fromEntries(fields.filter(([field]) => field !== name)))],
      ),
      ...fields.flatMap(([field, value]) =>
        typeof value === 'number'
          ? shrinksOf(fc.integer({ min: Math.min(0, value), max: Math.max(0, value) }), value).map(
              (n) => withEntry({ ...entry, [field]: n }),
            )
          : [],
      ),
    ];
  });

const tagOf = (outcome: Outcome): string => (E.isLeft(outcome) ? outcome.left._tag : 'accepted');

/** Names the way in which a subject differs: the op, what was compared, and both results. */
const wayOf = ({ commands, step, difference }: Found): string => {
  const { of, expected, actual } = difference;
  const isOutcome = of === 'outcome';
  // SAFETY: what was compared are outcomes.
  const tags = isOutcome ? [expected, actual].map((each) => tagOf(each as Outcome)) : [];
  return [commands[step]?.entry.op, of, ...tags].join(' ');
};

/** Drops what comes after the difference. */
const cut = (found: Found): Found => ({
  ...found,
  commands: found.commands.slice(0, found.step + 1),
});

/** How many candidates are tried, and how long. */
export interface Budget {
  readonly tries: number;
  readonly seconds: number;
}

/** Shrinks a finding as far as the budget lets it. */
export const shrink = async (
  found: Found,
  tryCommands: TryCommands,
  { tries, seconds }: Budget,
): Promise<Found> => {
  const until = performance.now() + seconds * 1000;
  const way = wayOf(found);
  let left = tries;
  let best = cut(found);
  const improve = async (candidates: ReadonlyArray<Commands>): Promise<boolean> => {
    for (const commands of candidates) {
      if (left === 0 || performance.now() > until) return false;
      left -= 1;
      const other = await tryCommands(commands);
      if (other === undefined || wayOf(other) !== way) continue;
      best = cut(other);
      return true;
    }
    return false;
  };
  do while (await improve(fewer(best.commands)));
  while (await improve(simpler(best.commands)));
  return best;
};
