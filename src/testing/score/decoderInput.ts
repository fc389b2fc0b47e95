/** The input of the decoder, as its mutants read it. */
import * as E from 'fp-ts/lib/Either.js';
import { parseJson } from '../../codec/JsonText.js';
import { isRecord } from '../../codec/untrusted.js';
import type { RunInstance } from '../../run/RunInstance.js';
import type { RunInstanceWire } from '../../run/RunInstanceCodec.js';
import { Priority } from '../../values/Priority.js';
import { Timestamp } from '../../values/Timestamp.js';
import type { Input } from './opMutant.js';

/** Parses the record in a JSON text, or returns an empty one. */
export const wireOf = (json: string): Input => {
  const wire = parseJson(json);
  // SAFETY: a record of unknown values.
  return E.isRight(wire) && isRecord(wire.right) ? wire.right : {};
};

/** The name of a field on the wire. */
export type WireField = keyof RunInstanceWire;

/** The numeric fields of a run: the name on the wire, the name in the model, and the maximum. */
export const numericFields: ReadonlyArray<readonly [WireField, keyof RunInstance, number]> = [
  ['attempt_count', 'attemptCount', 2 ** 32 - 1],
  ['created_at', 'createdAt', Timestamp.max],
  ['scheduled_at', 'scheduledAt', Timestamp.max],
  ['effective_priority', 'effectivePriority', Priority.max],
  ['last_state_change_at', 'lastStateChangeAt', Timestamp.max],
];
