/** `runchart import` on the command line. */
import { InvalidArgumentError } from 'commander';
import { formats } from '../../imports/formats/index.js';
import { exitCodesHelp } from '../exit.js';
import { help } from '../help.js';
import type { ImportFlags } from '../import/import.js';
import { importFiles } from '../import/import.js';
import { namespaceFrom } from '../journalFormat.js';
import type { DefineCommand } from './define.js';

const zoneFrom = (text: string): string => {
  if (!/^(?:UTC|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/.test(text))
    throw new InvalidArgumentError('Wanted: UTC, or hours and minutes such as +01:00.');
  return text;
};

const WIDTH = Math.max(...[...formats.keys()].map((name) => name.length));
const list = [...formats.values()]
  .map(({ name, about = '' }) => `  ${name.padEnd(WIDTH)}  ${about}`)
  .join('\n');

const HELP = help(
  `FORMAT is one of these, or the file of a mapping of your own, such as ./my-queue.json (docs/import.md):
${list}`,
  `Files may be gzipped. Records are the lines of NDJSON, the items of a JSON array or of a member such as "events", or the rows of
separated values with a line of names. Ids are UUIDs of names, the same in every import. A record whose run cannot be told is
malformed: the first 20 are reported as FILE:LINE: message, and the import continues after each.`,
  `The report counts what was assumed, such as a state that has no instant of its own, and what has no place in the lifecycle, with
the first three places of each kind. Instants are never made up: an op whose instant is unknown has no at.`,
  `With --out, files of 8 MiB and more, together, are imported by up to four threads. The journal and the report are the same.`,
  `--json and --report give one object: {files: [{file, lines (its records), error}], from, records, lines (of the journal), runs,
no_place, assumed: {total, by_kind: {kind: {count, first: [{file, line}]}}}, malformed: {total, first: [{file, line, message}]}}.`,
  `Each file is written completely or not at all, and must not be an input.`,
  `Examples:
  temporal workflow show --workflow-id order-7 --output json | runchart import --from temporal - --out journal.ndjson
  runchart import --from airflow history.csv task_instance.csv --out journal.ndjson --labels labels.ndjson
  runchart import --from temporal --only activity histories/*.json | runchart replay -
  TZ=UTC sacct --duplicates --parsable2 --format=ALL | runchart import --from slurm - --out journal.ndjson`,
  exitCodesHelp(
    'a record was malformed, or one of several files could not be read to its end',
    'nothing could be imported, or FORMAT is no mapping, or an output could not be written',
  ),
);

const adding = (text: string, before: ReadonlyArray<string> = []): ReadonlyArray<string> => [
  ...before,
  ...text.split(','),
];

/** Defines `runchart import`. */
export const defineImport: DefineCommand = (command, { outputs, done }) => {
  command
    .argument('<FILE...>', 'histories; - is standard input')
    .requiredOption('--from <FORMAT>', 'the format of the files, or the file of a mapping')
    .option('--out <FILE>', 'write the journal; default: standard output')
    .option('--report <FILE>', 'write the report, JSON')
    .option('--labels <OUT>', 'write what people call each run and task, NDJSON')
    .option('--only <KINDS>', 'only runs of these kinds, such as activity', adding)
    .option(
      '--zone <ZONE>',
      'the zone of instants without one: UTC, or hours such as +01:00',
      zoneFrom,
    )
    .option(
      '--id-namespace <NAME>',
      'the namespace of the ids, if several systems have the same names; default: the format',
      namespaceFrom,
    )
    .option('--json', 'with --out: print the report as JSON')
    .addHelpText('after', HELP)
    .action(async (files: ReadonlyArray<string>, flags: ImportFlags) => {
      done(await importFiles(files, flags, outputs));
    });
};
