/** `journalEntryOf`: the journal's line that does what an event does. */
import { stepOf } from '../journal/EventStep.js';
import type { JournalEntry } from '../journal/JournalEntry.js';
import type { RunEvent } from '../run/RunEvent.js';
import type { CommandId } from '../values/CommandId.js';
import type { RunId } from '../values/RunId.js';

/**
 * An event as a journal's op on a run.
 *
 * Law: the op does to a run what `decide` does with the event, and is refused with the same error.
 *
 * @example
 * ```ts
 * import { RunId } from 'runchart'
 * import { journalEntryOf } from 'runchart/worker'
 *
 * const runId = RunId.generate()
 * assert.deepStrictEqual(journalEntryOf(runId, { type: 'lease' }), { op: 'transition_to', to: 'Leased', runId })
 * ```
 */
export const journalEntryOf = (
  runId: RunId,
  event: RunEvent,
  commandId?: CommandId,
): JournalEntry => ({
  ...stepOf(event),
  runId,
  ...(commandId === undefined ? {} : { commandId }),
});
