/** `runchart replay` on the command line. */
import { durationFrom } from '../args.js';
import { exitCodesHelp } from '../exit.js';
import { FORMAT_HELP, help, MERGE_HELP } from '../help.js';
import { withFormatFlags } from '../journalFormat.js';
import { onlyFrom } from '../only.js';
import type { ReplayFlags } from '../replay.js';
import { replayFiles } from '../replay.js';
import type { DefineCommand } from './define.js';

const HELP = help(
  `A line of a journal is one op with its run_id and optionally an at (unix seconds) and a command_id (a redelivered command
gets its first answer again, and changes nothing; another command with its id is refused with CommandIdReused). Files may
be gzipped. The first 20 malformed lines are reported as FILE:LINE: message; the replay continues after each. A file may also be a JSON array of
ops, however it is printed: then LINE is the number of the op. Of logs that contain ops it is said once how to make a journal
of them.`,
  FORMAT_HELP,
  `--json prints one object:
  files             [{file, lines, error}], error is null if the file was read to its end
  lines, accepted, redelivered, malformed
  begun_again       lines that created a run which existed, so that it lost what it was; accepted does not count them
  attempts_begun_again
                    accepted lines that started an attempt which was over
  refused           {total, by_code: {code: lines}}
  runs              {total, by_state: {state: runs}}, every state in lifecycle order
  anomalies         {total, by_code: {code: instants}, units: {unit: instants}, first: [{file, line, run_id, code, field, at,
                    ..., message}]}, the first 20: instants before the run's previous one (StepBack) or a year and more after
                    it (TimeGap), probably in another unit (OtherUnit), and runs that ended before they were created
                    (EndBeforeCreation); nothing is refused or changed because of them
  times             how long runs were in a state before they left it, in seconds: {states: [{state, count, total, mean, p50, p90, p99, max,
                    exact}], edges: [{from, to, ...}], attempts: {...}, unknown}; quantiles are of nearest rank, and exact but for
                    more than 4096 different durations, which are at most 1 % off
  throughput        lines over time: {seconds, first, last, unknown, intervals: [{from, accepted, created, ended, refused: {total,
                    by_code}}]}, at most 240 intervals, each so many seconds long
  only              with --only: {runs, times, throughput} of these runs
  stuck             with --stuck: {as_of, at_least_seconds, total, by_state, runs: [{run_id, state, since, seconds,
                    attempt_count}]}, the 1000 that are in their state the longest
  slowest           the 5 runs with the most time from created_at to last_state_change_at or, if they are not over, to --as-of,
                    [{run_id, state, attempt_count, seconds}]
  most_retried      the 5 runs with the most attempts beyond the first, in the same form
  With --labels, a run in slowest, most_retried and stuck has the label that the file gives it.
  elapsed_seconds, lines_per_second`,
  `--only selects runs by their state after the last line, their task, and the errors of their refused lines. Of several values for one
key, one is enough. It reads the journals twice.`,
  `--as-of takes an instant as in RFC 3339, a number in the unit of --time, or now. Without it, what is not over counts to the last
instant of the journals.`,
  `--runs writes the final value of each run; --refusals writes {file, line, run_id, op, err} for each refused line,
with its outcome, error, worker and note if it has them.
Each file is written completely or not at all, and must not be an input.`,
  MERGE_HELP,
  `Examples:
  runchart replay journal.ndjson
  zcat *.gz | runchart replay - --json
  runchart replay journal.ndjson.gz --runs runs.ndjson --refusals refusals.ndjson --strict
  runchart replay journal.ndjson --stuck 1h --as-of 2026-01-31T09:30:00Z
  runchart replay worker-1.ndjson worker-2.ndjson --merge --from-runs yesterday.ndjson`,
  exitCodesHelp(
    'with --strict, a line was refused or malformed, or began a run again; or one of several files could not be read to its end',
    'nothing could be replayed, or the runs of --from-runs could not be read, or an output could not be written',
  ),
);

/** Defines `runchart replay`. */
export const defineReplay: DefineCommand = (command, { outputs, done }) => {
  withFormatFlags(
    command
      .argument('<FILE...>', 'journals, replayed as one; - is standard input')
      .option('--json', 'print the summary as JSON')
      .option('--runs <OUT>', 'write the final runs, NDJSON')
      .option('--refusals <OUT>', 'write the refused lines, NDJSON')
      .option('--labels <FILE>', 'what people call runs, as import --labels wrote it')
      .option('--strict', 'exit 1 if a line was refused or malformed, or began a run again')
      .option('--merge', 'read the lines of several journals in the order of their at')
      .option('--from-runs <FILE>', 'begin with these runs, as --runs wrote them')
      .option(
        '--stuck <DURATION>',
        'list the runs that are in a state for so long, and not over: 90s, 1h30m, 2d',
        durationFrom,
      )
      .option(
        '--as-of <INSTANT>',
        'the instant until which these runs count; default: the last of the journals',
      )
      .option(
        '--only <KEY=VALUE>',
        'tell the times of these runs, too: state=STATE, task=ID, error=TAG; repeat it for more',
        onlyFrom,
      )
      .option('--no-times', 'do not tell how long runs were in their states'),
  )
    .addHelpText('after', HELP)
    .action(async (files: ReadonlyArray<string>, flags: ReplayFlags) => {
      done(await replayFiles(files, flags, outputs));
    });
};
