/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- asks one test after the other, and gathers what comes back */
/**
 * Verifying an implementation of the lifecycle against a suite.
 *
 * Laws: nothing throws, whatever the subject does; a subject that answers as the chart says is verified, any other is not;
 * the same subject gives the same report.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { FailedTest } from './FailedTest.js';
import { signatureOf } from './FailedTest.js';
import type { Failure, Reply } from './Failure.js';
import { judge, shorten } from './Failure.js';
import { asJson } from './Json.js';
import type { Fault, Report } from './Report.js';
import type { Ask, Listener, Respondent } from './Respondent.js';
import { shrink } from './shrink.js';
import type { TestCase } from './Suite.js';
import type { ScenarioWire } from './TestCase.js';
import { scenarioOf } from './TestCase.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * An implementation under test: from a scenario, as JSON, to its outcomes, one a step, as a list or as
 * `{ name, outcomes }`; at once or in a promise. Each scenario begins without a run.
 * @category Verification
 */
export type Subject = (scenario: ScenarioWire) => unknown;

/**
 * How a subject is verified.
 * @category Verification
 */
export interface VerifyOptions {
  /** Seconds that the answer to a scenario may take; 5 if left out. What never gives way cannot be stopped in process. */
  readonly timeout?: number;
  /** Stop at the first failure. */
  readonly bail?: boolean;
  /** Of how many faults a minimal scenario is wanted; 5 if left out. */
  readonly faults?: number;
}

/** As above, nothing left out, with somebody to tell how far it has come. */
export interface RunOptions {
  readonly timeout: number;
  readonly bail: boolean;
  readonly faults: number;
  readonly onProgress: (answered: number) => void;
}

/** What is done where nothing else is said. */
export const defaults: RunOptions = {
  timeout: 5,
  bail: false,
  faults: 5,
  onProgress: () => undefined,
};

// ------------------------------------------------------------------------------------------------------- in process

const HUNG: unique symbol = Symbol('hung');

/** What a promise comes to, or that it does not in time. */
const within = async (seconds: number, promise: Promise<unknown>): Promise<unknown> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<typeof HUNG>((resolve) => {
    timer = setTimeout(resolve, seconds * 1000, HUNG);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** What was thrown, in words; it may be anything, even something that cannot be made a text. */
const thrownText = (thrown: unknown): string =>
  pipe(
    E.tryCatch(
      () => (thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)),
      () => 'something that cannot be shown',
    ),
    E.toUnion,
    shorten,
  );

const replyOf = async (subject: Subject, test: TestCase, seconds: number): Promise<Reply> => {
  try {
    // A copy each: a subject that changes what it is given harms itself alone.
    const answer = await within(
      seconds,
      Promise.resolve(subject(structuredClone(scenarioOf(test)))),
    );
    if (answer === HUNG) return { _tag: 'Hung', seconds };
    return pipe(
      asJson(answer),
      E.match(
        (message): Reply => ({ _tag: 'Garbage', message, text: '' }),
        (json) => ({ _tag: 'Answered', answer: json }),
      ),
    );
  } catch (thrown) {
    return { _tag: 'Threw', message: thrownText(thrown) };
  }
};

/** How often a subject may hang before the rest is left out; each time takes as long as it is waited for. */
const MOST_HUNG = 3;

const inProcess = (subject: Subject): Respondent => {
  const askInOrder: Ask = async (tests, seconds, listener) => {
    let hung = 0;
    for (const [index, test] of tests.entries()) {
      const reply = await replyOf(subject, test, seconds);
      if (!listener(index, reply)) return;
      if (reply._tag === 'Hung') hung += 1;
      if (hung === MOST_HUNG) return;
    }
  };
  return { ask: askInOrder, askInOrder };
};

// ------------------------------------------------------------------------------------------------------- operations

/** How many failures that are told together are looked at, if those only after other tests do not count. */
const MOST_LOOKED_AT = 20;

const groupBySignature = (
  failed: ReadonlyArray<FailedTest>,
): ReadonlyArray<ReadonlyArray<FailedTest>> => {
  const groups = new Map<string, Array<FailedTest>>();
  for (const one of failed) {
    const signature = signatureOf(one);
    const group = groups.get(signature);
    if (group === undefined) groups.set(signature, [one]);
    else group.push(one);
  }
  return [...groups.values()];
};

/** Whoever shrinks begins with the test that has least to lose. */
const shortest = (group: ReadonlyArray<FailedTest>): FailedTest | undefined =>
  group.toSorted((a, b) => a.test.steps.length - b.test.steps.length)[0];

/** Asks a respondent for every answer of a suite, and makes what fails small. */
export const runSuite = async (
  respondent: Respondent,
  suite: ReadonlyArray<TestCase>,
  { timeout, bail, faults: mostShrunk, onProgress }: RunOptions,
): Promise<Report> => {
  const judged = new Map<number, O.Option<Failure>>();
  const listener: Listener = (index, reply) => {
    const test = suite[index];
    if (test === undefined) return false;
    const failure = judge(test, reply);
    judged.set(index, failure);
    onProgress(judged.size);
    return !(bail && O.isSome(failure));
  };
  await respondent.ask(suite, timeout, listener);

  const failed = suite.flatMap((test, i): ReadonlyArray<FailedTest> => {
    const failure = judged.get(i) ?? O.none;
    return O.isSome(failure) ? [{ test, failure: failure.value }] : [];
  });
  const faults: Array<Fault> = [];
  let shrunk = 0;
  let looked = 0;
  for (const group of groupBySignature(failed)) {
    const original = shortest(group);
    if (original === undefined) continue;
    const tests = group.map(({ test }) => test.name);
    const leak = faults.findIndex(({ minimal }) => minimal.after !== undefined);
    const wanted = shrunk < mostShrunk && looked < MOST_LOOKED_AT;
    // Of what fails only after other tests one is told in full: one cause has many effects.
    const before = leak === -1 ? suite.slice(0, suite.indexOf(original.test)) : [];
    const minimal = wanted ? await shrink(respondent, original, timeout, before) : original;
    if (wanted) looked += 1;
    const former = faults[leak];
    if (minimal.after !== undefined && former !== undefined) {
      faults[leak] = { ...former, tests: [...former.tests, ...tests] };
      continue;
    }
    const fault = { minimal, original, tests };
    if (wanted) faults.splice(shrunk, 0, fault);
    else faults.push(fault);
    if (wanted) shrunk += 1;
  }
  return {
    suite,
    failed,
    notRun: suite.filter((_, i) => !judged.has(i)).map(({ name }) => name),
    faults,
    shrunk,
  };
};

/**
 * Verifies an implementation that lives in this process, such as one under Jest.
 *
 * Nothing is thrown: a subject that throws, rejects, does not answer in time or answers nonsense has a named failure in the
 * report. {@link isVerified} sums it up, {@link reportText} tells people.
 *
 * @example
 * ```ts
 * import { runScenario, ScenarioCodec } from 'runchart'
 * import { isVerified, testOf, verify } from 'runchart/testing'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const suite = [testOf('too early', ['by hand'], [{ step: { op: 'promote_to_ready' } }])]
 * const right = (scenario: unknown) => {
 *   const decoded = ScenarioCodec.decode(scenario)
 *   return E.isRight(decoded) ? runScenario(decoded.right) : []
 * }
 *
 * const ok = await verify(right, suite)
 * assert.strictEqual(isVerified(ok), true)
 *
 * const lazy = await verify(() => [], suite)
 * assert.strictEqual(lazy.failed[0]?.failure._tag, 'TooFewOutcomes')
 * ```
 * @category Verification
 */
export const verify = (
  subject: Subject,
  suite: ReadonlyArray<TestCase>,
  options: VerifyOptions = {},
): Promise<Report> => runSuite(inProcess(subject), suite, { ...defaults, ...options });
