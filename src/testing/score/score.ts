/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- every mutant against every suite: hot loops over indices of their own */
/**
 * The score of the criteria: faults are planted in the engine, and each criterion's suite is tried against every mutant.
 *
 * Laws: nothing throws; the same options give the same score; a mutant that is called equivalent is killed by no suite.
 */
import * as E from 'fp-ts/lib/Either.js';
import { StepCodec } from '../../journal/Step.js';
import type { CriterionName } from '../criteria.js';
import { criteria as allCriteria } from '../criteria.js';
import type { GenerateError } from '../generate.js';
import { generate } from '../generate.js';
import type { StepWire, TestCase } from '../Suite.js';
import type { Held } from './Engine.js';
import { faultless, NOTHING, sameOutcome, siteOf } from './Engine.js';
import { makeEquivalence } from './equivalence.js';
import type { FaultKind, FaultPart, Mutant } from './Mutant.js';
import { faultKinds } from './Mutant.js';
import { mutants as allMutants } from './mutants.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * What is scored.
 * @category Scores
 */
export interface ScoreOptions {
  /** The criteria; each of them by itself, and `all` together, if not given. */
  readonly criteria?: ReadonlyArray<CriterionName | 'all'>;
  /** The seed of the suites; 1 if not given. */
  readonly seed?: number;
  /** Told after each suite and mutant how many of how many there were. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * A mutant by its name, and what is wrong with it.
 * @category Scores
 */
export interface MutantName {
  readonly kind: FaultKind;
  readonly name: string;
}

/**
 * How one part of the engine fares.
 * @category Scores
 */
export interface PartScore {
  readonly killed: number;
  /** Mutants that are not equivalent. */
  readonly mutants: number;
}

/**
 * How the suite of a criterion fares.
 * @category Scores
 */
export interface CriterionScore {
  readonly criterion: CriterionName | 'all';
  readonly tests: number;
  readonly steps: number;
  readonly killed: number;
  /** Those that are not equivalent, and answered every step as they should. */
  readonly survivors: ReadonlyArray<MutantName>;
  readonly parts: Readonly<Record<FaultPart, PartScore>>;
}

/**
 * A mutant that all criteria together miss although it differs.
 * @category Scores
 */
export interface Missed extends MutantName {
  /** What would have found it; empty if one scenario alone cannot. */
  readonly steps: ReadonlyArray<StepWire>;
}

/**
 * A mutant that cannot be told from the faultless engine.
 * @category Scores
 */
export interface Equivalent extends MutantName {
  readonly why: string;
  /** In how many pairs of states of the two engines every step was taken. */
  readonly pairs: number;
}

/**
 * The score of criteria.
 * @category Scores
 */
export interface Score {
  readonly seed: number;
  /** All mutants, equivalent ones included. */
  readonly mutants: number;
  readonly criteria: ReadonlyArray<CriterionScore>;
  readonly equivalent: ReadonlyArray<Equivalent>;
  /** What the criteria miss all together. */
  readonly missed: ReadonlyArray<Missed>;
}

// -------------------------------------------------------------------------------------------------------- operations

/** A test, and what the faultless engine holds before each of its steps. */
interface Walked {
  readonly test: TestCase;
  readonly before: ReadonlyArray<Held>;
}

/** Where a mutant is first met in a test. */
interface Meeting {
  readonly walked: Walked;
  readonly from: number;
}

interface Prepared {
  readonly tests: ReadonlyArray<TestCase>;
  readonly all: ReadonlyArray<Meeting>;
  readonly bySite: ReadonlyMap<string, ReadonlyArray<Meeting>>;
}

const prepare = (tests: ReadonlyArray<TestCase>): Prepared => {
  const all: Array<Meeting> = [];
  const bySite = new Map<string, Array<Meeting>>();
  for (const test of tests) {
    let held = NOTHING;
    const before: Array<Held> = [];
    const sites = new Set<string>();
    const walked = { test, before };
    all.push({ walked, from: 0 });
    test.steps.forEach(({ step }, from) => {
      before.push(held);
      const site = siteOf(held, step);
      if (!sites.has(site)) {
        sites.add(site);
        const meetings = bySite.get(site) ?? [];
        meetings.push({ walked, from });
        bySite.set(site, meetings);
      }
      [held] = faultless(held, step);
    });
  }
  return { tests, all, bySite };
};

/** Does a suite kill a mutant? Before its site a mutant is the faultless engine, so it is let loose from there on. */
const kills = ({ all, bySite }: Prepared, { site, leaks, engine }: Mutant): boolean => {
  let left = NOTHING;
  for (const { walked, from } of site === undefined ? all : (bySite.get(site) ?? [])) {
    let held = leaks === true ? left : (walked.before[from] ?? NOTHING);
    for (const { step, expect } of walked.test.steps.slice(from)) {
      const [after, outcome] = engine(held, step);
      if (!sameOutcome(expect, outcome)) return true;
      held = after;
    }
    left = held;
  }
  return false;
};

/** Why a mutant is equivalent, where more can be said than that nothing tells it apart. */
const reasons: ReadonlyArray<readonly [RegExp, string]> = [
  [/recordStateChange/, 'no op of a scenario carries the instant that would be recorded'],
  [/takePriority/, 'the op carries no priority to take'],
  [/clearAttempt/, 'the guard has seen to it that there is no attempt to clear'],
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
 * How many mutants the suite of each criterion kills.
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
    // What shows in the next scenario alone is not equivalent, though no scenario by itself tells it apart.
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
