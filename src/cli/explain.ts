/** `runchart explain`: one run's story, for people as a timeline and for programs as JSON. */
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { printable } from '../codec/printable.js';
import type { StepError } from '../journal/applyStep.js';
import type { JournalEntry } from '../journal/JournalEntry.js';
import type { Op } from '../journal/Step.js';
import type { ErrorWire } from '../journal/StepOutcome.js';
import { encodeError } from '../journal/StepOutcome.js';
import type { EventType } from '../run/RunEvent.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { RunInstanceWire } from '../run/RunInstanceCodec.js';
import { RunInstanceCodec } from '../run/RunInstanceCodec.js';
import { errorMessage } from '../run/RunInstanceError.js';
import { isTerminal } from '../run/RunState.js';
import type { Timestamp } from '../values/Timestamp.js';
import type { ExitCode } from './exit.js';
import { DONE, NEGATIVE, UNUSABLE } from './exit.js';
import { count, counted, instant, paintState } from './format.js';
import type { Source } from './input.js';
import { sourceName } from './input.js';
import type { ActionFacts } from './legal.js';
import { actionFacts, actionLines, legalEvents, waysOut } from './legal.js';
import type { Colors, Outputs } from './output.js';
import { report, reportInput } from './report.js';
import type { Episode, RunQuery, Told } from './story.js';
import { runQuery, tell } from './story.js';

/** What the command line of `explain` says. */
export interface ExplainFlags {
  readonly json?: true;
}

// ------------------------------------------------------------------------------------------------------------ facts

/** One line of the story, in the shape that `--json` prints. */
interface EpisodeFacts {
  readonly line: number;
  readonly op: Op;
  /** When it happened, if the line says so. */
  readonly at: Timestamp | null;
  /** The same command came before, so this line changed nothing. */
  readonly redelivered: boolean;
  readonly before: RunInstanceWire | null;
  readonly outcome: { readonly ok: RunInstanceWire } | { readonly err: ErrorWire };
  /** If it was refused: the events that would have been accepted. */
  readonly legal_then?: ReadonlyArray<EventType>;
}

/** A run's story, in the shape that `--json` prints. */
interface StoryFacts {
  /** The journal as messages name it. */
  readonly file: string;
  readonly run_id: string;
  readonly steps: ReadonlyArray<EpisodeFacts>;
  /** The run in the end, if it ever began. */
  readonly run: RunInstanceWire | null;
  readonly actions: ReadonlyArray<ActionFacts>;
  /** For each final state that can be reached, the events of the shortest way. */
  readonly paths: Readonly<Record<string, ReadonlyArray<EventType>>>;
}

/** When a line says that it happened: its `at`, or the instant that the op itself carries. */
const instantOf = (entry: JournalEntry): Timestamp | undefined => {
  if (entry.at !== undefined) return entry.at;
  if ('createdAt' in entry) return entry.createdAt;
  return 'timestamp' in entry ? entry.timestamp : undefined;
};

const legalThen = (before: O.Option<RunInstance>): ReadonlyArray<EventType> =>
  O.isSome(before) ? legalEvents(before.value) : [];

const wireOrNull = (run: O.Option<RunInstance>): RunInstanceWire | null =>
  pipe(run, O.map(RunInstanceCodec.encode), O.toNullable);

const episodeFacts = ({ before, step }: Episode): EpisodeFacts => ({
  line: step.line,
  op: step.entry.op,
  at: instantOf(step.entry) ?? null,
  redelivered: step.redelivered,
  before: wireOrNull(before),
  ...(step._tag === 'Accepted'
    ? { outcome: { ok: RunInstanceCodec.encode(step.run) } }
    : { outcome: { err: encodeError(step.error) }, legal_then: legalThen(before) }),
});

const storyFacts = (source: Source, id: string, { episodes, run }: Told): StoryFacts => ({
  file: sourceName(source),
  run_id: id,
  steps: episodes.map(episodeFacts),
  run: wireOrNull(run),
  actions: O.isSome(run) ? actionFacts(run.value) : [],
  paths: Object.fromEntries(
    (O.isSome(run) ? waysOut(run.value) : []).map(({ to, events }) => [to, events]),
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

/** Does an op make a run, whether or not there is one already? */
const makesRun = (op: Op): boolean =>
  op === 'new_scheduled_with_id' || op === 'new_ready_with_id' || op === 'deserialize';

/** What a run's state was before a line, and is after it. */
const move = (
  colors: Colors,
  op: Op,
  before: O.Option<RunInstance>,
  after: RunInstance,
): string => {
  const to = paintState(colors, after.state);
  if (O.isNone(before)) return `begins in ${to}`;
  if (makesRun(op)) return `begins again in ${to}`;
  return before.value.state === after.state
    ? `stays in ${to}`
    : `${paintState(colors, before.value.state)} -> ${to}`;
};

/** What else a line changed. */
const changes = (
  op: Op,
  before: O.Option<RunInstance>,
  after: RunInstance,
): ReadonlyArray<string> => {
  const was = O.toUndefined(before);
  const activeBefore = was === undefined ? undefined : O.toUndefined(was.currentAttemptId);
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
    ...(was === undefined || was.effectivePriority === after.effectivePriority
      ? []
      : [`priority ${String(was.effectivePriority)} -> ${String(after.effectivePriority)}`]),
  ];
};

/** The lines of an episode, its op in a column of a width. */
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
  if (step._tag === 'Accepted') {
    const what = redelivered ? colors.dim('again') : move(colors, entry.op, before, step.run);
    return [
      `${head}${colors.green('+')} ${op}${what}`,
      ...again,
      ...(redelivered ? [] : changes(entry.op, before, step.run).map((text) => `${INDENT}${text}`)),
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
  ];
};

const endLines = (colors: Colors, run: RunInstance): ReadonlyArray<string> => {
  const { state, attemptCount, effectivePriority, lastStateChangeAt } = run;
  const now = `${colors.bold('Now')} ${paintState(colors, state)} since ${instant(lastStateChangeAt)} (${String(lastStateChangeAt)}), ${counted(attemptCount, 'attempt')}, priority ${String(effectivePriority)}`;
  if (isTerminal(state)) return [now, ...actionLines(colors, run)];
  const ways = waysOut(run).map(
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

/** The parts of the timeline, so that a long one is written as it is made. */
function* storyText(
  colors: Colors,
  source: Source,
  id: string,
  { episodes, run }: Told,
): Generator<string, void> {
  const refused = episodes.filter(({ step }) => step._tag === 'Refused').length;
  yield `${colors.bold(`run ${id}`)} in ${printable(sourceName(source))}: ${counted(episodes.length, 'op')}, ${count(refused)} refused\n\n`;
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

/** What there is to say if the run does not occur. */
const notFound = (source: Source, query: RunQuery, told: Told): string => {
  const file = printable(sourceName(source));
  const asked = query.whole ? `run ${query.prefix}` : `no run that begins with ${query.prefix}`;
  const verb = query.whole ? `does not occur in ${file}` : `occurs in ${file}`;
  const others =
    told.runs === 0
      ? 'it names no run at all'
      : told.similar.length > 0
        ? `did you mean ${told.similar.join(' or ')}?`
        : `it has ${counted(told.runs, 'run')}, and replay --runs writes them all`;
  return `${asked} ${verb}; ${others}`;
};

const ambiguous = ({ prefix }: RunQuery, { candidates }: Told): string => {
  const more = candidates.length - CANDIDATES_SHOWN;
  const shown = candidates.slice(0, CANDIDATES_SHOWN).map((id) => `\n  ${id}`);
  return `${counted(candidates.length, 'run')} begin with ${prefix}; give more of the id:${shown.join('')}${
    more > 0 ? `\n  and ${count(more)} more` : ''
  }`;
};

/** `runchart explain`. */
export const explainRun = async (
  source: Source,
  asked: string,
  flags: ExplainFlags,
  outputs: Outputs,
): Promise<ExitCode> => {
  const query = runQuery(asked);
  if (O.isNone(query)) {
    await report(
      outputs,
      `${printable(asked)} is no run id: give a UUID, or at least its first four digits`,
    );
    return UNUSABLE;
  }
  const told = await tell(source, query.value);
  const cutShort = O.isSome(told.failure);
  if (O.isSome(told.failure)) await reportInput(outputs, told.failure.value);
  if (told.malformed > 0) {
    const file = printable(sourceName(source));
    await report(
      outputs,
      `${counted(told.malformed, 'malformed line')} in ${file} passed over; runchart replay tells which`,
    );
  }
  const [id, another] = told.candidates;
  if (id === undefined) {
    if (cutShort && told.runs === 0) return UNUSABLE;
    await report(outputs, notFound(source, query.value, told));
    return told.runs === 0 ? UNUSABLE : NEGATIVE;
  }
  if (another !== undefined) {
    await report(outputs, ambiguous(query.value, told));
    return UNUSABLE;
  }
  const { colors, write } = outputs.out;
  const parts =
    flags.json === true
      ? [`${JSON.stringify(storyFacts(source, id, told))}\n`]
      : storyText(colors, source, id, told);
  for (const part of parts) if (!(await write(part))) break;
  return cutShort ? NEGATIVE : DONE;
};
