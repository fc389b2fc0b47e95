/**
 * Describes mutants in lines of `test/fixtures/derived/mutants.txt`: how many there are with a digest of their names, and for each kind in how
 * many situations they differ from the faultless engine with a digest of what they do there.
 */
import { createHash } from 'node:crypto';
import * as O from 'fp-ts/lib/Option.js';
import { groupBy } from 'fp-ts/lib/ReadonlyNonEmptyArray.js';
import type { Step } from '../../../src/journal/Step.js';
import type { RunInstance } from '../../../src/run/RunInstance.js';
import { runStates } from '../../../src/run/RunState.js';
import type { Engine, EngineState } from '../../../src/testing/score/Engine.js';
import { faultless, INITIAL, siteOf } from '../../../src/testing/score/Engine.js';
import { makeEquivalence } from '../../../src/testing/score/equivalence.js';
import type { Mutant } from '../../../src/testing/score/Mutant.js';
import { chartMutants } from '../../../src/testing/score/mutateChart.js';
import { dataMutants } from '../../../src/testing/score/mutateData.js';
import { wrongDecoderMutants } from '../../../src/testing/score/mutateDecodedRun.js';
import { lenientDecoderMutants } from '../../../src/testing/score/mutateLenientDecoder.js';
import { limitMutants } from '../../../src/testing/score/mutateLimits.js';
import { refusalMutants } from '../../../src/testing/score/mutateRefusals.js';
import { strictDecoderMutants } from '../../../src/testing/score/mutateStrictDecoder.js';
import {
  allSteps,
  ATTEMPT,
  exampleIn,
  fewSteps,
  stepsOnRuns,
} from '../../../src/testing/score/steps.js';
import { AttemptCount } from '../../../src/values/AttemptCount.js';
import { AttemptId } from '../../../src/values/AttemptId.js';
import { count } from '../../support/arbitraries.js';

const digest = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 16);

/** A state of an engine and a step. */
interface Situation {
  readonly held: EngineState;
  readonly step: Step;
}

const holding = (run: RunInstance): EngineState => ({ run: O.some(run), taken: 0 });

/** A run in each state. */
const few: ReadonlyArray<EngineState> = runStates.map((state) => holding(exampleIn(state)));

/** Runs in each state with each kind of attempt, and with the counts between which guards and faults distinguish. */
const many: ReadonlyArray<EngineState> = runStates.flatMap((state) =>
  [O.none, O.some(ATTEMPT), O.some(AttemptId.nil)].flatMap((currentAttemptId) =>
    [AttemptCount.zero, count(2 ** 32 - 2), AttemptCount.max].map((attemptCount) =>
      holding(exampleIn(state, { currentAttemptId, attemptCount })),
    ),
  ),
);

/** Every step without a run, every step on runs on many runs, and a few of the steps that make a run on a few runs. */
const situations: ReadonlyArray<Situation> = [
  ...allSteps.map((step): Situation => ({ held: INITIAL, step })),
  ...stepsOnRuns.flatMap((step) => many.map((held): Situation => ({ held, step }))),
  ...allSteps
    .filter((step, i) => !stepsOnRuns.includes(step) && i % 13 === 0)
    .flatMap((step) => few.map((held): Situation => ({ held, step }))),
];

/** Makes a function that returns what a mutant does where it differs; asks the faultless engine each situation once. */
const makeDifferencesOf = (): ((mutant: Mutant) => ReadonlyArray<string>) => {
  const bySite = groupBy(({ held, step }: Situation) => siteOf(held, step))(situations);
  const byOp = groupBy(({ step }: Situation) => step.op)(situations);
  const known = new Map<Situation, string>();
  return ({ name, site, engine }) => {
    // A mutant without a site is named after its op.
    const there = site === undefined ? byOp[name.split(':')[0] ?? ''] : bySite[site];
    return (there ?? []).flatMap((situation, i) => {
      const { held, step } = situation;
      const right = known.get(situation) ?? JSON.stringify(faultless(held, step));
      known.set(situation, right);
      const done = JSON.stringify(engine(held, step));
      return done === right ? [] : [`${String(i)} ${done}`];
    });
  };
};

const lists = {
  chart: chartMutants,
  refusals: refusalMutants,
  data: dataMutants,
  'lenient decoder': lenientDecoderMutants,
  'strict decoder': strictDecoderMutants,
  'decoded run': wrongDecoderMutants,
};

/** The lists of mutants that are described. */
export const mutantLists = Object.keys(lists) as ReadonlyArray<keyof typeof lists>; // SAFETY: they are its keys.

/** Describes the mutants of a list, first their names and then each kind: what takes longest comes last. */
export const mutantLines = function* (list: keyof typeof lists): Generator<string, void> {
  const mutants = lists[list]();
  const names = mutants.map(({ kind, name, site }) => [kind, name, site]);
  yield `${list}: ${String(mutants.length)} mutants, ${digest(JSON.stringify(names))}`;
  const differencesOf = makeDifferencesOf();
  for (const [kind, some] of Object.entries(groupBy(({ kind }: Mutant) => kind)(mutants))) {
    const differences = some.map(differencesOf);
    yield `${list}, ${kind}: ${String(differences.flat().length)} differences, ${digest(JSON.stringify(differences))}`;
  }
};

/** Describes the steps by which mutants are told from the faultless engine. */
export const stepLines = (): ReadonlyArray<string> =>
  Object.entries({
    'all steps': allSteps,
    'steps on runs': stepsOnRuns,
    'few steps': fewSteps,
  }).map(([name, steps]) => `${name}: ${String(steps.length)}, ${digest(JSON.stringify(steps))}`);

/** Mutants that are told apart late, or never. */
const patient = (): ReadonlyArray<Mutant> => {
  const never = { kind: 'setter wrong', engine: faultless } as const;
  const finish = 'Running + attempt.finish (finish_attempt)';
  return [
    ...[...chartMutants(), ...limitMutants()].filter(({ name }) =>
      [
        'Running + attempt.start (start_attempt): attemptCountBelowMax with attemptCount + 1',
        'Running + attempt.start (start_attempt): attemptCountBelowMax with attemptCount - 1',
        'Ready + lease (transition_to): is refused after 1 times',
        'Running + attempt.start (start_attempt): is refused after 2 times',
      ].includes(name),
    ),
    { ...never, name: 'never, at a site', site: 'Ready + lease (transition_to)' },
    { ...never, name: 'never, at a site that is not there', site: 'nowhere' },
    { ...never, name: 'never, anywhere' },
    {
      ...never,
      name: 'in secret',
      site: finish,
      engine: (held, step) => {
        const [after, outcome] = faultless(held, step);
        return [siteOf(held, step) === finish ? { ...after, taken: 1 } : after, outcome];
      },
    },
  ];
};

/** Describes how mutants are found equivalent or not: in how many pairs of states, or by which steps, and how many steps the mutant was asked. */
export const verdictLines = function* (): Generator<string, void> {
  const verdictOf = makeEquivalence();
  for (const mutant of patient()) {
    let asked = 0;
    const engine: Engine = (...given) => {
      asked += 1;
      return mutant.engine(...given);
    };
    const verdict = verdictOf({ ...mutant, engine });
    const found =
      verdict._tag === 'Equivalent'
        ? `${verdict._tag} in ${String(verdict.pairs)} pairs of states`
        : `${verdict._tag} after ${verdict.steps.map(({ op }) => op).join(', ')} (${digest(JSON.stringify(verdict.steps))})`;
    yield `${mutant.name}: ${found}; asked ${String(asked)} steps`;
  }
};
