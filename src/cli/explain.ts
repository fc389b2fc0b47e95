/** `runchart explain`: the story of one run, as a timeline or as JSON. */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { printable } from '../codec/printable.js';
import { annotationsOf } from '../journal/Annotations.js';
import { createsRun } from '../journal/beginAgain.js';
import type { EntryError } from '../journal/Command.js';
import { entryErrorText } from '../journal/Command.js';
import type { JournalEntry } from '../journal/JournalEntry.js';
import type { AcceptedStep } from '../journal/replay.js';
import type { Op } from '../journal/Step.js';
import { timeAnomalyMessage } from '../journal/TimeAnomaly.js';
import type { RunInstance } from '../run/RunInstance.js';
import { isTerminal } from '../run/RunState.js';
import { idFromText } from '../values/idFromText.js';
import { RunId } from '../values/RunId.js';
import { makeAnomalyCounter, unitAdvice } from './anomalies.js';
import type { ExitCode } from './exit.js';
import { DONE, NEGATIVE, UNUSABLE } from './exit.js';
import { count, counted, instant, paintState } from './format.js';
import { readRuns } from './fromRuns.js';
import type { Source } from './input.js';
import { sourceName, sourcesError } from './input.js';
import type { JournalFormatFlags } from './journalFormat.js';
import { journalFormat } from './journalFormat.js';
import { readLabels } from './labels.js';
import { actionLines, shortestPaths } from './legal.js';
import type { Colors, Outputs } from './output.js';
import { report, reportInput } from './report.js';
import type { MalformedEpisode, OpEpisode, RunQuery, StoryResult } from './story.js';
import { isOp, readStory, runQuery } from './story.js';
import { encodeStory, instantOf, legalThen } from './storyWire.js';

/** The flags of `explain`. */
export interface ExplainFlags extends JournalFormatFlags {
  readonly json?: true;
  /** Whether the journals are merged by `at`. */
  readonly merge?: true;
  /** The file of the runs that exist before the first line. */
  readonly fromRuns?: string;
  /** The file of what people call runs. */
  readonly labels?: string;
}

// ------------------------------------------------------------------------------------------------------------- text

const LINE_WIDTH = 7;
const WHEN_WIDTH = 33;
const INDENT = ' '.repeat(LINE_WIDTH + WHEN_WIDTH + 6);

const why = (error: EntryError): string => {
  if (error._tag === 'NoRun') return 'there is no run yet';
  if (error._tag === 'Decode') return `its JSON is no run: ${printable(error.message)}`;
  return entryErrorText(error);
};

const when = (entry: JournalEntry): string => {
  const at = instantOf(entry);
  return (at === undefined ? '-' : `${instant(at)} (${String(at)})`).padEnd(WHEN_WIDTH);
};

/** Describes the change of state by an accepted line. */
const stateChange = (
  colors: Colors,
  op: Op,
  before: O.Option<RunInstance>,
  after: RunInstance,
): string => {
  const to = paintState(colors, after.state);
  if (O.isNone(before)) return `begins in ${to}`;
  if (createsRun(op)) return `begins again in ${to}`;
  return before.value.state === after.state
    ? `stays in ${to}`
    : `${paintState(colors, before.value.state)} -> ${to}`;
};

/** Describes the other changes by an accepted line. */
const otherChanges = (
  op: Op,
  before: O.Option<RunInstance>,
  after: RunInstance,
): ReadonlyArray<string> => {
  const previous = O.toUndefined(before);
  const activeBefore =
    previous === undefined ? undefined : O.toUndefined(previous.currentAttemptId);
  const active = O.toUndefined(after.currentAttemptId);
  return [
    ...(active === undefined || active === activeBefore
      ? []
      : [
          `attempt ${count(after.attemptCount)} ${op === 'start_attempt' ? 'begins' : 'is restored'}: ${active}`,
        ]),
    ...(activeBefore === undefined || active === activeBefore
      ? []
      : [`attempt ${activeBefore} is over`]),
    ...(previous === undefined || previous.effectivePriority === after.effectivePriority
      ? []
      : [`priority ${String(previous.effectivePriority)} -> ${String(after.effectivePriority)}`]),
  ];
};

/** What a line began again, in words. */
const againText = (step: AcceptedStep): ReadonlyArray<string> => {
  if (step.begunAgain === 'Run') return ['begun again: what the run was before is lost'];
  return step.begunAgain === 'Attempt' ? ['the attempt was over, and starts again'] : [];
};

/** What a line says beside its op. */
const annotationLines = (colors: Colors, entry: JournalEntry): ReadonlyArray<string> =>
  Object.entries(annotationsOf(entry)).map(
    ([name, text]: readonly [string, string]) =>
      `${INDENT}${colors.dim(`${name}:`)} ${printable(text)}`,
  );

const malformedLines = (
  colors: Colors,
  opWidth: number,
  { line, malformed }: MalformedEpisode,
): ReadonlyArray<string> => [
  `${colors.dim(String(line).padStart(LINE_WIDTH))}  ${'-'.padEnd(WHEN_WIDTH)}  ${colors.red('x')} ${'no op'.padEnd(opWidth)}${colors.red('malformed')}`,
  `${INDENT}${printable(malformed)}`,
];

/** The lines of an op; `opWidth` is the width of the op column. */
const opLines = (
  colors: Colors,
  opWidth: number,
  { before, step }: OpEpisode,
): ReadonlyArray<string> => {
  const { line, entry, redelivered } = step;
  const head = `${colors.dim(String(line).padStart(LINE_WIDTH))}  ${when(entry)}  `;
  const op = entry.op.padEnd(opWidth);
  const again = redelivered
    ? [`${INDENT}redelivered: answered as the first time, nothing done`]
    : [];
  const odd = step.anomalies.map(
    (anomaly) => `${INDENT}${colors.yellow('anomaly:')} ${timeAnomalyMessage(anomaly)}`,
  );
  if (step._tag === 'Accepted') {
    const what = redelivered
      ? colors.dim('again')
      : stateChange(colors, entry.op, before, step.run);
    return [
      `${head}${colors.green('+')} ${op}${what}`,
      ...again,
      ...(redelivered
        ? []
        : [...againText(step), ...otherChanges(entry.op, before, step.run)].map(
            (text) => `${INDENT}${text}`,
          )),
      ...annotationLines(colors, entry),
      ...odd,
    ];
  }
  const legal = O.isSome(before)
    ? legalThen(before).join(', ') || 'nothing, as the run had ended'
    : 'only what makes the run, such as new_scheduled_with_id';
  return [
    `${head}${colors.red('x')} ${op}${colors.red('refused')}`,
    ...again,
    `${INDENT}${why(step.error)}`,
    ...annotationLines(colors, entry),
    `${INDENT}${colors.dim('legal then:')} ${legal}`,
    ...odd,
  ];
};

const endLines = (colors: Colors, run: RunInstance): ReadonlyArray<string> => {
  const { state, attemptCount, effectivePriority, lastStateChangeAt } = run;
  const now = `${colors.bold('Now')} ${paintState(colors, state)} since ${instant(lastStateChangeAt)} (${String(lastStateChangeAt)}), ${counted(attemptCount, 'attempt')}, priority ${String(effectivePriority)}`;
  if (isTerminal(state)) return [now, ...actionLines(colors, run)];
  const ways = shortestPaths(run).map(
    ({ to, events }) => `  ${`to ${to}:`.padEnd(15)} ${events.join(', ')}`,
  );
  return [
    now,
    ...actionLines(colors, run),
    '',
    colors.bold('The shortest ways to an end'),
    ...ways,
  ];
};

/** The names of the journals; of many only the number. */
const namesOf = (sources: ReadonlyArray<Source>): string =>
  sources.length > MAX_NAMED
    ? counted(sources.length, 'journal')
    : sources.map((source) => printable(sourceName(source))).join(', ');

const headText = (
  colors: Colors,
  sources: ReadonlyArray<Source>,
  id: string,
  { episodes, first }: StoryResult,
  label: string | undefined,
): string => {
  const ops = episodes.filter(isOp);
  const refused = ops.filter(({ step }) => step._tag === 'Refused').length;
  const malformed = episodes.length - ops.length;
  const anomalies = ops.reduce((sum, { step }) => sum + step.anomalies.length, 0);
  const odd =
    anomalies === 0
      ? ''
      : `, ${count(anomalies)} ${anomalies === 1 ? 'anomaly' : 'anomalies'} of time`;
  return [
    `${colors.bold(`run ${id}`)}${label === undefined ? '' : ` (${printable(label)})`} in ${namesOf(sources)}: ${counted(ops.length, 'op')}, ${count(refused)} refused${malformed === 0 ? '' : `, ${counted(malformed, 'malformed line')}`}${odd}\n\n`,
    ...(O.isSome(first)
      ? [
          `${' '.repeat(LINE_WIDTH)}  begins in ${paintState(colors, first.value.state)}, from --from-runs\n`,
        ]
      : []),
  ].join('');
};

/** Yields the timeline in parts, so that a long one is written as it is made. */
function* storyText(
  colors: Colors,
  sources: ReadonlyArray<Source>,
  id: string,
  result: StoryResult,
  label: string | undefined,
): Generator<string, void> {
  const { episodes, run } = result;
  yield headText(colors, sources, id, result, label);
  const opWidth =
    episodes.reduce(
      (width, episode) => (isOp(episode) ? Math.max(width, episode.step.entry.op.length) : width),
      0,
    ) + 2;
  let source = sources.length > 1 ? undefined : episodes[0]?.source;
  for (const episode of episodes) {
    // The lines of one journal are under its name, wherever another journal goes on.
    if (sources.length > 1 && episode.source !== source)
      yield `${' '.repeat(LINE_WIDTH)}  ${colors.dim(printable(sourceName(episode.source)))}\n`;
    ({ source } = episode);
    const lines = isOp(episode)
      ? opLines(colors, opWidth, episode)
      : malformedLines(colors, opWidth, episode);
    yield `${lines.join('\n')}\n`;
  }
  const end = O.isSome(run)
    ? endLines(colors, run.value)
    : ['The run never began: no op that makes it was accepted.'];
  yield `\n${end.join('\n')}\n`;
}

// ----------------------------------------------------------------------------------------------------------- command

const CANDIDATES_SHOWN = 10;

/** More journals than this are not named one by one. */
const MAX_NAMED = 3;

/** The message if the run does not occur. */
const notFound = (sources: ReadonlyArray<Source>, query: RunQuery, result: StoryResult): string => {
  const file = namesOf(sources);
  const asked = query.whole ? `run ${query.prefix}` : `no run that begins with ${query.prefix}`;
  const verb = query.whole ? `does not occur in ${file}` : `occurs in ${file}`;
  const others =
    result.runs === 0
      ? 'it names no run at all'
      : result.similar.length > 0
        ? `did you mean ${result.similar.join(' or ')}?`
        : `it has ${counted(result.runs, 'run')}, and replay --runs writes them all`;
  return `${asked} ${verb}; ${others}`;
};

const ambiguous = ({ prefix }: RunQuery, { candidates }: StoryResult): string => {
  const more = candidates.length - CANDIDATES_SHOWN;
  const shown = candidates.slice(0, CANDIDATES_SHOWN).map((id) => `\n  ${id}`);
  return `${counted(candidates.length, 'run')} begin with ${prefix}; give more of the id:${shown.join('')}${
    more > 0 ? `\n  and ${count(more)} more` : ''
  }`;
};

/** The run id that is asked for. In a journal whose ids are any text, it is the id as the journal writes it. */
const writtenId = (asked: string, { idNamespace }: ExplainFlags): string =>
  idNamespace === undefined || asked === '' ? asked : idFromText(RunId)(idNamespace)(asked);

/** Runs `runchart explain`. */
export const explainRun = async (
  sources: ReadonlyArray<Source>,
  asked: string,
  flags: ExplainFlags,
  outputs: Outputs,
): Promise<ExitCode> => {
  const wrong = sourcesError(sources, flags.fromRuns);
  if (wrong !== undefined) {
    await report(outputs, wrong);
    return UNUSABLE;
  }
  const query = runQuery(writtenId(asked, flags));
  if (O.isNone(query)) {
    await report(
      outputs,
      `${printable(asked)} is no run id: give a UUID, or at least its first four digits; if the journal has other ids, add --id-namespace`,
    );
    return UNUSABLE;
  }
  const labels = await readLabels(flags.labels);
  if (E.isLeft(labels)) {
    await report(outputs, labels.left);
    return UNUSABLE;
  }
  const runs = await readRuns(flags.fromRuns);
  if (E.isLeft(runs)) {
    await report(outputs, runs.left);
    return UNUSABLE;
  }
  const input = {
    sources,
    isMerged: flags.merge === true,
    runs: runs.right,
    format: journalFormat(flags),
  };
  const result = await readStory(input, query.value);
  const cutShort = result.failures.length > 0;
  for (const failure of result.failures) await reportInput(outputs, failure);
  if (result.malformed > 0) {
    await report(
      outputs,
      `${counted(result.malformed, 'malformed line')} in ${namesOf(sources)} passed over; runchart replay lists them`,
    );
  }
  for (const text of result.foreign) await report(outputs, text);
  const [id, another] = result.candidates;
  if (id === undefined) {
    if (cutShort && result.runs === 0) return UNUSABLE;
    await report(outputs, notFound(sources, query.value, result));
    return result.runs === 0 ? UNUSABLE : NEGATIVE;
  }
  if (another !== undefined) {
    await report(outputs, ambiguous(query.value, result));
    return UNUSABLE;
  }
  const label = labels.right.get(id);
  const { colors, write } = outputs.out;
  const parts =
    flags.json === true
      ? [`${JSON.stringify(encodeStory(sources, id, result, label))}\n`]
      : storyText(colors, sources, id, result, label);
  for (const part of parts) if (!(await write(part))) break;
  if (flags.json !== true) {
    const counter = makeAnomalyCounter();
    for (const { source, step } of result.episodes.filter(isOp))
      counter.add(source, step.line, step);
    for (const advice of unitAdvice(counter.facts())) await write(`\n${advice}\n`);
  }
  return cutShort ? NEGATIVE : DONE;
};
