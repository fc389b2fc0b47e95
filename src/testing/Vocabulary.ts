/**
 * What verifying, shrinking and reporting must know of a kind of test: what a step does, and what a model says comes of it. The tests
 * of runs have one vocabulary, and those of any machine another.
 */
import type { FailedTest } from './FailedTest.js';
import type { FieldDifference } from './Json.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What every test has. */
export interface AnyTest {
  readonly name: string;
  readonly criteria: ReadonlyArray<string>;
  readonly steps: ReadonlyArray<{ readonly expect: unknown; readonly title: string }>;
}

/** The outcome that a test of some kind expects of a step. */
export type OutcomeOf<T extends AnyTest> = T['steps'][number]['expect'];

/** The candidates for shrinking a test, each made only when it is tried. */
export interface Candidates<T extends AnyTest> {
  /** Fewer steps, or shorter paths to the step at fault; the fewest steps first, so that each find shrinks as much as possible. */
  readonly shorter: Iterable<T>;
  /** As many steps with simpler data. */
  readonly simpler: Iterable<T>;
}

/** How tests are verified. */
export interface Vocabulary<T extends AnyTest> {
  /** What a subject is sent: the test without its expected outcomes. */
  readonly scenarioOf: (test: T) => object;
  /** The leaves in which an outcome differs from the expected one. */
  readonly differences: (expected: OutcomeOf<T>, actual: unknown) => ReadonlyArray<FieldDifference>;
  /** Names the kind of an outcome, such as the code of an error. */
  readonly kindOf: (outcome: unknown) => string;
  /** Names the state before a step and the step's input. */
  readonly placeOf: (test: T, step: number) => string;
  /** The keys of a failure with outcomes that differ; failures that share a key have one cause. */
  readonly causesOf: (failed: FailedTest<T>) => ReadonlyArray<string>;
  /** Whether a test expects what the model says, so that smaller tests can be made from it. */
  readonly isOfModel: (test: T) => boolean;
  /** The test as it is with only its last step, if it can begin with it. */
  readonly lastStepAlone: (test: T) => ReadonlyArray<T>;
  readonly candidatesOf: (test: T) => Candidates<T>;
  /** The shortest tests that take the last step of a test in the same state. */
  readonly viaShortestPath: (test: T) => ReadonlyArray<T>;
  /** Tests that leave something behind in a subject that keeps state between scenarios. */
  readonly leftovers: ReadonlyArray<T>;
}

/** How tests are shown. */
export interface Wording<T extends AnyTest> {
  /** Each step on one line. */
  readonly stepTexts: (test: T) => ReadonlyArray<string>;
  /** An outcome in a few words, from a subject that is not trusted. */
  readonly outcomeText: (outcome: unknown) => string;
  /** The way that a test takes. */
  readonly pathText: (test: T) => string;
}
