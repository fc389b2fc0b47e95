/** What every subject gets: the entries of a journal over a few runs, redelivered now and then, with restores between them. */
import type { JournalEntry } from '../../src/index.js';
import { JournalEntryCodec } from '../../src/index.js';

/** A command. */
export interface Command {
  readonly entry: JournalEntry;
  /** Whether a subject first writes down the run as it keeps it, forgets it, and reads it back. */
  readonly restores: boolean;
}

/** A command on its way to a subject. */
export interface Delivery extends Command {
  /** Whether its command id came before. What remembers no commands then does nothing. */
  readonly again: boolean;
  /** Whether there is a run before the command. */
  readonly isThere: boolean;
}

/** The commands as lines of a journal, which `runchart replay` reads; it ignores `restores`. */
export const journalOf = (commands: ReadonlyArray<Command>): ReadonlyArray<string> =>
  commands.map(({ entry, restores }) =>
    JSON.stringify({
      // SAFETY: an entry is encoded to a record.
      ...(JournalEntryCodec.encode(entry) as Readonly<Record<string, unknown>>),
      ...(restores ? { restores } : {}),
    }),
  );
