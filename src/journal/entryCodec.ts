/** The codec of entries, in any format of instants and ids. */
import type * as t from 'io-ts';
import type { ChoiceCodec } from '../codec/WireRecord.js';
import { CommandId } from '../values/CommandId.js';
import { RunId } from '../values/RunId.js';
import { Timestamp } from '../values/Timestamp.js';
import { annotationFields } from './Annotations.js';
import type { JournalEntry } from './JournalEntry.js';
import { stepCodec } from './Step.js';

/** Makes the codec of entries. `adapt` replaces the codecs of fields, for journals that write ids or instants in another way. */
export const entryCodec = (
  adapt?: (codec: t.Mixed) => t.Mixed,
): ChoiceCodec<JournalEntry, unknown> =>
  stepCodec({ runId: RunId }, { at: Timestamp, commandId: CommandId, ...annotationFields }, adapt);

/** The codec of entries in unix seconds and UUIDs, with the records of its ops. */
export const entryChoices: ChoiceCodec<JournalEntry, unknown> = /* #__PURE__ */ entryCodec();
