/** What tests of a machine cover, and what was not explored, on the command line. */
import * as O from 'fp-ts/lib/Option.js';
import { printable } from '../codec/printable.js';
import type { MachineCoverage } from '../explore/coverage.js';
import { coverageOf } from '../explore/coverage.js';
import type { Exploration } from '../explore/Exploration.js';
import { oracleOf } from '../explore/Oracle.js';
import type { MachineTest } from '../explore/Suite.js';
import type { Colors } from './output.js';

/** How many items that no test reaches are listed of a kind. */
const MAX_LISTED = 10;

/** Of these there are too many to list any. */
const UNLISTED: ReadonlySet<string> = new Set(['pairs', 'refusals']);

/** What tests cover of a machine. Tests whose inputs were not explored cover nothing. */
export const coverageBy = (
  tests: ReadonlyArray<MachineTest>,
  exploration: Exploration,
): MachineCoverage => {
  const { pathOf } = oracleOf(exploration, undefined, new Set());
  const paths = tests.flatMap(({ steps }) => {
    const path = pathOf(steps.slice(1).map(({ input }) => input));
    return O.isSome(path) ? [path.value] : [];
  });
  return coverageOf(paths)(exploration);
};

/** The coverage by kind, with what is missed. */
export const coverageLines = (colors: Colors, coverage: MachineCoverage): ReadonlyArray<string> => {
  const kinds = Object.entries(coverage).filter(([, { total }]) => total > 0);
  const width = Math.max(0, ...kinds.map(([kind]) => kind.length)) + 2;
  return kinds.flatMap(([kind, { covered, total, uncovered }]) => {
    const ratio = `${String(covered)} of ${String(total)}`;
    const shown = UNLISTED.has(kind) ? [] : uncovered.slice(0, MAX_LISTED);
    const rest = UNLISTED.has(kind) ? 0 : uncovered.length - shown.length;
    return [
      `${kind.padEnd(width)}${uncovered.length === 0 ? colors.green(ratio) : colors.yellow(ratio)}`,
      ...shown.map(
        ({ what, why }) => `  ${colors.yellow('-')} ${printable(what)}: ${printable(why)}`,
      ),
      ...(rest > 0 ? [`  and ${String(rest)} more`] : []),
    ];
  });
};

/** What was not explored, and why. */
export const leftOutLines = (colors: Colors, { leftOut }: Exploration): ReadonlyArray<string> =>
  leftOut.length === 0
    ? []
    : [
        '',
        colors.bold('Not explored'),
        ...leftOut.map(({ part, why }) => `  ${printable(part)}: ${printable(why)}`),
      ];
