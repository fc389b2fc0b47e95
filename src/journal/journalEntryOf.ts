/* eslint-disable functional/immutable-data -- completes a new step: to copy it takes longer than to make it */
/** `journalEntryOf`: the journal entry that has the effect of an event. */
import type { RunEvent } from '../run/RunEvent.js';
import type { CommandId } from '../values/CommandId.js';
import type { RunId } from '../values/RunId.js';
import type { TimedStep } from './EventStep.js';
import { stepOf } from './EventStep.js';
import type { JournalEntry } from './JournalEntry.js';

/**
 * Returns the journal entry that sends an event to a run.
 *
 * Law: applying the entry gives the run or the error that `decide` gives for the event.
 *
 * @example
 * ```ts
 * import { RunId } from 'runchart'
 * import { journalEntryOf } from 'runchart/worker'
 *
 * const runId = RunId.generate()
 * assert.deepStrictEqual(journalEntryOf(runId, { type: 'lease' }), { op: 'transition_to', to: 'Leased', runId })
 * ```
 * @category Journals
 */
export const journalEntryOf = (
  runId: RunId,
  event: RunEvent,
  commandId?: CommandId,
): JournalEntry => {
  // SAFETY: the run id is added on the next line.
  const entry = stepOf(event) as TimedStep & { runId: RunId; commandId?: CommandId };
  entry.runId = runId;
  if (commandId !== undefined) entry.commandId = commandId;
  return entry;
};
