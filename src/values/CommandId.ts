/** `CommandId`: the id of a command, by which a redelivery is recognized. */
import type * as t from 'io-ts';
import type { CommandIdBrand } from '../../machines/run.values.js';
import { CommandId as constants } from '../../machines/run.values.js';
import { idCodec } from './Uuid.js';

/**
 * The id of a command: a canonical UUID.
 * @category Values
 */
export type CommandId = t.Branded<string, CommandIdBrand>;

/**
 * Codec and companion of {@link CommandId}: `decode`, `is`, `generate`, `nil`, `Eq`, `Ord`.
 *
 * @example
 * ```ts
 * import { CommandId } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * assert.strictEqual(CommandId.is(CommandId.generate()), true)
 * assert.strictEqual(E.isLeft(CommandId.decode('command 7')), true)
 * ```
 * @category Values
 */
export const CommandId = /* #__PURE__ */ idCodec<CommandId>('a UUID (command id)', constants);
