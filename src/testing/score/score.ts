/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- runs every mutant against every suite in hot loops */
/**
 * Scores the criteria by mutation testing: plants faults in the engine, and counts the mutants that each criterion's suite kills.
 *
 * Laws: `score` never throws; the same options always give the same score; no suite kills an equivalent mutant.
 */
import * as E from 'fp-ts/lib/Either.js';
import { StepCodec } from '../../journal/Step.js';
import type { CriterionName } from '../criteria.js';
import { criteria as allCriteria } from '../criteria.js';
import type { GenerateError } from '../generate.js';
import { generate } from '../generate.js';
import type { StepWire, TestCase } from '../TestCase.js';
import type { EngineState } from './Engine.js';
import { faultless, INITIAL, sameOutcome, siteOf } from './Engine.js';
import { makeEquivalence } from './equivalence.js';
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

/** A test, and the state of the faultless engine before each of its steps. */
interface Walked {
  readonly test: TestCase;
  readonly before: ReadonlyArray<EngineState>;
}

/** The first step of a test at a site. */
interface Visit {
  readonly walked: Walked;
  readonly from: number;
}

interface Prepared {
  readonly tests: ReadonlyArray<TestCase>;
  readonly all: ReadonlyArray<Visit>;
  readonly bySite: ReadonlyMap<string, ReadonlyArray<Visit>>;
}

const prepare = (tests: ReadonlyArray<TestCase>): Prepared => {
  const all: Array<Visit> = [];
  const bySite = new Map<string, Array<Visit>>();
  for (const test of tests) {
    let held = INITIAL;
    const before: Array<EngineState> = [];
    const sites = new Set<string>();
    const walked = { test, before };
    all.push({ walked, from: 0 });
    test.steps.forEach(({ step }, from) => {
      before.push(held);
      const site = siteOf(held, step);
      if (!sites.has(site)) {
        sites.add(site);
        const visits = bySite.get(site) ?? [];
        visits.push({ walked, from });
        bySite.set(site, visits);
      }
      [held] = faultless(held, step);
    });
  }
  return { tests, all, bySite };
};

/** Tells whether a suite kills a mutant. Starts each test at the mutant's site, since it is faultless before. */
const kills = ({ all, bySite }: Prepared, { site, leaks, engine }: Mutant): boolean => {
  let left = INITIAL;
  for (const { walked, from } of site === undefined ? all : (bySite.get(site) ?? [])) {
    let held = leaks === true ? left : (walked.before[from] ?? INITIAL);
    for (const { step, expect } of walked.test.steps.slice(from)) {
      const [after, outcome] = engine(held, step);
      if (!sameOutcome(expect, outcome)) return true;
      held = after;
    }
    left = held;
  }
  return false;
};

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
export const score = ({
  criteria = [...allCriteria.map(({ name }) => name), 'all'],
  seed = 1,
  onProgress = () => undefined,
}: ScoreOptions = {}): E.Either<GenerateError, Score> => {
  const everything = generate({ seed });
  const suites = criteria.map((name) => ({
    name,
    suite: name === 'all' ? everything : generate({ criteria: [name], seed }),
  }));
  if (E.isLeft(everything)) return everything;
  const failed = suites.find(({ suite }) => E.isLeft(suite));
  if (failed !== undefined && E.isLeft(failed.suite)) return failed.suite;

  const mutants = allMutants();
  const total = mutants.length * (suites.length + 1);
  let done = 0;
  const survivorsOf = (prepared: Prepared): ReadonlySet<Mutant> =>
    new Set(
      mutants.filter((mutant) => {
        done += 1;
        if (done % 64 === 0) onProgress(done, total);
        return !kills(prepared, mutant);
      }),
    );

  const prepared = prepare(everything.right.tests);
  const left = [...survivorsOf(prepared)];
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

  const scored = suites.map(({ name, suite }): CriterionScore => {
    const tests = E.isRight(suite) ? suite.right.tests : [];
    const survivors = name === 'all' ? new Set(left) : survivorsOf(prepare(tests));
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
  return E.right({
    seed,
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
  });
};
