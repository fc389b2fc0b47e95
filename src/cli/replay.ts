/** `runchart replay`: replays journals, as if they were one, and summarizes the result. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as RA from 'fp-ts/lib/ReadonlyArray.js';
import { printable } from '../codec/printable.js';
import { annotationsOf } from '../journal/Annotations.js';
import { hintOf } from '../journal/hints.js';
import type { JournalFormat } from '../journal/JournalEntry.js';
import type { JournalStep, RefusedStep } from '../journal/replay.js';
import { encodeError } from '../journal/StepOutcome.js';
import type { RunInstance } from '../run/RunInstance.js';
import { RunInstanceCodec } from '../run/RunInstanceCodec.js';
import type { JournalTimes } from '../times/JournalTimes.js';
import { makeJournalTimes } from '../times/JournalTimes.js';
import type { RunId } from '../values/RunId.js';
import type { AnomalyFacts } from './anomalies.js';
import { makeAnomalyCounter } from './anomalies.js';
import type { BlockReplay } from './blockReplay.js';
import { makeBlockReplayer } from './blockReplay.js';
import type { ExitCode } from './exit.js';
import { DONE, NEGATIVE, UNUSABLE } from './exit.js';
import { makeForeignWatch } from './foreign.js';
import { counted } from './format.js';
import { readRuns } from './fromRuns.js';
import { isSameFile } from './identity.js';
import type { Source } from './input.js';
import { sizeOf, sourceName, sourcesError, STDIN } from './input.js';
import type { JournalFormatFlags } from './journalFormat.js';
import { formatWords, journalFormat } from './journalFormat.js';
import { readBlocks } from './journals.js';
import { readLabels } from './labels.js';
import type { Block, Line } from './lines.js';
import { afterLine, textAt } from './lines.js';
import type { Selected } from './only.js';
import { makeSelection } from './only.js';
import type { OutFile, OutFiles } from './outfile.js';
import { openOutFiles } from './outfile.js';
import type { Outputs } from './output.js';
import { makeProgress } from './progress.js';
import type { TimeFlags } from './replayTimes.js';
import { asOfFrom, timeFacts } from './replayTimes.js';
import { report, reportInput, reportOutFile } from './report.js';
import type { FileFacts, OnlyFacts, Summary } from './summary.js';
import { summarize, summaryText, withLabels } from './summary.js';

/** The flags of `replay`. */
export interface ReplayFlags extends JournalFormatFlags, TimeFlags {
  readonly json?: true;
  readonly strict?: true;
  /** Whether the journals are merged by `at`. */
  readonly merge?: true;
  /** The file of the runs that exist before the first line. */
  readonly fromRuns?: string;
  /** The file of what people call runs. */
  readonly labels?: string;
  /** Where the final runs go. */
  readonly runs?: string;
  /** Where the refused lines go. */
  readonly refusals?: string;
}

// ------------------------------------------------------------------------------------------------------------- lines

/** How many malformed lines are reported one by one. */
const MAX_REPORTED = 20;

/** The place of a line in its own file. The replay itself numbers the lines of all files together. */
interface Place {
  readonly source: Source;
  readonly line: number;
}

/** Encodes a refused line for `--refusals`. */
const refusalLine = ({ source, line }: Place, { entry, error }: RefusedStep): string =>
  JSON.stringify({
    file: sourceName(source),
    line,
    run_id: entry.runId,
    op: entry.op,
    ...annotationsOf(entry),
    err: encodeError(error),
  });

/** How many lines a block has, and how many of them are not blank. */
interface Taken {
  readonly lines: number;
  readonly taken: number;
}

/** Replays the lines of all files, and adds the lines that are not text to its counts. */
interface Intake {
  /** Takes the lines of a block, the first of which is at `place`. */
  readonly take: (place: Place, block: Block) => Taken;
  /** The number of lines that are not blank. */
  readonly lines: () => number;
  /** The number of malformed lines that are reported neither one by one nor with their file. */
  readonly unreported: () => number;
  /** The messages about malformed lines since the last call. */
  readonly takeMessages: () => string;
  readonly result: () => BlockReplay;
  readonly anomalies: () => AnomalyFacts;
}

const makeIntake = (
  refusals: OutFile | undefined,
  runs: Iterable<RunInstance>,
  format: JournalFormat,
  times: JournalTimes | undefined,
): Intake => {
  const replayer = makeBlockReplayer(
    { runs, ...format, ...(times === undefined ? {} : { times }) },
    hintOf(format),
  );
  const anomalies = makeAnomalyCounter();
  const foreign = makeForeignWatch(`runchart replay -${formatWords(format)}`);
  let lines = 0;
  let malformed = 0;
  /** The malformed lines of files that are told to be no journals. */
  let told = 0;
  let messages = '';

  const addMalformed = ({ source, line }: Place, message: string, text = ''): void => {
    malformed += 1;
    const seen = foreign.sawMalformed(source, text);
    if (seen.text !== undefined) messages += `${seen.text}\n`;
    if (seen.told) told += 1;
    if (seen.told || malformed - told > MAX_REPORTED) return;
    messages += `${printable(sourceName(source))}:${String(line)}: ${printable(message)}\n`;
  };

  const takeStep = (place: Place, step: JournalStep): void => {
    if (step.anomalies.length > 0) anomalies.add(place.source, place.line, step);
    if (step._tag === 'Refused' && !step.redelivered) refusals?.line(refusalLine(place, step));
  };

  /** Takes the text of a line. Returns false if it was blank. */
  const takeText = (place: Place, line: Line): boolean => {
    if (E.isLeft(line)) {
      // The line is not text, so the replay cannot take it.
      addMalformed(place, line.left);
      return true;
    }
    const result = replayer.line(line.right);
    if (O.isNone(result)) return false;
    const step = result.value;
    if (step._tag === 'Malformed') {
      addMalformed(place, step.message, line.right);
      return true;
    }
    foreign.sawOp(place.source);
    takeStep(place, step);
    return true;
  };

  const takeLines = ({ source, line: first }: Place, texts: ReadonlyArray<Line>): Taken => ({
    lines: texts.length,
    taken: texts.filter((text, i) => takeText({ source, line: first + i }, text)).length,
  });

  const takeBytes = ({ source, line: first }: Place, block: Buffer): Taken => {
    let line = first;
    let blank = 0;
    for (let start = 0; start <= block.length; line += 1) {
      const end = replayer.recognized(block, start);
      if (end === -1) {
        if (!takeText({ source, line }, textAt(block, start))) blank += 1;
      } else {
        foreign.sawOp(source);
        const step = replayer.step();
        if (step !== undefined) takeStep({ source, line }, step);
      }
      start = afterLine(block, end === -1 ? start : end);
    }
    return { lines: line - first, taken: line - first - blank };
  };

  return {
    take: (place, block) => {
      const taken = Buffer.isBuffer(block) ? takeBytes(place, block) : takeLines(place, block);
      lines += taken.taken;
      return taken;
    },
    lines: () => lines,
    unreported: () => Math.max(0, malformed - told - MAX_REPORTED),
    takeMessages: () => {
      const taken = messages;
      messages = '';
      return taken;
    },
    result: () => ({ ...replayer.result(), lines, malformed }),
    anomalies: anomalies.facts,
  };
};

// ------------------------------------------------------------------------------------------------------------- files

/** The total size of the sources; none if one of them has no size. */
const totalSize = (sources: ReadonlyArray<Source>): O.Option<number> =>
  pipe(sources, O.traverseArray(sizeOf), O.map(RA.reduce(0, (sum, size) => sum + size)));

const replaySources = async (
  sources: ReadonlyArray<Source>,
  isMerged: boolean,
  intake: Intake,
  outFiles: OutFiles | undefined,
  outputs: Outputs,
): Promise<ReadonlyArray<FileFacts>> => {
  const progress = await makeProgress(outputs.err, totalSize(sources));
  const files = sources.map((source): { facts: FileFacts; next: number; read: number } => ({
    facts: { file: sourceName(source), lines: 0, error: null },
    next: 1,
    read: 0,
  }));
  let total = 0;
  for await (const piece of readBlocks(sources, isMerged)) {
    const file = files[E.isLeft(piece) ? piece.left.index : piece.right.index];
    if (file === undefined) continue;
    if (E.isLeft(piece)) {
      const { error } = piece.left;
      file.facts = { ...file.facts, error: error.message };
      await progress.aside(() => reportInput(outputs, error));
      continue;
    }
    const { source, blocks, read } = piece.right;
    let taken = 0;
    for (const block of blocks) {
      const own = intake.take({ source, line: file.next }, block);
      taken += own.taken;
      file.next += own.lines;
    }
    file.facts = { ...file.facts, lines: file.facts.lines + taken };
    total += read - file.read;
    file.read = read;
    progress.update(total, intake.lines());
    const messages = intake.takeMessages();
    if (messages !== '') await progress.aside(() => outputs.err.write(messages));
    if (outFiles !== undefined && O.isSome(outFiles.failure())) break;
  }
  progress.stop();
  const unreported = intake.unreported();
  if (unreported > 0)
    await outputs.err.write(`and ${counted(unreported, 'more malformed line')}\n`);
  return files.map(({ facts }) => facts);
};

// ----------------------------------------------------------------------------------------------------------- command

/** Errors of the command line that commander does not find. */
const usageError = (
  sources: ReadonlyArray<Source>,
  { runs, refusals, fromRuns, labels, only, times }: ReplayFlags,
): string | undefined => {
  const twice = sourcesError(sources, fromRuns);
  if (twice !== undefined) return twice;
  if (only !== undefined && sources.includes(STDIN))
    return '--only reads the journals twice, and standard input can be read once; give it files';
  if (only !== undefined && !times) return '--only tells times, and --no-times tells none';
  if (runs === STDIN || refusals === STDIN) {
    return '--runs and --refusals take the name of a file; standard output has the summary';
  }
  if (runs !== undefined && refusals !== undefined && isSameFile(runs, refusals)) {
    return `--runs and --refusals need a file each; ${printable(runs)} and ${printable(refusals)} are one`;
  }
  const inputs = [
    ...sources.map((source) => ({ source, use: 'is replayed' })),
    ...(fromRuns === undefined ? [] : [{ source: fromRuns, use: 'the replay begins with' }]),
    ...(labels === undefined ? [] : [{ source: labels, use: 'has the labels' }]),
  ];
  for (const [flag, out] of [
    ['--runs', runs],
    ['--refusals', refusals],
  ] as const) {
    const lost = out === undefined ? undefined : inputs.find((it) => isSameFile(it.source, out));
    if (out !== undefined && lost !== undefined) {
      return `${flag} ${printable(out)} would overwrite ${printable(sourceName(lost.source))}, which ${lost.use}; give it another file`;
    }
  }
  return undefined;
};

const SHAPE =
  'a journal has one JSON op with a run_id a line, such as {"op":"promote_to_ready","run_id":"..."}';

/** The message if no line is an op. */
const nothingRead = ({ lines }: BlockReplay): string =>
  lines === 0
    ? `there is nothing to replay; ${SHAPE}`
    : `nothing could be replayed: of ${counted(lines, 'line')} none is an op; ${SHAPE}`;

/** What to try next, where the journals were probably read in another way than they were written. */
const replayAdvice = (
  { files, refused, anomalies }: Summary,
  { merge, fromRuns }: ReplayFlags,
): ReadonlyArray<string> => {
  const noRun = refused.by_code['NoRun'] ?? 0;
  const back = anomalies.by_code['StepBack'] ?? 0;
  return [
    ...(files.length > 1 && merge !== true && noRun + back > 0
      ? [
          'The journals were read one after the other: if they were written at one time, add --merge\n',
        ]
      : []),
    ...(noRun > 0 && fromRuns === undefined
      ? [
          'NoRun: no line before creates the run; if the journal begins in the middle, add --from-runs FILE, which --runs FILE wrote at the end of the one before\n',
        ]
      : []),
  ];
};

/** Replays journals again, for the times of the runs that were selected. */
const replayAgain = async (
  sources: ReadonlyArray<Source>,
  flags: ReplayFlags,
  begun: ReadonlyMap<RunId, RunInstance>,
  selected: Selected,
  outputs: Outputs,
): Promise<OnlyFacts> => {
  const times = makeJournalTimes();
  const intake = makeIntake(undefined, begun.values(), journalFormat(flags), selected.times(times));
  await replaySources(
    sources,
    flags.merge === true,
    { ...intake, takeMessages: () => '', unreported: () => 0 },
    undefined,
    outputs,
  );
  return { runs: selected.size, times };
};

/** Runs `runchart replay`. */
export const replayFiles = async (
  sources: ReadonlyArray<Source>,
  flags: ReplayFlags,
  outputs: Outputs,
): Promise<ExitCode> => {
  const wrong = usageError(sources, flags);
  if (wrong !== undefined) {
    await report(outputs, wrong);
    return UNUSABLE;
  }
  const asOf = asOfFrom(flags);
  if (E.isLeft(asOf)) {
    await report(outputs, asOf.left);
    return UNUSABLE;
  }
  const begun = await readRuns(flags.fromRuns);
  if (E.isLeft(begun)) {
    await report(outputs, begun.left);
    return UNUSABLE;
  }
  const labels = await readLabels(flags.labels);
  if (E.isLeft(labels)) {
    await report(outputs, labels.left);
    return UNUSABLE;
  }
  const opened = openOutFiles([flags.runs, flags.refusals]);
  if (E.isLeft(opened)) {
    await reportOutFile(outputs, opened.left);
    return UNUSABLE;
  }
  const outFiles = opened.right;
  const [runsFile, refusalsFile] = outFiles.files;

  const started = performance.now();
  const times = flags.times ? makeJournalTimes() : undefined;
  const selection = flags.only === undefined ? undefined : makeSelection(flags.only);
  const watched = times === undefined ? undefined : (selection?.watched(times) ?? times);
  const intake = makeIntake(refusalsFile, begun.right.values(), journalFormat(flags), watched);
  const files = await replaySources(sources, flags.merge === true, intake, outFiles, outputs);
  const result = intake.result();
  const only =
    selection === undefined || O.isSome(outFiles.failure())
      ? undefined
      : await replayAgain(
          sources,
          flags,
          begun.right,
          selection.select(result.runs.values()),
          outputs,
        );
  const facts = summarize(result, intake.anomalies(), files, performance.now() - started, {
    ...timeFacts(result, times, asOf.right, flags.stuck),
    only,
  });
  const summary = withLabels(labels.right, facts);
  const unread = files.filter(({ error }) => error !== null);

  if (result.lines === result.malformed && O.isNone(outFiles.failure())) {
    outFiles.abort();
    if (unread.length < files.length) await report(outputs, nothingRead(result));
    return UNUSABLE;
  }

  if (runsFile !== undefined) {
    for (const run of result.runs.values()) {
      runsFile.line(JSON.stringify(RunInstanceCodec.encode(run)));
    }
  }
  const written = outFiles.commit();
  if (E.isLeft(written)) {
    await reportOutFile(outputs, written.left);
    return UNUSABLE;
  }

  const { colors, write } = outputs.out;
  await write(
    flags.json === true
      ? `${JSON.stringify(summary)}\n`
      : [summaryText(colors, summary), ...replayAdvice(summary, flags)].join('\n'),
  );
  const refused =
    flags.strict === true && summary.refused.total + summary.malformed + summary.begun_again > 0;
  return refused || unread.length > 0 ? NEGATIVE : DONE;
};
