/** `AttemptId`: the identity of one attempt, one execution try inside a run. */
import type * as t from 'io-ts';
import type { AttemptIdBrand } from '../../machines/run.values.js';
import { AttemptId as constants } from '../../machines/run.values.js';
import { idCodec } from './Uuid.js';

/**
 * The id of one attempt: a canonical UUID that cannot stand where another kind of id is wanted.
 * @category Values
 */
export type AttemptId = t.Branded<string, AttemptIdBrand>;

/**
 * Codec and companion of {@link AttemptId}: `decode`, `is`, `generate`, `nil`, `Eq`, `Ord`.
 *
 * @example
 * ```ts
 * import { AttemptId } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * assert.deepStrictEqual(AttemptId.decode('0000000A000000000000000000000001'), E.right('0000000a-0000-0000-0000-000000000001'))
 * assert.strictEqual(E.isLeft(AttemptId.decode('attempt 7')), true)
 * ```
 * @category Values
 */
export const AttemptId = /* #__PURE__ */ idCodec<AttemptId>('a UUID (attempt id)', constants);
