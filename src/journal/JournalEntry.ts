/** `JournalEntry`: one line of a journal, a step with the id of its run. */
import type * as E from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';
import type { FastCodec } from '../codec/FastCodec.js';
import { interning } from '../codec/FastCodec.js';
import type { ChoiceCodec } from '../codec/WireRecord.js';
import { CommandId } from '../values/CommandId.js';
import { RunId } from '../values/RunId.js';
import { Timestamp } from '../values/Timestamp.js';
import { makeLineDecoder } from './lineDecoder.js';
import type { Step } from './Step.js';
import { integerFields, stepCodec } from './Step.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * One line of a journal: an op, its run id, and optionally an instant and a command id.
 * @category Journals
 */
export type JournalEntry = Step & {
  readonly runId: RunId;
  readonly at?: Timestamp;
  readonly commandId?: CommandId;
};

// ----------------------------------------------------------------------------------------------------------- codecs

const entryCodec = (runId: FastCodec<RunId, string>): ChoiceCodec<JournalEntry, unknown> =>
  stepCodec({ runId }, { at: Timestamp, commandId: CommandId });

/**
 * Decodes and encodes a line of a journal, between snake_case JSON and {@link JournalEntry}.
 *
 * @example
 * ```ts
 * import { formatDecodeErrors, JournalEntryCodec } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const wire = { op: 'transition_to', to: 'Leased', run_id: '00000000-0000-0000-0000-000000000001', at: 5 }
 * assert.deepStrictEqual(pipe(JournalEntryCodec.decode(wire), E.map(JournalEntryCodec.encode)), E.right(wire))
 * assert.deepStrictEqual(
 *   pipe(JournalEntryCodec.decode({ ...wire, at: -5 }), E.mapLeft(formatDecodeErrors)),
 *   E.left(['at /at: expected unix seconds (0 to 9007199254740991), found -5']),
 * )
 * ```
 * @category Journals
 */
export const JournalEntryCodec: t.Type<JournalEntry, unknown> = /* #__PURE__ */ entryCodec(RunId);

const integers: ReadonlySet<string> = /* #__PURE__ */ new Set([...integerFields, 'at']);

/**
 * Makes a decoder for the lines of one journal.
 *
 * @param lookup - finds the id of a known run by its canonical text, so that the id is not checked and copied again for each line
 */
export const makeEntryDecoder = (
  lookup: (id: RunId) => RunId | undefined = () => undefined,
): ((line: string) => E.Either<string, JournalEntry>) =>
  makeLineDecoder(
    // SAFETY: `lookup` finds only texts that are run ids.
    entryCodec(interning(RunId, (text) => lookup(text as RunId))),
    integers,
  );
