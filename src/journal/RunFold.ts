/* eslint-disable functional/immutable-data, functional/no-let -- a fold with private state: copying a map of runs for each entry would be quadratic */
/**
 * Folds journal entries over many runs: each entry is applied to its run, and a redelivered command gets its first outcome.
 *
 * Laws: entries of other runs do not change the outcomes of a run; a redelivered command changes nothing; a command id of a run
 * belongs to the command that had it first, and another command with it is refused and not remembered.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { CommandId } from '../values/CommandId.js';
import type { RunId } from '../values/RunId.js';
import { hasAnnotations } from './Annotations.js';
import type { Outcome } from './applyStep.js';
import { applyStep } from './applyStep.js';
import type { EntryOutcome } from './Command.js';
import { commandIdReused, commandOf } from './Command.js';
import type { JournalEntry } from './JournalEntry.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A command that a run had before, and its outcome. */
export interface RememberedCommand {
  /**
   * The entry, whose text is made only when its id comes again; or the text, if the entry is long or gone. `undefined` if the
   * command is not known, which counts as any command.
   */
  readonly command: JournalEntry | string | undefined;
  readonly outcome: Outcome;
}

/** The state that a fold keeps for one run. */
export interface RunSlot {
  readonly id: RunId;
  /** The run; `undefined` before it is created. Not an `Option`, which would cost one more object for each run. */
  run: RunInstance | undefined;
  /** The outcomes of the run's latest commands, oldest first; `undefined` if there are none. */
  outcomes: Map<CommandId, RememberedCommand> | undefined;
}

/** The result of an entry. */
export interface Applied<Slot extends RunSlot> {
  readonly slot: Slot;
  readonly outcome: EntryOutcome;
  /** The command was delivered before: `outcome` is its first outcome, and nothing changed. */
  readonly redelivered: boolean;
}

/** Where a fold keeps its slots: a `Map`, or what takes less memory. */
export interface Slots<Slot extends RunSlot> {
  readonly get: (id: RunId) => Slot | undefined;
  /** Adds a slot, or replaces the one with the same id. Returns the slot that is kept, which may be another one with its content. */
  readonly add: (slot: Slot) => Slot;
}

/** The options of a fold. */
export interface FoldOptions<Slot extends RunSlot> {
  /** Makes the slot of a run before its first entry. */
  readonly makeSlot: (id: RunId) => Slot;
  /** How many of the latest commands are remembered for each run. */
  readonly remember: number;
  /** Whether the outcome of a command is kept for its redeliveries; default: yes. If not, each gets {@link FORGOTTEN}. */
  readonly keepsOutcomes?: boolean;
  /** Whether a new slot is kept after its first entry; default: always. */
  readonly keep?: (slot: Slot) => boolean;
}

/** The function that applies entries to the runs of a fold. */
export interface SlotFold<Slot extends RunSlot> {
  readonly find: (id: RunId) => Slot | undefined;
  readonly apply: (entry: JournalEntry) => Applied<Slot>;
  /** Adds a slot as it is, and replaces a slot with the same id. */
  readonly add: (slot: Slot) => void;
  /** Must be called after a slot was removed. */
  readonly forgetLast: () => void;
}

/** A fold with its runs. */
export interface RunFold<Slot extends RunSlot> extends Omit<SlotFold<Slot>, 'forgetLast'> {
  /** Every slot by run id, in the order of addition. */
  readonly slots: ReadonlyMap<RunId, Slot>;
  /** Forgets every run. */
  readonly clear: () => void;
}

// ------------------------------------------------------------------------------------------------------ constructors

/** The default of {@link FoldOptions.remember}. */
export const DEFAULT_REMEMBER = 128;

/** Applies an entry to its run. A run decoded from JSON must have the entry's run id. */
export const applyEntry = (entry: JournalEntry, run: O.Option<RunInstance>): Outcome => {
  const outcome = applyStep(entry, entry.at)(run);
  return E.isLeft(outcome) || outcome.right.id === entry.runId
    ? outcome
    : E.left({
        _tag: 'Decode',
        message: `at /id: expected ${entry.runId}, the run_id of the line, found "${outcome.right.id}"`,
      });
};

/** The entry itself, unless it holds a text of any length. */
const toRemember = (entry: JournalEntry): JournalEntry | string =>
  entry.op === 'deserialize' || hasAnnotations(entry) ? commandOf(entry) : entry;

/** Stands for an outcome that was not kept, because redeliveries are only counted. */
export const FORGOTTEN: Outcome = E.left({ _tag: 'NoRun' });

/** Remembers a command and its outcome, and forgets the oldest one beyond `remember`. */
export const rememberCommand = (
  slot: Pick<RunSlot, 'outcomes'>,
  id: CommandId,
  entry: JournalEntry,
  outcome: Outcome,
  remember: number,
): void => {
  const outcomes = (slot.outcomes ??= new Map<CommandId, RememberedCommand>());
  outcomes.set(id, { command: toRemember(entry), outcome });
  const oldest = outcomes.size > remember ? outcomes.keys().next() : undefined;
  if (oldest?.done === false) outcomes.delete(oldest.value);
};

/** The text of a remembered command; `undefined` if it is not known. */
export const rememberedText = ({ command }: RememberedCommand): string | undefined =>
  typeof command === 'object' ? commandOf(command) : command;

/** The answer to a command id that the run had before: the first outcome, or an error for another command. */
const answerAgain = (
  entry: JournalEntry,
  commandId: CommandId,
  first: RememberedCommand,
): Pick<Applied<RunSlot>, 'outcome' | 'redelivered'> => {
  const command = commandOf(entry);
  const firstCommand = rememberedText(first);
  return firstCommand === undefined || firstCommand === command
    ? { outcome: first.outcome, redelivered: true }
    : {
        outcome: E.left(commandIdReused(entry.runId, commandId, firstCommand, command)),
        redelivered: false,
      };
};

/** Makes a fold over the runs in `slots`, which nothing else may change. */
export const makeFoldOver = <Slot extends RunSlot>(
  slots: Slots<Slot>,
  { makeSlot, remember, keepsOutcomes = true, keep = () => true }: FoldOptions<Slot>,
): SlotFold<Slot> => {
  /** A one-slot cache: the line decoder looks a run up just before its entry is applied. */
  let last: Slot | undefined;

  const find = (id: RunId): Slot | undefined => (last?.id === id ? last : (last = slots.get(id)));

  return {
    find,
    apply: (entry) => {
      const known = find(entry.runId);
      const slot = known ?? makeSlot(entry.runId);
      const { commandId } = entry;
      if (commandId !== undefined) {
        const first = slot.outcomes?.get(commandId);
        if (first !== undefined) return { slot, ...answerAgain(entry, commandId, first) };
      }
      const outcome = applyEntry(entry, O.fromNullable(slot.run));
      if (commandId !== undefined)
        rememberCommand(slot, commandId, entry, keepsOutcomes ? outcome : FORGOTTEN, remember);
      if (E.isRight(outcome)) slot.run = outcome.right;
      const kept = known === undefined && keep(slot) ? slots.add(slot) : slot;
      return { slot: kept, outcome, redelivered: false };
    },
    add: (slot) => {
      last = undefined;
      slots.add(slot);
    },
    forgetLast: () => {
      last = undefined;
    },
  };
};

/** Slots in a `Map`. */
export const slotsIn = <Slot extends RunSlot>(map: Map<RunId, Slot>): Slots<Slot> => ({
  get: (id) => map.get(id),
  add: (slot) => {
    map.set(slot.id, slot);
    return slot;
  },
});

/** Makes a fold without runs. */
export const makeRunFold = <Slot extends RunSlot>(options: FoldOptions<Slot>): RunFold<Slot> => {
  const slots = new Map<RunId, Slot>();
  const { forgetLast, ...fold } = makeFoldOver(slotsIn(slots), options);
  return {
    ...fold,
    slots,
    clear: () => {
      forgetLast();
      slots.clear();
    },
  };
};
