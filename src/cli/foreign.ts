/** Says once what a file looks like that is no journal, and which command makes one of it. */
import { printable } from '../codec/printable.js';
import type { ForeignLine } from '../journal/foreignLine.js';
import { foreignLine } from '../journal/foreignLine.js';
import type { Source } from './input.js';
import { sourceName, STDIN } from './input.js';
import { shellWord } from './shellWord.js';

/** The command that makes a journal of a source, and pipes it to `next`. */
const pipeline = (source: Source, { command }: ForeignLine, next: string): string => {
  const file = shellWord(source);
  const made =
    source === STDIN
      ? `... | ${command}`
      : source.endsWith('.gz')
        ? `zcat ${file} | ${command}`
        : `${command} ${file}`;
  return `${made} | ${next}`;
};

/** What a file looks like, and the command that makes a journal of it. */
const foreignText = (source: Source, foreign: ForeignLine, next: string): string =>
  `${printable(sourceName(source))} looks like ${foreign.looksLike}, which is no journal; this makes one of it:\n  ${printable(pipeline(source, foreign, next))}`;

/** Watches the malformed lines of sources. */
export interface ForeignWatch {
  /** Notes that a line of the source is an op, so that the source is a journal. */
  readonly sawOp: (source: Source) => void;
  /** Takes a malformed line. `told` means that the source is known to be no journal; `text` says so, once. */
  readonly sawMalformed: (
    source: Source,
    line: string,
  ) => { readonly told: boolean; readonly text?: string };
}

/** Watches sources; `next` is the command that reads the journal made of one. */
export const makeForeignWatch = (next: string): ForeignWatch => {
  /** Whether a source is known to be a journal. */
  const journals = new Map<Source, boolean>();
  /** The source of the latest op: nearly every line is one, and of the same source. */
  let latest: Source | undefined;
  return {
    sawOp: (source) => {
      if (source === latest) return;
      latest = source;
      if (!journals.has(source)) journals.set(source, true);
    },
    sawMalformed: (source, line) => {
      const known = journals.get(source);
      if (known !== undefined) return { told: !known };
      const foreign = foreignLine(line);
      if (foreign === undefined) return { told: false };
      journals.set(source, false);
      return { told: true, text: foreignText(source, foreign, next) };
    },
  };
};
