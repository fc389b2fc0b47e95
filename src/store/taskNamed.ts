/** Tasks by name. */
import { idFromText } from '../values/idFromText.js';
import { TaskId } from '../values/TaskId.js';

/**
 * The id of a task by its name: the same in every process. A UUID stays that id.
 *
 * @example
 * ```ts
 * import { taskNamed } from 'runchart/store'
 *
 * assert.strictEqual(taskNamed('send-email'), taskNamed('send-email'))
 * ```
 * @category Workers
 */
export const taskNamed: (name: string) => TaskId =
  /* #__PURE__ */ idFromText(TaskId)('tasks.runchart');
