/** `JournalEntry`: one line of a journal, a step with the id of its run. */
import type * as t from 'io-ts';
import type { CommandId } from '../values/CommandId.js';
import type { RunId } from '../values/RunId.js';
import type { Timestamp } from '../values/Timestamp.js';
import type { TimeUnit } from '../values/TimeUnit.js';
import { entryChoices } from './entryCodec.js';
import type { Step } from './Step.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * One line of a journal: an op, its run id, and optionally an instant and a command id.
 * @category Journals
 */
export type JournalEntry = Step & {
  readonly runId: RunId;
  readonly at?: Timestamp;
  readonly commandId?: CommandId;
};

/**
 * How the lines of a journal write instants and ids, if not in unix seconds and as UUIDs.
 * @category Journals
 */
export interface JournalFormat {
  /**
   * How `at`, `created_at`, `scheduled_at` and `timestamp` are written; default: `s`. Parts of a second are cut off. The run in
   * `deserialize` has unix seconds in any case.
   */
  readonly time?: TimeUnit;
  /** If given, ids may be any text or integer: `idFromText` makes UUIDs of them in this namespace. */
  readonly idNamespace?: string;
}

// ----------------------------------------------------------------------------------------------------------- codecs

/**
 * Decodes and encodes a line of a journal, between snake_case JSON and {@link JournalEntry}.
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
 * @category Journals
 */
export const JournalEntryCodec: t.Type<JournalEntry, unknown> = entryChoices;
