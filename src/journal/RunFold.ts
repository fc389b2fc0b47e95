/* eslint-disable functional/immutable-data, functional/no-let -- a fold whose state is its own: copying a map of runs for each entry would be quadratic */
/**
 * The fold over many runs: each journal entry acts on its run, and a redelivered command gets its first outcome.
 *
 * Laws: the entries of one run have the same outcomes whatever stands between them; a redelivered command changes nothing.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { CommandId } from '../values/CommandId.js';
import type { RunId } from '../values/RunId.js';
import type { Outcome } from './applyStep.js';
import { applyStep } from './applyStep.js';
import type { JournalEntry } from './JournalEntry.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What a fold holds of one run. */
export interface RunSlot {
  readonly id: RunId;
  /** The run, `undefined` before it is created: an `Option` would cost each run one object more. */
  run: RunInstance | undefined;
  /** The outcomes of its latest commands, oldest first; `undefined` while there are none. */
  outcomes: Map<CommandId, Outcome> | undefined;
}

/** What came of an entry. */
export interface Applied<Slot extends RunSlot> {
  readonly slot: Slot;
  readonly outcome: Outcome;
  /** The command came before: this is its first outcome, and nothing changed. */
  readonly redelivered: boolean;
}

/** How a fold holds its runs. */
export interface FoldOptions<Slot extends RunSlot> {
  /** The slot of a run before its first entry. */
  readonly makeSlot: (id: RunId) => Slot;
  /** How many of its latest commands are remembered for each run. */
  readonly remember: number;
  /** Whether a new slot is kept after its first entry; if not given, always. */
  readonly keep?: (slot: Slot) => boolean;
}

/** Many runs, and the entries that act on them. */
export interface RunFold<Slot extends RunSlot> {
  /** Every slot by the id of its run, in the order in which they were added. */
  readonly slots: ReadonlyMap<RunId, Slot>;
  readonly find: (id: RunId) => Slot | undefined;
  readonly apply: (entry: JournalEntry) => Applied<Slot>;
  /** Adds a slot as it is, in place of one with its id. */
  readonly add: (slot: Slot) => void;
  /** Forgets every run. */
  readonly clear: () => void;
}

// ------------------------------------------------------------------------------------------------------ constructors

/** How many of its latest commands are remembered for each run, where the caller does not say. */
export const DEFAULT_REMEMBER = 128;

/** Applies an entry to its run; a run that is read from JSON must be the one that the entry is for. */
export const applyEntry = (entry: JournalEntry, run: O.Option<RunInstance>): Outcome => {
  const outcome = applyStep(entry, entry.at)(run);
  return E.isLeft(outcome) || outcome.right.id === entry.runId
    ? outcome
    : E.left({
        _tag: 'Decode',
        message: `at /id: expected ${entry.runId}, the run_id of the line, found "${outcome.right.id}"`,
      });
};

/** Remembers the outcome of a command, and forgets the oldest one beyond the bound. */
const rememberOutcome = (
  slot: RunSlot,
  id: CommandId,
  outcome: Outcome,
  remember: number,
): void => {
  const outcomes = (slot.outcomes ??= new Map<CommandId, Outcome>());
  outcomes.set(id, outcome);
  const oldest = outcomes.size > remember ? outcomes.keys().next() : undefined;
  if (oldest?.done === false) outcomes.delete(oldest.value);
};

/** A fold without runs. */
export const makeRunFold = <Slot extends RunSlot>({
  makeSlot,
  remember,
  keep = () => true,
}: FoldOptions<Slot>): RunFold<Slot> => {
  const slots = new Map<RunId, Slot>();
  /** The slot that was found last: the decoder of a line looks its run up before the entry acts on it. */
  let last: Slot | undefined;

  const find = (id: RunId): Slot | undefined => (last?.id === id ? last : (last = slots.get(id)));

  return {
    slots,
    find,
    apply: (entry) => {
      const known = find(entry.runId);
      const slot = known ?? makeSlot(entry.runId);
      const { commandId } = entry;
      const first = commandId === undefined ? undefined : slot.outcomes?.get(commandId);
      if (first !== undefined) return { slot, outcome: first, redelivered: true };
      const outcome = applyEntry(entry, O.fromNullable(slot.run));
      if (commandId !== undefined) rememberOutcome(slot, commandId, outcome, remember);
      if (E.isRight(outcome)) slot.run = outcome.right;
      if (known === undefined && keep(slot)) slots.set(slot.id, slot);
      return { slot, outcome, redelivered: false };
    },
    add: (slot) => {
      last = undefined;
      slots.set(slot.id, slot);
    },
    clear: () => {
      last = undefined;
      slots.clear();
    },
  };
};
