/**
 * Suites as data: tests made from the chart, each a scenario whose steps say what they must answer.
 *
 * A test is a line of NDJSON, and a scenario too: `{"name", "criteria", "steps": [{"op", ..., "expect": {"ok"} or {"err"}}]}`.
 *
 * Laws: `decodeTest(JSON.stringify(encodeTest(test)))` is `right(test)`; a line of a suite is a line that
 * `runchart scenario run` answers.
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
 * A step on the wire, op and all.
 * @category Test suites
 */
export type StepWire = Readonly<Record<string, unknown>>;

/**
 * A step, what it must answer, and what it tries in words: `Running + complete [noActiveAttempt] -> AttemptInProgress`.
 * @category Test suites
 */
export interface TestStep {
  readonly step: Step;
  readonly expect: OutcomeWire;
  readonly title: string;
  /** The step as it goes over the wire, where that is not as `StepCodec` writes it: an id in capitals, a field left out. */
  readonly written?: StepWire;
}

/**
 * A scenario whose steps say what they must answer.
 * @category Test suites
 */
export interface TestCase {
  /** Unlike every other in its suite. */
  readonly name: string;
  /** The criteria that asked for it, by name. */
  readonly criteria: ReadonlyArray<string>;
  readonly steps: ReadonlyArray<TestStep>;
}

/**
 * One thing that tests can reach.
 * @category Reports
 */
export interface Covered {
  /** As titles name it: `Running`, `Running + complete`, `Running + complete [noActiveAttempt fails]`. */
  readonly name: string;
  /** The tests that reach it, by name. */
  readonly tests: ReadonlyArray<string>;
  /** Why none does. */
  readonly why?: string;
}

/**
 * What tests reach of a chart, kind by kind, what they do not reach included.
 * @category Reports
 */
export interface Coverage {
  readonly states: ReadonlyArray<Covered>;
  /** Each edge of the chart, taken. */
  readonly edges: ReadonlyArray<Covered>;
  /** Each two edges that can follow one another, taken in a row. */
  readonly pairs: ReadonlyArray<Covered>;
  /** Each guard of each edge, seen true, seen false, and seen true and false at the boundary of what it reads. */
  readonly guards: ReadonlyArray<Covered>;
  /** Each state with each event that it does not declare, refused. */
  readonly refusals: ReadonlyArray<Covered>;
  /** Each op, accepted, and refused with each of its errors. */
  readonly ops: ReadonlyArray<Covered>;
}

/**
 * Tests, what they were made by, and what they reach.
 * @category Test suites
 */
export interface Suite {
  /** The same seed and options give the same suite, byte for byte. */
  readonly seed: number;
  readonly criteria: ReadonlyArray<string>;
  readonly tests: ReadonlyArray<TestCase>;
  readonly coverage: Coverage;
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

/**
 * A line of a suite that holds no test.
 * @category Test suites
 */
export interface BadTest {
  readonly _tag: 'BadTest';
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

// ----------------------------------------------------------------------------------------------------------- codecs

const codes: ReadonlySet<string> = new Set<ErrorWire['code']>([
  // SAFETY: the keys of a record of all tags are the tags.
  ...(Object.keys(errorFields) as ReadonlyArray<StepError['_tag']>),
  'BadScenario',
]);

const isCode = (u: unknown): boolean => typeof u === 'string' && codes.has(u);

const isErrorWire = (u: unknown): u is ErrorWire =>
  isRecord(u) &&
  isCode(readField(u, 'code')) &&
  Object.keys(u).every((key) => ['string', 'number'].includes(typeof readField(u, key)));

const isOutcome = (u: unknown): u is OutcomeWire =>
  isRecord(u) &&
  (isErrorWire(readField(u, 'err')) || E.isRight(RunRecordCodec.decode(readField(u, 'ok'))));

/**
 * The codec of what a step answers. The run in it is checked field by field and not as a whole: an op for trusted bootstrap can
 * put an active attempt where no codec of runs would take it.
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

/** The fields of a step as they were written, if `StepCodec` would write them otherwise. */
const writtenOf = (u: unknown, step: Step): StepWire | undefined => {
  // SAFETY: what was decoded to a step is a record, and so is what a step is encoded to.
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
        // SAFETY: without what the codec of steps was given beyond a step, a step is left.
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
 * The codec of a test: a scenario with an `expect` in each step. `criteria` may be left out, and so may `title`, which is the
 * op then; so a recorded scenario is a test.
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
 * A test as it is written on the wire: a scenario, with an `expect` and a `title` in each step.
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
 * The test in a line of NDJSON, or in one line of text why it holds none.
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

/**
 * The tests of a suite as NDJSON, a line each, the last one ended too.
 *
 * @example
 * ```ts
 * import { encodeSuite } from 'runchart/testing'
 *
 * const tests = [{ name: 'a', criteria: [], steps: [] }, { name: 'b', criteria: ['states'], steps: [] }]
 * assert.strictEqual(
 *   encodeSuite({ tests }),
 *   '{"name":"a","criteria":[],"steps":[]}\n{"name":"b","criteria":["states"],"steps":[]}\n',
 * )
 * ```
 * @category Test suites
 */
export const encodeSuite = ({ tests }: Pick<Suite, 'tests'>): string =>
  tests.map((test) => `${JSON.stringify(encodeTest(test))}\n`).join('');

/**
 * The tests in NDJSON. Blank lines are skipped.
 *
 * Errors: `BadTest` for each line that holds no test, or a test of a name that came before.
 *
 * @example
 * ```ts
 * import { decodeSuite } from 'runchart/testing'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const line = '{"name":"a","criteria":[],"steps":[]}'
 * assert.deepStrictEqual(decodeSuite(`${line}\n\n`), E.right([{ name: 'a', criteria: [], steps: [] }]))
 * assert.deepStrictEqual(
 *   decodeSuite(`${line}\n${line}\n`),
 *   E.left([{ _tag: 'BadTest', line: 2, message: 'the name "a" is taken by line 1' }]),
 * )
 * ```
 * @category Test suites
 */
export const decodeSuite = (
  text: string,
): E.Either<ReadonlyArray<BadTest>, ReadonlyArray<TestCase>> => {
  const decoded = text
    .split('\n')
    .flatMap((line, i) =>
      line.trim() === '' ? [] : [{ line: i + 1, result: decodeTest(line.replace(/\r$/, '')) }],
    );
  const tests = decoded.flatMap(({ line, result }) =>
    E.isRight(result) ? [{ line, test: result.right }] : [],
  );
  // Of two with one name the map keeps the first.
  const first = new Map(tests.toReversed().map(({ line, test }) => [test.name, line] as const));
  const bad = decoded.flatMap(({ line, result }): ReadonlyArray<BadTest> => {
    if (E.isLeft(result)) return [{ _tag: 'BadTest', line, message: result.left }];
    const { name } = result.right;
    const taken = first.get(name) ?? line;
    return taken === line
      ? []
      : [
          {
            _tag: 'BadTest',
            line,
            message: `the name ${JSON.stringify(name)} is taken by line ${String(taken)}`,
          },
        ];
  });
  return bad.length > 0 ? E.left(bad) : E.right(tests.map(({ test }) => test));
};
