/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- a replay is a fold whose state is its own: copying maps of runs at each line would be quadratic */
/**
 * Journals: the scenario vocabulary interleaved over many runs, one op a line.
 *
 * A replay is one pass that holds the runs and not the journal: for each run its last value, its latest steps, and what
 * its latest commands answered, the last two bounded. Everything else leaves through `onStep` as it happens.
 *
 * Laws: the lines of one run, taken out of a journal, answer as they do within it; a command that comes again answers what
 * it answered first and changes nothing; nothing throws but the source and `onStep`.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type * as t from 'io-ts';
import { makeLineDecoder } from './Line.js';
import { knowing } from './Reader.js';
import type { ReadingCodec } from './Reader.js';
import { RunId } from './RunId.js';
import type { RunInstance } from './RunInstance.js';
import { applyStep, integerFields, stepCodec } from './Scenario.js';
import type { Step, StepError } from './Scenario.js';
import { Timestamp } from './Timestamp.js';
import { idCodec } from './Uuid.js';
import type { ChoiceCodec } from './WireRecord.js';

// ------------------------------------------------------------------------------------------------------------ model

interface CommandIdBrand {
  readonly CommandId: unique symbol;
}

/** The id of one command, by which a redelivery is known. */
export type CommandId = t.Branded<string, CommandIdBrand>;

/**
 * Codec and companion of {@link CommandId}: `decode`, `is`, `generate`, `nil`, `Eq`, `Ord`.
 *
 * @example
 * ```ts
 * import { CommandId } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * assert.strictEqual(CommandId.is(CommandId.generate()), true)
 * assert.strictEqual(E.isLeft(CommandId.decode('command 7')), true)
 * ```
 */
export const CommandId = /* #__PURE__ */ idCodec<CommandId>('a UUID (command id)');

/** One line of a journal: an op, the run it is for, and, where they matter, its instant and its command. */
export type JournalEntry = Step & {
  readonly runId: RunId;
  readonly at?: Timestamp;
  readonly commandId?: CommandId;
};

const entryCodec = (runId: ReadingCodec<RunId, string>): ChoiceCodec<JournalEntry, unknown> =>
  stepCodec({ runId }, { at: Timestamp, commandId: CommandId });

/**
 * The codec of a journal's line, between JSON and {@link JournalEntry}: an op in snake_case, with its `run_id`.
 *
 * @example
 * ```ts
 * import { formatDecodeErrors, JournalEntryCodec } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const wire = { op: 'transition_to', to: 'Leased', run_id: '00000000-0000-0000-0000-000000000001', at: 5 }
 * assert.deepStrictEqual(pipe(JournalEntryCodec.decode(wire), E.map(JournalEntryCodec.encode)), E.right(wire))
 * assert.deepStrictEqual(
 *   pipe(JournalEntryCodec.decode({ ...wire, at: -5 }), E.mapLeft(formatDecodeErrors)),
 *   E.left(['at /at: expected unix seconds (0 to 9007199254740991), found -5']),
 * )
 * ```
 */
export const JournalEntryCodec: t.Type<JournalEntry, unknown> = /* #__PURE__ */ entryCodec(RunId);

interface Answered {
  /** Which line of the source this was, from 1. */
  readonly line: number;
  readonly entry: JournalEntry;
  /** The command had come before: this is its first answer, and nothing was done. */
  readonly redelivered: boolean;
}

/** A line that was accepted, and the run after it. */
export interface AcceptedStep extends Answered {
  readonly _tag: 'Accepted';
  readonly run: RunInstance;
}

/** A line that was refused, why, and the run as it stayed. */
export interface RefusedStep extends Answered {
  readonly _tag: 'Refused';
  readonly error: StepError;
  readonly run: O.Option<RunInstance>;
}

/** A line that is no op. */
export interface MalformedLine {
  readonly _tag: 'Malformed';
  readonly line: number;
  readonly message: string;
}

/** A line of a journal that was understood, and its answer. */
export type JournalStep = AcceptedStep | RefusedStep;

/** What came of a line. */
export type LineResult = JournalStep | MalformedLine;

/** How much a replay keeps, and whom it tells. */
export interface ReplayOptions {
  /** How many of its latest steps are kept for each run; 16 if not given, `Infinity` keeps all. */
  readonly history?: number;
  /** How many of its latest commands are remembered for each run; 128 if not given. A redelivery that comes later acts again. */
  readonly remember?: number;
  /** Told of every line, as it is read. */
  readonly onStep?: (result: LineResult) => void;
}

/** What a replay came to. */
export interface Replay {
  /** The lines that were read, blank ones left out. */
  readonly lines: number;
  readonly accepted: number;
  /** Refused lines, by the tag of their error; tags that did not occur are absent. */
  readonly refused: ReadonlyMap<StepError['_tag'], number>;
  /** Lines that repeated a command; they count neither as accepted nor as refused. */
  readonly redelivered: number;
  /** Lines that are no op. */
  readonly malformed: number;
  /** Every run as it is now. */
  readonly runs: ReadonlyMap<RunId, RunInstance>;
  /** The latest steps of each run that a line named, oldest first. */
  readonly history: (runId: RunId) => ReadonlyArray<JournalStep>;
}

/** A replay that is under way: give it lines, and ask it at any time what they came to. */
export interface Replayer {
  /** Reads one line, and says what came of it; nothing of a blank one. */
  readonly line: (text: string) => O.Option<LineResult>;
  /** What all lines so far came to. */
  readonly result: () => Replay;
}

// -------------------------------------------------------------------------------------------------------- operations

type Answer = E.Either<StepError, RunInstance>;

/**
 * A run, and what its latest commands answered.
 *
 * @internal
 */
export interface Ledger {
  /** None yet, or the run itself: an `Option` of each would be an object more to hold, and to look for at each line. */
  run: RunInstance | undefined;
  /** The answers of its latest commands, oldest first. */
  answers: Map<CommandId, Answer> | undefined;
}

/** What is kept of one run while a replay goes on: most runs need the first two fields alone. */
interface Slot extends Ledger {
  readonly id: RunId;
  history: Array<JournalStep> | undefined;
}

const DEFAULT_HISTORY = 16;

/**
 * How many of its latest commands are remembered for each run, if nobody says otherwise.
 *
 * @internal
 */
export const DEFAULT_REMEMBER = 128;

/**
 * What an entry does to its run; a run that is read from JSON must be the one that the line is for.
 *
 * @internal
 */
export const answer = (entry: JournalEntry, run: O.Option<RunInstance>): Answer => {
  const given = applyStep(entry, entry.at)(run);
  return E.isLeft(given) || given.right.id === entry.runId
    ? given
    : E.left({
        _tag: 'Decode',
        message: `at /id: expected ${entry.runId}, the run_id of the line, found "${given.right.id}"`,
      });
};

/** Remembers the answer to a command, and forgets the oldest one beyond the bound. */
const keepAnswer = (ledger: Ledger, id: CommandId, given: Answer, remember: number): void => {
  const answers = (ledger.answers ??= new Map<CommandId, Answer>());
  answers.set(id, given);
  const oldest = answers.size > remember ? answers.keys().next() : undefined;
  if (oldest?.done === false) answers.delete(oldest.value);
};

/**
 * Lets an entry act on its run, or, if its command has acted before, answers as it did then.
 *
 * @internal
 */
export const enter = (
  ledger: Ledger,
  entry: JournalEntry,
  remember: number,
): { readonly given: Answer; readonly redelivered: boolean } => {
  const first = entry.commandId === undefined ? undefined : ledger.answers?.get(entry.commandId);
  if (first !== undefined) return { given: first, redelivered: true };
  const given = answer(entry, O.fromNullable(ledger.run));
  if (entry.commandId !== undefined) keepAnswer(ledger, entry.commandId, given, remember);
  if (E.isRight(given)) ledger.run = given.right;
  return { given, redelivered: false };
};

const numbers: ReadonlySet<string> = /* #__PURE__ */ new Set([...integerFields, 'at']);

/**
 * A replay that is given its lines one by one.
 *
 * @example
 * ```ts
 * import { makeReplayer } from 'runchart'
 *
 * const replayer = makeReplayer()
 * replayer.line('{"op":"promote_to_ready","run_id":"00000000-0000-0000-0000-000000000001"}')
 * replayer.line('not an op')
 * const { lines, refused, malformed } = replayer.result()
 * assert.deepStrictEqual([lines, refused.get('NoRun'), malformed], [2, 1, 1])
 * ```
 */
export const makeReplayer = ({
  history = DEFAULT_HISTORY,
  remember = DEFAULT_REMEMBER,
  onStep = () => undefined,
}: ReplayOptions = {}): Replayer => {
  const slots = new Map<RunId, Slot>();
  const refused = new Map<StepError['_tag'], number>();
  const counts = { line: 0, blank: 0, accepted: 0, redelivered: 0, malformed: 0 };

  /** The slot that was found last: the line that names it is about to act on it. */
  let found: Slot | undefined;
  const find = (id: RunId): Slot | undefined => (found = slots.get(id));

  const slotOf = (id: RunId): Slot => {
    const known = found?.id === id ? found : find(id);
    if (known !== undefined) return known;
    const slot: Slot = { id, run: undefined, history: undefined, answers: undefined };
    slots.set(id, slot);
    return slot;
  };

  // An id that a slot is found by is canonical: most lines are of runs that are known, and their ids need no second look.
  // SAFETY: a text that is found is the id of the slot.
  const known = knowing(RunId, (text) => find(text as RunId)?.id);
  const decodeEntry = makeLineDecoder(entryCodec(known), numbers);

  const keepStep = (slot: Slot, step: JournalStep): void => {
    if (history === 0) return;
    const steps = (slot.history ??= []);
    steps.push(step);
    if (steps.length > history) steps.shift();
  };

  const act = (entry: JournalEntry, line: number): JournalStep => {
    const slot = slotOf(entry.runId);
    const { given, redelivered } = enter(slot, entry, remember);
    const step: JournalStep = E.isRight(given)
      ? { _tag: 'Accepted', line, entry, redelivered, run: given.right }
      : {
          _tag: 'Refused',
          line,
          entry,
          redelivered,
          error: given.left,
          run: O.fromNullable(slot.run),
        };
    if (redelivered) counts.redelivered += 1;
    else if (E.isRight(given)) counts.accepted += 1;
    else refused.set(given.left._tag, (refused.get(given.left._tag) ?? 0) + 1);
    keepStep(slot, step);
    return step;
  };

  const malformed = (line: number, message: string): MalformedLine => {
    counts.malformed += 1;
    return { _tag: 'Malformed', line, message };
  };

  return {
    line: (text) => {
      counts.line += 1;
      const { line } = counts;
      const entry = decodeEntry(text);
      // Only what is no entry can be blank.
      if (E.isLeft(entry) && text.trim() === '') {
        counts.blank += 1;
        return O.none;
      }
      const result = E.isLeft(entry) ? malformed(line, entry.left) : act(entry.right, line);
      onStep(result);
      return O.some(result);
    },
    result: () => ({
      lines: counts.line - counts.blank,
      accepted: counts.accepted,
      refused: new Map(refused),
      redelivered: counts.redelivered,
      malformed: counts.malformed,
      runs: new Map(
        [...slots].flatMap(([id, { run }]) => (run === undefined ? [] : [[id, run] as const])),
      ),
      history: (runId) => [...(slots.get(runId)?.history ?? [])],
    }),
  };
};

/**
 * Replays a journal: `replay(options)(lines)`, the lines without their line ends, from anything that can be iterated.
 *
 * Errors: only what the source or `onStep` throws. A malformed line is counted, and the replay goes on.
 *
 * @example
 * ```ts
 * import { replay } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const id = '00000000-0000-0000-0000-000000000001'
 * const journal = [
 *   `{"op":"new_scheduled_with_id","run_id":"${id}","task_id":"${id}","scheduled_at":5,"created_at":1}`,
 *   `{"op":"promote_to_ready","run_id":"${id}","at":5}`,
 *   `{"op":"finish_attempt","run_id":"${id}","attempt_id":"${id}"}`,
 * ]
 * const result = await replay()(journal)()
 * assert.deepStrictEqual(
 *   E.isRight(result) && [...result.right.runs.values()].map(({ state }) => state),
 *   ['Ready'],
 * )
 * assert.deepStrictEqual(
 *   E.isRight(result) && [...result.right.refused],
 *   [['AttemptFinishRequiresRunning', 1]],
 * )
 * ```
 */
export const replay =
  (options: ReplayOptions = {}) =>
  (lines: AsyncIterable<string> | Iterable<string>): TaskEither<Error, Replay> =>
  async () => {
    try {
      const replayer = makeReplayer(options);
      for await (const line of lines) replayer.line(line);
      return E.right(replayer.result());
    } catch (e) {
      return E.left(E.toError(e));
    }
  };
