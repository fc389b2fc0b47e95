/** `runchart explain`: the story of one run, as a timeline or as JSON. */
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { printable } from '../codec/printable.js';
import type { StepError } from '../journal/applyStep.js';
import type { JournalEntry } from '../journal/JournalEntry.js';
import type { Op } from '../journal/Step.js';
import type { ErrorWire } from '../journal/StepOutcome.js';
import { encodeError } from '../journal/StepOutcome.js';
import type { TimeAnomalyWire } from '../journal/TimeAnomaly.js';
import { encodeTimeAnomaly, timeAnomalyMessage } from '../journal/TimeAnomaly.js';
import type { EventType } from '../run/RunEvent.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { RunInstanceWire } from '../run/RunInstanceCodec.js';
import { RunInstanceCodec } from '../run/RunInstanceCodec.js';
import { errorMessage } from '../run/RunInstanceError.js';
import { isTerminal } from '../run/RunState.js';
import { idFromText } from '../values/idFromText.js';
import { RunId } from '../values/RunId.js';
import type { Timestamp } from '../values/Timestamp.js';
import { makeAnomalyCounter, unitAdvice } from './anomalies.js';
import type { ExitCode } from './exit.js';
import { DONE, NEGATIVE, UNUSABLE } from './exit.js';
import { count, counted, instant, paintState } from './format.js';
import type { Source } from './input.js';
import { sourceName } from './input.js';
import type { JournalFormatFlags } from './journalFormat.js';
import { journalFormat } from './journalFormat.js';
import type { ActionWire } from './legal.js';
import { actionLines, encodeActions, legalEvents, shortestPaths } from './legal.js';
import type { Colors, Outputs } from './output.js';
import { report, reportInput } from './report.js';
import type { Episode, RunQuery, StoryResult } from './story.js';
import { readStory, runQuery } from './story.js';

/** The flags of `explain`. */
export interface ExplainFlags extends JournalFormatFlags {
  readonly json?: true;
}

// ------------------------------------------------------------------------------------------------------------- JSON

/** One line of the story, as `--json` prints it. */
interface EpisodeWire {
  readonly line: number;
  readonly op: Op;
  /** The instant of the line, if it has one. */
  readonly at: Timestamp | null;
  /** The command was delivered before, so this line changed nothing. */
  readonly redelivered: boolean;
  readonly anomalies: ReadonlyArray<TimeAnomalyWire>;
  readonly before: RunInstanceWire | null;
  readonly outcome: { readonly ok: RunInstanceWire } | { readonly err: ErrorWire };
  /** The events that were legal, if the line was refused. */
  readonly legal_then?: ReadonlyArray<EventType>;
}

/** The story of a run, as `--json` prints it. */
interface StoryWire {
  /** The name of the journal in messages. */
  readonly file: string;
  readonly run_id: string;
  readonly steps: ReadonlyArray<EpisodeWire>;
  /** The run after the last line, if it was ever created. */
  readonly run: RunInstanceWire | null;
  readonly actions: ReadonlyArray<ActionWire>;
  /** For each final state that can be reached, the events of a shortest path. */
  readonly paths: Readonly<Record<string, ReadonlyArray<EventType>>>;
}

/** The instant of a line: its `at`, or else the instant in the op's own fields. */
const instantOf = (entry: JournalEntry): Timestamp | undefined => {
  if (entry.at !== undefined) return entry.at;
  if ('createdAt' in entry) return entry.createdAt;
  return 'timestamp' in entry ? entry.timestamp : undefined;
};

const legalThen = (before: O.Option<RunInstance>): ReadonlyArray<EventType> =>
  O.isSome(before) ? legalEvents(before.value) : [];

const wireOrNull = (run: O.Option<RunInstance>): RunInstanceWire | null =>
  pipe(run, O.map(RunInstanceCodec.encode), O.toNullable);

const encodeEpisode = ({ before, step }: Episode): EpisodeWire => ({
  line: step.line,
  op: step.entry.op,
  at: instantOf(step.entry) ?? null,
  redelivered: step.redelivered,
  anomalies: step.anomalies.map(encodeTimeAnomaly),
  before: wireOrNull(before),
  ...(step._tag === 'Accepted'
    ? { outcome: { ok: RunInstanceCodec.encode(step.run) } }
    : { outcome: { err: encodeError(step.error) }, legal_then: legalThen(before) }),
});

const encodeStory = (source: Source, id: string, { episodes, run }: StoryResult): StoryWire => ({
  file: sourceName(source),
  run_id: id,
  steps: episodes.map(encodeEpisode),
  run: wireOrNull(run),
  actions: O.isSome(run) ? encodeActions(run.value) : [],
  paths: Object.fromEntries(
    (O.isSome(run) ? shortestPaths(run.value) : []).map(({ to, events }) => [to, events]),
  ),
});

// ------------------------------------------------------------------------------------------------------------- text

const LINE_WIDTH = 7;
const WHEN_WIDTH = 33;
const INDENT = ' '.repeat(LINE_WIDTH + WHEN_WIDTH + 6);

const why = (error: StepError): string => {
  if (error._tag === 'NoRun') return 'there is no run yet';
  if (error._tag === 'Decode') return `its JSON is no run: ${printable(error.message)}`;
  return errorMessage(error);
};

const when = (entry: JournalEntry): string => {
  const at = instantOf(entry);
  return (at === undefined ? '-' : `${instant(at)} (${String(at)})`).padEnd(WHEN_WIDTH);
};

/** Does an op create a run, even if there is one already? */
const createsRun = (op: Op): boolean =>
  op === 'new_scheduled_with_id' || op === 'new_ready_with_id' || op === 'deserialize';

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

/** The lines of an episode; `opWidth` is the width of the op column. */
const episodeLines = (
  colors: Colors,
  opWidth: number,
  { before, step }: Episode,
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
        : otherChanges(entry.op, before, step.run).map((text) => `${INDENT}${text}`)),
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

/** Yields the timeline in parts, so that a long one is written as it is made. */
function* storyText(
  colors: Colors,
  source: Source,
  id: string,
  { episodes, run }: StoryResult,
): Generator<string, void> {
  const refused = episodes.filter(({ step }) => step._tag === 'Refused').length;
  const anomalies = episodes.reduce((sum, { step }) => sum + step.anomalies.length, 0);
  const odd =
    anomalies === 0
      ? ''
      : `, ${count(anomalies)} ${anomalies === 1 ? 'anomaly' : 'anomalies'} of time`;
  yield `${colors.bold(`run ${id}`)} in ${printable(sourceName(source))}: ${counted(episodes.length, 'op')}, ${count(refused)} refused${odd}\n\n`;
  const opWidth =
    episodes.reduce((width, { step }) => Math.max(width, step.entry.op.length), 0) + 2;
  for (const episode of episodes) yield `${episodeLines(colors, opWidth, episode).join('\n')}\n`;
  const end = O.isSome(run)
    ? endLines(colors, run.value)
    : ['The run never began: no op that makes it was accepted.'];
  yield `\n${end.join('\n')}\n`;
}

// ----------------------------------------------------------------------------------------------------------- command

const CANDIDATES_SHOWN = 10;

/** The message if the run does not occur. */
const notFound = (source: Source, query: RunQuery, result: StoryResult): string => {
  const file = printable(sourceName(source));
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
  source: Source,
  asked: string,
  flags: ExplainFlags,
  outputs: Outputs,
): Promise<ExitCode> => {
  const query = runQuery(writtenId(asked, flags));
  if (O.isNone(query)) {
    await report(
      outputs,
      `${printable(asked)} is no run id: give a UUID, or at least its first four digits`,
    );
    return UNUSABLE;
  }
  const result = await readStory(source, query.value, journalFormat(flags));
  const cutShort = O.isSome(result.failure);
  if (O.isSome(result.failure)) await reportInput(outputs, result.failure.value);
  if (result.malformed > 0) {
    const file = printable(sourceName(source));
    await report(
      outputs,
      `${counted(result.malformed, 'malformed line')} in ${file} passed over; runchart replay lists them`,
    );
  }
  if (O.isSome(result.foreign)) await report(outputs, result.foreign.value);
  const [id, another] = result.candidates;
  if (id === undefined) {
    if (cutShort && result.runs === 0) return UNUSABLE;
    await report(outputs, notFound(source, query.value, result));
    return result.runs === 0 ? UNUSABLE : NEGATIVE;
  }
  if (another !== undefined) {
    await report(outputs, ambiguous(query.value, result));
    return UNUSABLE;
  }
  const { colors, write } = outputs.out;
  const parts =
    flags.json === true
      ? [`${JSON.stringify(encodeStory(source, id, result))}\n`]
      : storyText(colors, source, id, result);
  for (const part of parts) if (!(await write(part))) break;
  if (flags.json !== true) {
    const counter = makeAnomalyCounter();
    for (const { step } of result.episodes) counter.add(source, step.line, step);
    for (const advice of unitAdvice(counter.facts())) await write(`\n${advice}\n`);
  }
  return cutShort ? NEGATIVE : DONE;
};
