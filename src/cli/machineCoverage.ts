/** What tests of a machine cover, and what was not explored, on the command line. */
import { printable } from '../codec/printable.js';
import type { Exploration } from '../explore/Exploration.js';
import { coverageKinds } from '../explore/html.js';
import type { MachineCoverage } from '../explore/suiteCoverage.js';
import type { Colors } from './output.js';

/** How many items that no test reaches are listed of a kind. */
const MAX_LISTED = 10;

/** The coverage by kind, with what is missed. */
export const coverageLines = (colors: Colors, coverage: MachineCoverage): ReadonlyArray<string> => {
  const width = Math.max(...coverageKinds.map(([kind]) => kind.length)) + 2;
  return coverageKinds
    .filter(([kind]) => coverage[kind].length > 0)
    .flatMap(([kind]) => {
      const all = coverage[kind];
      const missed = all.filter(({ tests }) => tests.length === 0);
      const ratio = `${String(all.length - missed.length)} of ${String(all.length)}`;
      const rest = missed.length - MAX_LISTED;
      return [
        `${kind.padEnd(width)}${missed.length === 0 ? colors.green(ratio) : colors.yellow(ratio)}`,
        ...missed
          .slice(0, MAX_LISTED)
          .map(({ name, why = '' }) => `  ${colors.yellow('-')} ${printable(name)}: ${why}`),
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
