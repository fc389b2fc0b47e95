/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- one fold over the steps, with a list of its own */
/**
 * Scenarios: a sequence of steps on one run, and the outcome of each, as data. A line of NDJSON is a scenario, and its answer is a
 * line too.
 *
 * Laws: each step has one outcome; a step that fails leaves the run as it was; nothing throws.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as t from 'io-ts';
import { listOf, wireRecord } from '../codec/WireRecord.js';
import type { RunInstance } from '../run/RunInstance.js';
import { applyStep } from './applyStep.js';
import { decodeLine } from './lineDecoder.js';
import type { Step } from './Step.js';
import { integerFields, StepCodec } from './Step.js';
import type { ErrorWire, OutcomeWire } from './StepOutcome.js';
import { encodeError, encodeOutcome } from './StepOutcome.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * A sequence of steps on one run, with a name to find it by.
 * @category Scenarios
 */
export interface Scenario {
  readonly name: string;
  readonly steps: ReadonlyArray<Step>;
}

/**
 * What a scenario answers: its name, and an outcome for each of its steps.
 * @category Scenarios
 */
export type AnswerWire =
  | { readonly name: string; readonly outcomes: ReadonlyArray<OutcomeWire> }
  | { readonly err: ErrorWire };

// ----------------------------------------------------------------------------------------------------------- codecs

/**
 * The codec of a scenario: a name, and the steps of one run.
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
  name: t.string,
  steps: listOf('a list of steps', StepCodec),
});

// -------------------------------------------------------------------------------------------------------- operations

/**
 * What every step of a scenario answers, in order.
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

const decodeScenario = /* #__PURE__ */ decodeLine(ScenarioCodec, integerFields);

/**
 * What a line of NDJSON answers: the outcomes of the scenario in it, or `BadScenario` if it holds none.
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
export const answerLine = (line: string): AnswerWire => {
  const scenario = decodeScenario(line);
  return E.isLeft(scenario)
    ? { err: encodeError({ _tag: 'BadScenario', message: scenario.left }) }
    : runScenario(scenario.right);
};
