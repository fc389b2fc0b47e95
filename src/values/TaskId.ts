/** `TaskId`: the id of the task that a run executes. */
import type * as t from 'io-ts';
import type { TaskIdBrand } from '../../machines/run.values.js';
import { TaskId as constants } from '../../machines/run.values.js';
import { idCodec } from './Uuid.js';

/**
 * The id of a task: a canonical UUID, branded so that no other kind of id is accepted in its place.
 * @category Values
 */
export type TaskId = t.Branded<string, TaskIdBrand>;

/**
 * Codec and companion of {@link TaskId}: `decode`, `is`, `generate`, `nil`, `Eq`, `Ord`.
 *
 * @example
 * ```ts
 * import { TaskId } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * assert.deepStrictEqual(TaskId.decode('0000000A000000000000000000000001'), E.right('0000000a-0000-0000-0000-000000000001'))
 * assert.strictEqual(E.isLeft(TaskId.decode('task 7')), true)
 * ```
 * @category Values
 */
export const TaskId = /* #__PURE__ */ idCodec<TaskId>('a UUID (task id)', constants);
