/** Mutants that misread a field that is left out, for each field of an op that may be. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { Step } from '../../journal/Step.js';
import { StepCodec } from '../../journal/Step.js';
import { bare } from '../leftOut.js';
import type { StepWire } from '../TestCase.js';
import { answered, faultless } from './Engine.js';
import type { Mutant } from './Mutant.js';
import { rightOutcome } from './opMutant.js';
import { allSteps } from './steps.js';

/** Lists the mutants. */
export const leftOutMutants = (): ReadonlyArray<Mutant> => {
  const moves = allSteps
    .filter(({ op }) => op !== 'deserialize')
    .flatMap((step) => {
      const written = pipe(bare({ step }), O.toUndefined)?.written;
      // SAFETY: a step is encoded to a record.
      const fields = Object.keys(StepCodec.encode(step) as StepWire);
      return written === undefined
        ? []
        : fields.filter((field) => !(field in written)).map((field) => ({ op: step.op, field }));
    });
  const distinct = new Map(moves.map((one) => [JSON.stringify(one), one]));
  return [...distinct.values()].flatMap(({ op, field }): ReadonlyArray<Mutant> => {
    const isLeftOut = (step: Step, written: StepWire | undefined): boolean =>
      step.op === op && written !== undefined && !(field in written);
    return [
      {
        kind: 'input misread',
        name: `${op}: refuses to have ${field} left out`,
        site: op,
        engine: (held, step, written) =>
          isLeftOut(step, written)
            ? answered(held, E.left({ _tag: 'Decode', message: '' }))
            : faultless(held, step),
      },
      {
        kind: 'input misread',
        name: `${op}: leaves the attempt if ${field} is left out`,
        site: op,
        engine: (held, step, written) =>
          answered(
            held,
            pipe(
              rightOutcome(step, held),
              E.map((run) =>
                isLeftOut(step, written) && O.isSome(held.run)
                  ? { ...run, currentAttemptId: held.run.value.currentAttemptId }
                  : run,
              ),
            ),
          ),
      },
    ];
  });
};
