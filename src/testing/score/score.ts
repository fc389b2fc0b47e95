/**
 * Scores the criteria by mutation testing: plants faults in the engine, and counts the mutants that each criterion's suite kills.
 *
 * Laws: `score` never throws; the same options always give the same score; no suite kills an equivalent mutant.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { zip } from 'fp-ts/lib/ReadonlyArray.js';
import { StepCodec } from '../../journal/Step.js';
import type { CriterionName } from '../criteria.js';
import { criteria as allCriteria } from '../criteria.js';
import type { GenerateError } from '../generate.js';
import { suitesOf } from '../generate.js';
import type { StepWire, TestCase } from '../TestCase.js';
import { makeEquivalence } from './equivalence.js';
import { makeKills, makePrepare } from './kills.js';
import type { FaultKind, FaultPart, Mutant } from './Mutant.js';
import { faultKinds } from './Mutant.js';
import { mutants as allMutants } from './mutants.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The options of {@link score}.
 * @category Scores
 */
export interface ScoreOptions {
  /** The criteria to score; by default each criterion, and `all` of them together. */
  readonly criteria?: ReadonlyArray<CriterionName | 'all'>;
  /** The seed of the suites; 1 by default. */
  readonly seed?: number;
  /** The n of `n-switch`; 2 by default. */
  readonly switches?: number;
  /** The m of `w-method`; 0 by default. */
  readonly extraStates?: number;
  /** Receives the number of pairs of suite and mutant done so far, and their total. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * The name of a mutant and its kind of fault.
 * @category Scores
 */
export interface MutantName {
  readonly kind: FaultKind;
  readonly name: string;
}

/**
 * The score of one part of the engine.
 * @category Scores
 */
export interface PartScore {
  readonly killed: number;
  /** Mutants that are not equivalent. */
  readonly mutants: number;
}

/**
 * The score of a criterion.
 * @category Scores
 */
export interface CriterionScore {
  readonly criterion: CriterionName | 'all';
  readonly tests: number;
  readonly steps: number;
  readonly killed: number;
  /** The mutants that are not equivalent and pass every test. */
  readonly survivors: ReadonlyArray<MutantName>;
  readonly parts: Readonly<Record<FaultPart, PartScore>>;
}

/**
 * A mutant that is not equivalent and that all criteria together miss.
 * @category Scores
 */
export interface Missed extends MutantName {
  /** The steps that would have killed it; empty if no single scenario does. */
  readonly steps: ReadonlyArray<StepWire>;
}

/**
 * A mutant that no scenario distinguishes from the faultless engine.
 * @category Scores
 */
export interface Equivalent extends MutantName {
  readonly why: string;
  /** The number of pairs of states of the two engines in which every step was compared. */
  readonly pairs: number;
}

/**
 * The result of {@link score}.
 * @category Scores
 */
export interface Score {
  readonly seed: number;
  /** The number of mutants, including equivalent ones. */
  readonly mutants: number;
  readonly criteria: ReadonlyArray<CriterionScore>;
  readonly equivalent: ReadonlyArray<Equivalent>;
  /** The mutants that all criteria together miss. */
  readonly missed: ReadonlyArray<Missed>;
}

// -------------------------------------------------------------------------------------------------------- operations

/** Specific reasons why mutants are equivalent, by patterns of their names. */
const reasons: ReadonlyArray<readonly [RegExp, string]> = [
  [/recordStateChange/, 'no op of a scenario carries the instant that would be recorded'],
  [/takePriority/, 'the op carries no priority to take'],
  [/clearAttempt/, 'the guard ensures that there is no attempt to clear'],
  [/from and to mixed up/, 'both are the same state'],
];

const reasonFor = ({ name }: Mutant): string =>
  reasons.find(([pattern]) => pattern.test(name))?.[1] ?? 'no step tells it apart in any state';

const nameOf = ({ kind, name }: Mutant): MutantName => ({ kind, name });

const partScores = (
  mutants: ReadonlyArray<Mutant>,
  survivors: ReadonlySet<Mutant>,
): CriterionScore['parts'] => {
  const parts = [...new Set(Object.values(faultKinds))];
  // SAFETY: an entry for each part.
  return Object.fromEntries(
    parts.map((part) => {
      const own = mutants.filter(({ kind }) => faultKinds[kind] === part);
      return [
        part,
        { killed: own.filter((mutant) => !survivors.has(mutant)).length, mutants: own.length },
      ];
    }),
  ) as CriterionScore['parts'];
};

/** A suite by the name of what made it. */
interface NamedSuite {
  readonly name: CriterionScore['criterion'];
  readonly tests: ReadonlyArray<TestCase>;
}

/** Scores suites by mutants; `everything` is the suite of all criteria. */
export const scoreOf = (
  everything: ReadonlyArray<TestCase>,
  suites: ReadonlyArray<NamedSuite>,
  mutants: ReadonlyArray<Mutant>,
  onProgress: (done: number, total: number) => void,
): Omit<Score, 'seed'> => {
  const prepare = makePrepare();
  const whole = prepare(everything);
  const prepared = suites.map(({ tests }) => prepare(tests));
  const total = mutants.length * (suites.length + 1);
  const tried = mutants.map((mutant, i) => {
    const isKilledBy = makeKills(mutant);
    if (i % 16 === 0) onProgress(i * (suites.length + 1), total);
    return {
      mutant,
      survives: !isKilledBy(whole),
      survivesIn: prepared.map((suite) => !isKilledBy(suite)),
    };
  });
  const left = tried.flatMap(({ mutant, survives }) => (survives ? [mutant] : []));
  const isEquivalent = makeEquivalence();
  const verdicts = left.map((mutant) => ({ mutant, verdict: isEquivalent(mutant) }));
  const equivalent = verdicts.flatMap(({ mutant, verdict }) =>
    // A leaking mutant is not equivalent, although no single scenario distinguishes it.
    verdict._tag === 'Equivalent' && mutant.leaks !== true
      ? [{ mutant, why: reasonFor(mutant), pairs: verdict.pairs }]
      : [],
  );
  const same = new Set(equivalent.map(({ mutant }) => mutant));
  const different = mutants.filter((mutant) => !same.has(mutant));

  const scored = suites.map(({ name, tests }, i): CriterionScore => {
    const survivors = new Set(
      tried.filter(({ survivesIn }) => survivesIn[i] === true).map(({ mutant }) => mutant),
    );
    const alive = different.filter((mutant) => survivors.has(mutant));
    return {
      criterion: name,
      tests: tests.length,
      steps: tests.reduce((sum, { steps }) => sum + steps.length, 0),
      killed: different.length - alive.length,
      survivors: alive.map(nameOf),
      parts: partScores(different, survivors),
    };
  });
  onProgress(total, total);
  return {
    mutants: mutants.length,
    criteria: scored,
    equivalent: equivalent.map(({ mutant, why, pairs }) => ({ ...nameOf(mutant), why, pairs })),
    missed: verdicts.flatMap(({ mutant, verdict }) =>
      same.has(mutant)
        ? []
        : [
            {
              ...nameOf(mutant),
              steps:
                verdict._tag === 'Differs'
                  ? verdict.steps.map((step) => StepCodec.encode(step) as StepWire)
                  : [],
            },
          ],
    ),
  };
};

/** Scores criteria by a list of mutants. */
export const scoreBy = (
  mutants: () => ReadonlyArray<Mutant>,
  {
    criteria = [...allCriteria.map(({ name }) => name), 'all'],
    seed = 1,
    onProgress = () => undefined,
    ...options
  }: ScoreOptions,
): E.Either<GenerateError, Score> =>
  pipe(
    suitesOf(
      criteria.map((name) => (name === 'all' ? undefined : [name])),
      { ...options, seed },
    ),
    E.map(({ everything, suites }) => ({
      seed,
      ...scoreOf(
        everything,
        zip(criteria, suites).map(([name, tests]) => ({ name, tests })),
        mutants(),
        onProgress,
      ),
    })),
  );

/**
 * Counts the mutants that the suite of each criterion kills.
 *
 * Errors: those of `generate`.
 *
 * @example
 * ```ts
 * import { score } from 'runchart/testing'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const states = score({ criteria: ['states'] })
 * const killed = E.isRight(states) ? states.right.criteria.map((one) => one.killed) : []
 * assert.strictEqual(killed.length === 1 && killed.every((n) => n > 100), true)
 *
 * assert.strictEqual(E.isLeft(score({ criteria: ['states'], seed: -1 })), true)
 * ```
 * @category Scores
 */
export const score = (options: ScoreOptions = {}): E.Either<GenerateError, Score> =>
  scoreBy(allMutants, options);
