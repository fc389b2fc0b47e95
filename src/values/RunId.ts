/** `RunId`: the identity of one run, one scheduled occurrence of a task. */
import type * as t from 'io-ts';
import type { RunIdBrand } from '../../machines/run.values.js';
import { RunId as constants } from '../../machines/run.values.js';
import { idCodec } from './Uuid.js';

/**
 * The id of one run: a canonical UUID that cannot stand where another kind of id is wanted.
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
