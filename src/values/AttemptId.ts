/** `AttemptId`: the id of an attempt, one try to execute a run. */
import type * as t from 'io-ts';
import type { AttemptIdBrand } from '../../machines/run.values.js';
import { AttemptId as constants } from '../../machines/run.values.js';
import { idCodec } from './Uuid.js';

/**
 * The id of an attempt: a canonical UUID, branded so that no other kind of id is accepted in its place.
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
