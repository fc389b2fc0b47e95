/**
 * Exports tests as traces in the Informal Trace Format, which Apalache and Quint write (ADR 015 of Apalache): one trace for each
 * test, with a state before the first step and one after each.
 *
 * The variables are `run`, the run if any; `step`, the op of the last step with its fields; `outcome`, the outcome of that step.
 * ITF has no null and requires all records of a type to have the same fields, so each variable is a variant,
 * `{"tag", "value"}` as Apalache writes it, with the empty tuple for an absent value.
 */
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { isRecord } from '../../codec/untrusted.js';
import { StepCodec } from '../../journal/Step.js';
import type { OutcomeWire } from '../../journal/StepOutcome.js';
import type { RunInstance } from '../../run/RunInstance.js';
import { RunRecordCodec } from '../../run/RunInstanceCodec.js';
import { runsOf } from '../scenario.js';
import type { StepWire, TestCase, TestStep } from '../TestCase.js';
import { encodeOutcomeForExport } from './outcome.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * A value in ITF, of the kinds that occur in tests.
 * @category Exports
 */
export type ItfValue =
  | string
  | number
  | boolean
  | { readonly '#bigint': string }
  | { readonly '#tup': ReadonlyArray<ItfValue> }
  | { readonly [field: string]: ItfValue };

/**
 * A state of a trace: a value for each variable, and its index.
 * @category Exports
 */
export interface ItfState {
  readonly '#meta': { readonly index: number };
  readonly [variable: string]: ItfValue | { readonly index: number };
}

/**
 * A trace in ITF.
 * @category Exports
 */
export interface ItfTrace {
  readonly '#meta': Readonly<Record<string, unknown>>;
  readonly params: ReadonlyArray<string>;
  readonly vars: ReadonlyArray<string>;
  readonly states: ReadonlyArray<ItfState>;
}

// ----------------------------------------------------------------------------------------------------------- values

/**
 * How integers are written: `number`, as JSON writes them, or `bigint`, as `{"#bigint": "7"}`, like Quint does for all of them.
 * Integers beyond 2^53 are always written as `bigint`.
 * @category Exports
 */
export type ItfIntegers = 'number' | 'bigint';

const unit: ItfValue = { '#tup': [] };

const variant = (tag: string, value: ItfValue): ItfValue => ({ tag, value });

/** Converts JSON to ITF. */
const itf = (value: unknown): ItfValue =>
  typeof value === 'string' || typeof value === 'boolean'
    ? value
    : typeof value === 'number'
      ? Number.isSafeInteger(value)
        ? value
        : { '#bigint': String(BigInt(Math.trunc(value))) }
      : isRecord(value)
        ? record(value)
        : unit;

/** Writes every integer in the long form. */
const withBigints = (value: ItfValue): ItfValue =>
  typeof value === 'number'
    ? { '#bigint': String(value) }
    : typeof value === 'object' && value !== unit
      ? // SAFETY: any other object is a record of values.
        Object.fromEntries(
          Object.entries(value as Readonly<Record<string, ItfValue>>).map(([key, member]) => [
            key,
            withBigints(member),
          ]),
        )
      : value;

const option = (value: unknown): ItfValue =>
  value === null ? variant('None', unit) : variant('Some', itf(value));

/** The fields that may be `null`, which always become an option, so that all records of a kind have one type. */
const optional: ReadonlySet<string> = new Set(['current_attempt_id', 'active_attempt']);

const record = (fields: Readonly<Record<string, unknown>>): ItfValue =>
  Object.keys(fields).length === 0
    ? unit
    : Object.fromEntries(
        Object.entries(fields).map(([key, value]) => [
          key,
          optional.has(key) ? option(value) : itf(value),
        ]),
      );

const tagged = (fields: Readonly<Record<string, unknown>>, tag: string): ItfValue => {
  const { [tag]: name, ...rest } = fields;
  return variant(String(name), record(rest));
};

// ------------------------------------------------------------------------------------------------------- operations

/** Encodes a step as it is written, with the fields that it may leave out, which are `null`. */
const stepWire = ({ step, written }: TestStep): StepWire => ({
  // SAFETY: a step is encoded to a record.
  ...(StepCodec.encode(step) as StepWire),
  ...written,
});

const runValue = (run: O.Option<RunInstance>): ItfValue =>
  pipe(
    run,
    O.match(
      () => variant('None', unit),
      (some) => variant('Some', record(RunRecordCodec.encode(some))),
    ),
  );

const outcomeValue = (expected: OutcomeWire): ItfValue => {
  const outcome = encodeOutcomeForExport(expected);
  return 'ok' in outcome ? variant('Ok', record(outcome.ok)) : tagged(outcome.err, 'code');
};

const init = variant('Init', unit);

/**
 * Exports a test as a trace.
 *
 * @example
 * ```ts
 * import { itfTrace, testOf } from 'runchart/testing'
 *
 * const trace = itfTrace(testOf('too early', [], [{ step: { op: 'promote_to_ready' } }]))
 * assert.deepStrictEqual(trace.vars, ['run', 'step', 'outcome'])
 * assert.deepStrictEqual(trace.states[1]?.['step'], { tag: 'promote_to_ready', value: { '#tup': [] } })
 * ```
 * @category Exports
 */
export const itfTrace = (test: TestCase, integers?: ItfIntegers): ItfTrace => {
  const written = integers === 'bigint' ? withBigints : (value: ItfValue): ItfValue => value;
  const runs = runsOf(test.steps);
  return {
    '#meta': {
      format: 'ITF',
      'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html',
      description: test.name,
      criteria: test.criteria,
    },
    params: [],
    vars: ['run', 'step', 'outcome'],
    states: runs.map((run, index) => {
      const step = test.steps[index - 1];
      return {
        '#meta': { index },
        run: written(runValue(run)),
        step: written(step === undefined ? init : tagged(stepWire(step), 'op')),
        outcome: written(step === undefined ? init : outcomeValue(step.expect)),
      };
    }),
  };
};
