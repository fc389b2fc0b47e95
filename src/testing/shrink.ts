/* eslint-disable functional/no-let, functional/no-loop-statements -- a search whose every step awaits the subject */
/**
 * Shrinks a failing test to a smaller one that fails in the same way.
 *
 * Runs smaller candidates against the subject, and continues from the first that fails in the same way until none does.
 *
 * Laws: the result fails in the same way; it has at most as many steps as the test; a deterministic subject that answers fast
 * enough always gets the same result. The search is bounded by the number of tests run, and by a deadline for slow subjects.
 */
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { AnyTest } from './AnyTest.js';
import type { FailedTest } from './FailedTest.js';
import { signatureOf } from './FailedTest.js';
import type { Failure, Reply } from './Failure.js';
import { judge, stepAtFault } from './Failure.js';
import type { TestRunner } from './TestRunner.js';
import type { Vocabulary } from './Vocabulary.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The bounds of a search. */
interface Budget {
  /** The maximum number of rounds; each finds a smaller test. */
  readonly rounds: number;
  /** The maximum number of candidates tried in a round, the smallest first. */
  readonly candidates: number;
  /** The maximum number of tests run. */
  readonly runs: number;
}

/** Tells whether the subject kept running after the failure. */
const keptRunning = ({ _tag }: Failure<unknown>): boolean =>
  _tag === 'Differs' || _tag === 'TooFewOutcomes' || _tag === 'TooManyOutcomes' || _tag === 'Threw';

/** A test is cheap if the subject answers it. If not, each costs a new process or a timeout. */
const budgetFor = (failure: Failure<unknown>): Budget =>
  keptRunning(failure)
    ? { rounds: 100, candidates: Infinity, runs: 5_000 }
    : { rounds: failure._tag === 'Hung' ? 3 : 4, candidates: 60, runs: 120 };

/** The timeout for a subject that hangs, while its test is shrunk, in seconds. */
const HUNG_SECONDS = 1;

/** The bounds of a search in which each candidate needs its own process. */
const ISOLATED: Budget = { rounds: 4, candidates: 20, runs: 80 };

/** The subject, the signature of the failure to reproduce, the timeout in seconds, and when to stop. */
interface Search<T extends AnyTest> {
  readonly vocabulary: Vocabulary<T>;
  readonly runner: TestRunner<T>;
  readonly signature: string;
  readonly seconds: number;
  readonly isOver: () => boolean;
}

// ------------------------------------------------------------------------------------------------------- operations

const failing = <T extends AnyTest>(
  { vocabulary, signature }: Search<T>,
  test: T,
  reply: Reply,
): O.Option<FailedTest<T>> =>
  pipe(
    judge(vocabulary, test, reply),
    O.map((failure): FailedTest<T> => ({ test, failure })),
    O.filter((failed) => signatureOf(vocabulary, failed) === signature),
  );

/** Yields the first items of a list. */
const firstOf = function* <A>(items: Iterable<A>, most: number): Generator<A> {
  let n = 0;
  for (const item of items) {
    if (n >= most) return;
    n += 1;
    yield item;
  }
};

/** Runs candidates in a kept process until one fails, and counts those run. */
const firstFailing = async <T extends AnyTest>(
  search: Search<T>,
  candidates: Iterable<T>,
  most: number,
): Promise<{ readonly found: O.Option<FailedTest<T>>; readonly ran: number }> => {
  let found: O.Option<FailedTest<T>> = O.none;
  let ran = 0;
  if (most <= 0 || search.isOver()) return { found, ran };
  await search.runner.runKept(firstOf(candidates, most), search.seconds, (test, reply) => {
    ran += 1;
    found = failing(search, test, reply);
    return O.isNone(found) && !search.isOver();
  });
  return { found, ran };
};

/** Runs a test after others in a new process, and returns it if it fails. */
const failsAfter = async <T extends AnyTest>(
  search: Search<T>,
  after: ReadonlyArray<T>,
  test: T,
): Promise<O.Option<FailedTest<T>>> => {
  let found: O.Option<FailedTest<T>> = O.none;
  await search.runner.runInOrder([...after, test], search.seconds, (index, reply) => {
    if (index === after.length) found = failing(search, test, reply);
    return index < after.length;
  });
  return found;
};

/** A test, and those that run before it in the same process. */
interface Pair<T extends AnyTest> {
  readonly after: ReadonlyArray<T>;
  readonly test: T;
}

/** Finds the first pair whose test fails after the others, each pair in a new process. */
const firstFailingAfter = async <T extends AnyTest>(
  search: Search<T>,
  pairs: ReadonlyArray<Pair<T>>,
): Promise<O.Option<FailedTest<T>>> => {
  for (const { after, test } of pairs) {
    if (search.isOver()) break;
    const found = await failsAfter(search, after, test);
    if (O.isSome(found))
      return O.some(after.length === 0 ? found.value : { ...found.value, after });
  }
  return O.none;
};

/** Drops the steps after the step at fault. */
const untilFault = <T extends AnyTest>({ test, failure }: FailedTest<T>): T => ({
  ...test,
  steps: test.steps.slice(
    0,
    pipe(
      stepAtFault(failure),
      O.map((step) => step + 1),
      O.toUndefined,
    ),
  ),
});

/** Finds by bisection the shortest suffix of the earlier tests after which a test fails, each try in a new process. */
const shortestSuffix = async <T extends AnyTest>(
  search: Search<T>,
  before: ReadonlyArray<T>,
  test: T,
): Promise<ReadonlyArray<T>> => {
  const last = (n: number): ReadonlyArray<T> => before.slice(-n);
  let most = 1;
  while (O.isNone(await failsAfter(search, last(most), test))) {
    if (most >= before.length || search.isOver()) return [];
    most = Math.min(most * 2, before.length);
  }
  let few = Math.floor(most / 2);
  while (most - few > 1) {
    const middle = Math.floor((few + most) / 2);
    if (O.isSome(await failsAfter(search, last(middle), test))) most = middle;
    else few = middle;
  }
  return last(most);
};

/** Lists candidates for a test that fails after another one: prefixes of the other test, then fewer steps of the test itself. */
const candidatePairs = <T extends AnyTest>(
  { candidatesOf }: Vocabulary<T>,
  { test, after = [] }: FailedTest<T>,
): ReadonlyArray<Pair<T>> => [
  ...after.flatMap((other) =>
    other.steps.slice(1).map((_, i) => ({
      after: [{ ...other, steps: other.steps.slice(0, i + 1) }],
      test,
    })),
  ),
  ...[...candidatesOf(test).shorter].map((shorter) => ({ after, test: shorter })),
];

const everyCandidate = <T extends AnyTest>(
  { candidatesOf }: Vocabulary<T>,
  test: T,
): ReadonlyArray<T> => {
  const { shorter, simpler } = candidatesOf(test);
  return [...shorter, ...simpler];
};

/** Shrinks a test, running each candidate in a new process. */
const shrinkIsolated = async <T extends AnyTest>(
  search: Search<T>,
  failed: FailedTest<T>,
): Promise<FailedTest<T>> => {
  let best = failed;
  for (let round = 0; round < ISOLATED.rounds; round += 1) {
    const candidates =
      best.after === undefined
        ? everyCandidate(search.vocabulary, best.test).map((test) => ({ after: [], test }))
        : candidatePairs(search.vocabulary, best);
    const found = await firstFailingAfter(search, candidates.slice(0, ISOLATED.candidates));
    if (O.isNone(found)) break;
    best = found.value;
  }
  return best;
};

/**
 * Shrinks a test that does not fail alone: looks for one scenario after which it fails, or else for the shortest suffix of the
 * tests before it.
 */
const shrinkWithOthers = async <T extends AnyTest>(
  search: Search<T>,
  failed: FailedTest<T>,
  known: T,
  before: ReadonlyArray<T>,
): Promise<FailedTest<T>> => {
  const { leftovers, lastStepAlone } = search.vocabulary;
  const lost = { ...failed, after: [] };
  if (!keptRunning(failed.failure) || before.length === 0) return lost;
  // The subject may keep state by id, so the test itself is tried as the scenario before.
  const leaked = await firstFailingAfter(search, [
    ...lastStepAlone(known).flatMap((test) => leftovers.map((after) => ({ after: [after], test }))),
    ...[...leftovers.toReversed(), { ...failed.test, name: `before-${known.name}` }].map(
      (after) => ({
        after: [after],
        test: known,
      }),
    ),
  ]);
  if (O.isSome(leaked)) return shrinkIsolated(search, leaked.value);
  const fewest = await shortestSuffix(search, before, known);
  const found = await firstFailingAfter(search, [
    ...fewest.slice(0, 1).map((after) => ({ after: [after], test: known })),
    ...(fewest.length > 1 ? [{ after: fewest, test: known }] : []),
  ]);
  if (O.isNone(found)) return lost;
  return found.value.after?.length === 1 ? shrinkIsolated(search, found.value) : found.value;
};

/**
 * Shrinks a test, running many candidates in one process: its steps until no shorter test fails, then its data until no simpler
 * one does, and so on until neither does. Restarting with the steps after each find would try the same ones again and again.
 */
const shrinkTogether = async <T extends AnyTest>(
  search: Search<T>,
  failed: FailedTest<T>,
  start: ReadonlyArray<T>,
): Promise<FailedTest<T>> => {
  const budget = budgetFor(failed.failure);
  const kinds = ['shorter', 'simpler'] as const;
  const first = await firstFailing(search, start, budget.runs);
  let best = O.getOrElse(() => failed)(first.found);
  let runs = first.ran;
  /** How many kinds of candidates in a row had none that fails. */
  let idle = 0;
  for (let round = 0, kind = 0; round < budget.rounds && idle < kinds.length; round += 1) {
    const candidates = search.vocabulary.candidatesOf(best.test)[kinds[kind % 2] ?? 'shorter'];
    const most = Math.min(budget.candidates, budget.runs - runs);
    const { found, ran } = await firstFailing(search, candidates, most);
    runs += ran;
    if (O.isSome(found)) {
      best = found.value;
      idle = 0;
    } else {
      idle += 1;
      kind += 1;
    }
  }
  return best;
};

/**
 * Shrinks a failing test to a smaller one that fails in the same way. Returns it unchanged if there is none, or if its
 * expectations are not those of the model.
 *
 * @param before - the tests that ran before it, searched for a cause if the test does not fail alone
 * @param isOver - tells whether the time for it is over
 */
export const shrink = async <T extends AnyTest>(
  vocabulary: Vocabulary<T>,
  runner: TestRunner<T>,
  failed: FailedTest<T>,
  seconds: number,
  before: ReadonlyArray<T>,
  isOver: () => boolean,
): Promise<FailedTest<T>> => {
  const { test, failure } = failed;
  if (isOver() || !vocabulary.isOfModel(test)) return failed;
  const hangs = failure._tag === 'Hung';
  const search: Search<T> = {
    vocabulary,
    runner,
    signature: signatureOf(vocabulary, failed),
    seconds: hangs ? Math.min(seconds, HUNG_SECONDS) : seconds,
    isOver,
  };
  const name = `${test.name}-minimal`;
  const known = { ...untilFault(failed), name };
  const alone = await firstFailingAfter({ ...search, isOver: () => false }, [
    { after: [], test: known },
    // A step may change the outcomes of earlier steps, so the whole test is tried too.
    ...(known.steps.length < test.steps.length ? [{ after: [], test: { ...test, name } }] : []),
  ]);
  if (O.isNone(alone)) return shrinkWithOthers(search, failed, known, before);
  const shortest = vocabulary
    .viaShortestPath(known)
    .filter(({ steps }) => steps.length <= known.steps.length);
  const best = await shrinkTogether(search, alone.value, [...shortest, alone.value.test]);
  // Confirms it alone and with the full timeout: the search used a shorter one, and an earlier candidate may have been the cause.
  const confirmed = await failsAfter({ ...search, seconds }, [], best.test);
  if (O.isSome(confirmed)) return confirmed.value;
  return hangs ? failed : shrinkIsolated(search, alone.value);
};
