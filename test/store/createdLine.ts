/** The line of a journal that makes a run. */
import type { JournalEntry, RunId, TaskId } from '../../src/index.js';
import { Priority } from '../../src/values/Priority.js';
import type { Timestamp } from '../../src/values/Timestamp.js';

const at = 100 as Timestamp;

/** Makes the line of a run of a task: it is Ready at 100. */
export const createdLine =
  (taskId: TaskId) =>
  (runId: RunId): JournalEntry => ({
    op: 'new_ready_with_id',
    runId,
    taskId,
    createdAt: at,
    scheduledAt: at,
    effectivePriority: Priority.initial,
  });
