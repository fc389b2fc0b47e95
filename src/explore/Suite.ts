/**
 * Suites of a machine as data, and their encoding as NDJSON: a line about the suite, then one test per line.
 *
 * A test is a scenario, which is a list of inputs, with what is expected after each of them. The first input starts the machine.
 *
 * Law: `decodeSuite(encodeSuite(suite))` is `right(suite)` if all data of the suite is JSON; of an error, its name and its message are.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as t from 'io-ts';
import { decodeErrors, describeDecodeErrors } from '../codec/DecodeError.js';
import { parseJson } from '../codec/JsonText.js';
import { printable } from '../codec/printable.js';
import { isRecord, readField } from '../codec/untrusted.js';
import type { MachineInput } from './MachineInput.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * An input of a scenario: the machine is started, or something happens to it.
 * @category Suites
 */
export type SuiteInput = { readonly kind: 'start'; readonly input?: unknown } | MachineInput;

/**
 * What is seen of a machine after an input.
 * @category Suites
 */
export interface Outcome {
  /** Whether the input was accepted; a refused one changes nothing. */
  readonly accepted: boolean;
  /** The paths of the active leaf states, in the order of the machine: `['playing.normal', 'volume.muted']`. */
  readonly states: ReadonlyArray<string>;
  readonly status?: string;
  readonly tags?: ReadonlyArray<string>;
  /** The context as JSON. */
  readonly context?: unknown;
  /** The output of the machine as JSON; null until it is done. */
  readonly output?: unknown;
  /** The names of the machine's own actions that the input caused, in order. */
  readonly actions?: ReadonlyArray<string>;
}

/**
 * What a test may see beside `accepted` and `states`.
 * @category Suites
 */
export type Facet = 'status' | 'tags' | 'context' | 'output' | 'actions';

/** All that a test may see beside `accepted` and `states`. */
export const facets: ReadonlyArray<Facet> = ['status', 'tags', 'context', 'output', 'actions'];

/** What a key, which merges states, says nothing of. */
export const dataFacets: ReadonlySet<Facet> = new Set(['context', 'output', 'actions'] as const);

/**
 * An input, the outcome that is expected, and a title: `payment + CARD [isValid] -> review`.
 * @category Suites
 */
export interface MachineTestStep {
  readonly input: SuiteInput;
  readonly expect: Outcome;
  readonly title: string;
}

/**
 * A scenario whose steps carry their expected outcomes.
 * @category Suites
 */
export interface MachineTest {
  /** Unique within its suite. */
  readonly name: string;
  /** The names of the criteria that require this test. */
  readonly criteria: ReadonlyArray<string>;
  readonly steps: ReadonlyArray<MachineTestStep>;
}

/**
 * Tests of a machine, and what they were generated from.
 * @category Suites
 */
export interface MachineSuite {
  /** The id of the machine. */
  readonly machine: string;
  readonly seed: number;
  readonly criteria: ReadonlyArray<string>;
  readonly tests: ReadonlyArray<MachineTest>;
}

/**
 * A scenario on the wire: a test without its expected outcomes. A subject answers it with `{ name, outcomes }`, one outcome for
 * each step.
 * @category Suites
 */
export interface ScenarioWire {
  readonly name: string;
  readonly steps: ReadonlyArray<Readonly<Record<string, unknown>>>;
}

/**
 * A line of a suite that cannot be read.
 * @category Suites
 */
export interface BadLine {
  readonly _tag: 'BadLine';
  /** The line number, from 1. */
  readonly line: number;
  readonly message: string;
}

// ----------------------------------------------------------------------------------------------------------- errors

/** An error as data: JSON writes an instance of Error as an empty object. */
const encodeError = (error: unknown): unknown =>
  error instanceof Error ? { name: error.name, message: error.message } : error;

const decodeError = (error: unknown): unknown => {
  if (!isRecord(error) || Object.keys(error).sort().join() !== 'message,name') return error;
  const { name, message } = error;
  if (typeof name !== 'string' || typeof message !== 'string') return error;
  return Object.assign(new Error(message), name === 'Error' ? {} : { name });
};

// ----------------------------------------------------------------------------------------------------------- codecs

/** JSON has no infinities, and `JSON.parse` makes one of `1e999`. */
const finite = new t.Type<number>(
  'a finite number',
  (u): u is number => Number.isFinite(u),
  (u, context) =>
    typeof u === 'number' && Number.isFinite(u) ? t.success(u) : t.failure(u, context),
  t.identity,
);

const event = t.intersection([t.type({ type: t.string }), t.UnknownRecord], 'an event with a type');

const inputCodecs = {
  start: t.intersection([t.type({ kind: t.literal('start') }), t.partial({ input: t.unknown })]),
  event: t.type({ kind: t.literal('event'), event }),
  time: t.type({ kind: t.literal('time'), ms: finite }),
  done: t.intersection([
    t.type({ kind: t.literal('done'), actor: t.string }),
    t.partial({ output: t.unknown }),
  ]),
  error: t.intersection([
    t.type({ kind: t.literal('error'), actor: t.string }),
    t.partial({ error: t.unknown }),
  ]),
  snapshot: t.intersection([
    t.type({ kind: t.literal('snapshot'), actor: t.string }),
    t.partial({ snapshot: t.unknown }),
  ]),
  actorEvent: t.type({ kind: t.literal('actorEvent'), actor: t.string, event }),
} as const;

const kinds = t.keyof(
  // SAFETY: `keyof` reads only the keys.
  Object.fromEntries(Object.keys(inputCodecs).map((kind) => [kind, null])) as Readonly<
    Record<keyof typeof inputCodecs, null>
  >,
  Object.keys(inputCodecs).join(' or '),
);

const outcomeCodec = t.intersection(
  [
    t.type({ accepted: t.boolean, states: t.readonlyArray(t.string) }),
    t.partial({
      status: t.string,
      tags: t.readonlyArray(t.string),
      context: t.unknown,
      output: t.unknown,
      actions: t.readonlyArray(t.string),
    }),
  ],
  'an outcome',
);

/** Decodes the input of a step, from the fields of its kind. */
const validateInput: t.Validate<unknown, SuiteInput> = (u, context) =>
  pipe(
    t.type({ kind: kinds }).validate(u, context),
    E.chain(({ kind }): t.Validation<SuiteInput> => {
      const codec: t.Type<SuiteInput, unknown> = inputCodecs[kind] as t.Type<SuiteInput, unknown>;
      return codec.validate(u, context);
    }),
    E.map((input): SuiteInput => {
      const fields = Object.fromEntries(
        Object.entries(input).filter(([key]) => key !== 'expect' && key !== 'title'),
      );
      // SAFETY: the fields of its kind; `expect` and `title` are of none.
      const own = fields as unknown as SuiteInput;
      return own.kind === 'error' ? { ...own, error: decodeError(own.error) } : own;
    }),
  );

/** A step as it is read: without `expect` it expects what the machine does, and without `title` it has none. */
export interface GivenStep {
  readonly input: SuiteInput;
  readonly expect?: Outcome;
  readonly title?: string;
}

/** A test as it is read. */
export interface GivenTest {
  readonly name: string;
  readonly criteria: ReadonlyArray<string>;
  readonly steps: ReadonlyArray<GivenStep>;
}

const stepExtras = t.partial({ expect: outcomeCodec, title: t.string });

const givenStep = new t.Type<GivenStep, unknown>(
  'a step',
  (u): u is GivenStep => isRecord(u) && isRecord(readField(u, 'input')),
  (u, context) =>
    pipe(
      validateInput(u, context),
      E.bindTo('input'),
      E.bind('extras', () => stepExtras.validate(u, context)),
      E.map(({ input, extras: { expect, title } }) => ({
        input,
        ...(expect === undefined ? {} : { expect }),
        ...(title === undefined ? {} : { title }),
      })),
    ),
  t.identity,
);

const givenTest = t.intersection([
  t.type({ name: t.string, steps: t.readonlyArray(givenStep, 'a list of steps') }),
  t.partial({ criteria: t.readonlyArray(t.string) }),
]);

/** The version of the encoding. A change of it is a breaking change. */
const VERSION = 1;

const headCodec = t.type({
  version: finite,
  machine: t.string,
  seed: finite,
  criteria: t.readonlyArray(t.string),
});

const decoded = <A>(codec: t.Decoder<unknown, A>, u: unknown): E.Either<string, A> =>
  pipe(
    codec.decode(u),
    E.mapLeft((errors) => describeDecodeErrors(decodeErrors(errors))),
  );

/** Decodes a scenario, with or without expected outcomes, from a line of NDJSON. The left is a one-line message. */
export const decodeScenario = (line: string): E.Either<string, GivenTest> =>
  pipe(
    parseJson(line),
    E.mapLeft(({ message }) => `no JSON: ${message}`),
    E.chain((json) => decoded(givenTest, json)),
    E.map(({ name, criteria = [], steps }) => ({ name, criteria, steps })),
    E.filterOrElse(
      ({ steps }) => steps[0]?.input.kind === 'start',
      () => 'the first step must be {"kind":"start"}',
    ),
    E.filterOrElse(
      ({ steps }) => steps.slice(1).every(({ input }) => input.kind !== 'start'),
      () => 'only the first step may be {"kind":"start"}',
    ),
  );

// -------------------------------------------------------------------------------------------------------- operations

/** Encodes an input: its kind and its fields, those without a value left out. */
export const encodeInput = (input: SuiteInput): Readonly<Record<string, unknown>> =>
  input.kind === 'error' ? { ...input, error: encodeError(input.error) } : { ...input };

/** A text that two inputs share if they are equal on the wire. */
export const inputKey = (input: SuiteInput): string => JSON.stringify(encodeInput(input));

/**
 * Encodes the scenario of a test, which a subject is sent: the test without its expected outcomes.
 *
 * @example
 * ```ts
 * import { scenarioOf } from 'runchart/explore'
 *
 * const step = { input: { kind: 'start' }, expect: { accepted: true, states: ['off'] }, title: 'start -> off' } as const
 * assert.deepStrictEqual(scenarioOf({ name: 'at first', criteria: [], steps: [step] }), {
 *   name: 'at first',
 *   steps: [{ kind: 'start' }],
 * })
 * ```
 * @category Suites
 */
export const scenarioOf = ({ name, steps }: MachineTest): ScenarioWire => ({
  name,
  steps: steps.map(({ input }) => encodeInput(input)),
});

/** Encodes a test. */
export const encodeTest = ({ name, criteria, steps }: MachineTest): object => ({
  name,
  criteria,
  steps: steps.map(({ input, expect, title }) => ({ ...encodeInput(input), expect, title })),
});

/**
 * Encodes a suite as NDJSON: a line about the suite, then one test per line.
 *
 * @example
 * ```ts
 * import { decodeSuite, encodeSuite } from 'runchart/explore'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const step = { input: { kind: 'start' }, expect: { accepted: true, states: ['off'] }, title: 'start -> off' } as const
 * const suite = { machine: 'lamp', seed: 1, criteria: [], tests: [{ name: 'at first', criteria: [], steps: [step] }] }
 * assert.deepStrictEqual(decodeSuite(encodeSuite(suite)), E.right(suite))
 * ```
 * @category Suites
 */
export const encodeSuite = ({ tests, machine, seed, criteria }: MachineSuite): string =>
  [{ version: VERSION, machine, seed, criteria }, ...tests.map(encodeTest)]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');

const decodeHead = (line: string): E.Either<string, Omit<MachineSuite, 'tests'>> =>
  pipe(
    parseJson(line),
    E.mapLeft(({ message }) => `no JSON: ${message}`),
    E.chain((json) => decoded(headCodec, json)),
    E.filterOrElse(
      ({ version }) => version === VERSION,
      ({ version }) =>
        `the suite is of version ${String(version)}, and this program reads version ${String(VERSION)}`,
    ),
    E.map(({ machine, seed, criteria }) => ({ machine, seed, criteria })),
  );

const complete = ({ steps, ...test }: GivenTest): E.Either<string, MachineTest> =>
  pipe(
    steps,
    E.traverseArray(({ input, expect, title = input.kind }) =>
      expect === undefined
        ? E.left('a step of a suite needs an expect')
        : E.right({ input, expect, title }),
    ),
    E.map((all) => ({ ...test, steps: all })),
  );

/**
 * Decodes a suite from NDJSON. Skips blank lines.
 *
 * Errors: `BadLine` for each line that cannot be read or repeats the name of a test.
 *
 * @example
 * ```ts
 * import { decodeSuite } from 'runchart/explore'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const future = decodeSuite('{"version":9,"machine":"lamp","seed":1,"criteria":[]}')
 * assert.match(E.isLeft(future) ? (future.left[0]?.message ?? '') : '', /version 9/)
 * ```
 * @category Suites
 */
export const decodeSuite = (text: string): E.Either<ReadonlyArray<BadLine>, MachineSuite> => {
  const lines = text
    .split('\n')
    .flatMap((line, i) => (line.trim() === '' ? [] : [{ line: i + 1, text: line }]));
  const [first, ...rest] = lines;
  const bad = (line: number, message: string): BadLine => ({ _tag: 'BadLine', line, message });
  const head = decodeHead(first?.text ?? '');
  if (E.isLeft(head)) return E.left([bad(first?.line ?? 1, head.left)]);
  const tests = rest.map(({ line, text: given }) => ({
    line,
    test: pipe(given, decodeScenario, E.chain(complete)),
  }));
  const taken = new Map(
    tests
      .toReversed()
      .flatMap(({ line, test }) => (E.isRight(test) ? [[test.right.name, line] as const] : [])),
  );
  const errors = tests.flatMap(({ line, test }) => {
    if (E.isLeft(test)) return [bad(line, test.left)];
    const { name } = test.right;
    const former = taken.get(name) ?? line;
    return former === line
      ? []
      : [
          bad(
            line,
            `the name ${printable(JSON.stringify(name))} is taken by line ${String(former)}`,
          ),
        ];
  });
  return errors.length > 0
    ? E.left(errors)
    : E.right({
        ...head.right,
        tests: tests.flatMap(({ test }) => (E.isRight(test) ? [test.right] : [])),
      });
};
