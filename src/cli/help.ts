/** What the help texts of several commands have in common. */

/** Joins paragraphs of help, which follow commander's own text. */
export const help = (...paragraphs: ReadonlyArray<string>): string =>
  `\n${paragraphs.join('\n\n')}\n`;

/** The flags about the format of a journal, the same for every command that reads one. */
export const FORMAT_HELP = `--time says how instants are written: unix s, ms, us or ns, whose parts of a second are cut off, or iso (RFC 3339 with a zone).
--id-namespace takes any text or integer for an id, and makes a UUID of it (RFC 9562, version 5), always the same one. Ids that
are UUIDs stay as they are.`;

/** How several journals, and runs before them, are read. */
export const MERGE_HELP = `Several journals are read one after the other, or with --merge in the order of their at. Each journal keeps its own order: a
line without at stays after the line before it, and so does one that goes back in time. At the same at, the journal named first
comes first. --from-runs is for a journal that begins in the middle: it reads the runs that replay --runs wrote.`;
