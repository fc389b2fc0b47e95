/** The columns of a run that hold what the store keeps beside its history. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { RunInstance } from '../run/RunInstance.js';
import { isTerminal } from '../run/RunState.js';
import type { NotStorable } from './Json.js';
import { encodeJson } from './Json.js';
import type { RunData } from './RunData.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The columns, with their types. */
export const dataFields = [
  ['payload', 'jsonb'],
  ['progress', 'jsonb'],
  ['result', 'jsonb'],
  ['failures', 'smallint'],
  ['max_failures', 'smallint'],
  ['unique_key', 'text'],
  ['promote_priority', 'integer'],
  ['due_at', 'bigint'],
] as const;

/** The values of the columns; null where the store is to say. */
export type DataRow = Readonly<Record<(typeof dataFields)[number][0], string | number | null>>;

// -------------------------------------------------------------------------------------------------------- operations

// SAFETY: it has each of the columns.
const empty = /* #__PURE__ */ Object.fromEntries(
  /* #__PURE__ */ dataFields.map(([name]) => [name, null]),
) as DataRow;

const encodeMaybe = (value: unknown): E.Either<NotStorable, string | null> =>
  value === undefined ? E.right(null) : encodeJson(value);

/** Makes the row of the data of a run, if there are any; a run that has ended has no key. */
export const dataRowOf = (
  run: RunInstance,
  data: RunData | undefined,
): E.Either<NotStorable, DataRow> =>
  data === undefined
    ? E.right(empty)
    : pipe(
        E.Do,
        E.bind('payload', () => encodeMaybe(data.payload)),
        E.bind('progress', () => encodeMaybe(data.progress)),
        E.bind('result', () => encodeMaybe(data.result)),
        // A key is a text that can be stored, as those in JSON are.
        E.chainFirst(() => encodeMaybe(data.uniqueKey)),
        E.map((json) => ({
          ...json,
          failures: data.failures,
          max_failures: data.maxFailures,
          unique_key: isTerminal(run.state) ? null : (data.uniqueKey ?? null),
          promote_priority: run.state === 'Scheduled' ? (data.promotePriority ?? null) : null,
          due_at: data.dueAt ?? null,
        })),
      );

/** How long its JSON is, in UTF-16 units. */
export const lengthOf = ({ payload, progress, result }: DataRow): number =>
  [payload, progress, result].reduce<number>((sum, json) => sum + String(json ?? '').length, 0);
