/** The row of the history for a line of a journal. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { eventAt } from '../journal/EventStep.js';
import type { JournalEntry } from '../journal/JournalEntry.js';
import { JournalEntryCodec } from '../journal/JournalEntryCodec.js';
import type { RunEvent } from '../run/RunEvent.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { Row } from './Database.js';
import { journalEntriesOf } from './history.js';
import type { NotStorable } from './Json.js';
import { encodeJson } from './Json.js';

/** What a line did. */
export interface Told {
  readonly entry: JournalEntry;
  readonly before: RunInstance | undefined;
  readonly after: RunInstance | undefined;
  readonly refusal: string | undefined;
  /** The version of the run after it. */
  readonly version: number;
}

const isCreation = (
  entry: JournalEntry,
): entry is Extract<JournalEntry, { readonly op: 'new_ready_with_id' | 'new_scheduled_with_id' }> =>
  entry.op === 'new_ready_with_id' || entry.op === 'new_scheduled_with_id';

const priorityIn = (event: RunEvent | undefined): number | undefined =>
  event !== undefined && 'effectivePriority' in event ? event.effectivePriority : undefined;

/** The instant of a line that has none: that of the run's latest change. */
const atOf = ({ entry, before, after }: Told): number =>
  isCreation(entry)
    ? entry.createdAt
    : (entry.at ?? before?.lastStateChangeAt ?? after?.lastStateChangeAt ?? 0);

/** A text that a column gives back as it is; others are kept with the line, if it can be stored. */
const plain = (text: string | undefined): string | null =>
  text === undefined || /[\0\p{Surrogate}]/u.test(text) ? null : text;

/** The columns of the row without its op as it is. */
const columnsOf = (told: Told): Row => {
  const { entry, before, refusal, version } = told;
  const event = eventAt(entry, entry.at, before?.state);
  const at = String(atOf(told));
  const text = (value: string | number | undefined): string | null =>
    value === undefined ? null : String(value);
  return {
    at,
    run_id: entry.runId,
    // Another command of the run has the id of a command that is refused because of it.
    command_id: refusal === 'CommandIdReused' ? null : text(entry.commandId),
    version: version === 0 ? null : String(version),
    refusal: text(refusal),
    worker: plain(entry.worker),
    note: plain(entry.error ?? entry.note),
    outcome: plain(entry.outcome),
    events: event?.type ?? entry.op,
    attempt_id:
      event !== undefined && 'attemptId' in event
        ? event.attemptId
        : event === undefined && told.after !== undefined && refusal === undefined
          ? O.toNullable(told.after.currentAttemptId)
          : null,
    ...(isCreation(entry)
      ? {
          task_id: entry.taskId,
          scheduled_at: entry.scheduledAt === entry.createdAt ? null : String(entry.scheduledAt),
          priority: 'effectivePriority' in entry ? text(entry.effectivePriority) : null,
        }
      : { task_id: null, scheduled_at: null, priority: text(priorityIn(event)) }),
    entry: null,
  };
};

/** The line as JSON. Of a creation, `at` says nothing. */
const wireOf = (entry: JournalEntry): Record<string, unknown> => {
  // SAFETY: the codec of entries encodes to records.
  const wire = JournalEntryCodec.encode(entry) as Record<string, unknown>;
  return isCreation(entry) ? { ...wire, at: entry.at ?? entry.createdAt } : wire;
};

const sorted = (wire: Record<string, unknown>): string =>
  JSON.stringify(Object.entries(wire).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** Whether the columns alone give the line back. */
const isTold = (row: Row, { entry, before }: Told): boolean => {
  const lines = journalEntriesOf(row, before);
  const [line, ...others] = E.isRight(lines) ? lines.right : [];
  return (
    line !== undefined && others.length === 0 && sorted(wireOf(line)) === sorted(wireOf(entry))
  );
};

/** Makes the row of a line. A line that the other columns do not give back is kept as it is in the column `entry`. */
export const importRowOf = (told: Told): E.Either<NotStorable, Row> => {
  const row = columnsOf(told);
  return isTold(row, told)
    ? E.right(row)
    : pipe(
        encodeJson(JournalEntryCodec.encode(told.entry)),
        E.map((entry) => ({ ...row, entry })),
      );
};
