/**
 * Tests as data, and their codec: a test is a scenario whose steps carry their expected outcomes, on one line of NDJSON:
 * `{"name", "criteria", "steps": [{"op", ..., "expect": {"ok"} or {"err"}}]}`.
 *
 * Laws: `decodeTest(JSON.stringify(encodeTest(test)))` is `right(test)`; `runchart scenario run` accepts the line of every test.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as t from 'io-ts';
import { isRecord, readField } from '../codec/untrusted.js';
import { listOf, wireRecord } from '../codec/WireRecord.js';
import type { StepError } from '../journal/applyStep.js';
import { errorFields } from '../journal/ErrorFields.js';
import { decodeLine } from '../journal/lineDecoder.js';
import type { Step } from '../journal/Step.js';
import { integerFields, StepCodec, stepCodec } from '../journal/Step.js';
import type { ErrorWire, OutcomeWire } from '../journal/StepOutcome.js';
import { RunRecordCodec } from '../run/RunInstanceCodec.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * A step on the wire, including its `op`.
 * @category Test suites
 */
export type StepWire = Readonly<Record<string, unknown>>;

/**
 * A step, its expected outcome and its title, such as `Running + complete [noActiveAttempt] -> AttemptInProgress`.
 * @category Test suites
 */
export interface TestStep {
  readonly step: Step;
  readonly expect: OutcomeWire;
  readonly title: string;
  /** The step on the wire, if it differs from the encoding of `StepCodec`: an id in capitals, a field left out. */
  readonly written?: StepWire;
}

/**
 * A scenario whose steps carry their expected outcomes.
 * @category Test suites
 */
export interface TestCase {
  /** Unique within its suite. */
  readonly name: string;
  /** The names of the criteria that require this test. */
  readonly criteria: ReadonlyArray<string>;
  readonly steps: ReadonlyArray<TestStep>;
}

/**
 * A test on the wire.
 * @category Test suites
 */
export interface TestCaseWire {
  readonly name: string;
  readonly criteria: ReadonlyArray<string>;
  readonly steps: ReadonlyArray<StepWire>;
}

// ----------------------------------------------------------------------------------------------------------- codecs

const codes: ReadonlySet<unknown> = new Set<ErrorWire['code']>([
  // SAFETY: the keys of a record of all tags are the tags.
  ...(Object.keys(errorFields) as ReadonlyArray<StepError['_tag']>),
  'BadScenario',
]);

/** A text, or a number that JSON writes as it is: it has neither infinities, which `JSON.parse` makes of `1e999`, nor -0. */
const isErrorField = (u: unknown): boolean =>
  typeof u === 'string' || (Number.isFinite(u) && !Object.is(u, -0));

const isErrorWire = (u: unknown): u is ErrorWire =>
  isRecord(u) &&
  codes.has(readField(u, 'code')) &&
  Object.keys(u).every((key) => isErrorField(readField(u, key)));

const isOutcome = (u: unknown): u is OutcomeWire =>
  isRecord(u) &&
  (isErrorWire(readField(u, 'err')) || E.isRight(RunRecordCodec.decode(readField(u, 'ok'))));

/**
 * The codec of a step's outcome. It checks each field of the run, but not the run as a whole:
 * `restore_attempt_state_for_bootstrap` can leave an active attempt in a state in which the codecs of runs refuse one.
 *
 * @example
 * ```ts
 * import { OutcomeCodec } from 'runchart/testing'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const noRun = { err: { code: 'NoRun' } }
 * assert.deepStrictEqual(OutcomeCodec.decode(noRun), E.right(noRun))
 * assert.strictEqual(E.isLeft(OutcomeCodec.decode({ err: { code: 'Nope' } })), true)
 * ```
 * @category Test suites
 */
export const OutcomeCodec: t.Type<OutcomeWire, OutcomeWire> = /* #__PURE__ */ new t.Type<
  OutcomeWire,
  OutcomeWire
>(
  'an outcome',
  isOutcome,
  (u, context) => {
    if (!isRecord(u)) return t.failure(u, context, 'an outcome (an object)');
    const err = readField(u, 'err');
    if (err !== undefined)
      return isErrorWire(err)
        ? t.success({ err })
        : t.failure(err, context, 'an error with its code');
    const ok = readField(u, 'ok');
    return pipe(
      RunRecordCodec.validate(ok, t.appendContext(context, 'ok', RunRecordCodec, ok)),
      E.map((run) => ({ ok: RunRecordCodec.encode(run) })),
    );
  },
  (outcome) => outcome,
);

type Flat = Step & { readonly expect: OutcomeWire; readonly title?: string };

const flatCodec: t.Type<Flat, unknown> = /* #__PURE__ */ stepCodec<Flat>(
  { expect: OutcomeCodec },
  { title: t.string },
);

/** Returns the fields of a step as written, if `StepCodec` would encode them differently. */
const writtenOf = (u: unknown, step: Step): StepWire | undefined => {
  // SAFETY: a step is decoded from a record and encoded to a record.
  const raw = u as StepWire;
  const own = StepCodec.encode(step) as StepWire;
  const written = Object.fromEntries(
    Object.keys(own).flatMap((key) => (raw[key] === undefined ? [] : [[key, raw[key]]])),
  );
  return JSON.stringify(written) === JSON.stringify(own) ? undefined : written;
};

const encodeStep = ({ step, expect, title, written }: TestStep): StepWire => ({
  // SAFETY: a step is encoded to a record.
  ...(written ?? (StepCodec.encode(step) as StepWire)),
  expect,
  title,
});

const testStepCodec: t.Type<TestStep, StepWire> = /* #__PURE__ */ new t.Type<TestStep, StepWire>(
  'a step with its outcome',
  (u): u is TestStep =>
    isRecord(u) &&
    StepCodec.is(readField(u, 'step')) &&
    isOutcome(readField(u, 'expect')) &&
    t.string.is(readField(u, 'title')),
  (u, context) =>
    pipe(
      flatCodec.validate(u, context),
      E.map(({ expect, title, ...rest }): TestStep => {
        // SAFETY: `flatCodec` adds only `expect` and `title` to the fields of a step.
        const step = Object.freeze(rest) as Step;
        const written = writtenOf(u, step);
        return {
          step,
          expect,
          title: title ?? step.op,
          ...(written === undefined ? {} : { written }),
        };
      }),
    ),
  encodeStep,
);

const namedSteps = /* #__PURE__ */ wireRecord(
  'a test',
  { name: t.string, steps: listOf('a list of steps', testStepCodec) },
  { criteria: listOf('a list of criteria', t.string) },
);

/**
 * The codec of a test: a scenario with an `expect` in each step. `criteria` and `title` are optional, `title` defaulting to the
 * op, so that a recorded scenario is a valid test.
 *
 * @example
 * ```ts
 * import { TestCaseCodec } from 'runchart/testing'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const recorded = { name: 'too early', steps: [{ op: 'promote_to_ready', expect: { err: { code: 'NoRun' } } }] }
 * const titles = pipe(
 *   TestCaseCodec.decode(recorded),
 *   E.map(({ steps }) => steps.map(({ title }) => title)),
 * )
 * assert.deepStrictEqual(titles, E.right(['promote_to_ready']))
 * assert.strictEqual(E.isLeft(TestCaseCodec.decode({ name: 'no steps' })), true)
 * ```
 * @category Test suites
 */
export const TestCaseCodec: t.Type<TestCase, TestCaseWire> = /* #__PURE__ */ new t.Type<
  TestCase,
  TestCaseWire
>(
  namedSteps.name,
  (u): u is TestCase => namedSteps.is(u) && u.criteria !== undefined,
  (u, context) =>
    pipe(
      namedSteps.validate(u, context),
      E.map(({ name, criteria = [], steps }) => ({ name, criteria, steps })),
    ),
  (test) => encodeTest(test),
);

// -------------------------------------------------------------------------------------------------------- operations

/**
 * Encodes a test to the wire: a scenario with an `expect` and a `title` in each step.
 *
 * @example
 * ```ts
 * import { encodeTest } from 'runchart/testing'
 *
 * const step = { op: 'promote_to_ready' } as const
 * const expect = { err: { code: 'NoRun' } } as const
 * assert.deepStrictEqual(
 *   encodeTest({ name: 'too early', criteria: ['refusals'], steps: [{ step, expect, title: 'no run + promote -> NoRun' }] }),
 *   {
 *     name: 'too early',
 *     criteria: ['refusals'],
 *     steps: [{ op: 'promote_to_ready', expect: { err: { code: 'NoRun' } }, title: 'no run + promote -> NoRun' }],
 *   },
 * )
 * ```
 * @category Test suites
 */
export const encodeTest = ({ name, criteria, steps }: TestCase): TestCaseWire => ({
  name,
  criteria,
  steps: steps.map(encodeStep),
});

/**
 * Decodes a test from a line of NDJSON. The left is a one-line message.
 *
 * @example
 * ```ts
 * import { decodeTest } from 'runchart/testing'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const line = '{"name":"too early","criteria":[],"steps":[{"op":"promote_to_ready","expect":{"err":{"code":"NoRun"}}}]}'
 * const test = decodeTest(line)
 * assert.deepStrictEqual(E.isRight(test) && test.right.steps[0]?.step, { op: 'promote_to_ready' })
 * assert.deepStrictEqual(
 *   decodeTest('{}'),
 *   E.left('at /name: expected string, found nothing; at /steps: expected a list of steps, found nothing'),
 * )
 * ```
 * @category Test suites
 */
export const decodeTest: (line: string) => E.Either<string, TestCase> = /* #__PURE__ */ decodeLine(
  TestCaseCodec,
  integerFields,
);
