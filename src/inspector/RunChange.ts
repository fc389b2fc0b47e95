/* eslint-disable functional/no-let -- columns are read with a place in them */
/**
 * The changes of a run in time: the states that it entered, its attempts, and its refused ops.
 *
 * A change is an instant and a code of one byte, so that those of a hundred thousand runs are small in memory and on the wire. What
 * holds between two changes follows from the first.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { FastCodec } from '../codec/FastCodec.js';
import { INVALID, leafCodec } from '../codec/FastCodec.js';
import { isRecord, readField } from '../codec/untrusted.js';
import { createsRun } from '../journal/beginAgain.js';
import type { EntryOutcome } from '../journal/Command.js';
import type { JournalEntry } from '../journal/JournalEntry.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { RunState } from '../run/RunState.js';
import { runStates } from '../run/RunState.js';
import type { RefusalTag } from './reasons.js';
import { refusalTags } from './reasons.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A change as one byte. */
export type ChangeCode = number;

/** What a {@link ChangeCode} stands for. */
export type RunChange =
  | { readonly _tag: 'Entered'; readonly state: RunState }
  | { readonly _tag: 'AttemptBegan' }
  | { readonly _tag: 'AttemptEnded'; readonly outcome: AttemptOutcome }
  | { readonly _tag: 'Refused'; readonly reason: RefusalTag };

/** How an attempt ended, as lines say by convention; `untold` if they do not, `other` if they use a word of their own. */
export const attemptOutcomes = [
  'untold',
  'succeeded',
  'failed',
  'timed_out',
  'canceled',
  'crashed',
  'lost',
  'other',
] as const;

/** How an attempt ended. */
export type AttemptOutcome = (typeof attemptOutcomes)[number];

/** The changes of one run, oldest first. */
export interface RunChanges {
  /** Its number on its board. */
  readonly number: number;
  /** How many ops named the run when these were its changes. */
  readonly ops: number;
  /** How many earlier changes were dropped. */
  readonly forgotten: number;
  /** The instant of each change, in unix seconds. */
  readonly at: ReadonlyArray<number>;
  /** The code of each change. */
  readonly codes: ReadonlyArray<ChangeCode>;
}

/** Below this are the indexes of states that were entered. */
const ATTEMPT_BEGAN = 64;
const ATTEMPT_ENDED = ATTEMPT_BEGAN + 1;
/** Says that the run entered its state at this instant, whatever was said before. It is kept for figures, and not shown. */
const DATED = 80;
const REFUSED = 128;
const MAX_CODE = 255;

/** Added to the code of a state if the run was created in it; there are fewer states than this. */
const BEGINS = 16;
/** Added to a code if its line has no instant: it is shown at an earlier one, and times do not count it. */
const UNDATED = 32;

// ------------------------------------------------------------------------------------------------------- operations

/** How an attempt ended, from the text of a line. */
export const attemptOutcomeOf = (text: string | undefined): AttemptOutcome =>
  text === undefined ? 'untold' : (attemptOutcomes.find((known) => known === text) ?? 'other');

/** What each code stands for; `undefined` for a code that none has. */
const changes: ReadonlyArray<RunChange | undefined> = Array.from(
  { length: MAX_CODE + 1 },
  (_, code): RunChange | undefined => {
    const [state, outcome, reason] = [
      runStates[code],
      attemptOutcomes[code - ATTEMPT_ENDED],
      refusalTags[code - REFUSED],
    ];
    if (state !== undefined) return { _tag: 'Entered', state };
    if (code === ATTEMPT_BEGAN) return { _tag: 'AttemptBegan' };
    if (outcome !== undefined) return { _tag: 'AttemptEnded', outcome };
    return reason === undefined ? undefined : { _tag: 'Refused', reason };
  },
);

/** The code of a change as it is shown; `undefined` for one that is not. */
export const shownCode = (code: ChangeCode): ChangeCode | undefined => {
  const plain = code & ~UNDATED;
  if (plain === DATED) return undefined;
  return plain < ATTEMPT_BEGAN ? plain & ~BEGINS : plain;
};

const NOT_SHOWN = -1;

/** What a code stands for. */
export const changeOf = (code: ChangeCode): RunChange | undefined =>
  changes[shownCode(code) ?? NOT_SHOWN];

/** The code of a change whose line has no instant. */
export const undated = (code: ChangeCode): ChangeCode => code | UNDATED;

/** Is a change with this code a refused op? */
export const isRefusal = (code: ChangeCode): boolean => code >= REFUSED;

/** Does a code say when its run entered its state, whatever was said before? */
export const isDate = (code: ChangeCode): boolean => (code & ~UNDATED) === DATED;

/** Was the run created by this change? */
export const isBeginning = (code: ChangeCode): boolean =>
  (code & ~UNDATED) < ATTEMPT_BEGAN && (code & BEGINS) !== 0;

/** Did the line of a change have an instant? */
export const isDated = (code: ChangeCode): boolean => (code & UNDATED) === 0;

/** The code of a change. */
export const codeOf = (change: RunChange): ChangeCode => {
  switch (change._tag) {
    case 'Entered':
      return runStates.indexOf(change.state);
    case 'AttemptBegan':
      return ATTEMPT_BEGAN;
    case 'AttemptEnded':
      return ATTEMPT_ENDED + attemptOutcomes.indexOf(change.outcome);
    case 'Refused':
      return REFUSED + refusalTags.indexOf(change.reason);
  }
};

/**
 * Notes the changes of an entry that was not redelivered, in their order. An attempt ends also when its run leaves the state with
 * the attempt active; a run that is created while it exists enters its first state again.
 */
export const noteChanges = (
  before: RunInstance | undefined,
  entry: JournalEntry,
  outcome: EntryOutcome,
  note: (code: ChangeCode) => void,
): void => {
  if (E.isLeft(outcome)) {
    note(REFUSED + refusalTags.indexOf(outcome.left._tag));
    return;
  }
  const after = outcome.right;
  const [was, is] = [
    before === undefined ? undefined : O.toUndefined(before.currentAttemptId),
    O.toUndefined(after.currentAttemptId),
  ];
  if (was !== undefined && was !== is)
    note(
      ATTEMPT_ENDED +
        attemptOutcomes.indexOf(
          entry.op === 'finish_attempt' ? attemptOutcomeOf(entry.outcome) : 'untold',
        ),
    );
  const begins = createsRun(entry.op);
  if (after.state !== before?.state || begins)
    note(runStates.indexOf(after.state) + (begins ? BEGINS : 0));
  if (is !== undefined && was !== is) note(ATTEMPT_BEGAN);
  if (entry.op === 'record_state_change_at') note(DATED);
};

/**
 * The instant of an entry's changes: its own or, for a creation, that of the run; a stored run says when it entered its state. Changes
 * without an instant are noted at the run's latest one, if it has any.
 */
export const instantOfChanges = (
  entry: JournalEntry,
  outcome: EntryOutcome,
  latest: number,
): number => {
  if (E.isLeft(outcome) || !createsRun(entry.op)) return entry.at ?? latest;
  const { createdAt, lastStateChangeAt } = outcome.right;
  if (entry.op !== 'deserialize') return entry.at ?? createdAt;
  // A stored run may have no last change, which is read as 0.
  return lastStateChangeAt === 0 ? createdAt : lastStateChangeAt;
};

// ----------------------------------------------------------------------------------------------------------- codecs

/** The changes of runs are columns on the wire, and each instant but a run's first is the difference to the one before it. */
interface ChangesWire {
  readonly number: ReadonlyArray<number>;
  readonly ops: ReadonlyArray<number>;
  readonly forgotten: ReadonlyArray<number>;
  readonly count: ReadonlyArray<number>;
  readonly at: ReadonlyArray<number>;
  readonly codes: ReadonlyArray<number>;
}

const encodeChanges = (runs: ReadonlyArray<RunChanges>): ChangesWire => ({
  number: runs.map(({ number }) => number),
  ops: runs.map(({ ops }) => ops),
  forgotten: runs.map(({ forgotten }) => forgotten),
  count: runs.map(({ at }) => at.length),
  at: runs.flatMap(({ at }) => at.map((instant, i) => instant - (at[i - 1] ?? 0))),
  codes: runs.flatMap(({ codes }) => codes),
});

const isNumbers = (u: unknown, length?: number): u is ReadonlyArray<number> =>
  Array.isArray(u) &&
  (length === undefined || u.length === length) &&
  u.every((n) => Number.isSafeInteger(n));

const tryDecodeChanges = (u: unknown): ReadonlyArray<RunChanges> | typeof INVALID => {
  if (!isRecord(u)) return INVALID;
  const [number, ops, forgotten] = [
    readField(u, 'number'),
    readField(u, 'ops'),
    readField(u, 'forgotten'),
  ];
  const [count, at, codes] = [readField(u, 'count'), readField(u, 'at'), readField(u, 'codes')];
  if (!isNumbers(number) || number.some((n) => n < 0)) return INVALID;
  const { length } = number;
  if (!isNumbers(ops, length) || !isNumbers(forgotten, length)) return INVALID;
  if (!isNumbers(count, length) || count.some((n) => n < 0)) return INVALID;
  const total = count.reduce((sum, n) => sum + n, 0);
  if (!isNumbers(at, total) || !isNumbers(codes, total)) return INVALID;
  if (codes.some((code) => changes[code] === undefined)) return INVALID;
  let end = 0;
  return number.map((own, i) => {
    const start = end;
    end += count[i] ?? 0;
    let instant = 0;
    return {
      number: own,
      ops: ops[i] ?? 0,
      forgotten: forgotten[i] ?? 0,
      at: at.slice(start, end).map((by) => (instant += by)),
      codes: codes.slice(start, end),
    };
  });
};

/** The codec of the changes of runs, between their columns on the wire and {@link RunChanges}. */
export const ChangesCodec: FastCodec<ReadonlyArray<RunChanges>, ChangesWire> = leafCodec(
  'the columns of changes',
  (u): u is ReadonlyArray<RunChanges> => Array.isArray(u),
  tryDecodeChanges,
  encodeChanges,
);
