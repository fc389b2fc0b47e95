/** Mutants of the decoder that accept and refuse the right texts, but return a wrong run or a wrong error. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { StepError } from '../../journal/applyStep.js';
import { AttemptId } from '../../values/AttemptId.js';
import { wireOf } from './decoderInput.js';
import type { Mutant } from './Mutant.js';
import { corrupt, corruptions, mutant, rightOutcome } from './opMutant.js';

/** Lists the mutants of the decoder that return a wrong run or a wrong error. */
export const wrongDecoderMutants = (): ReadonlyArray<Mutant> => [
  ...corruptions
    .filter(({ what }) => !what.startsWith('always'))
    .map(({ what, change }) =>
      mutant('decoded run wrong', 'deserialize', what, (step, held) =>
        pipe(rightOutcome(step, held), E.map(corrupt(change))),
      ),
    ),
  ...(
    [
      ['id', 'id'],
      ['task_id', 'taskId'],
      ['current_attempt_id', 'currentAttemptId'],
    ] as const
  ).map(([field, own]) =>
    mutant('decoded run wrong', 'deserialize', `${field} as it is written`, (step, held) =>
      pipe(
        rightOutcome(step, held),
        E.map(
          corrupt((run) => {
            const wire = wireOf(step.json);
            const text = wire[field];
            return field !== 'current_attempt_id'
              ? { [own]: text }
              : { [own]: O.isSome(run.currentAttemptId) ? O.some(text) : O.none };
          }),
        ),
      ),
    ),
  ),
  mutant(
    'decoded run wrong',
    'deserialize',
    'created_at for a missing last_state_change_at',
    (step, held) =>
      pipe(
        rightOutcome(step, held),
        E.map(
          corrupt((run) => {
            const wire = wireOf(step.json);
            return 'last_state_change_at' in wire ? {} : { lastStateChangeAt: run.createdAt };
          }),
        ),
      ),
  ),
  mutant('decoded run wrong', 'deserialize', 'the nil attempt as none', (step, held) =>
    pipe(
      rightOutcome(step, held),
      E.map(
        corrupt(({ currentAttemptId: id }) => ({
          currentAttemptId: O.isSome(id) && id.value === AttemptId.nil ? O.none : id,
        })),
      ),
    ),
  ),
  mutant('decoded run wrong', 'deserialize', 'a failure without its code', (step, held) =>
    pipe(
      rightOutcome(step, held),
      E.mapLeft((): StepError => ({ _tag: 'NoRun' })),
    ),
  ),
];
