/** `RunId`: the id of a run, one scheduled occurrence of a task. */
import type * as t from 'io-ts';
import type { RunIdBrand } from '../../machines/run.values.js';
import { RunId as constants } from '../../machines/run.values.js';
import { idCodec } from './Uuid.js';

/**
 * The id of a run: a canonical UUID, branded so that no other kind of id is accepted in its place.
 * @category Values
 */
export type RunId = t.Branded<string, RunIdBrand>;

/**
 * Codec and companion of {@link RunId}: `decode`, `is`, `generate`, `nil`, `Eq`, `Ord`.
 *
 * @example
 * ```ts
 * import { RunId } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * assert.deepStrictEqual(RunId.decode('0000000A000000000000000000000001'), E.right('0000000a-0000-0000-0000-000000000001'))
 * assert.strictEqual(E.isLeft(RunId.decode('run 7')), true)
 * ```
 * @category Values
 */
export const RunId = /* #__PURE__ */ idCodec<RunId>('a UUID (run id)', constants);
