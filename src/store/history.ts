/** The history of a run: its rows, the ops that they stand for, and the run that they make. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { INVALID } from '../codec/FastCodec.js';
import { applyStep } from '../journal/applyStep.js';
import type { EntryError } from '../journal/Command.js';
import { stepOf } from '../journal/EventStep.js';
import type { JournalEntry } from '../journal/JournalEntry.js';
import { JournalEntryCodec } from '../journal/JournalEntryCodec.js';
import { decide } from '../run/decide.js';
import type { RunEvent } from '../run/RunEvent.js';
import type { RunInstance } from '../run/RunInstance.js';
import { AttemptId } from '../values/AttemptId.js';
import { CommandId } from '../values/CommandId.js';
import { RunId } from '../values/RunId.js';
import { Timestamp } from '../values/Timestamp.js';
import type { Row } from './Database.js';
import type { HistoryBroken } from './Journals.js';
import type { HistoryEntry } from './RunStore.js';
import { numberOf } from './StoredRun.js';

// ------------------------------------------------------------------------------------------------------------- rows

/** The columns of a row of the history, as an SQL list. */
export const historyColumns = (of: string): string =>
  [
    'seq',
    'at',
    'scheduled_at',
    'run_id',
    'task_id',
    'attempt_id',
    'command_id',
    'version',
    'priority',
    'events',
    'refusal',
    'worker',
    'note',
    'outcome',
    'entry',
  ]
    .map((column) => `${of}.${column}`)
    .join(', ');

const number = (text: string | null | undefined): number => {
  const found = numberOf(text);
  return typeof found === 'number' ? found : 0;
};

/** The value of a column, or another if it is none. */
const decoded = <A, B>(
  codec: { readonly tryDecode: (input: unknown) => A | typeof INVALID },
  value: unknown,
  other: B,
): A | B => {
  const found = codec.tryDecode(value);
  return found === INVALID ? other : found;
};

/** How the attempt ended that a row ends; that one succeeded which completed its run says by its events. */
const outcomeOf = (row: Row, events: ReadonlyArray<string>): string | undefined =>
  row['outcome'] ??
  (row['refusal'] === null && events[0] === 'attempt.finish' && events.at(-1) === 'complete'
    ? SUCCEEDED
    : undefined);

const SUCCEEDED = 'succeeded';

/** Reads a row of the history. The types of its columns leave out what is no id and no number. */
export const historyEntryOf = (row: Row): HistoryEntry => {
  const events = (row['events'] ?? '').split(' ');
  return {
    seq: number(row['seq']),
    runId: decoded(RunId, row['run_id'], RunId.nil),
    at: decoded(Timestamp, numberOf(row['at']), Timestamp.min),
    version: number(row['version']),
    events,
    refusal: row['refusal'] ?? undefined,
    attemptId: decoded(AttemptId, row['attempt_id'], undefined),
    commandId: decoded(CommandId, row['command_id'], undefined),
    worker: row['worker'] ?? undefined,
    note: row['note'] ?? undefined,
    outcome: outcomeOf(row, events),
  };
};

// -------------------------------------------------------------------------------------------------------------- ops

/** The ops that create a run. */
const creations = new Set(['new_scheduled_with_id', 'new_ready_with_id']);

const activeOf = (run: RunInstance | undefined): AttemptId =>
  run !== undefined && O.isSome(run.currentAttemptId) ? run.currentAttemptId.value : AttemptId.nil;

/** The events of a row, for a run as it was before. */
const eventsOfRow = (row: Row, before: RunInstance | undefined): ReadonlyArray<RunEvent> => {
  const types = (row['events'] ?? '').split(' ');
  const priority = numberOf(row['priority']);
  // Where a dead worker's attempt is ended and another begun, the row names the one that began.
  const began = types.includes('attempt.start');
  return types.map(
    (type) =>
      // SAFETY: the store writes events of the chart alone, and each with the fields that are its own.
      ({
        type,
        at: number(row['at']),
        ...(type === 'attempt.start' ? { attemptId: row['attempt_id'] } : {}),
        ...(type === 'attempt.finish'
          ? { attemptId: began ? activeOf(before) : row['attempt_id'] }
          : {}),
        ...((type === 'promote' || type === 'priority.set') && typeof priority === 'number'
          ? { effectivePriority: priority }
          : {}),
      }) as RunEvent,
  );
};

/**
 * Of a command that was refused, the event that the run refuses by itself; with the same error, if there is such an event. None if the
 * run accepts each of them: then no line of a journal stands for the command.
 */
const refusedAlone = (
  events: ReadonlyArray<RunEvent>,
  before: RunInstance | undefined,
  refusal: string,
): ReadonlyArray<RunEvent> => {
  if (events.length === 1 || before === undefined) return events.slice(0, 1);
  const refused = events.flatMap((event) => {
    const outcome = decide(event)(before);
    return E.isLeft(outcome) ? [{ event, tag: outcome.left._tag }] : [];
  });
  const found = refused.find(({ tag }) => tag === refusal) ?? refused[0];
  return found === undefined ? [] : [found.event];
};

/** Whether the lines of a row depend on the run as it was before: it names one attempt of two, or one of several events was refused. */
export const dependsOnBefore = (row: Row): boolean => {
  const types = (row['events'] ?? '').split(' ');
  return (
    row['entry'] === null &&
    types.length > 1 &&
    (row['refusal'] !== null ||
      (types.includes('attempt.finish') && types.includes('attempt.start')))
  );
};

/**
 * The lines of a journal that a row stands for. A command of several events is several lines, and the last has its command id and its
 * note. How an attempt ended, and its error, is on the line that ends it. Of a command that was refused there is only the event that the
 * run refuses: the others never happened.
 */
export const journalEntriesOf = (
  row: Row,
  before: RunInstance | undefined,
): E.Either<string, ReadonlyArray<JournalEntry>> => {
  const { runId, at, commandId, refusal, events, worker, note, outcome } = historyEntryOf(row);
  const hasError = outcome !== undefined && outcome !== SUCCEEDED;
  const command = {
    ...(commandId === undefined ? {} : { commandId }),
    ...(note === undefined || hasError ? {} : { note }),
  };
  const ending = {
    ...(outcome === undefined ? {} : { outcome }),
    ...(note === undefined || !hasError ? {} : { error: note }),
  };
  const by = worker === undefined ? {} : { worker };
  const [op] = events;
  if (row['entry'] !== null && row['entry'] !== undefined)
    return pipe(
      E.tryCatch((): unknown => JSON.parse(row['entry'] ?? ''), String),
      E.chain((json) =>
        pipe(
          JournalEntryCodec.decode(json),
          E.mapLeft(() => `the entry of row ${row['seq'] ?? ''} is no op`),
        ),
      ),
      E.map((entry) => [entry]),
    );
  if (op !== undefined && creations.has(op)) {
    const wire = {
      op,
      run_id: runId,
      task_id: row['task_id'],
      scheduled_at: numberOf(row['scheduled_at'] ?? row['at']),
      created_at: at,
      effective_priority: numberOf(row['priority'] ?? '0'),
      at,
      ...(commandId === undefined ? {} : { command_id: commandId }),
      ...by,
      ...(note === undefined || hasError ? {} : { note }),
      ...ending,
    };
    return pipe(
      JournalEntryCodec.decode(wire),
      E.bimap(
        () => `row ${row['seq'] ?? ''} creates no run`,
        (entry) => [entry],
      ),
    );
  }
  const all = eventsOfRow(row, before);
  const happened = refusal === undefined ? all : refusedAlone(all, before, refusal);
  const last = happened.length - 1;
  const ends = happened.findIndex(({ type }) => type === 'attempt.finish');
  return E.right(
    happened.map((event, i) => ({
      ...stepOf(event),
      runId,
      at,
      ...by,
      ...(i === (ends === -1 ? last : ends) ? ending : {}),
      ...(i === last ? command : {}),
    })),
  );
};

// ------------------------------------------------------------------------------------------------------------- fold

/** A run and its version as the history makes them. */
export interface Folded {
  readonly run: RunInstance | undefined;
  readonly version: number;
}

/** The run before the first row of its history. */
export const unborn: Folded = { run: undefined, version: 0 };

/** Applies a row of the history to the run that the rows before it make. A refused command changes nothing. */
export const foldRow =
  (row: Row) =>
  (before: Folded): E.Either<HistoryBroken, Folded> => {
    const { runId, seq, refusal, version, events } = historyEntryOf(row);
    if (refusal !== undefined) return E.right(before);
    const broken = (reason: string): HistoryBroken => ({
      _tag: 'HistoryBroken',
      runId,
      seq,
      reason,
    });
    return pipe(
      journalEntriesOf(row, before.run),
      E.mapLeft(broken),
      E.chain((entries) =>
        entries.reduce<E.Either<HistoryBroken, RunInstance | undefined>>(
          (run, entry) =>
            pipe(
              run,
              E.chain((now) =>
                pipe(
                  applyStep(entry, entry.at)(O.fromNullable(now)),
                  E.mapLeft((error: EntryError) =>
                    broken(`${events.join(' ')} is refused: ${error._tag}`),
                  ),
                ),
              ),
            ),
          E.right(before.run),
        ),
      ),
      E.map((run) => ({ run, version })),
    );
  };
