/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- one fold over the steps, with a local list */
/**
 * Scenarios: a sequence of steps on one run, and the outcome of each step, as data. In NDJSON, each line is a scenario and has a
 * line as its answer.
 *
 * Laws: each step has exactly one outcome; a failed step does not change the run; nothing throws.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type * as t from 'io-ts';
import { anyText } from '../codec/FastCodec.js';
import { listOf, wireRecord } from '../codec/WireRecord.js';
import type { RunInstance } from '../run/RunInstance.js';
import { applyStep } from './applyStep.js';
import type { Hint } from './lineDecoder.js';
import { decodeLine } from './lineDecoder.js';
import type { Step } from './Step.js';
import { integerFields, StepCodec } from './Step.js';
import type { ErrorWire, OutcomeWire } from './StepOutcome.js';
import { encodeError, encodeOutcome } from './StepOutcome.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * A named sequence of steps on one run.
 * @category Scenarios
 */
export interface Scenario {
  readonly name: string;
  readonly steps: ReadonlyArray<Step>;
}

/**
 * The answer to a scenario: its name, and an outcome for each step; or an error if the line is not a scenario.
 * @category Scenarios
 */
export type AnswerWire =
  | { readonly name: string; readonly outcomes: ReadonlyArray<OutcomeWire> }
  | { readonly err: ErrorWire };

// ----------------------------------------------------------------------------------------------------------- codecs

/**
 * Decodes and encodes a scenario: a name, and the steps of one run.
 *
 * @example
 * ```ts
 * import { formatDecodeErrors, ScenarioCodec } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const scenario = { name: 'too early', steps: [{ op: 'promote_to_ready' }] }
 * assert.deepStrictEqual(ScenarioCodec.decode(scenario), E.right(scenario))
 * assert.deepStrictEqual(
 *   pipe(ScenarioCodec.decode({ name: 'no steps' }), E.mapLeft(formatDecodeErrors)),
 *   E.left(['at /steps: expected a list of steps, found nothing']),
 * )
 * ```
 * @category Scenarios
 */
export const ScenarioCodec: t.Type<Scenario, unknown> = /* #__PURE__ */ wireRecord('a scenario', {
  name: anyText,
  steps: listOf('a list of steps', StepCodec),
});

// -------------------------------------------------------------------------------------------------------- operations

/**
 * Runs the steps of a scenario in order, and returns the outcome of each.
 *
 * @example
 * ```ts
 * import { runScenario } from 'runchart'
 *
 * assert.deepStrictEqual(runScenario({ name: 'too early', steps: [{ op: 'promote_to_ready' }] }), {
 *   name: 'too early',
 *   outcomes: [{ err: { code: 'NoRun' } }],
 * })
 * ```
 * @category Scenarios
 */
export const runScenario = ({ name, steps }: Scenario): AnswerWire => {
  const outcomes: Array<OutcomeWire> = [];
  let run: O.Option<RunInstance> = O.none;
  for (const step of steps) {
    const outcome = applyStep(step)(run);
    if (E.isRight(outcome)) run = O.some(outcome.right);
    outcomes.push(encodeOutcome(outcome));
  }
  return { name, outcomes };
};

/** `answerLine`, with a hint for lines that are no scenarios. */
export const makeAnswerLine = (hint?: Hint): ((line: string) => AnswerWire) => {
  const decode = decodeLine(ScenarioCodec, integerFields, { hint });
  return (line) => {
    const scenario = decode(line);
    return E.isLeft(scenario)
      ? { err: encodeError({ _tag: 'BadScenario', message: scenario.left }) }
      : runScenario(scenario.right);
  };
};

/**
 * Runs the scenario in a line of NDJSON. Returns its outcomes, or `BadScenario` if the line is not a scenario.
 *
 * @example
 * ```ts
 * import { answerLine } from 'runchart'
 *
 * const answer = answerLine('{"name":"no steps"}')
 * assert.deepStrictEqual(answer, {
 *   err: { code: 'BadScenario', message: 'at /steps: expected a list of steps, found nothing' },
 * })
 * ```
 * @category Scenarios
 */
export const answerLine: (line: string) => AnswerWire = /* #__PURE__ */ makeAnswerLine();
