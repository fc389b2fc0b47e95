/** Mutants that remember the attempt that finished last, and mistreat a later step of it, as from a stale worker. */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { StepError } from '../../journal/applyStep.js';
import { applyStep } from '../../journal/applyStep.js';
import type { StepOf } from '../../journal/Step.js';
import type { RunInstance } from '../../run/RunInstance.js';
import { isConstructor } from '../play.js';
import type { Engine } from './Engine.js';
import { answered, faultless } from './Engine.js';
import type { Mutant } from './Mutant.js';
import type { Outcome } from './opMutant.js';

type AttemptStep = StepOf<'start_attempt'> | StepOf<'finish_attempt'>;

/** Makes an engine that overrides an op if it names the attempt that finished last. */
const remembering =
  (
    op: AttemptStep['op'],
    act: (run: RunInstance, right: Outcome, step: AttemptStep) => Outcome,
  ): Engine =>
  (held, step) => {
    const outcome = applyStep(step)(held.run);
    const { run, lastFinished } = held;
    if (step.op !== 'start_attempt' && step.op !== 'finish_attempt') {
      const [after, answer] = faultless(held, step);
      // A new run starts without a remembered attempt.
      return [
        isConstructor(step) && 'ok' in answer ? { run: after.run, taken: after.taken } : after,
        answer,
      ];
    }
    const mine =
      step.op === op && O.isSome(run) && lastFinished === step.attemptId
        ? act(run.value, outcome, step)
        : outcome;
    const [after, answer] = answered(held, mine);
    return step.op === 'finish_attempt' && E.isRight(mine)
      ? [{ ...after, lastFinished: step.attemptId }, answer]
      : [after, answer];
  };

const refusedAs = (outcome: Outcome, tag: StepError['_tag']): boolean =>
  E.isLeft(outcome) && outcome.left._tag === tag;

/** Lists the mutants that remember an attempt. */
export const memoryMutants = (): ReadonlyArray<Mutant> =>
  [
    {
      name: 'finish_attempt: the attempt that ended last ends the active one',
      engine: remembering('finish_attempt', (run, right) =>
        refusedAs(right, 'AttemptOwnershipMismatch')
          ? E.right({ ...run, currentAttemptId: O.none })
          : right,
      ),
    },
    {
      name: 'finish_attempt: the attempt that ended last ends once more',
      engine: remembering('finish_attempt', (run, right) =>
        refusedAs(right, 'NoActiveAttempt') ? E.right(run) : right,
      ),
    },
    {
      name: 'start_attempt: the attempt that ended last is refused',
      engine: remembering('start_attempt', (run, right, { attemptId }) =>
        E.isRight(right)
          ? E.left({ _tag: 'AttemptAlreadyActive', runId: run.id, activeAttemptId: attemptId })
          : right,
      ),
    },
    {
      name: 'start_attempt: the attempt that ended last is not counted again',
      engine: remembering('start_attempt', ({ attemptCount }, right) =>
        E.isRight(right) ? E.right({ ...right.right, attemptCount }) : right,
      ),
    },
  ].map((one): Mutant => ({ kind: 'wrong later', ...one }));
