/**
 * Tests as scenarios: what a subject is asked, and tests that are made of steps, of which the chart says what they must answer.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type * as O from 'fp-ts/lib/Option.js';
import { decodeLine } from '../journal/lineDecoder.js';
import { runScenario, ScenarioCodec } from '../journal/Scenario.js';
import { integerFields, StepCodec } from '../journal/Step.js';
import { encodeOutcome } from '../journal/StepOutcome.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { World } from './play.js';
import { advance, nothing, titleOf } from './play.js';
import type { StepWire, TestCase, TestStep } from './Suite.js';
import { decodeTest, encodeTest } from './Suite.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * What a subject is asked: a test without its answers.
 * @category Test suites
 */
export interface ScenarioWire {
  readonly name: string;
  readonly steps: ReadonlyArray<StepWire>;
}

/**
 * A step as it is, and as it is written where that is not the usual way.
 * @category Test suites
 */
export type Move = Pick<TestStep, 'step' | 'written'>;

// ----------------------------------------------------------------------------------------------------- constructors

/**
 * A test of some steps, which expects what the chart says.
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
): TestCase => ({
  name,
  criteria,
  steps: worldsOf(moves)
    .slice(0, -1)
    .flatMap((world, i) => {
      const move = moves[i];
      if (move === undefined) return [];
      const { outcome } = advance(world, move.step);
      const { step, written } = move;
      return [
        {
          step,
          expect: encodeOutcome(outcome),
          title: titleOf(world.run, step, outcome),
          ...(written === undefined ? {} : { written }),
        },
      ];
    }),
});

/** The same steps, with what the chart says of each. */
export const asTheChartSays = ({ name, criteria, steps }: TestCase): TestCase =>
  testOf(name, criteria, steps);

// ------------------------------------------------------------------------------------------------------- operations

/** The world before each step, and last the one after all of them. */
const worldsOf = (moves: ReadonlyArray<Move>): ReadonlyArray<World> =>
  moves.reduce<ReadonlyArray<World>>(
    (worlds, { step }) => [...worlds, advance(worlds.at(-1) ?? nothing, step).world],
    [nothing],
  );

/** The run before each step, and last the run after all of them. */
export const runsOf = (moves: ReadonlyArray<Move>): ReadonlyArray<O.Option<RunInstance>> =>
  worldsOf(moves).map(({ run }) => run);

// SAFETY: what a step is encoded to is a record with its op in it.
const encodeStep = ({ step, written }: Move): StepWire =>
  written ?? (StepCodec.encode(step) as StepWire);

/**
 * What a subject is asked: the steps of a test, as they go over the wire, without what they must answer.
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
 * The test in a line of NDJSON, or in one line of text why there is none. A step without `expect` expects what the chart
 * says, so that a plain scenario is a test as well.
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
      // SAFETY: what was decoded to a scenario is one, whatever else is in it.
      const { steps, ...rest } = JSON.parse(line) as ScenarioWire;
      const filled = steps.map((step, i) => ({ expect: outcomes[i], ...step }));
      return decodeTest(JSON.stringify({ ...rest, steps: filled }));
    }),
    E.map((test) => {
      const { steps } = asTheChartSays(test);
      return {
        ...test,
        steps: test.steps.map((step, i) => ({ ...step, title: steps[i]?.title ?? step.title })),
      };
    }),
  );

/** A test with each of its ids replaced, wherever they are written. */
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
      (renamed) => asTheChartSays({ ...renamed, name: test.name }),
    ),
  );
};

const UUIDS = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
