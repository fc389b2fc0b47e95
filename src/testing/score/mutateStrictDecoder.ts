/** Mutants of the decoder that refuse what it should accept. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { StepError } from '../../journal/applyStep.js';
import type { RunInstance } from '../../run/RunInstance.js';
import { RunInstanceCodec } from '../../run/RunInstanceCodec.js';
import { runStates } from '../../run/RunState.js';
import { AttemptId } from '../../values/AttemptId.js';
import { Priority } from '../../values/Priority.js';
import { numericFields, wireOf } from './decoderInput.js';
import type { Mutant } from './Mutant.js';
import type { Input } from './opMutant.js';
import { mutant, rightOutcome } from './opMutant.js';
import { exampleIn } from './steps.js';

/** The fields of a run on the wire. */
const known: ReadonlySet<string> = new Set(
  Object.keys(RunInstanceCodec.encode(exampleIn('Ready'))),
);

const hex = /^[0-9a-f-]*$/;

/** Properties of valid runs that a decoder may wrongly refuse. */
const refusedProperties: ReadonlyArray<{
  readonly what: string;
  readonly is: (wire: Input, run: RunInstance) => boolean;
}> = [
  {
    what: 'a key that it does not know',
    is: (wire) => Object.keys(wire).some((key) => !known.has(key)),
  },
  { what: 'no current_attempt_id', is: (wire) => !('current_attempt_id' in wire) },
  { what: 'null for current_attempt_id', is: (wire) => wire['current_attempt_id'] === null },
  { what: 'no last_state_change_at', is: (wire) => !('last_state_change_at' in wire) },
  { what: 'the nil attempt', is: (wire) => wire['current_attempt_id'] === AttemptId.nil },
  {
    what: 'Running without an attempt',
    is: (_, run) => run.state === 'Running' && O.isNone(run.currentAttemptId),
  },
  {
    what: 'a count of 0 with an attempt',
    is: (_, run) => run.attemptCount === 0 && O.isSome(run.currentAttemptId),
  },
  {
    what: 'a last change before the creation',
    is: (_, run) => run.lastStateChangeAt < run.createdAt,
  },
  { what: 'a negative priority', is: (_, run) => run.effectivePriority < 0 },
  {
    what: 'scheduled at its creation in Ready',
    is: (_, run) => run.state === 'Ready' && run.scheduledAt === run.createdAt,
  },
  {
    what: 'scheduled ahead in another state than Ready',
    is: (_, run) => run.scheduledAt > run.createdAt,
  },
  ...(['id', 'task_id', 'current_attempt_id'] as const).flatMap((field) => {
    const text = (wire: Input): string => String(wire[field]);
    return [
      { what: `capitals in ${field}`, is: (wire: Input) => /[A-F]/.test(text(wire)) },
      { what: `32 digits for ${field}`, is: (wire: Input) => text(wire).length === 32 },
      { what: `braces around ${field}`, is: (wire: Input) => text(wire).startsWith('{') },
      { what: `urn:uuid: before ${field}`, is: (wire: Input) => text(wire).startsWith('urn') },
      {
        what: `${field} that no RFC knows`,
        is: (wire: Input) => hex.test(text(wire)) && !/^.{14}[1-8].{4}[89ab]/.test(text(wire)),
      },
    ];
  }),
  ...numericFields.map(([field, own, max]) => ({
    what: `the greatest ${field}`,
    is: (_: Input, run: RunInstance) => run[own] === max,
  })),
  ...numericFields.map(([field, own]) => ({
    what: `${field} 0`,
    is: (_: Input, run: RunInstance) => run[own] === 0,
  })),
  { what: 'the least priority', is: (_, run) => run.effectivePriority === Priority.min },
  ...runStates.map((state) => ({
    what: `a run in ${state}`,
    is: (_: Input, run: RunInstance) => run.state === state,
  })),
];

/** Lists the mutants of the decoder that refuse a valid run. */
export const strictDecoderMutants = (): ReadonlyArray<Mutant> =>
  refusedProperties.map(({ what, is }) =>
    mutant('decoder too strict', 'deserialize', `refuses ${what}`, (step, held) =>
      pipe(
        rightOutcome(step, held),
        E.filterOrElse(
          (run) => !is(wireOf(step.json), run),
          (): StepError => ({ _tag: 'Decode', message: what }),
        ),
      ),
    ),
  );
