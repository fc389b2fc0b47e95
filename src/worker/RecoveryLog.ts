/**
 * The recovery log of a supervisor, from which the next worker starts: a snapshot, and the ops that were acknowledged after it.
 * Each function is a pure transition of the log.
 *
 * Law: restoring the snapshot and applying the ops after it, in order, gives the state of the host that acknowledged them.
 */
import type { JournalEntry } from '../journal/JournalEntry.js';
import type { RunHostSnapshot } from './Snapshot.js';

// ------------------------------------------------------------------------------------------------------------ model

/** An op that was acknowledged, and its sequence number in the host's journal. */
export interface Acknowledged {
  readonly entry: JournalEntry;
  readonly sequence: number;
}

/** A linked list, because appending to an array without changing it would copy the array. */
interface Chain extends Acknowledged {
  readonly previous: Chain | undefined;
}

/** A snapshot and the ops after it. */
export interface RecoveryLog {
  /** The snapshot; `undefined` for a host that began without runs. */
  readonly base: RunHostSnapshot | undefined;
  readonly last: Chain | undefined;
  /** How many ops there are after the snapshot. */
  readonly length: number;
  /** Whether a new snapshot is being taken. */
  readonly isSnapshotting: boolean;
}

// ------------------------------------------------------------------------------------------------------ constructors

/** A log that begins at a snapshot, without any op after it. */
export const recoveryLog = (base: RunHostSnapshot | undefined): RecoveryLog => ({
  base,
  last: undefined,
  length: 0,
  isSnapshotting: false,
});

// -------------------------------------------------------------------------------------------------------- operations

/** Adds an op that was acknowledged. */
export const acknowledge = (
  { base, last, length, isSnapshotting }: RecoveryLog,
  entry: JournalEntry,
  sequence: number,
): RecoveryLog => ({
  base,
  last: { entry, sequence, previous: last },
  length: length + 1,
  isSnapshotting,
});

/** Replaces the snapshot and the ops by a newer snapshot, which includes their effects. */
export const rebaseLog = (log: RecoveryLog, base: RunHostSnapshot): RecoveryLog => ({
  ...recoveryLog(base),
  isSnapshotting: log.isSnapshotting,
});

/** Marks whether a snapshot is being taken. */
export const snapshotting = (log: RecoveryLog, isSnapshotting: boolean): RecoveryLog => ({
  ...log,
  isSnapshotting,
});

/** After how many ops a snapshot is worth its time by default. */
const USUAL = 10_000;

/**
 * Whether to take a snapshot now: there are enough ops, and none is being taken. By default there must be as many ops as the last
 * snapshot has runs, so that the runs that are copied are in proportion to the ops.
 */
export const isSnapshotDue = (
  { base, length, isSnapshotting }: RecoveryLog,
  every = Math.max(USUAL, base?.runs.length ?? 0),
): boolean => length >= every && !isSnapshotting;

/** The ops after the snapshot, oldest first. */
export const acknowledged = ({ last }: RecoveryLog): ReadonlyArray<Acknowledged> => {
  const ops: Array<Acknowledged> = [];
  // eslint-disable-next-line functional/no-let, functional/no-loop-statements -- walks a chain that is too long for recursion
  for (let op = last; op !== undefined; op = op.previous)
    // eslint-disable-next-line functional/immutable-data -- a list of its own
    ops.push(op);
  return ops.toReversed();
};
