/* eslint-disable functional/no-let, functional/no-loop-statements -- a search that asks, waits and goes on from the answer */
/**
 * Shrinking: from a test that fails to a smaller one that fails in the same way.
 *
 * The subject is asked for what is smaller. The first proposal that fails in the same way is the next one to make smaller, until
 * none does.
 *
 * Laws: the result fails, in the same way; it has no more steps than the test; the same subject gives the same result. It is
 * bounded by a number of questions and not by a clock.
 */
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { Step } from '../journal/Step.js';
import type { FailedTest } from './FailedTest.js';
import { signatureOf } from './FailedTest.js';
import type { Failure, Reply } from './Failure.js';
import { judge, stepAtFault } from './Failure.js';
import { differencesOf } from './Json.js';
import { nothing } from './play.js';
import type { Respondent } from './Respondent.js';
import { open, openLaden } from './runModel.js';
import { shortestWays, smaller } from './smaller.js';
import type { TestCase } from './Suite.js';
import { asTheChartSays, testOf } from './TestCase.js';
import { valuesOf } from './Values.js';

// ------------------------------------------------------------------------------------------------------------ model

/** How hard one test is made smaller. */
interface Effort {
  /** Each round finds a smaller test. */
  readonly rounds: number;
  /** How many proposals are tried in a round, the smallest first. */
  readonly proposals: number;
}

/** Did the subject go on after what is wrong? */
const goesOn = ({ _tag }: Failure): boolean =>
  _tag === 'Differs' || _tag === 'TooFewOutcomes' || _tag === 'TooManyOutcomes' || _tag === 'Threw';

/** Where a subject answers, asking is cheap. Where it does not, each time costs a process, or a time to wait. */
const effortFor = (failure: Failure): Effort =>
  goesOn(failure)
    ? { rounds: 100, proposals: Infinity }
    : { rounds: failure._tag === 'Hung' ? 3 : 4, proposals: 60 };

/** How often a subject is asked in all. */
const QUESTIONS = 20_000;

/** How long a subject that hangs is waited for meanwhile. */
const HUNG_SECONDS = 1;

/** How many proposals are tried, and how often, where each needs a process of its own. */
const APART: Effort = { rounds: 4, proposals: 20 };

/** What fails, in what way, and how long an answer is waited for. */
interface Search {
  readonly respondent: Respondent;
  readonly signature: string;
  readonly seconds: number;
}

// ------------------------------------------------------------------------------------------------------- operations

const failing = ({ signature }: Search, test: TestCase, reply: Reply): O.Option<FailedTest> =>
  pipe(
    judge(test, reply),
    O.map((failure) => ({ test, failure })),
    O.filter((failed) => signatureOf(failed) === signature),
  );

/** The first of some tests that fails, all of them asked of one subject. */
const firstFailing = async (
  search: Search,
  tests: ReadonlyArray<TestCase>,
): Promise<{ readonly found: O.Option<FailedTest>; readonly asked: number }> => {
  let found: O.Option<FailedTest> = O.none;
  let asked = 0;
  await search.respondent.askInOrder(tests, search.seconds, (index, reply) => {
    asked += 1;
    const test = tests[index];
    if (test === undefined) return false;
    found = failing(search, test, reply);
    return O.isNone(found);
  });
  return { found, asked };
};

/** Does a test fail after others, all of them asked of a new subject? */
const failsAfter = async (
  search: Search,
  after: ReadonlyArray<TestCase>,
  test: TestCase,
): Promise<O.Option<FailedTest>> => {
  let found: O.Option<FailedTest> = O.none;
  await search.respondent.askInOrder([...after, test], search.seconds, (index, reply) => {
    if (index === after.length) found = failing(search, test, reply);
    return index < after.length;
  });
  return found;
};

/** The first of some tests that fails after others, each asked of a new subject. */
const firstFailingAfter = async (
  search: Search,
  pairs: ReadonlyArray<{ readonly after: ReadonlyArray<TestCase>; readonly test: TestCase }>,
): Promise<O.Option<FailedTest>> => {
  for (const { after, test } of pairs) {
    const found = await failsAfter(search, after, test);
    if (O.isSome(found))
      return O.some(after.length === 0 ? found.value : { ...found.value, after });
  }
  return O.none;
};

/** The test with nothing behind the step at fault. */
const untilFault = ({ test, failure }: FailedTest): TestCase => ({
  ...test,
  steps: test.steps.slice(
    0,
    pipe(
      stepAtFault(failure),
      O.match(
        () => test.steps.length,
        (step) => step + 1,
      ),
    ),
  ),
});

/** Tests that leave a run behind, for a subject that keeps what it should forget: the beginnings of two short lives. */
const leavings: ReadonlyArray<TestCase> = [openLaden, open].flatMap((opening, i) => {
  const values = valuesOf(i);
  const made = opening(nothing, values);
  const life: ReadonlyArray<Step> = [
    'step' in made ? made.step : made,
    { op: 'promote_to_ready' },
    { op: 'transition_to', to: 'Leased' },
    { op: 'transition_to', to: 'Running' },
    { op: 'start_attempt', attemptId: values.attemptId(1) },
  ];
  return [1, 2, life.length].map((length) =>
    testOf(
      `before-${String(i)}-${String(length)}`,
      [],
      life.slice(0, length).map((step) => ({ step })),
    ),
  );
});

/** The fewest of some tests in a row, the last of them, after which a test fails; each time asked of a new subject. */
const fewestBefore = async (
  search: Search,
  before: ReadonlyArray<TestCase>,
  test: TestCase,
): Promise<ReadonlyArray<TestCase>> => {
  const last = (n: number): ReadonlyArray<TestCase> => before.slice(-n);
  let most = 1;
  while (O.isNone(await failsAfter(search, last(most), test))) {
    if (most >= before.length) return [];
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

/** Proposals for a test that fails after another: the other's beginnings, then fewer steps of its own. */
const smallerPairs = ({
  test,
  after = [],
}: FailedTest): Parameters<typeof firstFailingAfter>[1] => [
  ...after.flatMap((other) =>
    other.steps.slice(1).map((_, i) => ({
      after: [{ ...other, steps: other.steps.slice(0, i + 1) }],
      test,
    })),
  ),
  ...smaller(test)
    .filter(({ steps }) => steps.length < test.steps.length)
    .map((shorter) => ({ after, test: shorter })),
];

/** Makes a test smaller, each proposal asked of a new subject. */
const reduceApart = async (search: Search, failed: FailedTest): Promise<FailedTest> => {
  let best = failed;
  for (let round = 0; round < APART.rounds; round += 1) {
    const proposals =
      best.after === undefined
        ? smaller(best.test).map((test) => ({ after: [], test }))
        : smallerPairs(best);
    const found = await firstFailingAfter(search, proposals.slice(0, APART.proposals));
    if (O.isNone(found)) break;
    best = found.value;
  }
  return best;
};

/**
 * What a test that does not fail alone fails after: a scenario that leaves a run behind, or one of those that came before it,
 * or as many of them as it takes.
 */
const afterOthers = async (
  search: Search,
  failed: FailedTest,
  known: TestCase,
  before: ReadonlyArray<TestCase>,
): Promise<FailedTest> => {
  const lost = { ...failed, after: [] };
  if (!goesOn(failed.failure) || before.length === 0) return lost;
  const alone = testOf(known.name, known.criteria, known.steps.slice(-1));
  // As something may be kept by its id, the test itself is worth a try.
  const left = await firstFailingAfter(search, [
    ...leavings.map((after) => ({ after: [after], test: alone })),
    ...[...leavings.toReversed(), { ...failed.test, name: `before-${known.name}` }].map(
      (after) => ({
        after: [after],
        test: known,
      }),
    ),
  ]);
  if (O.isSome(left)) return reduceApart(search, left.value);
  const fewest = await fewestBefore(search, before, known);
  const found = await firstFailingAfter(search, [
    ...fewest.slice(0, 1).map((after) => ({ after: [after], test: known })),
    ...(fewest.length > 1 ? [{ after: fewest, test: known }] : []),
  ]);
  if (O.isNone(found)) return lost;
  return found.value.after?.length === 1 ? reduceApart(search, found.value) : found.value;
};

/** Makes a test smaller, many proposals asked of one subject. */
const reduce = async (
  search: Search,
  failed: FailedTest,
  start: ReadonlyArray<TestCase>,
): Promise<FailedTest> => {
  const { rounds, proposals: most } = effortFor(failed.failure);
  let best = failed;
  let proposals = start;
  let questions = 0;
  for (let round = 0; round < rounds && questions < QUESTIONS; round += 1) {
    const { found, asked } = await firstFailing(search, proposals);
    questions += asked;
    if (O.isNone(found)) break;
    best = found.value;
    proposals = smaller(best.test).slice(0, most);
  }
  return best;
};

/**
 * A smaller test that fails in the same way, or the same one if there is none. A test that expects something else than the
 * chart says stays as it is.
 *
 * @param before - what the subject was asked before the test, which is looked through if the test does not fail alone
 */
export const shrink = async (
  respondent: Respondent,
  failed: FailedTest,
  seconds: number,
  before: ReadonlyArray<TestCase> = [],
): Promise<FailedTest> => {
  const { test, failure } = failed;
  const oracle = asTheChartSays(test).steps.map(({ expect }) => expect);
  const expected = test.steps.map(({ expect }) => expect);
  if (differencesOf(oracle, expected).length > 0) return failed;
  const hangs = failure._tag === 'Hung';
  const search: Search = {
    respondent,
    signature: signatureOf(failed),
    seconds: hangs ? Math.min(seconds, HUNG_SECONDS) : seconds,
  };
  const name = `${test.name}-minimal`;
  const known = { ...untilFault(failed), name };
  const alone = await firstFailingAfter(search, [
    { after: [], test: known },
    // A step may spoil what an earlier one has answered.
    ...(known.steps.length < test.steps.length ? [{ after: [], test: { ...test, name } }] : []),
  ]);
  if (O.isNone(alone)) return afterOthers(search, failed, known, before);
  const ways = shortestWays(known.steps)
    .filter(({ length }) => length <= known.steps.length)
    .map((moves) => testOf(name, test.criteria, moves));
  const best = await reduce(search, alone.value, [...ways, alone.value.test]);
  // Silence was taken for hanging sooner than the whole time; and what failed may have failed for a proposal before it.
  const sure = await failsAfter({ ...search, seconds }, [], best.test);
  if (O.isSome(sure)) return sure.value;
  return hangs ? failed : reduceApart(search, alone.value);
};
