/** `JournalEntry`: one line of a journal, a step with the id of its run. */
import type { CommandId } from '../values/CommandId.js';
import type { RunId } from '../values/RunId.js';
import type { Timestamp } from '../values/Timestamp.js';
import type { TimeUnit } from '../values/TimeUnit.js';
import type { Annotations } from './Annotations.js';
import type { Step } from './Step.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * One line of a journal: an op, its run id, and optionally an instant, a command id, and {@link Annotations}.
 * @category Journals
 */
export type JournalEntry = Step &
  Annotations & {
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
