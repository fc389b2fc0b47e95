/** A command on its way to the database: what it asks for, what the facade decides, and the values that are written. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { waitingStates } from '../engine/timedStates.js';
import { decideAll } from '../run/decideAll.js';
import type { RunEvent } from '../run/RunEvent.js';
import { recordStateChangeAt } from '../run/RunInstance.js';
import { Timestamp } from '../values/Timestamp.js';
import { MAX_STEPS } from './chartMoves.js';
import type { Row } from './Database.js';
import type { NotStorable } from './Json.js';
import { encodeJson } from './Json.js';
import type { Column, Value } from './ParameterRows.js';
import type { Mutated, MutateError, Mutation } from './RunStore.js';
import type { StoredRun } from './StoredRun.js';

/** A command with its events, and what is known of its run. */
export interface Pending {
  readonly index: number;
  readonly mutation: Mutation;
  readonly events: ReadonlyArray<RunEvent>;
  readonly at: Timestamp | undefined;
  readonly result: string | null;
}

export interface Decided {
  readonly pending: Pending;
  readonly before: StoredRun;
  readonly outcome: ReturnType<ReturnType<typeof decideAll>>;
}

/** Stands for the database's now until the row is written. */
// SAFETY: within the bounds of instants.
const NOW = (Timestamp.max - 1) as Timestamp;

export const prepare = (mutation: Mutation, index: number): E.Either<MutateError, Pending> => {
  const given = 'type' in mutation.event ? [mutation.event] : mutation.event;
  if (given.length === 0 || given.length > MAX_STEPS)
    return E.left({
      _tag: 'NotACommand',
      runId: mutation.id,
      events: given.length,
      max: MAX_STEPS,
    });
  const at = given.findLast((event) => event.at !== undefined)?.at;
  return pipe(
    mutation.result === undefined
      ? E.right<NotStorable, string | null>(null)
      : encodeJson(mutation.result),
    E.map((result) => ({
      index,
      mutation,
      at,
      result,
      events: given.map((event) => ({ ...event, at: at ?? NOW })),
    })),
  );
};

export const attemptIn = (events: ReadonlyArray<RunEvent>): string | null => {
  const found = events.findLast((event) => 'attemptId' in event);
  return found !== undefined && 'attemptId' in found ? found.attemptId : null;
};

export const priorityIn = (events: ReadonlyArray<RunEvent>): number | null => {
  const found = events.findLast((event) => 'effectivePriority' in event);
  return found !== undefined && 'effectivePriority' in found
    ? (found.effectivePriority ?? null)
    : null;
};

export const typesOf = (events: ReadonlyArray<{ readonly type: string }>): string =>
  events.map(({ type }) => type).join(' ');

/** The attempt that a command ends, by which a worker's command is known without an id, unless it begins another. */
export const endedBy = ({ mutation, events }: Pending): string | null => {
  const [first] = events;
  return mutation.commandId === undefined &&
    first?.type === 'attempt.finish' &&
    attemptIn(events) === first.attemptId
    ? first.attemptId
    : null;
};

/** Whether a row read for a command has that command in its history. */
export const cameBefore = ({ mutation, events }: Pending, row: Row): boolean =>
  row['first_seq'] !== null &&
  (mutation.commandId !== undefined ||
    (row['first_events'] === typesOf(events) && row['first_worker'] === (mutation.worker ?? null)));

export const decide = (pending: Pending, before: StoredRun): Decided => ({
  pending,
  before,
  outcome: decideAll(pending.events)(before.run),
});

/** The longest note, in characters. */
const LONGEST_NOTE = 500;

/** A note as the database can store it. */
const noteOf = (text: string): string =>
  text
    .replaceAll('\0', '')
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .slice(0, LONGEST_NOTE);

type Field = readonly [name: string, type: string];

/** What is written of a command: columns in the groups in which they are sent. */
const fields: ReadonlyArray<ReadonlyArray<Field>> = [
  [['id', 'uuid']],
  [
    ['version', 'integer'],
    ['steps', 'integer'],
    ['state', 'text'],
    ['at', 'bigint'],
    ['dated', 'boolean'],
    ['delay', 'bigint'],
    ['failed', 'integer'],
    ['events', 'text'],
  ],
  [
    ['current_attempt_id', 'uuid'],
    ['attempt_count', 'bigint'],
  ],
  [['priority', 'integer']],
  [['result', 'jsonb']],
  [['attempt_id', 'uuid']],
  [
    ['command_id', 'uuid'],
    ['refusal', 'text'],
    ['sender', 'text'],
    ['given_priority', 'integer'],
    ['note', 'text'],
    ['outcome', 'text'],
  ],
];

/** The values of a decided command, in the order of the fields. */
const valuesOf = ({
  pending: { mutation, events, at, result },
  before,
  outcome,
}: Decided): ReadonlyArray<Value> => {
  const after = E.isRight(outcome) ? outcome.right : before.run;
  const waits =
    E.isRight(outcome) && waitingStates.includes(after.state) && before.run.state !== after.state;
  return [
    mutation.id,
    before.version,
    events.length,
    after.state,
    at ?? null,
    String(after.lastStateChangeAt !== before.run.lastStateChangeAt),
    waits ? Math.max(0, Math.round(mutation.delayMs ?? 0)) : null,
    mutation.failed === true && E.isRight(outcome) ? 1 : 0,
    typesOf(events),
    O.toNullable(after.currentAttemptId),
    after.attemptCount,
    after.effectivePriority,
    result,
    attemptIn(events),
    mutation.commandId ?? null,
    E.isLeft(outcome) ? outcome.left.error._tag : null,
    mutation.worker ?? null,
    priorityIn(events),
    mutation.note === undefined ? null : noteOf(mutation.note),
    mutation.outcome === undefined ? null : noteOf(mutation.outcome),
  ];
};

/** What is written of decided commands. */
export const columnsOf = (
  decided: ReadonlyArray<Decided>,
): ReadonlyArray<ReadonlyArray<Column>> => {
  const rows = decided.map(valuesOf);
  // eslint-disable-next-line functional/no-let -- the place of the next column
  let place = 0;
  return fields.map((group) =>
    group.map(([name, type]) => {
      const at = place;
      place += 1;
      return { name, type, values: rows.map((row) => row[at] ?? null) };
    }),
  );
};

/** The outcome of a command that was written at an instant of the database's clock, and the version after it. */
export const outcomeAt = (
  { pending: { events, at }, before, outcome }: Decided,
  now: Timestamp,
): E.Either<MutateError, Mutated> =>
  pipe(
    outcome,
    E.bimap(
      ({ error }) => error,
      (run) => ({
        run:
          at === undefined && run.lastStateChangeAt === NOW ? recordStateChangeAt(now)(run) : run,
        version: before.version + events.length,
        redelivered: false,
      }),
    ),
  );
