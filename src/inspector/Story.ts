/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- folds over the steps of one run, with a list of their own */
/**
 * One run's story: the ops that a journal has for it, and what the library made of each of them.
 *
 * What travels is the ops alone. Whoever shows the story works the outcomes out again, with the same library; so nothing that
 * is shown can differ from what the library says.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { StepError } from '../journal/applyStep.js';
import { applyStep } from '../journal/applyStep.js';
import { eventOf } from '../journal/EventStep.js';
import type { JournalEntry } from '../journal/JournalEntry.js';
import { applyEntry } from '../journal/RunFold.js';
import type { Step } from '../journal/Step.js';
import { StepCodec } from '../journal/Step.js';
import type { OutcomeWire } from '../journal/StepOutcome.js';
import { encodeOutcome } from '../journal/StepOutcome.js';
import { allowedActions } from '../run/AllowedAction.js';
import type { EventType } from '../run/RunEvent.js';
import type { RunInstance } from '../run/RunInstance.js';
import { errorMessage } from '../run/RunInstanceError.js';
import { runTable } from '../run/runTable.js';
import type { RunId } from '../values/RunId.js';
import { bring } from './bring.js';

// ------------------------------------------------------------------------------------------------------------ model

/** An op, and where it stood. */
export interface KeptOp {
  readonly source: string;
  readonly line: number;
  readonly entry: JournalEntry;
  /** The command had come before: it was answered as the first time, and nothing was done. */
  readonly redelivered: boolean;
}

/** What is kept of one run. */
export interface Story {
  readonly runId: RunId;
  /** The run before the first op that is kept. */
  readonly base: O.Option<RunInstance>;
  /** How many ops came before that, and are kept no longer. */
  readonly forgotten: number;
  readonly ops: ReadonlyArray<KeptOp>;
}

interface Told extends KeptOp {
  readonly before: O.Option<RunInstance>;
  readonly after: O.Option<RunInstance>;
  /** The event that the op stands for, none for one that makes or mends a run. */
  readonly event: O.Option<EventType>;
}

/** An op and what came of it. */
export type Moment =
  | (Told & { readonly _tag: 'Accepted' })
  | (Told & { readonly _tag: 'Refused'; readonly error: StepError })
  | (Told & { readonly _tag: 'Redelivered' });

// ------------------------------------------------------------------------------------------------------- operations

const eventTypeOf = (entry: JournalEntry, run: O.Option<RunInstance>): O.Option<EventType> =>
  pipe(
    O.fromNullable(eventOf(entry, O.toUndefined(run)?.state)),
    O.map(({ type }) => type),
  );

/** Every op of a story with its outcome, oldest first. */
export const momentsOf = ({ base, ops }: Story): ReadonlyArray<Moment> => {
  const moments: Array<Moment> = [];
  let run = base;
  for (const op of ops) {
    const before = run;
    const event = eventTypeOf(op.entry, before);
    if (op.redelivered) {
      moments.push({ _tag: 'Redelivered', ...op, before, after: before, event });
      continue;
    }
    const outcome = applyEntry(op.entry, before);
    if (E.isRight(outcome)) run = O.some(outcome.right);
    moments.push(
      E.isRight(outcome)
        ? { _tag: 'Accepted', ...op, before, after: run, event }
        : { _tag: 'Refused', ...op, before, after: before, event, error: outcome.left },
    );
  }
  return moments;
};

/** An error in words, also where the library's error has none. */
export const stepErrorText = (error: StepError): string => {
  if (error._tag === 'NoRun') return 'no run was created under this id';
  return error._tag === 'Decode' ? error.message : errorMessage(error);
};

/** The events that a run would accept. */
export const legalEvents = (run: O.Option<RunInstance>): ReadonlyArray<EventType> =>
  O.isNone(run)
    ? []
    : allowedActions(run.value).flatMap(({ _tag, type }) => (_tag === 'Enabled' ? [type] : []));

/**
 * Where the edge that an event takes from a state stands in the chart's list of edges, -1 if there is none.
 *
 */
export const edgeIndex = (run: O.Option<RunInstance>, event: O.Option<EventType>): number => {
  const edge =
    O.isSome(run) && O.isSome(event) ? runTable.edge(run.value.state, event.value) : undefined;
  return edge === undefined ? -1 : runTable.edges.indexOf(edge);
};

/** A scenario whose steps say what they must answer. */
export interface ExpectingScenario {
  readonly name: string;
  readonly steps: ReadonlyArray<unknown>;
}

/**
 * A story as a scenario, ready for a test: each step with the outcome it must have as `expect`. Steps carry no instants of
 * their own, so where one mattered a `record_state_change_at` follows. What was redelivered did nothing, and is left out.
 */
export const scenarioOf = (name: string, story: Story): ExpectingScenario => {
  const steps: Array<unknown> = [];
  let run: O.Option<RunInstance> = O.none;
  const outcomeOf = (step: Step): E.Either<StepError, RunInstance> => applyStep(step)(run);
  const add = (step: Step, outcome: E.Either<StepError, RunInstance>): void => {
    if (E.isRight(outcome)) run = O.some(outcome.right);
    const expected: OutcomeWire = encodeOutcome(outcome);
    steps.push({ ...(StepCodec.encode(step) as object), expect: expected });
  };
  const catchUp = (wanted: O.Option<RunInstance>): void => {
    if (O.isNone(wanted) || O.isNone(run)) return;
    const timestamp = wanted.value.lastStateChangeAt;
    if (run.value.lastStateChangeAt === timestamp) return;
    const step: Step = { op: 'record_state_change_at', timestamp };
    add(step, outcomeOf(step));
  };

  const before = pipe(
    story.base,
    O.chain(bring),
    O.getOrElse((): ReadonlyArray<Step> => []),
  );
  for (const step of before) add(step, outcomeOf(step));
  catchUp(story.base);
  for (const moment of momentsOf(story)) {
    if (moment._tag === 'Redelivered') continue;
    const outcome = outcomeOf(moment.entry);
    // A journal refuses the JSON of another run where a scenario, which knows of no other, would take it.
    if (E.isRight(outcome) !== (moment._tag === 'Accepted')) continue;
    add(moment.entry, outcome);
    catchUp(moment.after);
  }
  return { name, steps };
};
