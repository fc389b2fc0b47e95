/** The tables of `runchart score`, for mutants of any kind. */
import { count } from './format.js';
import type { Colors } from './output.js';
import { table } from './table.js';

/** The name of a mutant and its kind of fault. */
export interface NamedMutant {
  readonly kind: string;
  readonly name: string;
}

/** The score of a criterion. */
export interface ScoredCriterion {
  readonly criterion: string;
  readonly tests: number;
  readonly steps: number;
  readonly killed: number;
  readonly survivors: ReadonlyArray<NamedMutant>;
}

/** The score of a criterion by part. */
export interface PartScores<Part extends string> {
  readonly parts: Readonly<Record<Part, { readonly killed: number; readonly mutants: number }>>;
}

/** Formats a share in whole percent; 100 only for all, 0 only for none. */
const percent = (part: number, whole: number): string => {
  const exact = (100 * part) / Math.max(1, whole);
  return `${String(exact > 99 ? Math.floor(exact) : Math.ceil(exact))}%`;
};

/** How many mutants each criterion kills. */
export const killTable = (colors: Colors, criteria: ReadonlyArray<ScoredCriterion>): string =>
  table(
    colors,
    ['criterion', 'tests', 'steps', 'killed', 'left', 'score'],
    criteria.map(({ criterion, tests, steps, killed, survivors }) => [
      criterion,
      count(tests),
      count(steps),
      count(killed),
      count(survivors.length),
      percent(killed, killed + survivors.length),
    ]),
    [1, 2, 3, 4, 5],
  );

/** The shares of the mutants of each part that each criterion kills. */
export const partTable = <Part extends string>(
  colors: Colors,
  parts: ReadonlyArray<Part>,
  criteria: ReadonlyArray<ScoredCriterion & PartScores<Part>>,
): string =>
  table(
    colors,
    ['criterion', ...parts],
    [
      ['(mutants)', ...parts.map((part) => count(criteria[0]?.parts[part].mutants ?? 0))],
      ...criteria.map((one) => [
        one.criterion,
        ...parts.map((part) => percent(one.parts[part].killed, one.parts[part].mutants)),
      ]),
    ],
    parts.map((_, i) => i + 1),
  );

/** Groups items by a key, in the order in which the keys come first. */
export const grouped = <A>(
  items: ReadonlyArray<A>,
  keyOf: (item: A) => string,
): ReadonlyArray<readonly [string, ReadonlyArray<A>]> =>
  [...new Set(items.map(keyOf))].map((key) => [key, items.filter((item) => keyOf(item) === key)]);

/** Lists mutants by kind. */
export const mutantLines = (mutants: ReadonlyArray<NamedMutant>): ReadonlyArray<string> =>
  grouped(mutants, ({ kind }) => kind).flatMap(([kind, own]) => [
    `  ${kind} (${count(own.length)})`,
    ...own.map(({ name }) => `    ${name}`),
  ]);
