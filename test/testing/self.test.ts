/** The whole suite on three implementations of the lifecycle: the facade, the compiled table, and an XState actor. */
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { createActor } from 'xstate';
import { fromSnapshot, runMachine, toSnapshot } from '../../src/actor/index.js';
import type {
  EventType,
  OutcomeWire,
  RunEvent,
  RunInstance,
  RunState,
  Step,
  StepError,
} from '../../src/index.js';
import {
  applyStep,
  decide,
  encodeOutcome,
  finishAttempt,
  promoteToReadyWithPriority,
  setEffectivePriority,
  startAttempt,
  transitionTo,
} from '../../src/index.js';
import { runTable } from '../../src/run/runTable.js';
import type { TestCase } from '../../src/testing/index.js';
import { eventTypes, expected, intents, moves } from '../expectations.js';
import { suiteOf } from './suite.js';

type Outcome = E.Either<StepError, RunInstance>;
type Subject = (step: Step) => (run: O.Option<RunInstance>) => Outcome;

/** Looks up the event of a `transition_to` in the table of the tests, since the library's own table is under test. */
const entering = (from: RunState, to: RunState): EventType | undefined =>
  moves.find((move) => move.from === from && move.to === to)?.event ??
  eventTypes.find((type) => intents[type] === to);

const eventOf = (step: Step, { state }: RunInstance): RunEvent | undefined => {
  switch (step.op) {
    case 'transition_to': {
      const type = step.event ?? entering(state, step.to);
      // SAFETY: an event that enters a state has no required payload.
      return type && ({ type } as RunEvent);
    }
    case 'promote_to_ready':
      return { type: 'promote' };
    case 'promote_to_ready_with_priority':
      return { type: 'promote', effectivePriority: step.effectivePriority };
    case 'set_effective_priority':
      return { type: 'priority.set', effectivePriority: step.effectivePriority };
    case 'start_attempt':
      return { type: 'attempt.start', attemptId: step.attemptId };
    case 'finish_attempt':
      return { type: 'attempt.finish', attemptId: step.attemptId };
    case 'new_scheduled_with_id':
    case 'new_ready_with_id':
    case 'record_state_change_at':
    case 'restore_attempt_state_for_bootstrap':
    case 'deserialize':
      return undefined;
  }
};

/** Makes a subject from a function that returns `none` for a refusal; looks the error up in the table of the tests. */
const byEvents =
  (send: (run: RunInstance, event: RunEvent) => O.Option<RunInstance>): Subject =>
  (step) =>
  (run) => {
    const event = O.isNone(run) ? undefined : eventOf(step, run.value);
    if (event === undefined || O.isNone(run)) return applyStep(step)(run);
    return pipe(
      send(run.value, event),
      // SAFETY: the errors of the table are those of the facade.
      E.fromOption(() => (expected(run.value, event) as E.Left<StepError>).left),
    );
  };

const facade: Subject = (step) => (run) => {
  if (O.isNone(run)) return applyStep(step)(run);
  switch (step.op) {
    case 'transition_to':
      return step.event === undefined
        ? transitionTo(step.to)(run.value)
        : decide({ type: step.event })(run.value);
    case 'promote_to_ready':
      return decide({ type: 'promote' })(run.value);
    case 'promote_to_ready_with_priority':
      return promoteToReadyWithPriority(step.effectivePriority)(run.value);
    case 'set_effective_priority':
      return setEffectivePriority(step.effectivePriority)(run.value);
    case 'start_attempt':
      return startAttempt(step.attemptId)(run.value);
    case 'finish_attempt':
      return finishAttempt(step.attemptId)(run.value);
    case 'new_scheduled_with_id':
    case 'new_ready_with_id':
    case 'record_state_change_at':
    case 'restore_attempt_state_for_bootstrap':
    case 'deserialize':
      return applyStep(step)(run);
  }
};

const table = byEvents((run, event) => {
  const edge = runTable.edge(run.state, event.type);
  return edge === undefined || runTable.refusedBy(edge, run, event) !== undefined
    ? O.none
    : O.some(runTable.follow(edge, run, event));
});

const actor = byEvents((run, event) => {
  const started = createActor(runMachine, { snapshot: toSnapshot(run) }).start();
  const can = started.getSnapshot().can(event);
  started.send(event);
  const after = fromSnapshot(started.getSnapshot());
  started.stop();
  return can ? O.some(after) : O.none;
});

const answersOf = (subject: Subject, { steps }: TestCase): ReadonlyArray<OutcomeWire> => {
  let run: O.Option<RunInstance> = O.none;
  return steps.map(({ step }) => {
    const outcome = subject(step)(run);
    if (E.isRight(outcome)) run = O.some(outcome.right);
    return encodeOutcome(outcome);
  });
};

/** Removes the message of a `Decode`, which is not compared. */
const comparable = (outcome: OutcomeWire): unknown =>
  'err' in outcome && outcome.err.code === 'Decode' ? 'Decode' : outcome;

const { tests } = suiteOf();

describe.each([
  ['the facade', facade],
  ['the compiled table', table],
  ['an XState actor', actor],
])('%s', (_, subject) => {
  it('passes every test of the whole suite', () => {
    const wrong = tests.flatMap((test) => {
      const answers = answersOf(subject, test);
      const at = test.steps.findIndex(
        ({ expect: wanted }, i) =>
          JSON.stringify(comparable(wanted)) !==
          JSON.stringify(comparable(answers[i] ?? { err: { code: 'NoRun' } })),
      );
      return at < 0 ? [] : [{ name: test.name, at, step: test.steps[at], answer: answers[at] }];
    });
    expect(wrong).toStrictEqual([]);
    expect(tests.length).toBeGreaterThan(500);
  });
});
