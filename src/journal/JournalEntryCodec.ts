/** `JournalEntryCodec`: between a line of a journal and its entry. */
import type * as t from 'io-ts';
import { entryChoices } from './entryCodec.js';
import type { JournalEntry } from './JournalEntry.js';

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
