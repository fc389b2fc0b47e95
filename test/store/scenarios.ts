/**
 * Carries out scenarios in a store, many side by side: the first steps of all, then the second steps, and so on.
 *
 * A step that creates a run inserts it; one that sends an event is a command. The ops that are neither overwrite a run, which the port does
 * not do: then the facade makes the run, and its row is written by hand.
 */
import { deepStrictEqual } from 'node:assert';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { RefusalError, RunEvent, RunInstance } from '../../src/index.js';
import { RunId } from '../../src/index.js';
import type { StepError } from '../../src/journal/applyStep.js';
import { applyStep } from '../../src/journal/applyStep.js';
import { eventAt, isEventStep } from '../../src/journal/EventStep.js';
import type { Step } from '../../src/journal/Step.js';
import type { OutcomeWire } from '../../src/journal/StepOutcome.js';
import { encodeOutcome } from '../../src/journal/StepOutcome.js';
import { list } from '../../src/store/Database.js';
import type { MutateError } from '../../src/store/index.js';
import { idFromText } from '../../src/values/idFromText.js';
import { right } from '../support/right.js';
import type { TestStore } from '../support/stores.js';

/** The steps of a scenario, by its name. */
export interface Steps {
  readonly name: string;
  readonly steps: ReadonlyArray<Step>;
}

/** What a store made of a scenario. */
export interface Answer {
  readonly name: string;
  readonly outcomes: ReadonlyArray<OutcomeWire>;
  /** The first op whose run no row can be, if there is one. The outcomes end before it. */
  readonly ends: string | undefined;
}

/** A scenario on its way. */
interface Track {
  readonly scenario: Steps;
  /** The id of its row. */
  readonly rowId: RunId;
  run: O.Option<RunInstance>;
  readonly outcomes: Array<OutcomeWire>;
  ends: string | undefined;
}

type Outcome = E.Either<StepError, RunInstance>;

const rowIdOf = idFromText(RunId)('scenarios.test');

const idOf = (run: O.Option<RunInstance>): RunId =>
  pipe(
    run,
    O.match(
      () => RunId.nil,
      ({ id }) => id,
    ),
  );

/** The event of a step; that of a `transition_to` a state that no event enters is none. */
const eventOf = (step: Step, run: O.Option<RunInstance>): RunEvent | undefined =>
  O.isNone(run)
    ? undefined
    : // An instant is the store's to give, unless it is given: that of the run changes nothing, as no instant does for the reference.
      eventAt(step, run.value.lastStateChangeAt, run.value.state);

const insertRow = `
INSERT INTO @.runs (version, max_failures, id, task_id, state, current_attempt_id, attempt_count, created_at, scheduled_at,
  last_state_change_at, effective_priority)
VALUES (1, 5, $1::text::uuid, $2::text::uuid, $3::text, $4::text::uuid, $5::text::bigint, $6::text::bigint, $7::text::bigint,
  $8::text::bigint, $9::text::integer)`;

const rowOf = (run: RunInstance): ReadonlyArray<string | null> => [
  run.id,
  run.taskId,
  run.state,
  O.toNullable(run.currentAttemptId),
  String(run.attemptCount),
  String(run.createdAt),
  String(run.scheduledAt),
  String(run.lastStateChangeAt),
  String(run.effectivePriority),
];

const isNew = (step: Step): boolean =>
  step.op === 'new_ready_with_id' || step.op === 'new_scheduled_with_id';

/** The error of the facade in what a store answered. */
const refusalOf = (error: MutateError): RefusalError => {
  if ('runId' in error && !('expectedVersion' in error) && error._tag !== 'RunNotInStore')
    // SAFETY: the other errors of a store are a failure of the test, which shows them.
    return error as RefusalError;
  throw new Error(JSON.stringify(error));
};

/** Carries out scenarios, and returns the outcomes of each. Their rows are gone afterwards, but for their histories. */
export const answersIn = async (
  { store, sql, attempt }: TestStore,
  scenarios: ReadonlyArray<Steps>,
): Promise<ReadonlyArray<Answer>> => {
  const tracks = scenarios.map((scenario): Track => ({
    scenario,
    rowId: rowIdOf(scenario.name),
    run: O.none,
    outcomes: [],
    ends: undefined,
  }));

  const record = (track: Track, outcome: Outcome): void => {
    if (E.isRight(outcome)) track.run = O.some(outcome.right);
    track.outcomes.push(encodeOutcome(outcome));
  };
  const remove = (ids: ReadonlyArray<RunId>): Promise<unknown> =>
    sql('DELETE FROM @.runs WHERE id = ANY ($1::text::uuid[])', [list(ids)]);

  const create = async (moved: ReadonlyArray<readonly [Track, Step]>): Promise<void> => {
    const made = moved.map(([track, step]) => [track, applyStep(step)(track.run)] as const);
    made.forEach(([track, outcome]) => {
      if (E.isLeft(outcome)) record(track, outcome);
    });
    const fresh = made.flatMap(([track, outcome]) =>
      E.isRight(outcome) ? [[track, outcome.right] as const] : [],
    );
    await remove(fresh.map(([{ rowId }]) => rowId));
    const inserted = right(
      await store.insertMany(fresh.map(([{ rowId }, run]) => ({ run: { ...run, id: rowId } })))(),
    );
    fresh.forEach(([track, { id }], i) => {
      const stored = inserted[i]?.stored.run;
      if (stored === undefined) throw new Error('nothing was inserted');
      record(track, E.right({ ...stored, id }));
    });
  };

  const send = async (moved: ReadonlyArray<readonly [Track, RunEvent]>): Promise<void> => {
    const done = right(
      await store.mutateMany(moved.map(([{ rowId }, event]) => ({ id: rowId, event })))(),
    );
    moved.forEach(([track], i) => {
      const outcome = done[i];
      if (outcome === undefined) throw new Error('a command has no outcome');
      const id = idOf(track.run);
      record(
        track,
        pipe(
          outcome,
          E.bimap(
            (error): StepError => ({ ...refusalOf(error), runId: id }),
            ({ run }) => ({ ...run, id }),
          ),
        ),
      );
    });
  };

  const overwrite = async (track: Track, step: Step): Promise<void> => {
    const outcome = applyStep(step)(track.run);
    if (E.isLeft(outcome)) {
      record(track, outcome);
      return;
    }
    await remove([track.rowId]);
    const said = await attempt(insertRow, rowOf({ ...outcome.right, id: track.rowId }));
    if (said === 'accepted') record(track, outcome);
    else track.ends = step.op;
  };

  const rounds = Math.max(...scenarios.map(({ steps }) => steps.length));
  for (let round = 0; round < rounds; round += 1) {
    const moved = tracks.flatMap((track): ReadonlyArray<readonly [Track, Step]> => {
      const step = track.scenario.steps[round];
      return step === undefined || track.ends !== undefined ? [] : [[track, step]];
    });
    const events = moved.flatMap(([track, step]): ReadonlyArray<readonly [Track, RunEvent]> => {
      const event = eventOf(step, track.run);
      return event === undefined ? [] : [[track, event]];
    });
    const sending = new Set(events.map(([track]) => track));
    const created = moved.filter(([, step]) => isNew(step));
    if (created.length > 0) await create(created);
    if (events.length > 0) await send(events);
    for (const [track, step] of moved)
      if (!isNew(step) && !sending.has(track)) {
        // An event without a run, or of no chart, is refused before it comes to a store.
        if (isEventStep(step)) record(track, applyStep(step)(track.run));
        else await overwrite(track, step);
      }
  }

  // The rows are what the last outcomes said.
  const { runs, undecodable } = right(await store.list({ limit: 10_000 })());
  if (undecodable.length > 0) throw new Error(JSON.stringify(undecodable));
  const rows = new Map(runs.map(({ run }) => [run.id, run]));
  for (const { rowId, run, ends } of tracks)
    if (ends === undefined)
      deepStrictEqual(
        O.fromNullable(rows.get(rowId)),
        O.map((last: RunInstance) => ({ ...last, id: rowId }))(run),
      );
  await remove(tracks.map(({ rowId }) => rowId));
  return tracks.map(({ scenario, outcomes, ends }) => ({ name: scenario.name, outcomes, ends }));
};
