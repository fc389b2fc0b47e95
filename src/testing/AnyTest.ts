/** What tests of every kind have in common. */

/**
 * What every test has: of runs, and of any machine.
 * @category Verification
 */
export interface AnyTest {
  readonly name: string;
  readonly criteria: ReadonlyArray<string>;
  readonly steps: ReadonlyArray<{ readonly expect: unknown; readonly title: string }>;
}

/**
 * The outcome that a test of some kind expects of a step.
 * @category Verification
 */
export type OutcomeOf<T extends AnyTest> = T['steps'][number]['expect'];
