/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- a fold over the steps of one run, with a local list */
/** Exports a story as a scenario that can be used as a test. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { Outcome } from '../journal/applyStep.js';
import { applyStep } from '../journal/applyStep.js';
import type { Step } from '../journal/Step.js';
import { StepCodec } from '../journal/Step.js';
import { encodeOutcome } from '../journal/StepOutcome.js';
import type { RunInstance } from '../run/RunInstance.js';
import { restoreSteps } from './restoreSteps.js';
import type { Story } from './Story.js';
import { replayStory } from './Story.js';

/** A scenario whose steps have their expected outcomes in `expect`. */
export interface ExpectingScenario {
  readonly name: string;
  readonly steps: ReadonlyArray<unknown>;
}

/**
 * Converts a story to a scenario with the outcome of each step in `expect`. Steps of a scenario have no instant, so a
 * `record_state_change_at` follows each op whose instant mattered. Steps have no command id either, so redelivered ops and ops with
 * another command's id, which changed nothing, are left out.
 */
export const scenarioOf = (name: string, story: Story): ExpectingScenario => {
  const steps: Array<unknown> = [];
  let run: O.Option<RunInstance> = O.none;
  const outcomeOf = (step: Step): Outcome => applyStep(step)(run);
  const add = (step: Step, outcome: Outcome): void => {
    if (E.isRight(outcome)) run = O.some(outcome.right);
    steps.push({ ...(StepCodec.encode(step) as object), expect: encodeOutcome(outcome) });
  };
  /** Sets the instant of the last state change to the one in the story. */
  const syncInstant = (actual: O.Option<RunInstance>): void => {
    if (O.isNone(actual) || O.isNone(run)) return;
    const timestamp = actual.value.lastStateChangeAt;
    if (run.value.lastStateChangeAt === timestamp) return;
    const step: Step = { op: 'record_state_change_at', timestamp };
    add(step, outcomeOf(step));
  };

  const restoring = pipe(
    story.base,
    O.chain(restoreSteps),
    O.getOrElse((): ReadonlyArray<Step> => []),
  );
  for (const step of restoring) add(step, outcomeOf(step));
  syncInstant(story.base);
  for (const step of replayStory(story)) {
    if (step._tag === 'Redelivered' || step.firstCommand !== undefined) continue;
    const outcome = outcomeOf(step.entry);
    // A journal refuses the JSON of a run with another id. A scenario has no run id, so it would accept it.
    if (E.isRight(outcome) !== (step._tag === 'Accepted')) continue;
    add(step.entry, outcome);
    syncInstant(step.after);
  }
  return { name, steps };
};
