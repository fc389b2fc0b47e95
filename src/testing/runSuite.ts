/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- runs one test after the other and collects the replies */
/**
 * Runs a suite of any kind against a subject.
 *
 * Laws: nothing throws or rejects, whatever the subject does; a subject is verified if and only if it answers as the tests expect;
 * a deterministic subject that answers fast enough always gets the same report, but for its times.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { AnyTest, OutcomeOf } from './AnyTest.js';
import type { FailedTest } from './FailedTest.js';
import type { Failure, Reply } from './Failure.js';
import { judge, shorten, stepAtFault } from './Failure.js';
import { groupByCause } from './groupByCause.js';
import { asJson } from './Json.js';
import type { Fault, Report } from './Report.js';
import { shrink } from './shrink.js';
import type { OnReply, RunCandidates, RunTests, TestRunner } from './TestRunner.js';
import type { Vocabulary } from './Vocabulary.js';
import { withTimeout } from './withTimeout.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The options of a verification.
 * @category Verification
 */
export interface VerifyOptions {
  /** The seconds that a subject may take to answer a scenario; 5 by default. A subject that blocks the thread cannot be stopped. */
  readonly timeout?: number;
  /** Stop at the first failure. */
  readonly bail?: boolean;
  /** The maximum number of faults to shrink to a minimal scenario; 5 by default. */
  readonly faults?: number;
  /** The maximum time for shrinking, in seconds; 3 by default. Only a slow subject needs it all. */
  readonly shrinkSeconds?: number;
}

/** All options, and callbacks. */
export interface RunOptions<T extends AnyTest> extends Required<VerifyOptions> {
  /** Receives the number of tests answered so far. */
  readonly onProgress: (answered: number) => void;
  /** Receives the first failure in the order of the suite, as soon as it is known, before the other tests are answered. */
  readonly onFirstFailure: (failed: FailedTest<T>) => void;
}

export const defaults: RunOptions<AnyTest> = {
  timeout: 5,
  bail: false,
  faults: 5,
  shrinkSeconds: 3,
  onProgress: () => undefined,
  onFirstFailure: () => undefined,
};

// ------------------------------------------------------------------------------------------------------- in process

/** Describes a thrown value, which may be anything, even a value that `String` throws on. */
const thrownText = (thrown: unknown): string =>
  pipe(
    E.tryCatch(
      () => (thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)),
      () => 'something that cannot be shown',
    ),
    E.toUnion,
    shorten,
  );

const replyOf = async <T extends AnyTest>(
  subject: (test: T) => unknown,
  test: T,
  seconds: number,
): Promise<Reply> => {
  try {
    const answer = await withTimeout(seconds, Promise.resolve(subject(test)));
    if (O.isNone(answer)) return { _tag: 'Hung', seconds };
    return pipe(
      asJson(answer.value),
      E.match(
        (message): Reply => ({ _tag: 'Garbage', message, text: '' }),
        (json) => ({ _tag: 'Answered', answer: json }),
      ),
    );
  } catch (thrown) {
    return { _tag: 'Threw', message: thrownText(thrown) };
  }
};

/** The number of timeouts after which the remaining tests are skipped, as each one costs the full timeout. */
const MAX_HANGS = 3;

/** Runs tests against a function in this process. */
export const inProcess = <T extends AnyTest>(subject: (test: T) => unknown): TestRunner<T> => {
  const runInOrder: RunTests<T> = async (tests, seconds, onReply) => {
    let hung = 0;
    for (const [index, test] of tests.entries()) {
      const began = performance.now();
      const reply = await replyOf(subject, test, seconds);
      if (!onReply(index, reply, (performance.now() - began) / 1000)) return;
      if (reply._tag === 'Hung') hung += 1;
      if (hung === MAX_HANGS) return;
    }
  };
  const runKept: RunCandidates<T> = async (tests, seconds, onReply) => {
    for (const test of tests) if (!onReply(test, await replyOf(subject, test, seconds))) return;
  };
  return { run: runInOrder, runInOrder, runKept, close: () => undefined };
};

// ------------------------------------------------------------------------------------------------------- operations

/** The maximum number of failures to shrink, including those that turn out to belong to a fault already reported. */
const MAX_SHRINKS = 20;

/** The number of steps before the one at fault, or of all if none is. */
const lengthOf = ({ test, failure }: FailedTest<AnyTest>): number =>
  pipe(
    stepAtFault(failure),
    O.getOrElse(() => test.steps.length),
  );

/** Returns the test that fails after the fewest steps, which is the cheapest to shrink. */
const shortest = <T extends AnyTest>(
  group: ReadonlyArray<FailedTest<T>>,
): FailedTest<T> | undefined =>
  group.toSorted(
    (a, b) => lengthOf(a) - lengthOf(b) || a.test.steps.length - b.test.steps.length,
  )[0];

/** Groups failures by cause into faults, and shrinks them until the time is over, each in its share of the time. */
const shrinkFaults = async <T extends AnyTest>(
  vocabulary: Vocabulary<T>,
  runner: TestRunner<T>,
  suite: ReadonlyArray<T>,
  failed: ReadonlyArray<FailedTest<T>>,
  { timeout, faults: maxShrunk, shrinkSeconds }: RunOptions<T>,
): Promise<Pick<Report<T>, 'faults' | 'shrunk'>> => {
  const faults: Array<Fault<T>> = [];
  let shrunk = 0;
  let attempts = 0;
  const end = performance.now() + shrinkSeconds * 1000;
  const causes = groupByCause(vocabulary, failed);
  for (const [i, { failures, ways }] of causes.entries()) {
    const original = shortest(failures);
    if (original === undefined) continue;
    const tests = failures.map(({ test }) => test.name);
    const leak = faults.findIndex(({ minimal }) => minimal.after !== undefined);
    const now = performance.now();
    const wanted = shrunk < maxShrunk && attempts < MAX_SHRINKS && now < end;
    const until = now + (end - now) / Math.max(1, Math.min(maxShrunk - shrunk, causes.length - i));
    // Failures that occur only after other tests are reported as one fault, since one leak shows in many tests.
    const before = leak === -1 ? suite.slice(0, suite.indexOf(original.test)) : [];
    const isOver = (): boolean => performance.now() > until;
    const minimal = wanted
      ? await shrink(vocabulary, runner, original, timeout, before, isOver)
      : original;
    attempts += 1;
    const former = faults[leak];
    if (minimal.after !== undefined && former !== undefined) {
      faults[leak] = {
        ...former,
        tests: [...former.tests, ...tests],
        ways: [...former.ways, ...ways],
      };
      continue;
    }
    const fault: Fault<T> = { minimal, original, tests, ways };
    faults.push(fault);
    if (wanted) shrunk += 1;
  }
  return { faults, shrunk };
};

/** Runs a suite against a subject, groups the failures into faults, and shrinks each fault. */
export const runSuite = async <T extends AnyTest>(
  vocabulary: Vocabulary<T>,
  runner: TestRunner<T>,
  suite: ReadonlyArray<T>,
  options: RunOptions<T>,
): Promise<Report<T>> => {
  const judged = new Map<number, O.Option<Failure<OutcomeOf<T>>>>();
  const seconds = new Map<string, number>();
  let told = false;
  let next = 0;
  /** Tells of the first failure once all tests before it are judged, so that it is the same for any number of processes. */
  const tellFirst = (): void => {
    for (
      let failure = judged.get(next);
      !told && failure !== undefined;
      failure = judged.get(next)
    ) {
      const test = suite[next];
      if (O.isSome(failure) && test !== undefined) {
        told = true;
        options.onFirstFailure({ test, failure: failure.value });
      }
      next += 1;
    }
  };
  const onReply: OnReply = (index, reply, took) => {
    const test = suite[index];
    if (test === undefined) return false;
    const failure = judge(vocabulary, test, reply);
    judged.set(index, failure);
    seconds.set(test.name, took);
    tellFirst();
    options.onProgress(judged.size);
    return !(options.bail && O.isSome(failure));
  };
  await runner.run(suite, options.timeout, onReply);

  const failed = suite.flatMap((test, i): ReadonlyArray<FailedTest<T>> => {
    const failure = judged.get(i) ?? O.none;
    return O.isSome(failure) ? [{ test, failure: failure.value }] : [];
  });
  const { faults, shrunk } = await shrinkFaults(vocabulary, runner, suite, failed, options);
  runner.close();
  return {
    suite,
    failed,
    notRun: suite.filter((_, i) => !judged.has(i)).map(({ name }) => name),
    faults,
    shrunk,
    seconds,
  };
};
