/** Journals in and out of a store: what is asked for, what comes, and what can be wrong. */
import type { JournalEntry, JournalFormat } from '../journal/JournalEntry.js';
import type { RunId } from '../values/RunId.js';
import type { RunData } from './RunData.js';
import type { RowNotDecodable } from './StoredRun.js';

// ----------------------------------------------------------------------------------------------------------- export

/**
 * A row of the history stands for no op, or for one that the run before it refuses.
 * @category Errors
 */
export interface HistoryBroken {
  readonly _tag: 'HistoryBroken';
  readonly runId: RunId;
  /** The number of the row. */
  readonly seq: number;
  readonly reason: string;
}

/**
 * What is exported.
 * @category Journals
 */
export interface ExportOptions {
  /** One run; default: all. */
  readonly runId?: RunId;
  /** The cursor after which it begins; default: the first command. */
  readonly after?: string;
  /** The cursor up to which it goes; default: the last command of now. */
  readonly upTo?: string;
}

/**
 * A page of a journal.
 * @category Journals
 */
export interface JournalPage {
  /** The lines, those of a run in their order. `JournalEntryCodec` encodes them. */
  readonly entries: ReadonlyArray<JournalEntry>;
  /** The rows that stand for no line. */
  readonly broken: ReadonlyArray<HistoryBroken>;
  /** Where the next page begins, and where the last one ends: numbers of rows. */
  readonly cursor: string;
  readonly last: string;
}

/**
 * A page of what the store keeps beside the history of its runs.
 * @category Journals
 */
export interface DataPage {
  readonly data: ReadonlyArray<RunData>;
  readonly undecodable: ReadonlyArray<RowNotDecodable>;
}

// ----------------------------------------------------------------------------------------------------------- import

/**
 * A line of a journal: its text, its entry, or why it could not be read. Blank lines are passed over.
 * @category Journals
 */
export type ImportLine = string | JournalEntry | { readonly malformed: string };

/**
 * A line that is no op, or a run that is not imported.
 * @category Journals
 */
export interface ImportProblem {
  /** The number of the line, from 1; of a run, that of its first line. */
  readonly line: number;
  /** The run that is not imported. */
  readonly runId?: RunId;
  readonly message: string;
}

/**
 * How a journal is imported.
 * @category Journals
 */
export interface ImportOptions extends JournalFormat {
  /** Imports nothing if a line is malformed; default: goes on, as a replay does. */
  readonly strict?: boolean;
  /** How long a run that a worker held stays held, in seconds; default: 30. Then another worker takes it. */
  readonly leaseSeconds?: number;
  /** What the store is to keep beside the history of a run; default: nothing, and the limit of failures of the store. */
  readonly dataOf?: (runId: RunId) => RunData | undefined;
  readonly onProblem?: (problem: ImportProblem) => void;
  /** Called now and then: how many lines were read, and how many of how many runs are written. */
  readonly onProgress?: (progress: {
    readonly lines: number;
    readonly written: number;
    readonly runs: number;
  }) => void;
}

/**
 * What became of a journal.
 * @category Journals
 */
export interface Imported {
  /** The lines that are not blank. */
  readonly lines: number;
  /** How many of them are no ops. */
  readonly malformed: number;
  /** How many ops were refused, of those that are in the history now. */
  readonly refused: number;
  /** How many ops were left out, because their command had come before. */
  readonly redelivered: number;
  /** How many runs were inserted. */
  readonly runs: number;
  /** How many runs were there already, and were left alone. */
  readonly alreadyThere: number;
  /** How many runs no line creates. Their ops were all refused, and are left out. */
  readonly neverCreated: number;
  /** How many runs the store cannot hold. */
  readonly notStorable: number;
}

/**
 * The lines of a journal ended in an error. Nothing was imported.
 * @category Errors
 */
export interface JournalUnreadable {
  readonly _tag: 'JournalUnreadable';
  /** How many lines were read before. */
  readonly lines: number;
  readonly message: string;
}
