/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- fills a row or an entry before it returns it */
/**
 * An op as a row: the list of its values, because a list takes a quarter of the time that a record takes to be copied to another
 * thread. A row is the id of the request, its kind, the op, the run id, and the value of each other field in the order of the entry's codec.
 *
 * Law: a row decodes to the entry that it was made from, or to nothing where the codec of entries refuses it.
 */
import { INVALID } from '../codec/FastCodec.js';
import type { Field } from '../codec/WireRecord.js';
import { fieldsOf } from '../codec/WireRecord.js';
import { entryChoices } from '../journal/entryCodec.js';
import type { JournalEntry } from '../journal/JournalEntry.js';
import { RunId } from '../values/RunId.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A list of values in a fixed order. */
export type Row = ReadonlyArray<unknown>;

/** A request that applies an op. */
export interface OpRequest {
  readonly kind: 'apply' | 'create';
  readonly entry: JournalEntry;
}

/** Where a row has the run id; the fields follow. */
const RUN_ID = 3;

/** The fields of each op beside the op itself and the run id. */
const fieldsByOp: ReadonlyMap<unknown, ReadonlyArray<Field>> = /* #__PURE__ */ new Map(
  [...entryChoices.choices].map(([op, codec]) => [
    op,
    fieldsOf(codec).filter(({ key }) => key !== entryChoices.tag && key !== 'runId'),
  ]),
);

// -------------------------------------------------------------------------------------------------------- operations

/** Is it a row, and not a record? */
export const isRow = (u: unknown): u is Row => Array.isArray(u);

/** Makes the row of an op; `undefined` for an op of untyped code that there is not. */
export const opRow = (id: number, { kind, entry }: OpRequest): Row | undefined => {
  const fields = fieldsByOp.get(entry.op);
  if (fields === undefined) return undefined;
  // SAFETY: the fields are read as unknown, and are those of the entry's own op.
  const values = entry as unknown as Readonly<Record<string, unknown>>;
  const row: Array<unknown> = [id, kind, entry.op, entry.runId];
  for (const { key, codec, isOptional } of fields) {
    const value = values[key];
    row.push(isOptional && value === undefined ? undefined : codec.encode(value));
  }
  while (row.at(-1) === undefined) row.pop();
  return row;
};

/**
 * Decodes the op of a row.
 *
 * @param known - finds the id of a run by its canonical text, so that the text is not checked and kept again for each op
 */
export const decodeOpRow = (
  row: Row,
  known: (id: RunId) => RunId | undefined,
): OpRequest | typeof INVALID => {
  const [, kind, op, id] = row;
  const fields = fieldsByOp.get(op);
  if (fields === undefined || (kind !== 'apply' && kind !== 'create')) return INVALID;
  // SAFETY: `known` finds only texts that are run ids.
  const runId = (typeof id === 'string' ? known(id as RunId) : undefined) ?? RunId.tryDecode(id);
  if (runId === INVALID) return INVALID;
  const entry: Record<string, unknown> = {};
  entry['op'] = op;
  entry['runId'] = runId;
  let at = RUN_ID;
  for (const { key, tryDecode, isOptional } of fields) {
    at += 1;
    const value = row[at];
    if (isOptional && (value === undefined || value === null)) continue;
    const decoded = tryDecode(value);
    if (decoded === INVALID) return INVALID;
    entry[key] = decoded;
  }
  // SAFETY: it has the fields of its op, each decoded.
  return { kind, entry: entry as unknown as JournalEntry };
};

/** The record of a row, whose codec explains what is wrong with it. Further values are not read: there may be billions of them. */
export const recordOfOpRow = (row: Row): object => {
  const [id, kind, op, runId] = row;
  const fields = fieldsByOp.get(op) ?? [];
  return {
    id,
    kind,
    entry: {
      op,
      run_id: runId,
      ...Object.fromEntries(fields.map(({ wire }, i) => [wire, row[RUN_ID + 1 + i]] as const)),
    },
  };
};
