/* eslint-disable functional/no-let -- folds over the steps of a test, each with a local world */
/**
 * Converts between tests and scenarios: encodes the scenario that a subject receives, and makes tests from steps with the
 * chart as the oracle.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type * as O from 'fp-ts/lib/Option.js';
import { decodeLine } from '../journal/lineDecoder.js';
import { runScenario, ScenarioCodec } from '../journal/Scenario.js';
import { integerFields, StepCodec } from '../journal/Step.js';
import { encodeOutcome } from '../journal/StepOutcome.js';
import type { RunInstance } from '../run/RunInstance.js';
import { advance, initialWorld, titleOf } from './play.js';
import type { StepWire, TestCase, TestStep } from './TestCase.js';
import { decodeTest, encodeTest } from './TestCase.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * A scenario on the wire: a test without its expected outcomes.
 * @category Test suites
 */
export interface ScenarioWire {
  readonly name: string;
  readonly steps: ReadonlyArray<StepWire>;
}

/**
 * A step, and its form on the wire if that differs from the encoding of `StepCodec`.
 * @category Test suites
 */
export type Move = Pick<TestStep, 'step' | 'written'>;

// ----------------------------------------------------------------------------------------------------- constructors

/**
 * Makes a test from steps, with the outcomes that the chart gives.
 *
 * @example
 * ```ts
 * import { testOf } from 'runchart/testing'
 *
 * const test = testOf('too early', ['by hand'], [{ step: { op: 'promote_to_ready' } }])
 * assert.deepStrictEqual(test.steps[0]?.expect, { err: { code: 'NoRun' } })
 * ```
 * @category Test suites
 */
export const testOf = (
  name: string,
  criteria: ReadonlyArray<string>,
  moves: ReadonlyArray<Move>,
): TestCase => {
  let world = initialWorld;
  const steps = moves.map(({ step, written }): TestStep => {
    const before = world.run;
    const { world: after, outcome } = advance(world, step);
    world = after;
    return {
      step,
      expect: encodeOutcome(outcome),
      title: titleOf(before, step, outcome),
      ...(written === undefined ? {} : { written }),
    };
  });
  return { name, criteria, steps };
};

/** Replaces the expected outcomes and titles of a test by those of the chart. */
export const withChartOutcomes = ({ name, criteria, steps }: TestCase): TestCase =>
  testOf(name, criteria, steps);

// ------------------------------------------------------------------------------------------------------- operations

/** Lists the run before each step, and the run after the last. */
export const runsOf = (moves: ReadonlyArray<Move>): ReadonlyArray<O.Option<RunInstance>> => {
  let world = initialWorld;
  return [
    world.run,
    ...moves.map(({ step }) => {
      world = advance(world, step).world;
      return world.run;
    }),
  ];
};

// SAFETY: a step is encoded to a record.
const encodeStep = ({ step, written }: Move): StepWire =>
  written ?? (StepCodec.encode(step) as StepWire);

/**
 * Encodes a test as the scenario that a subject receives: its steps on the wire, without expected outcomes.
 *
 * @example
 * ```ts
 * import { scenarioOf, testOf } from 'runchart/testing'
 *
 * const test = testOf('too early', [], [{ step: { op: 'promote_to_ready' } }])
 * assert.deepStrictEqual(scenarioOf(test), { name: 'too early', steps: [{ op: 'promote_to_ready' }] })
 * ```
 * @category Test suites
 */
export const scenarioOf = ({ name, steps }: TestCase): ScenarioWire => ({
  name,
  steps: steps.map(encodeStep),
});

const decodeScenario = /* #__PURE__ */ decodeLine(ScenarioCodec, integerFields);

/**
 * Decodes a test from a line of NDJSON. The left is a one-line message. A step without `expect` gets the outcome that the chart
 * gives, so that a plain scenario is a valid test.
 *
 * @example
 * ```ts
 * import { decodeScenarioTest } from 'runchart/testing'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const test = decodeScenarioTest('{"name":"too early","steps":[{"op":"promote_to_ready"}]}')
 * assert.deepStrictEqual(E.isRight(test) && test.right.steps[0]?.expect, { err: { code: 'NoRun' } })
 *
 * assert.deepStrictEqual(
 *   decodeScenarioTest('{"name":"no steps"}'),
 *   E.left('at /steps: expected a list of steps, found nothing'),
 * )
 * ```
 * @category Test suites
 */
export const decodeScenarioTest = (line: string): E.Either<string, TestCase> =>
  pipe(
    decodeScenario(line),
    E.chain((scenario) => {
      const answer = runScenario(scenario);
      const outcomes = 'outcomes' in answer ? answer.outcomes : [];
      // SAFETY: the line was decoded to a scenario above.
      const { steps, ...rest } = JSON.parse(line) as ScenarioWire;
      const filled = steps.map((step, i) => ({ expect: outcomes[i], ...step }));
      return decodeTest(JSON.stringify({ ...rest, steps: filled }));
    }),
    E.map((test) => {
      const { steps } = withChartOutcomes(test);
      return {
        ...test,
        steps: test.steps.map((step, i) => ({ ...step, title: steps[i]?.title ?? step.title })),
      };
    }),
  );

/** Replaces each id in a test, wherever it occurs. */
export const renameIds = (
  test: TestCase,
  rename: (ids: ReadonlyArray<string>) => ReadonlyMap<string, string>,
): TestCase => {
  const text = JSON.stringify(encodeTest(test));
  const names = rename([...new Set(text.match(UUIDS) ?? [])]);
  return pipe(
    decodeTest(text.replace(UUIDS, (id) => names.get(id) ?? id)),
    E.match(
      () => test,
      (renamed) => withChartOutcomes({ ...renamed, name: test.name }),
    ),
  );
};

const UUIDS = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
