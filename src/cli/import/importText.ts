/** The report of an import as text. */
import { printable } from '../../codec/printable.js';
import type { ImportReport, Tallies } from '../../imports/ImportReport.js';
import { count, counted, elapsed } from '../format.js';
import type { Colors } from '../output.js';
import { shellWord } from '../shellWord.js';
import type { FileFacts } from '../summary.js';

/** The report of the command: that of the importer, and the files, whose `lines` are records. */
export interface ImportSummary extends ImportReport {
  readonly files: ReadonlyArray<FileFacts>;
}

/** How many kinds are shown; the report has all. */
const MAX_KINDS = 12;

const kindLines = (
  colors: Colors,
  title: string,
  { total, by_kind: kinds }: Tallies,
): ReadonlyArray<string> => {
  if (total === 0) return [];
  const entries = Object.entries(kinds);
  const width = Math.max(...entries.map(([, tally]) => count(tally.count).length));
  return [
    '',
    `${colors.bold(title)} ${count(total)}`,
    ...entries.slice(0, MAX_KINDS).map(
      ([
        kind,
        {
          count: n,
          first: [example],
        },
      ]) => {
        const where =
          example === undefined
            ? ''
            : colors.dim(`  ${printable(example.file)}:${String(example.line)}`);
        return `  ${count(n).padStart(width)}  ${printable(kind)}${where}`;
      },
    ),
    ...(entries.length > MAX_KINDS
      ? [`  and ${counted(entries.length - MAX_KINDS, 'more kind')}, which --report lists`]
      : []),
  ];
};

/** Formats a report. */
export const importText = (
  colors: Colors,
  summary: ImportSummary,
  { milliseconds, out }: { readonly milliseconds: number; readonly out: string | undefined },
): string => {
  const { files, from, records, lines, runs, malformed } = summary;
  const [only, another] = files;
  const names =
    only !== undefined && another === undefined
      ? printable(only.file)
      : counted(files.length, 'file');
  return [
    `${colors.bold(names)} from ${printable(from)}: ${counted(runs, 'run')} in ${counted(lines, 'line')}, of ${counted(records, 'record')}, in ${elapsed(milliseconds)}`,
    ...(malformed.total === 0
      ? []
      : ['', `${colors.bold('Malformed, and left out')} ${colors.yellow(count(malformed.total))}`]),
    ...kindLines(colors, 'Assumed', summary.assumed),
    ...kindLines(colors, 'Without a place in the lifecycle', summary.no_place),
    ...(out === undefined ? [] : ['', `Next: runchart replay ${printable(shellWord(out))}`]),
    '',
  ].join('\n');
};
