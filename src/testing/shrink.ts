/* eslint-disable functional/no-let, functional/no-loop-statements -- a search that asks, waits and goes on from the answer */
/**
 * Shrinking: from a test that fails to a smaller one that fails in the same way.
 *
 * fast-check proposes what is smaller (steps left out, numbers nearer to 0), the chart says what each proposal must answer,
 * and the subject is asked. The first proposal that fails in the same way is the next one to make smaller, until none does.
 *
 * Laws: the result fails, in the same way; it has no more steps than the test; the same subject gives the same result. It is
 * bounded by a number of questions and not by a clock.
 */
import * as fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type * as t from 'io-ts';
import { pathTo } from '../AllowedAction.js';
import { decide } from '../decide.js';
import { parseJson } from '../JsonText.js';
import type { RunEvent } from '../RunEvent.js';
import type { RunInstance } from '../RunInstance.js';
import type { RunState } from '../RunState.js';
import { applyStep, ops } from '../Scenario.js';
import type { Step } from '../Scenario.js';
import { isRecord } from '../Untrusted.js';
import { judge, stepAtFault } from './Failure.js';
import type { Failure } from './Failure.js';
import { differencesOf } from './Json.js';
import type { Respondent } from './Respondent.js';
import { isConstructor, nothing } from './play.js';
import { open, openLaden } from './runModel.js';
import type { TestCase } from './Suite.js';
import { asTheChartSays, renameIds, runsOf, scenarioOf, testOf } from './TestCase.js';
import type { Move } from './TestCase.js';
import { valuesOf } from './Values.js';
import { eventName, standing } from './words.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A test and what is wrong with a subject's answer to it. */
export interface FailedTest {
  readonly test: TestCase;
  readonly failure: Failure;
  /** It fails only right after this test: something outlives the scenario that it belongs to. */
  readonly after?: TestCase;
}

// ------------------------------------------------------------------------------------------------------- signatures

const kindOf = (outcome: unknown): string =>
  isRecord(outcome)
    ? isRecord(outcome['err'])
      ? `err ${JSON.stringify(outcome['err']['code'])}`
      : Object.keys(outcome).join()
    : typeof outcome;

/** What kind of failure this is, however it was found: the same for tests in which one fault shows in one place. */
export const signatureOf = ({ test, failure }: FailedTest): string => {
  switch (failure._tag) {
    case 'Differs': {
      const at = test.steps[failure.step];
      const before = runsOf(test.steps.slice(0, failure.step)).at(-1) ?? O.none;
      const place = at === undefined ? '' : `${standing(before)} + ${eventName(at.step)}`;
      const kinds = [kindOf(failure.expected), kindOf(failure.actual)] as const;
      const fields = failure.differences.map(({ path }) => path).sort();
      // Where an error came for a run, every field differs; that it came is enough.
      return [place, ...kinds, ...(kinds[0] === kinds[1] ? fields : [])].join('|');
    }
    case 'Died':
      return `${failure._tag}|${String(failure.code)}|${String(failure.signal)}`;
    case 'Threw':
      return `${failure._tag}|${failure.message.replace(/[0-9a-f-]{36}|\d+/g, '#').slice(0, 80)}`;
    case 'TooFewOutcomes':
    case 'TooManyOutcomes':
    case 'Garbage':
    case 'WrongName':
    case 'OutOfOrder':
    case 'Hung':
    case 'TooFewAnswers':
    case 'TooManyAnswers':
    case 'FloodedStderr':
      return failure._tag;
  }
};

// -------------------------------------------------------------------------------------------------------- proposals

/** How many proposals are made of one test, at most. */
const PROPOSALS = 600;

const take = <A>(values: Iterable<A>, most: number): ReadonlyArray<A> => {
  const taken: Array<A> = [];
  for (const value of values) {
    if (taken.length === most) break;
    // eslint-disable-next-line functional/immutable-data -- a list of its own
    taken.push(value);
  }
  return taken;
};

const proposalsOf = <A>(arbitrary: fc.Arbitrary<A>, value: A): ReadonlyArray<A> =>
  arbitrary.canShrinkWithoutContext(value)
    ? take(arbitrary.shrink(value, undefined), PROPOSALS).map((proposal) => proposal.value)
    : [];

type Moves = ReadonlyArray<Move>;

/** Fewer steps: the beginnings, and what fast-check leaves out of a list. */
const fewerSteps = (moves: Moves): ReadonlyArray<Moves> => {
  const places = moves.map((_, i) => i);
  const kept = fc.array(fc.noShrink(fc.constantFrom(...places)));
  return [
    ...moves.slice(1).map((_, i) => moves.slice(0, i + 1)),
    ...proposalsOf(kept, places).map((chosen) => chosen.flatMap((i) => moves[i] ?? [])),
  ].filter((proposal) => proposal.length > 0);
};

/** A number or an option within a step is simplified by fast-check, anything else stays as it is. */
const fieldArbitrary = (codec: t.Mixed | undefined, value: unknown): fc.Arbitrary<unknown> =>
  codec !== undefined && typeof value === 'number' && 'min' in codec && 'max' in codec
    ? fc.integer({ min: Number(codec.min), max: Number(codec.max) })
    : codec?.is(O.none) === true
      ? fc.constantFrom(O.none, value)
      : fc.constant(value);

const stepArbitrary = ({ step }: Move): fc.Arbitrary<unknown> => {
  const fields: Readonly<Record<string, t.Mixed>> = ops[step.op];
  return fc.record(
    Object.fromEntries(
      Object.entries<unknown>(step).map(([key, value]) => [
        key,
        fieldArbitrary(fields[key], value),
      ]),
    ),
    { noNullPrototype: true },
  );
};

/** A text of JSON with one member less, or with a number in it nearer to 0. */
const simplerJson = (text: string): ReadonlyArray<string> => {
  const json = parseJson(text);
  if (E.isLeft(json) || !isRecord(json.right)) return [];
  const members = Object.entries(json.right);
  const integers = fc.maxSafeInteger();
  return members.flatMap(([key, value], i) => [
    JSON.stringify(Object.fromEntries(members.filter((_, j) => j !== i))),
    ...proposalsOf(integers, typeof value === 'number' ? value : 0).map((n) =>
      JSON.stringify(
        Object.fromEntries(members.map((member) => (member[0] === key ? [key, n] : member))),
      ),
    ),
  ]);
};

/** Simpler data in as many steps. */
const simplerData = (moves: Moves): ReadonlyArray<Moves> => [
  ...moves.flatMap((move, i) =>
    move.written === undefined ? [] : [moves.with(i, { step: move.step })],
  ),
  ...moves.flatMap(({ step }, i) =>
    step.op === 'deserialize'
      ? simplerJson(step.json).map((json) => moves.with(i, { step: { ...step, json } }))
      : [],
  ),
  // fast-check takes no frozen record for one of its own.
  ...proposalsOf(
    fc.tuple(...moves.map(stepArbitrary)),
    moves.map(({ step }) => ({ ...step })),
  ).map((proposal) =>
    moves.map((move, i): Move => {
      // SAFETY: every field of a proposal is within the bounds of the field's own codec.
      const step = proposal[i] as Step;
      return differencesOf(move.step, step).length === 0 ? move : { step };
    }),
  ),
];

/** Every number at once as near to 0 as it may be. */
const zeroed = (moves: Moves): Moves =>
  moves.map((move): Move => {
    const fields: Readonly<Record<string, t.Mixed>> = ops[move.step.op];
    const numbers = Object.entries<unknown>(move.step).flatMap(([key, value]) =>
      typeof value === 'number' && value !== 0 && fields[key]?.is(0) === true
        ? [[key, 0] as const]
        : [],
    );
    // SAFETY: what is replaced is a number by one that the field's codec takes.
    return numbers.length === 0 ? move : { step: { ...move.step, ...Object.fromEntries(numbers) } };
  });

const NIL = /^[0-]+$/;

/** Ids that are easy to tell apart: ...-000000000001, ...-000000000002. */
const simplerIds = (ids: ReadonlyArray<string>): ReadonlyMap<string, string> =>
  new Map(
    ids
      .filter((id) => !NIL.test(id))
      .map((id, i) => [id, `00000000-0000-0000-0000-${String(i + 1).padStart(12, '0')}`]),
  );

/** The states that some events lead a run through. */
const statesOn = (run: RunInstance, events: ReadonlyArray<RunEvent>): ReadonlyArray<RunState> =>
  events
    .reduce<ReadonlyArray<RunInstance>>(
      (runs, event) => [
        ...runs,
        pipe(
          decide(event)(runs.at(-1) ?? run),
          E.getOrElse(() => run),
        ),
      ],
      [],
    )
    .map(({ state }) => state);

/**
 * The same step on a run that came to where it is by the shortest way, if it is on one. A test like this is read at a glance.
 */
const shortestWays = (moves: Moves): ReadonlyArray<Moves> => {
  const last = moves.at(-1);
  const before = runsOf(moves.slice(0, -1)).at(-1) ?? O.none;
  if (last === undefined || O.isNone(before) || isConstructor(last.step)) return [];
  const run = before.value;
  const { id: runId, taskId, createdAt, effectivePriority } = run;
  const openings: ReadonlyArray<Step> = [
    {
      op: 'new_ready_with_id',
      runId,
      taskId,
      scheduledAt: createdAt,
      createdAt,
      effectivePriority,
    },
    { op: 'new_scheduled_with_id', runId, taskId, scheduledAt: createdAt, createdAt },
  ];
  const attempt: ReadonlyArray<Step> = O.isSome(run.currentAttemptId)
    ? [{ op: 'start_attempt', attemptId: run.currentAttemptId.value }]
    : [];
  return openings.flatMap((opening) =>
    pipe(
      applyStep(opening)(O.none),
      O.fromEither,
      O.chain((opened) =>
        pipe(
          opened,
          pathTo(run.state),
          O.map((path) => statesOn(opened, path)),
        ),
      ),
      O.match(
        () => [],
        (states) => [
          [
            ...[
              opening,
              ...states.map((to): Step => ({ op: 'transition_to', to })),
              ...attempt,
            ].map((step): Move => ({ step })),
            last,
          ],
        ],
      ),
    ),
  );
};

// ------------------------------------------------------------------------------------------------------- operations

/** How hard one test is made smaller. */
interface Effort {
  /** Each round finds a smaller test. */
  readonly rounds: number;
  /** How many proposals are tried in a round, the smallest first. */
  readonly proposals: number;
}

/** Where a subject answers, asking is cheap. Where it does not, each time costs a process, or a time to wait. */
const effortFor = ({ _tag }: Failure): Effort =>
  _tag === 'Differs' || _tag === 'TooFewOutcomes' || _tag === 'TooManyOutcomes' || _tag === 'Threw'
    ? { rounds: 100, proposals: Infinity }
    : { rounds: _tag === 'Hung' ? 3 : 4, proposals: 60 };

/** How often a subject is asked in all. */
const QUESTIONS = 20_000;

/** How long a subject that hangs is waited for meanwhile. */
const HUNG_SECONDS = 1;

/** The first of some tests that fails with a signature. */
const firstFailing = async (
  { askInOrder }: Respondent,
  tests: ReadonlyArray<TestCase>,
  signature: string,
  seconds: number,
): Promise<{ readonly found: O.Option<FailedTest>; readonly asked: number }> => {
  let found: O.Option<FailedTest> = O.none;
  let asked = 0;
  await askInOrder(tests, seconds, (index, reply) => {
    asked += 1;
    const test = tests[index];
    if (test === undefined) return false;
    found = pipe(
      judge(test, reply),
      O.map((failure) => ({ test, failure })),
      O.filter((failed) => signatureOf(failed) === signature),
    );
    return O.isNone(found);
  });
  return { found, asked };
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

/** Proposals for a test: of fewer steps first, so that each round takes as large a leap as there is; then simpler ones. */
const smaller = (test: TestCase): ReadonlyArray<TestCase> => {
  const made = (proposals: ReadonlyArray<Moves>): ReadonlyArray<TestCase> =>
    proposals.map((moves) => testOf(test.name, test.criteria, moves));
  const renamed = renameIds(test, simplerIds);
  const zero = testOf(test.name, test.criteria, zeroed(test.steps));
  const differs = (other: TestCase): boolean =>
    differencesOf(scenarioOf(test), scenarioOf(other)).length > 0;
  return [
    ...made(
      [...shortestWays(test.steps), ...fewerSteps(test.steps)]
        .filter(({ length }) => length < test.steps.length)
        .toSorted((a, b) => a.length - b.length),
    ),
    ...[renamed, zero].filter(differs),
    ...made(simplerData(test.steps)),
  ];
};

/** Tests that leave a run behind, for a subject that keeps what it should forget. */
const leavings: ReadonlyArray<TestCase> = [open, openLaden].flatMap((opening, i) => {
  const made = opening(nothing, valuesOf(i));
  const moves: Moves = [
    { step: 'step' in made ? made.step : made },
    { step: { op: 'promote_to_ready' } },
  ];
  return moves.map((_, last) =>
    testOf(`before-${String(i)}-${String(last)}`, [], moves.slice(0, last + 1)),
  );
});

/** A test that does not fail alone, but does right after one that leaves a run behind. */
const afterAnother = async (
  respondent: Respondent,
  tests: ReadonlyArray<TestCase>,
  signature: string,
  seconds: number,
): Promise<O.Option<FailedTest>> => {
  for (const test of tests)
    for (const after of leavings) {
      const { found } = await firstFailing(respondent, [after, test], signature, seconds);
      if (O.isSome(found) && found.value.test === test) return O.some({ ...found.value, after });
    }
  return O.none;
};

/**
 * A smaller test that fails in the same way, or the same one if there is none. A test that expects something else than the
 * chart says stays as it is.
 */
export const shrink = async (
  respondent: Respondent,
  failed: FailedTest,
  seconds: number,
): Promise<FailedTest> => {
  const { test, failure } = failed;
  const oracle = asTheChartSays(test).steps.map(({ expect }) => expect);
  const expected = test.steps.map(({ expect }) => expect);
  if (differencesOf(oracle, expected).length > 0) return failed;
  const signature = signatureOf(failed);
  const hangs = failure._tag === 'Hung';
  const patience = hangs ? Math.min(seconds, HUNG_SECONDS) : seconds;
  const name = `${test.name}-minimal`;
  let best = failed;
  const known = { ...untilFault(failed), name };
  let proposals = [
    ...shortestWays(known.steps)
      .filter(({ length }) => length <= known.steps.length)
      .map((moves) => testOf(name, test.criteria, moves)),
    known,
    // A step may spoil what an earlier one has answered.
    { ...test, name },
  ] as ReadonlyArray<TestCase>;
  let questions = 0;
  const { rounds, proposals: most } = effortFor(failure);
  for (let round = 0; round < rounds && questions < QUESTIONS; round += 1) {
    const { found, asked } = await firstFailing(respondent, proposals, signature, patience);
    questions += asked;
    // A test that does not fail alone fails for what came before it.
    if (O.isNone(found)) break;
    best = found.value;
    proposals = smaller({ ...best.test, name }).slice(0, most);
  }
  if (best === failed && failure._tag === 'Differs') {
    const alone = testOf(name, test.criteria, known.steps.slice(-1));
    const found = await afterAnother(respondent, [alone, known], signature, patience);
    return O.getOrElse(() => failed)(found);
  }
  if (!hangs || best === failed) return best;
  // Silence was taken for hanging sooner than the whole time.
  const { found } = await firstFailing(respondent, [best.test], signature, seconds);
  return O.getOrElse(() => failed)(found);
};
