/** `Received`: what something that a program sent led to. */
import * as O from 'fp-ts/lib/Option.js';
import type { JournalEntry } from '../../journal/JournalEntry.js';

/** What something that a program sent led to. */
export interface Received {
  /** The journal entries of runs. */
  readonly entries: ReadonlyArray<JournalEntry>;
  /** Why it could not be used, or only in part. */
  readonly problem: O.Option<string>;
}

/** What leads to nothing. */
export const NOTHING: Received = { entries: [], problem: O.none };

/** What cannot be used, for a reason. */
export const problemOf = (message: string): Received => ({ entries: [], problem: O.some(message) });
